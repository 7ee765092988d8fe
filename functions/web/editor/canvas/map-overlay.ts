/** What the editor draws over a hall: what is selected and what it is held by, lines that things were brought to, the picture to trace. */
import { toWindow, type Size, type View } from '../../picker/map/view.ts';
import { drawCorners } from './corner-overlay.ts';
import { drawNames } from './name-overlay.ts';
import { type Frame, trace } from './overlay-frame.ts';
import type { Drawing } from '../files/tracing/read-svg.ts';
import type { Palette } from '../../picker/map/palette.ts';
import { sectionLaid, shapeLaid } from '../model/geometry.ts';
import {
  type HallDocument,
  type PartId,
  sectionNamed,
  sectionOfPart,
  shapeOfPart,
  shapesOf,
  type XY,
} from '../model/hall-document.ts';
import type { Handle } from '../model/handles.ts';
import type { Guide } from '../model/snapping.ts';

/** A drawing as the canvas draws it: from points alone, never from what stood in its file. */
export interface TracedDrawing extends Pick<Drawing, 'lines' | 'width' | 'height' | 'dropped'> {
  path: Path2D;
}

/** A picture that lies over the plan, to be traced: it never leaves the browser. */
export interface Backdrop {
  picture: ImageBitmap | TracedDrawing;
  /** Its middle, and its width in cm. */
  at: XY;
  width: number;
  /** 0…1. */
  strength: number;
}

export interface Overlay {
  document: HallDocument;
  selection: readonly PartId[];
  /** Rows of the selected section that are worked on. */
  rows: readonly string[];
  handles: readonly Handle[];
  /** Of the outline that is edited, and which of them keys move. */
  corners: { all: readonly XY[]; chosen: number } | undefined;
  /** Which floor is seen. */
  floor: string | undefined;
  guides: readonly Guide[];
  /** From corner to corner, in the hall. */
  band: readonly [XY, XY] | undefined;
  line: readonly [XY, XY] | undefined;
  /** What is written beside the hand. */
  note: { text: string; at: XY } | undefined;
  focus: XY | undefined;
  backdrop: Backdrop | undefined;
  grid: number;
}

export function drawOverlay(
  context: CanvasRenderingContext2D,
  overlay: Overlay,
  view: View,
  size: Size,
  palette: Palette,
): void {
  const frame = { context, view, size, palette };
  context.save();
  if (overlay.backdrop) drawBackdrop(frame, overlay.backdrop);
  if (overlay.grid > 0) drawGrid(frame, overlay.grid);
  drawNames(frame, overlay.document, overlay.floor);
  for (const part of overlay.selection) drawSelected(frame, overlay, part);
  if (overlay.focus) drawFocusPoint(frame, overlay.focus);
  for (const { axis, at } of overlay.guides) drawGuide(frame, axis, at);
  if (overlay.band) drawBand(frame, overlay.band);
  if (overlay.line) drawLine(frame, overlay.line);
  for (const handle of overlay.handles) drawHandle(frame, handle);
  if (overlay.corners) drawCorners(frame, overlay.corners.all, overlay.corners.chosen);
  if (overlay.note) drawNote(frame, overlay.note);
  context.restore();
}

function drawBackdrop({ context, view, size, palette }: Frame, { picture, at, width, strength }: Backdrop): void {
  const [x, y] = toWindow(view, size, at[0], at[1]);
  const [wide, high] = [width * view.scale, ((width * picture.height) / picture.width) * view.scale];
  context.globalAlpha = strength;
  if ('path' in picture) {
    const scale = wide / picture.width;
    context.save();
    context.translate(x - wide / 2, y - high / 2);
    context.scale(scale, scale);
    context.lineWidth = 1.5 / scale;
    context.strokeStyle = palette.text;
    context.stroke(picture.path);
    context.restore();
  } else context.drawImage(picture, x - wide / 2, y - high / 2, wide, high);
  context.globalAlpha = 1;
}

function drawGrid({ context, view, size, palette }: Frame, grid: number): void {
  const step = grid * view.scale;
  if (step < 8) return;
  const [x0, y0] = toWindow(view, size, 0, 0);
  context.fillStyle = palette.line;
  context.globalAlpha = 0.35;
  for (let x = ((x0 % step) + step) % step; x < size.width; x += step)
    for (let y = ((y0 % step) + step) % step; y < size.height; y += step) context.fillRect(x - 0.5, y - 0.5, 1, 1);
  context.globalAlpha = 1;
}

