/**
 * Draws a hall. 50,000 seats take 7–11 ms a frame this way, where a node or an object for each seat takes a hundred: sections as areas from
 * afar, then pixels written by hand, then copies of a few forms; text only where it can be read.
 */
import { boxAround } from '../../../shared/plan/outline.ts';
import { COMPANION, type HallSection, RESTRICTED, rowIndexOf, WHEELCHAIR } from '../hall/seat-hall.ts';
import { FREE, HELD } from '../hall/seat-states.ts';
import { FormSheet, type SeatForm, sheetPixels } from './forms.ts';
import { isOn } from './hits.ts';
import { innerShapes, rowSign } from './inner-shapes.ts';
import { drawShape, traceOutline } from './paint-shapes.ts';
import { SeatDots } from './seat-dots.ts';
import { levelOf } from './levels.ts';
import { mixed } from './palette.ts';
import type { HallScene } from './scene.ts';
import { meets, seen, toWindow } from './view.ts';

/** What a painter keeps from one frame to the next. */
export class Painter {
  readonly #create: () => HTMLCanvasElement;
  #sheet: FormSheet | undefined;
  readonly #dots: SeatDots;
  /** What the canvas has: seats as they were, and by visible section how much of it was free, as far as that is seen. */
  #drawn: { scene: HallScene; seats: Uint8Array; shares: readonly number[] } | undefined;

  constructor(create: () => HTMLCanvasElement) {
    this.#create = create;
    this.#dots = new SeatDots(create);
  }

  paint(context: CanvasRenderingContext2D, scene: HallScene): void {
    const { ratio, palette } = scene;
    const visible = visibleIn(scene);
    this.#drawn = {
      scene,
      seats: scene.states.of.slice(),
      shares: visible.map((section) => shareShown(scene, section)),
    };
    context.setTransform(1, 0, 0, 1, 0, 0);
    context.fillStyle = palette.ground;
    context.fillRect(0, 0, context.canvas.width, context.canvas.height);
    context.setTransform(ratio, 0, 0, ratio, 0, 0);
    const inner = innerShapes(scene.hall);
    const within = new Set([...inner.values()].flat());
    for (const shape of scene.hall.shapes) if (!within.has(shape)) drawShape(context, scene, shape);
    for (const section of visible) {
      drawSection(context, scene, section);
      if (levelIn(scene, section) !== 'areas')
        for (const shape of inner.get(section.at) ?? []) drawShape(context, scene, shape);
    }
    const dotted = visible.filter((section) => levelIn(scene, section) === 'dots');
    if (dotted.length > 0) this.#dots.paint(context, scene, dotted);
    for (const section of visible) {
      const level = levelIn(scene, section);
      if (level === 'seats' || level === 'numbers') this.#seats(context, scene, section, level === 'numbers');
    }
    drawFocus(context, scene);
  }

  /**
   * Where nothing but seats is another thing than when all was drawn, that stays, and dots that changed are drawn over.
   * @returns false where all has to be drawn
   */
  paintSeats(context: CanvasRenderingContext2D, scene: HallScene): boolean {
    const drawn = this.#drawn;
    const dotted = this.#behind(scene);
    if (!drawn || !dotted) return false;
    context.setTransform(1, 0, 0, 1, 0, 0);
    for (const section of dotted) this.#dots.paintChanged(context, scene, section, drawn.seats);
    drawn.seats.set(scene.states.of);
    return true;
  }

  /** Whether a canvas that this has drawn would look any other: of many changes nothing is seen from afar, and a frame costs something by itself. */
  isBehind(scene: HallScene): boolean {
    return this.#behind(scene)?.length !== 0;
  }

  /** Sections of which dots are others than on the canvas; undefined where more is. */
  #behind(scene: HallScene): HallSection[] | undefined {
    const drawn = this.#drawn;
    if (!drawn || !isSameButSeats(drawn.scene, scene) || drawn.seats.length !== scene.states.of.length)
      return undefined;
    const dotted: HallSection[] = [];
    for (const [index, section] of visibleIn(scene).entries()) {
      if (drawn.shares[index] !== shareShown(scene, section)) return undefined;
      const level = levelIn(scene, section);
      if (section.kind === 'general' || level === 'areas' || !hasChanged(section, drawn.seats, scene.states.of))
        continue;
      // A form may lie over its neighbours' corners; what stands on it does.
      if (level !== 'dots' || scene.focused !== undefined) return undefined;
      dotted.push(section);
    }
    return dotted;
  }

  #seats(context: CanvasRenderingContext2D, scene: HallScene, section: HallSection, withNumbers: boolean): void {
    const { view, size, ratio, palette, hall } = scene;
    const pitch = section.pitch * view.scale;
    const pixels = Math.max(4, Math.round(pitch * ratio));
    const drawn = sheetPixels(pixels);
    if (!this.#sheet?.isFor(drawn, palette)) this.#sheet = new FormSheet(drawn, palette, this.#create);
    const sheet = this.#sheet;
    const scale = view.scale * ratio;
    const [dx, dy] = [(size.width / 2) * ratio - view.x * scale, (size.height / 2) * ratio - view.y * scale];
    const { width, height } = context.canvas;
    context.setTransform(1, 0, 0, 1, 0, 0);
    context.textAlign = 'center';
    context.textBaseline = 'middle';
    context.font = `600 ${Math.round(pixels * 0.34)}px ${scene.font}`;
    for (const row of section.rows)
      for (let index = 0; index < row.count; index++) {
        const place = row.first + index;
        const [x, y] = [(section.x[place] ?? 0) * scale + dx, (section.y[place] ?? 0) * scale + dy];
        if (x < -pixels || y < -pixels || x > width + pixels || y > height + pixels) continue;
        const number = section.numbers[place] ?? 0;
        const form = formOf(scene, number);
        const facts = withNumbers ? (section.facts[place] ?? 0) : 0;
        const hue = hall.categories[section.categories[place] ?? 0]?.hue ?? 0;
        const [sx, sy] = sheet.at(form, hue, facts);
        context.drawImage(
          sheet.canvas,
          sx,
          sy,
          drawn,
          drawn,
          Math.round(x - pixels / 2),
          Math.round(y - pixels / 2),
          pixels,
          pixels,
        );
        if (!withNumbers || form === 'gone' || form === 'mine' || form === 'held') continue;
        context.fillStyle = form === 'free' ? (palette.onPrices[hue] ?? palette.text) : palette.text;
        const hasSign = (facts & (WHEELCHAIR | COMPANION | RESTRICTED)) !== 0;
        context.fillText(
          row.shown[index] ?? '',
          x - (hasSign ? pixels * 0.1 : 0),
          y + (hasSign ? pixels * 0.12 : 0),
          pixels * 0.7,
        );
      }
    if (pitch >= ROW_NAMES_FROM)
      drawRowNames(context, scene, section, pixels, (place) => [
        (section.x[place] ?? 0) * scale + dx,
        (section.y[place] ?? 0) * scale + dy,
      ]);
    context.setTransform(ratio, 0, 0, ratio, 0, 0);
  }
}

