/**
 * Draws a hall. 50,000 seats take 7–11 ms a frame this way, where a node or an object for each seat takes a hundred: sections as areas from
 * afar, then pixels written by hand, then copies of a few forms; text only where it can be read.
 */
import { COMPANION, type HallSection, RESTRICTED, rowIndexOf, WHEELCHAIR } from '../hall/seat-hall.ts';
import { FREE, HELD } from '../hall/seat-states.ts';
import { FormSheet, type SeatForm, sheetPixels } from './forms.ts';
import { isOn } from './hits.ts';
import { innerShapes } from './inner-shapes.ts';
import { type CanvasArea, mayStandFor, type Move, moveBetween, shiftOf, uncovered } from './moved.ts';
import { drawRowNames, drawSection, levelIn, ROW_NAMES_FROM, shareShown } from './paint-sections.ts';
import { drawShape } from './paint-shapes.ts';
import { SeatDots } from './seat-dots.ts';
import type { HallScene } from './scene.ts';
import { meets, seen, toWindow } from './view.ts';

/** What a painter keeps from one frame to the next. */
export class Painter {
  readonly #create: () => HTMLCanvasElement;
  #sheet: FormSheet | undefined;
  readonly #dots: SeatDots;
  /** What the canvas has: seats as they were, and by visible section how much of it was free, as far as that is seen. */
  #drawn: { scene: HallScene; seats: Uint8Array; shares: readonly number[] } | undefined;
  /** What it had when a hand began to make it larger or smaller. */
  #still: { scene: HallScene; picture: HTMLCanvasElement } | undefined;
  #kept: HTMLCanvasElement | undefined;
  #isMoved = false;
  #seen: { scene: HallScene; sections: readonly HallSection[] } | undefined;

  constructor(create: () => HTMLCanvasElement) {
    this.#create = create;
    this.#dots = new SeatDots(create);
  }

  paint(context: CanvasRenderingContext2D, scene: HallScene): void {
    const { width, height } = context.canvas;
    this.#draw(context, scene, { left: 0, top: 0, right: width, bottom: height });
    this.#note(scene);
    this.#isMoved = false;
  }

  /** Whether what the canvas has was drawn for its view, and is not what was drawn for another, which edges tell from it. */
  get isSharp(): boolean {
    return this.#still === undefined && !this.#isMoved;
  }

  /**
   * Where nothing but the view is another: what is there is moved, and only what comes into sight is drawn. Larger or smaller it is less than sharp,
   * until all is drawn.
   * @returns false where all has to be drawn
   */
  paintMoved(context: CanvasRenderingContext2D, scene: HallScene): boolean {
    const from = this.#still?.scene ?? this.#drawn?.scene;
    if (!from || !isSame(from, scene, SAME_BUT_VIEW)) return false;
    const move = moveBetween(from, scene);
    const shift = this.#still ? undefined : shiftOf(move);
    if (!shift && !mayStandFor(from, scene, move.by)) return false;
    if (shift) this.#moveBy(context, scene, shift);
    else this.#stretch(context, scene, (this.#still ??= this.#keep(context, from)).picture, move);
    return true;
  }

