/** Draws a section: its floor, the tables on it, and the names of its rows. Seats are drawn by `paint.ts`. */
import { boxAround } from '../../../shared/plan/outline.ts';
import type { HallSection } from '../hall/seat-hall.ts';
import { rowSign } from './inner-shapes.ts';
import { levelOf } from './levels.ts';
import { traceOutline, tracePath } from './paint-shapes.ts';
import { mixed } from './palette.ts';
import type { HallScene } from './scene.ts';
import { toWindow } from './view.ts';

/** A section that is drawn as a whole shows by so many steps how much of it is free: eyes tell no more. */
const STEPS = 40;

/** Up to `STEPS`; 0 where nothing is free, or its seats are drawn. */
export function shareShown(scene: HallScene, section: HallSection): number {
  if (section.kind !== 'general' && levelIn(scene, section) !== 'areas') return 0;
  const free = scene.states.sections.get(section.id)?.free ?? 0;
  return Math.ceil((free / Math.max(1, section.places)) * STEPS);
}

export const levelIn = ({ view }: HallScene, section: HallSection) => levelOf(section.pitch * view.scale);

/** Behind its seats; from afar, or where it has none, filled by how much of it is free. */
export function drawSection(context: CanvasRenderingContext2D, scene: HallScene, section: HallSection): void {
  const { palette, hall, ratio } = scene;
  const outline = outlineOf(section);
  context.setTransform(...inHall(scene));
  const share = shareShown(scene, section);
  const colour = palette.prices[hall.categories[section.categories[0] ?? 0]?.hue ?? 0] ?? palette.line;
  context.fillStyle = share > 0 ? mixed(palette.floor, colour, 0.25 + 0.55 * (share / STEPS)) : palette.floor;
  context.fill(outline);
  // One pixel of the device: any more is an area with edges of its own, and for 120 sections costs four times as much as all the rest.
  context.lineWidth = HAIR / (scene.view.scale * ratio);
  context.strokeStyle = palette.line;
  context.stroke(outline);
  context.setTransform(ratio, 0, 0, ratio, 0, 0);
  if (levelIn(scene, section) !== 'areas') drawTables(context, scene, section);
}

/** A pixel, as far as eyes see: by a rounding it must not be more. */
const HAIR = 0.999;

const outlines = new WeakMap<readonly number[], Path2D>();

/** In cm: traced once a hall, for all views. */
function outlineOf({ outline }: HallSection): Path2D {
  const known = outlines.get(outline);
  if (known) return known;
  const path = new Path2D();
  tracePath(path, outline);
  outlines.set(outline, path);
  return path;
}

/** From cm of the hall to pixels of the canvas. */
function inHall({ view, size, ratio }: HallScene): [number, number, number, number, number, number] {
  const scale = view.scale * ratio;
  return [scale, 0, 0, scale, (size.width / 2) * ratio - view.x * scale, (size.height / 2) * ratio - view.y * scale];
}

/** What rows stand around, each with the name of its row. */
function drawTables(context: CanvasRenderingContext2D, scene: HallScene, { tables, rows, pitch }: HallSection): void {
  if (tables.length === 0) return;
  const { palette, view, size } = scene;
  const pixels = pitch * view.scale;
  context.font = `${Math.round(Math.min(16, Math.max(11, pixels * 0.6)))}px ${scene.font}`;
  context.textAlign = 'center';
  context.textBaseline = 'middle';
  for (const { row, outline } of tables) {
    traceOutline(context, scene, outline);
    context.fillStyle = palette.stage;
    context.fill();
    context.lineWidth = HAIR / scene.ratio;
    context.stroke();
    if (pixels < ROW_NAMES_FROM) continue;
    const { left, right, top, bottom } = boxAround(outline);
    context.fillStyle = palette.text;
    context.fillText(
      rows[row] ? rowSign(rows[row]) : '',
      ...toWindow(view, size, (left + right) / 2, (top + bottom) / 2),
    );
  }
}

/** From seat to seat, in CSS pixels, from which rows have their names. */
export const ROW_NAMES_FROM = 12;
/** From the last seat of a row to its name, in seats: beyond the outline around them. */
const BESIDE_ROW = 1.25;

/** In device pixels: before the first seat of a row, and behind its last; a table has its own within. */
export function drawRowNames(
  context: CanvasRenderingContext2D,
  scene: HallScene,
  section: HallSection,
  pixels: number,
  at: (place: number) => [number, number],
): void {
  context.fillStyle = scene.palette.text;
  context.font = `${Math.round(Math.min(16 * scene.ratio, pixels * 0.5))}px ${scene.font}`;
  const tables = new Set(section.tables.map(({ row }) => row));
  for (const [index, row] of section.rows.entries()) {
    if (row.count === 0 || tables.has(index)) continue;
    const [first, last] = [at(row.first), at(row.first + row.count - 1)];
    const beside = (end: readonly [number, number], other: readonly [number, number]): void => {
      const length = Math.hypot(end[0] - other[0], end[1] - other[1]) || 1;
      const [dx, dy] = row.count === 1 ? [-1, 0] : [(end[0] - other[0]) / length, (end[1] - other[1]) / length];
      context.fillText(rowSign(row), end[0] + dx * pixels * BESIDE_ROW, end[1] + dy * pixels * BESIDE_ROW);
    };
    beside(first, last);
    if (row.count > 1) beside(last, first);
  }
}
