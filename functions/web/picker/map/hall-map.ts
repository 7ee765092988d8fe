/** The plan of a hall on a canvas: keeps its view through everything that happens, and paints at most once a frame. */
import { type HallSection, type PlaceOf, placeOf } from '../hall/seat-hall.ts';
import * as texts from '../../texts/of-page.ts';
import type { SeatSale } from '../seat-sale.ts';
import { floorBox, isOn, seatAt, seatsAlong, sectionAt } from './hits.ts';
import { type RowSign, rowSignsIn } from './inner-shapes.ts';
import { LabelFrame, type LabelLayer, type SectionLabel, sectionLabels } from './label-frame.ts';
import { FROM_PIXELS, levelOf } from './levels.ts';
import { fitPixels, MapPicture, tellView } from './map-picture.ts';
import { ROW_NAMES_FROM } from './paint-sections.ts';
import { SeatOverlays } from './overlays.ts';
import { choosePalette, PALETTE_QUERIES } from './page-palette.ts';
import type { Palette } from './palette.ts';
import { listenToHands } from './pointing.ts';
import type { HallScene, MapEvents } from './scene.ts';
import {
  between,
  type ViewBounds,
  boundsOf,
  fit,
  panned,
  resized,
  type Size,
  toHall,
  type View,
  insideHall,
  isWellSeen,
  zoomed,
} from './view.ts';

const FLIGHT_MS = 260;

export class HallMap {
  readonly #sale: SeatSale;
  readonly #canvas: HTMLCanvasElement;
  readonly #events: MapEvents;
  readonly #ended = new AbortController();
  readonly #picture: MapPicture;
  readonly #overlays: SeatOverlays;
  #palette: Palette;
  #size: Size = { width: 0, height: 0 };
  #bounds: ViewBounds | undefined;
  #view: View | undefined;
  readonly #labelFrame = new LabelFrame();
  #flight: { from: View; to: View; begunAt: number } | undefined;
  /** From seat to seat, in cm, where they are closest. */
  #pitch = 200;
  /** Pixels by which a hand has gone further than the map, which moves by whole ones. */
  #ahead = { x: 0, y: 0 };
  #hovered: number | undefined;
  /** By number: what the hand has been drawn over since it came down. */
  readonly #brushed = new Set<number>();
  floor: string | undefined;