function drawSelected(frame: Frame, { document, rows }: Overlay, part: PartId): void {
  const { context, palette, view, size } = frame;
  const id = sectionOfPart(part);
  const section = id === undefined ? undefined : sectionNamed(document, id);
  const shape = shapesOf(document)[shapeOfPart(part) ?? -1];
  const laid = section ? sectionLaid(document, section) : shape && shapeLaid(shape);
  if (!laid) return;
  trace(frame, laid.outline);
  context.lineWidth = 2.5;
  context.strokeStyle = palette.focus;
  context.stroke();
  if (!section || !('rows' in laid)) return;
  const chosen = new Set(rows);
  // Wide enough to be seen around the seats, which stay in sight.
  context.lineWidth = Math.max(3, Math.min(30, 50 * view.scale));
  context.lineCap = 'round';
  context.lineJoin = 'round';
  context.globalAlpha = 0.35;
  for (const row of laid.rows) {
    if (!chosen.has(row.label)) continue;
    context.beginPath();
    for (let place = row.first; place < row.first + row.count; place++)
      context.lineTo(...toWindow(view, size, laid.x[place] ?? 0, laid.y[place] ?? 0));
    if (row.count === 1) context.lineTo(...toWindow(view, size, (laid.x[row.first] ?? 0) + 1, laid.y[row.first] ?? 0));
    context.stroke();
  }
  context.globalAlpha = 1;
}

function drawFocusPoint({ context, view, size, palette }: Frame, at: XY): void {
  const [x, y] = toWindow(view, size, at[0], at[1]);
  context.strokeStyle = palette.text;
  context.lineWidth = 1.5;
  context.beginPath();
  context.arc(x, y, 6, 0, 2 * Math.PI);
  context.moveTo(x - 11, y);
  context.lineTo(x + 11, y);
  context.moveTo(x, y - 11);
  context.lineTo(x, y + 11);
  context.stroke();
}

function drawGuide({ context, view, size, palette }: Frame, axis: 'x' | 'y', at: number): void {
  const [x, y] = toWindow(view, size, at, at);
  context.strokeStyle = palette.focus;
  context.lineWidth = 1;
  context.setLineDash([4, 4]);
  context.beginPath();
  if (axis === 'x') {
    context.moveTo(x, 0);
    context.lineTo(x, size.height);
  } else {
    context.moveTo(0, y);
    context.lineTo(size.width, y);
  }
  context.stroke();
  context.setLineDash([]);
}

function drawBand({ context, view, size, palette }: Frame, [from, to]: readonly [XY, XY]): void {
  const [ax, ay] = toWindow(view, size, from[0], from[1]);
  const [bx, by] = toWindow(view, size, to[0], to[1]);
  context.fillStyle = palette.focus;
  context.globalAlpha = 0.12;
  context.fillRect(ax, ay, bx - ax, by - ay);
  context.globalAlpha = 1;
  context.strokeStyle = palette.focus;
  context.lineWidth = 1.5;
  context.strokeRect(ax, ay, bx - ax, by - ay);
}

function drawLine({ context, view, size, palette }: Frame, [from, to]: readonly [XY, XY]): void {
  context.strokeStyle = palette.focus;
  context.lineWidth = 3;
  context.beginPath();
  context.moveTo(...toWindow(view, size, from[0], from[1]));
  context.lineTo(...toWindow(view, size, to[0], to[1]));
  context.stroke();
}

/** To turn: a circle with an arrow; to bend: an arc; to make larger: a square. */
function drawHandle({ context, view, size, palette }: Frame, { kind, at }: Handle): void {
  const [x, y] = toWindow(view, size, at[0], at[1]);
  context.fillStyle = palette.ground;
  context.strokeStyle = palette.focus;
  context.lineWidth = 2;
  context.beginPath();
  if (kind === 'size') context.rect(x - 8, y - 8, 16, 16);
  else context.arc(x, y, 11, 0, 2 * Math.PI);
  context.fill();
  context.stroke();
  context.beginPath();
  if (kind === 'turn') {
    context.arc(x, y, 5, -2.4, 1.6);
    context.moveTo(x - 4, y + 2);
    context.lineTo(x, y + 5);
    context.lineTo(x - 3, y + 8);
  } else if (kind === 'bend') context.arc(x, y + 8, 11, -2.2, -0.94);
  else {
    context.moveTo(x - 3, y + 4);
    context.lineTo(x + 4, y + 4);
    context.lineTo(x + 4, y - 3);
  }
  context.stroke();
}

function drawNote({ context, view, size, palette }: Frame, { text, at }: { text: string; at: XY }): void {
  const [x, y] = toWindow(view, size, at[0], at[1]);
  context.font = '600 14px system-ui, sans-serif';
  const width = context.measureText(text).width + 16;
  const left = Math.max(4, Math.min(size.width - width - 4, x + 16));
  context.fillStyle = palette.text;
  context.beginPath();
  context.roundRect(left, y + 16, width, 26, 6);
  context.fill();
  context.fillStyle = palette.ground;
  context.textBaseline = 'middle';
  context.textAlign = 'left';
  context.fillText(text, left + 8, y + 30);
}