  #moveBy(context: CanvasRenderingContext2D, scene: HallScene, [left, top]: readonly [number, number]): void {
    const { canvas } = context;
    context.setTransform(1, 0, 0, 1, 0, 0);
    context.drawImage(canvas, left, top);
    const over = { left, top, right: left + canvas.width, bottom: top + canvas.height };
    for (const area of uncovered(canvas, over)) this.#drawWithin(context, scene, area);
    this.#note(scene);
    this.#isMoved = true;
  }

  #stretch(context: CanvasRenderingContext2D, scene: HallScene, picture: HTMLCanvasElement, move: Move): void {
    const { left, top, by } = move;
    const [width, height] = [picture.width * by, picture.height * by];
    context.setTransform(1, 0, 0, 1, 0, 0);
    context.drawImage(picture, left, top, width, height);
    const over = { left, top, right: left + width, bottom: top + height };
    for (const area of uncovered(context.canvas, over)) this.#drawWithin(context, scene, area);
    this.#drawn = undefined;
  }

  #keep({ canvas }: CanvasRenderingContext2D, scene: HallScene): { scene: HallScene; picture: HTMLCanvasElement } {
    const picture = (this.#kept ??= this.#create());
    if (picture.width !== canvas.width || picture.height !== canvas.height)
      [picture.width, picture.height] = [canvas.width, canvas.height];
    picture.getContext('2d', { alpha: false })?.drawImage(canvas, 0, 0);
    return { scene, picture };
  }

  #note(scene: HallScene): void {
    this.#still = undefined;
    const shares = this.#visible(scene).map((section) => shareShown(scene, section));
    this.#drawn = { scene, seats: scene.states.of.slice(), shares };
  }

  #drawWithin(context: CanvasRenderingContext2D, scene: HallScene, area: CanvasArea): void {
    const { left, top, right, bottom } = area;
    context.save();
    context.setTransform(1, 0, 0, 1, 0, 0);
    context.beginPath();
    context.rect(left, top, right - left, bottom - top);
    context.clip();
    this.#draw(context, scene, area);
    context.restore();
  }

  #draw(context: CanvasRenderingContext2D, scene: HallScene, area: CanvasArea): void {
    const { ratio, palette } = scene;
    const visible = isAll(area, context.canvas) ? this.#visible(scene) : visibleIn(scene, area);
    context.setTransform(1, 0, 0, 1, 0, 0);
    context.fillStyle = palette.ground;
    context.fillRect(area.left, area.top, area.right - area.left, area.bottom - area.top);
    context.setTransform(ratio, 0, 0, ratio, 0, 0);
    const inner = innerShapes(scene.hall);
    const within = new Set([...inner.values()].flat());
    const free = scene.hall.shapes.filter((shape) => !within.has(shape));
    for (const shape of free) if (shape.kind !== 'text') drawShape(context, scene, shape);
    for (const section of visible) {
      drawSection(context, scene, section);
      if (levelIn(scene, section) !== 'areas')
        for (const shape of inner.get(section.at) ?? []) drawShape(context, scene, shape);
    }
    // What is only written hides nothing, and would not be read under the floor of a section that it reaches into.
    for (const shape of free) if (shape.kind === 'text') drawShape(context, scene, shape);
    const dotted = visible.filter((section) => levelIn(scene, section) === 'dots');
    if (!isAll(area, context.canvas)) {
      context.setTransform(1, 0, 0, 1, 0, 0);
      for (const section of dotted) this.#dots.paintFew(context, scene, section, area);
      context.setTransform(ratio, 0, 0, ratio, 0, 0);
    } else if (dotted.length > 0) this.#dots.paint(context, scene, dotted);
    for (const section of visible) {
      const level = levelIn(scene, section);
      if (level === 'seats' || level === 'numbers') this.#seats(context, scene, section, area);
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
    if (!drawn || !isSame(drawn.scene, scene, SAME_BUT_SEATS) || drawn.seats.length !== scene.states.of.length)
      return undefined;
    const dotted: HallSection[] = [];
    for (const [index, section] of this.#visible(scene).entries()) {
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

  /** Looked for once a view. */
  #visible(scene: HallScene): readonly HallSection[] {
    if (!this.#seen || !isSame(this.#seen.scene, scene, SEEN_BY)) this.#seen = { scene, sections: visibleIn(scene) };
    return this.#seen.sections;
  }

  #seats(context: CanvasRenderingContext2D, scene: HallScene, section: HallSection, area: CanvasArea): void {
    const { view, size, ratio, palette, hall } = scene;
    const withNumbers = levelIn(scene, section) === 'numbers';
    const pitch = section.pitch * view.scale;
    const pixels = Math.max(4, Math.round(pitch * ratio));
    const drawn = sheetPixels(pixels);
    if (!this.#sheet?.isFor(drawn, palette)) this.#sheet = new FormSheet(drawn, palette, this.#create);
    const sheet = this.#sheet;
    const scale = view.scale * ratio;
    const [dx, dy] = [(size.width / 2) * ratio - view.x * scale, (size.height / 2) * ratio - view.y * scale];
    const [left, right] = [area.left - pixels, area.right + pixels];
    const [top, bottom] = [area.top - pixels, area.bottom + pixels];
    context.setTransform(1, 0, 0, 1, 0, 0);
    context.textAlign = 'center';
    context.textBaseline = 'middle';
    context.font = `600 ${Math.round(pixels * 0.34)}px ${scene.font}`;
    for (const row of section.rows)
      for (let index = 0; index < row.count; index++) {
        const place = row.first + index;
        const [x, y] = [(section.x[place] ?? 0) * scale + dx, (section.y[place] ?? 0) * scale + dy];
        if (x < left || y < top || x > right || y > bottom) continue;
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

const isAll = ({ left, top, right, bottom }: CanvasArea, { width, height }: HTMLCanvasElement): boolean =>
  left <= 0 && top <= 0 && right >= width && bottom >= height;

/** Names of rows stand beside a section, up to so many seats away. */
const AROUND_SEATS = 3;

/** @param area of the canvas; all of it where it is left out */
function visibleIn({ hall, view, size, ratio, floor }: HallScene, area?: CanvasArea): HallSection[] {
  const all = seen(view, size);
  const at = (from: number, pixels: number): number => from + pixels / (view.scale * ratio);
  const box = area
    ? {
        left: at(all.left, area.left),
        right: at(all.left, area.right),
        top: at(all.top, area.top),
        bottom: at(all.top, area.bottom),
      }
    : all;
  return hall.sections.filter((section) => {
    const far = section.pitch * view.scale >= ROW_NAMES_FROM ? section.pitch * AROUND_SEATS : 0;
    const { left, right, top, bottom } = section.box;
    const around = { left: left - far, right: right + far, top: top - far, bottom: bottom + far };
    return isOn(section, floor) && meets(around, box);
  });
}

const SEEN_BY = ['hall', 'view', 'size', 'ratio', 'floor'] as const;
const SAME = ['hall', 'size', 'ratio', 'palette', 'mine', 'dimmed', 'floor', 'focused'] as const;
const SAME_BUT_SEATS = [...SAME, 'view'] as const;
const SAME_BUT_VIEW = [...SAME, 'states'] as const;

const isSame = (one: HallScene, other: HallScene, names: readonly (keyof HallScene)[]): boolean =>
  names.every((name) => one[name] === other[name]);

function hasChanged({ numbers }: HallSection, before: Uint8Array, now: Uint8Array): boolean {
  for (const number of numbers) if (before[number] !== now[number]) return true;
  return false;
}

function formOf({ states, mine, dimmed }: HallScene, number: number): SeatForm {
  if (mine[number]) return 'mine';
  const state = states.of[number];
  if (state === FREE) return dimmed?.[number] ? 'dimmed' : 'free';
  return state === HELD ? 'held' : 'gone';
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
  context.beginPath();
  context.arc(x, y, radius, 0, 2 * Math.PI);
  // As the page's own: what it lies over may be of its colour.
  for (const [width, colour] of [
    [7, palette.ground],
    [3, palette.focus],
  ] as const) {
    [context.lineWidth, context.strokeStyle] = [width, colour];
    context.stroke();
  }
}