  constructor(canvas: HTMLCanvasElement, sale: SeatSale, events: MapEvents) {
    [this.#canvas, this.#sale, this.#events] = [canvas, sale, events];
    const tick = (now: number): void => this.#tick(now);
    this.#picture = new MapPicture(canvas, () => this.#scene(), tick);
    this.#overlays = new SeatOverlays(sale);
    this.#palette = choosePalette(this.#canvas, this.#sale.hall.categories.length);
    this.floor = sale.hall.floors[0]?.id;
    const { signal } = this.#ended;
    for (const query of PALETTE_QUERIES)
      matchMedia(query).addEventListener('change', () => this.#repaintAnew(), { signal });
    const sizes = new ResizeObserver(() => this.#resize());
    sizes.observe(canvas);
    signal.addEventListener('abort', () => sizes.disconnect());
    const unlisten = sale.onChange((change) => {
      if (change === 'focus') this.#showFocused();
      if (change === 'event' || change === 'brush') this.#resize();
      if (change === 'seats') this.#picture.ask('seats');
      else if (change !== 'said') this.#picture.ask('all');
    });
    signal.addEventListener('abort', unlisten);
    listenToHands(canvas, this.#hands(), signal);
  }

  destroy(): void {
    this.#ended.abort();
    this.#labelFrame.end();
    this.#picture.end();
  }

  /** Larger or smaller, around the middle. */
  zoom(factor: number): void {
    if (!this.#view || !this.#bounds) return;
    const middle = [this.#size.width / 2, this.#size.height / 2] as const;
    this.#fly(zoomed(this.#flight?.to ?? this.#view, this.#size, factor, middle, this.#bounds));
  }

  showAll(): void {
    if (this.#bounds) this.#fly(fit(this.#bounds.box, this.#size));
  }

  /** A section, as large as fits, and at least so large that its seats can be touched. */
  showSection(section: HallSection): void {
    if (!this.#bounds) return;
    const all = fit(section.box, this.#size);
    const least = section.x.length > 0 ? FROM_PIXELS.numbers / section.pitch : 0;
    const scale = Math.min(this.#bounds.largest, Math.max(all.scale, least));
    this.#fly(insideHall({ ...all, scale }, this.#size, this.#bounds.box));
  }

  /** A view that shows all goes on to: floors are not of one size. */
  setFloor(floor: string | undefined): void {
    if (floor === this.floor) return;
    this.floor = floor;
    this.#labelFrame.anew();
    this.#flight = undefined;
    this.#resize();
    this.#events.floor?.(floor);
  }

  /** What stands in the layer that `carriedBy` moves: names of sections that are seen as wholes, and of rows that have no end in sight. */
  labels(): { sections: SectionLabel[]; rows: RowSign[] } {
    const view = this.#labelFrame.at;
    if (!view) return { sections: [], rows: [] };
    const shown = this.#sale.hall.sections.filter((section) => isOn(section, this.floor));
    return {
      sections: sectionLabels(shown, view, this.#size),
      rows: shown
        .filter(({ pitch }) => pitch * view.scale >= ROW_NAMES_FROM)
        .flatMap((section) => rowSignsIn(section, view, this.#size)),
    };
  }

  /** Who lays them out, and moves their layer. @returns what ends it */
  onLabels(layer: LabelLayer): () => void {
    return this.#labelFrame.show(layer);
  }

  /** What their layer is moved by, as CSS says it. */
  carriedBy(): string {
    return this.#labelFrame.carriedBy();
  }

  /** Whether more is shown than all: only then does one finger move the map. */
  get isZoomed(): boolean {
    return this.#view !== undefined && this.#bounds !== undefined && this.#view.scale > this.#bounds.smallest * 1.001;
  }

  #hands() {
    return {
      mayPan: () => this.isZoomed,
      pan: (dx: number, dy: number) => {
        if (!this.#view || !this.#bounds) return;
        this.#goTo(panned(this.#view, this.#size, ...this.#wholePixels(dx, dy), this.#bounds));
      },
      draw: this.#brush.bind(this),
      zoom: (factor: number, x: number, y: number) => {
        if (!this.#view || !this.#bounds) return;
        this.#goTo(zoomed(this.#view, this.#size, factor, [x, y], this.#bounds));
      },
      tap: (x: number, y: number, isTouch: boolean) => this.#tap(x, y, isTouch),
      hover: (x: number | undefined, y: number) => this.#hover(x, y),
    };
  }

  /** Of the canvas, in CSS pixels: what is drawn need only be moved. */
  #wholePixels(dx: number, dy: number): [number, number] {
    const ratio = this.#canvas.width / this.#size.width;
    const [x, y] = [dx + this.#ahead.x, dy + this.#ahead.y];
    const [wholeX, wholeY] = [Math.round(x * ratio) / ratio, Math.round(y * ratio) / ratio];
    this.#ahead = { x: x - wholeX, y: y - wholeY };
    return [wholeX, wholeY];
  }

  /** Over seats that are told apart: each once, however fast the hand is. */
  #brush(from: readonly [number, number], to: readonly [number, number], isFirst: boolean): boolean {
    const { brush, hall } = this.#sale;
    const view = this.#view;
    const level = view && levelOf(this.#pitch * view.scale);
    if (!brush || !view || (level !== 'seats' && level !== 'numbers')) return false;
    if (isFirst) this.#brushed.clear();
    for (const seat of seatsAlong(
      hall,
      toHall(view, this.#size, ...from),
      toHall(view, this.#size, ...to),
      this.floor,
    )) {
      const number = seat.section.numbers[seat.place];
      if (number === undefined || this.#brushed.has(number)) continue;
      brush(seat, this.#brushed.size === 0);
      this.#brushed.add(number);
    }
    return true;
  }

  #tap(px: number, py: number, isTouch: boolean): void {
    if (!this.#view) return;
    const { hall } = this.#sale;
    const [x, y] = toHall(this.#view, this.#size, px, py);
    const section = sectionAt(hall, x, y, this.floor);
    const scale = this.#view.scale;
    // A finger may miss by half of what a target for fingers is.
    const seat = seatAt(hall, x, y, this.floor, isTouch ? 22 / scale : 0);
    if (seat && levelOf(seat.section.pitch * scale) === 'numbers') this.#events.seat(seat);
    else if (seat || section) this.#events.section((section ?? seat?.section) as HallSection);
  }

  #hover(px: number | undefined, py: number): void {
    let seat: PlaceOf | undefined;
    if (px !== undefined && this.#view) {
      const [x, y] = toHall(this.#view, this.#size, px, py);
      seat = seatAt(this.#sale.hall, x, y, this.floor);
      if (seat && levelOf(seat.section.pitch * this.#view.scale) !== 'numbers') seat = undefined;
    }
    const number = seat?.section.numbers[seat.place];
    if (number === this.#hovered) return;
    this.#hovered = number;
    this.#canvas.style.cursor = seat ? 'pointer' : '';
    this.#events.hover(seat);
    this.#picture.ask('all');
  }

  /** What the keyboard is at comes into sight, as large as it takes to see which it is. */
  #showFocused(): void {
    const { focused, hall } = this.#sale;
    const seat = focused === undefined ? undefined : placeOf(hall, focused);
    if (!seat || !this.#view || !this.#bounds || seat.section.x.length === 0) return;
    if (seat.section.floor !== undefined && this.floor !== undefined) this.setFloor(seat.section.floor);
    const { section, place } = seat;
    const scale = Math.max(this.#view.scale, FROM_PIXELS.seats / section.pitch);
    const [x, y] = [section.x[place] ?? 0, section.y[place] ?? 0];
    if (scale === this.#view.scale && isWellSeen(this.#view, this.#size, x, y)) return;
    this.#fly(insideHall({ x, y, scale }, this.#size, this.#bounds.box));
  }

  #fly(to: View): void {
    if (!this.#view || matchMedia('(prefers-reduced-motion: reduce)').matches) {
      this.#flight = undefined;
      return this.#setView(to);
    }
    this.#flight = { from: this.#view, to, begunAt: performance.now() };
    this.#picture.ask('view');
  }

  /** By hand. */
  #goTo(view: View): void {
    const was = this.#view;
    // At the edge of the hall a hand goes on, and the map does not.
    if (!this.#flight && was?.x === view.x && was.y === view.y && was.scale === view.scale) return;
    this.#flight = undefined;
    this.#setView(view);
  }

  #setView(view: View): void {
    this.#view = view;
    const isHands = this.isZoomed || this.#sale.brush !== undefined;
    tellView(this.#canvas, isHands ? 'none' : 'pan-y', levelOf(this.#pitch * view.scale));
    this.#labelFrame.look(view, this.#size);
    this.#picture.ask('view');
  }

  /** A window that was hidden, or has another size: the view stays what it was of the hall. */
  #resize(): void {
    const { clientWidth: width, clientHeight: height } = this.#canvas;
    if (width === 0 || height === 0) return;
    fitPixels(this.#canvas);
    const { hall } = this.#sale;
    this.#size = { width, height };
    this.#pitch = Math.min(...hall.sections.filter(({ x }) => x.length > 0).map((section) => section.pitch), 200);
    const bounds = boundsOf(floorBox(hall, this.floor), this.#size, this.#pitch);
    const view =
      this.#view && this.#bounds ? resized(this.#view, this.#bounds, this.#size, bounds) : fit(bounds.box, this.#size);
    this.#bounds = bounds;
    this.#setView(view);
    this.#picture.paint(true);
  }

  #tick(now: number): void {
    if (!this.#flight) return;
    const { from, to, begunAt } = this.#flight;
    const share = Math.min(1, Math.max(0, (now - begunAt) / FLIGHT_MS));
    if (share === 1) this.#flight = undefined;
    this.#setView(between(from, to, share));
    if (share === 1) this.#picture.ask('all');
  }

  #scene(): HallScene | undefined {
    const { hall, states } = this.#sale;
    if (!this.#view || this.#size.width === 0) return undefined;
    return {
      hall,
      view: this.#view,
      size: this.#size,
      ratio: this.#canvas.width / this.#size.width,
      palette: this.#palette,
      states,
      mine: this.#overlays.mine(),
      dimmed: this.#overlays.dimmed(),
      floor: this.floor,
      focused: this.#hovered ?? this.#sale.focused,
      stageText: texts.seatsStage,
      font: 'system-ui, sans-serif',
    };
  }

  #repaintAnew(): void {
    this.#palette = choosePalette(this.#canvas, this.#sale.hall.categories.length);
    this.#picture.ask('all');
  }
}