function visibleIn({ hall, view, size, floor }: HallScene): HallSection[] {
  const box = seen(view, size);
  return hall.sections.filter((section) => isOn(section, floor) && meets(section.box, box));
}

function isSameButSeats(one: HallScene, other: HallScene): boolean {
  const names = ['hall', 'view', 'size', 'ratio', 'palette', 'mine', 'dimmed', 'floor', 'focused'] as const;
  return names.every((name) => one[name] === other[name]);
}

function hasChanged({ numbers }: HallSection, before: Uint8Array, now: Uint8Array): boolean {
  for (const number of numbers) if (before[number] !== now[number]) return true;
  return false;
}

/** A section that is drawn as a whole shows by so many steps how much of it is free: eyes tell no more. */
const STEPS = 40;

/** Up to `STEPS`; 0 where nothing is free, or its seats are drawn. */
function shareShown(scene: HallScene, section: HallSection): number {
  if (section.kind !== 'general' && levelIn(scene, section) !== 'areas') return 0;
  const free = scene.states.sections.get(section.id)?.free ?? 0;
  return Math.ceil((free / Math.max(1, section.places)) * STEPS);
}

const levelIn = ({ view }: HallScene, section: HallSection) => levelOf(section.pitch * view.scale);

function formOf({ states, mine, dimmed }: HallScene, number: number): SeatForm {
  if (mine[number]) return 'mine';
  const state = states.of[number];
  if (state === FREE) return dimmed?.[number] ? 'dimmed' : 'free';
  return state === HELD ? 'held' : 'gone';
}

/** Behind its seats; from afar, or where it has none, filled by how much of it is free. */
function drawSection(context: CanvasRenderingContext2D, scene: HallScene, section: HallSection): void {
  const { palette, hall } = scene;
  traceOutline(context, scene, section.outline);
  const share = shareShown(scene, section);
  const colour = palette.prices[hall.categories[section.categories[0] ?? 0]?.hue ?? 0] ?? palette.line;
  context.fillStyle = share > 0 ? mixed(palette.floor, colour, 0.25 + 0.55 * (share / STEPS)) : palette.floor;
  context.fill();
  // One pixel of the device: any more is an area with edges of its own, and for 120 sections costs four times as much as all the rest.
  context.lineWidth = 1 / scene.ratio;
  context.strokeStyle = palette.line;
  context.stroke();
  if (levelIn(scene, section) !== 'areas') drawTables(context, scene, section);
}

/** What rows stand around, each with the name of its row. */
function drawTables(context: CanvasRenderingContext2D, scene: HallScene, { tables, rows, pitch }: HallSection): void {
  const { palette, view, size } = scene;
  const pixels = pitch * view.scale;
  context.font = `${Math.round(Math.min(16, Math.max(11, pixels * 0.6)))}px ${scene.font}`;
  context.textAlign = 'center';
  context.textBaseline = 'middle';
  for (const { row, outline } of tables) {
    traceOutline(context, scene, outline);
    context.fillStyle = palette.stage;
    context.fill();
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
const ROW_NAMES_FROM = 12;
/** From the last seat of a row to its name, in seats: beyond the outline around them. */
const BESIDE_ROW = 1.25;

/** In device pixels: before the first seat of a row, and behind its last; a table has its own within. */
function drawRowNames(
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

/** A ring that is drawn, for a canvas has no outline of its own for what is in it. */
function drawFocus(context: CanvasRenderingContext2D, scene: HallScene): void {
  const { focused, hall, view, size, palette } = scene;
  if (focused === undefined) return;
  const inOrder = hall.order[focused];
  if (inOrder === undefined) return;
  const section = hall.sections.findLast((one) => (hall.starts[one.at] ?? 0) <= inOrder);
  if (!section || section.kind === 'general') return;
  const place = inOrder - (hall.starts[section.at] ?? 0);
  if (rowIndexOf(section, place) < 0) return;
  const [x, y] = toWindow(view, size, section.x[place] ?? 0, section.y[place] ?? 0);
  const radius = Math.max(8, section.pitch * view.scale * 0.58);
  context.lineWidth = 3;
  context.strokeStyle = palette.focus;
  context.beginPath();
  context.arc(x, y, radius, 0, 2 * Math.PI);
  context.stroke();
}
