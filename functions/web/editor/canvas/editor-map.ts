/** The plan on its canvas: what of it is seen, painted at most once a frame by the picker’s painter, with the editor’s handles over it. */
import type { PlanBox } from '../../../shared/plan/outline.ts';
import * as texts from '../../texts/of-editor.ts';
import type { Hall } from '../../picker/hall/seat-hall.ts';
import { choosePalette, PALETTE_QUERIES } from '../../picker/map/page-palette.ts';
import { Painter } from '../../picker/map/paint.ts';
import type { Palette } from '../../picker/map/palette.ts';
import { fit, type Size, toHall, toWindow, type View } from '../../picker/map/view.ts';
import type { EditorStore } from '../editor-store.ts';
import type { XY } from '../model/hall-document.ts';
import { type Handle, handlesOf } from '../model/handles.ts';
import { cornersOf } from '../model/outline-edits.ts';
import type { Guide } from '../model/snapping.ts';
import { EditedHalls } from './edited-hall.ts';
import { type Backdrop, drawOverlay } from './map-overlay.ts';

/** Beyond these a canvas costs more than eyes get of it. */
const MOST_RATIO = 2;
const MOST_PIXELS = 3_000_000;
/** CSS pixels a centimetre: a kilometre in a window, and a seat of a hand’s width. */
const SCALES = [0.004, 3] as const;
export const GRID_CM = 50;

/** What a hand is doing, to be drawn. */
export interface HandMarks {
  band?: readonly [XY, XY] | undefined;
  line?: readonly [XY, XY] | undefined;
  note?: { text: string; at: XY } | undefined;
  guides?: readonly Guide[];
}

export class EditorMap {
  readonly store: EditorStore;
  readonly canvas: HTMLCanvasElement;
  readonly #context: CanvasRenderingContext2D | null;
  readonly #painter = new Painter(() => document.createElement('canvas'));
  readonly #halls = new EditedHalls();
  readonly #ended = new AbortController();
  #palette: Palette;
  #size: Size = { width: 0, height: 0 };
  #view: View = { x: 0, y: 0, scale: 0.3 };
  #isFitted = false;
  #frame = 0;
  #none = new Uint8Array();
  marks: HandMarks = {};
  backdrop: Backdrop | undefined;
  onView: () => void = () => undefined;

  constructor(canvas: HTMLCanvasElement, store: EditorStore) {
    this.canvas = canvas;
    this.store = store;
    this.#context = canvas.getContext('2d', { alpha: false });
    this.#palette = choosePalette(canvas, store.document.prices.length);
    const { signal } = this.#ended;
    for (const query of PALETTE_QUERIES) matchMedia(query).addEventListener('change', () => this.#anew(), { signal });
    const sizes = new ResizeObserver(() => this.#resize());
    sizes.observe(canvas);
    signal.addEventListener('abort', () => sizes.disconnect());
    const unlisten = store.onChange((change) => {
      if (change === 'document') this.#anew();
      else if (change !== 'said') this.paintSoon();
    });
    signal.addEventListener('abort', unlisten);
  }

  get signal(): AbortSignal {
    return this.#ended.signal;
  }

  get view(): View {
    return this.#view;
  }

  get size(): Size {
    return this.#size;
  }

  get hall(): Hall {
    return this.#halls.of(this.store.document, this.store.currency);
  }

  destroy(): void {
    this.#ended.abort();
    cancelAnimationFrame(this.#frame);
  }

  toHall(px: number, py: number): [number, number] {
    return toHall(this.#view, this.#size, px, py);
  }

  toWindow([x, y]: XY): [number, number] {
    return toWindow(this.#view, this.#size, x, y);
  }

  pan(dx: number, dy: number): void {
    this.#look({ ...this.#view, x: this.#view.x - dx / this.#view.scale, y: this.#view.y - dy / this.#view.scale });
  }

  /** Around a point of the window, else around its middle. */
  zoom(factor: number, px = this.#size.width / 2, py = this.#size.height / 2): void {
    const scale = Math.min(SCALES[1], Math.max(SCALES[0], this.#view.scale * factor));
    const [x, y] = this.toHall(px, py);
    this.#look({ x: x - (px - this.#size.width / 2) / scale, y: y - (py - this.#size.height / 2) / scale, scale });
  }

  showAll(): void {
    this.#look(fit(this.hall.bounds, this.#size));
  }

  /** A part of the plan, with what is around it. */
  showBox({ left, right, top, bottom }: PlanBox): void {
    const room = 200 + 0.3 * Math.max(right - left, bottom - top);
    const view = fit({ left: left - room, right: right + room, top: top - room, bottom: bottom + room }, this.#size);
    this.#look({ ...view, scale: Math.min(0.6, view.scale) });
  }

  /** Whether any of it is in the window, and not at its very edge. */
  isSeen(box: PlanBox): boolean {
    const [left, top] = this.toWindow([box.left, box.top]);
    const [right, bottom] = this.toWindow([box.right, box.bottom]);
    return right > 20 && bottom > 20 && left < this.#size.width - 20 && top < this.#size.height - 20;
  }

  showPoint([x, y]: XY): void {
    this.#look({ x, y, scale: Math.max(this.#view.scale, 0.5) });
  }

  #look(view: View): void {
    this.#view = view;
    this.onView();
    this.paintSoon();
  }

  /** Of the one part that is selected. */
  handles(): Handle[] {
    const { selection, tool } = this.store;
    const [part] = selection;
    if (selection.length !== 1 || part === undefined || tool.kind !== 'select') return [];
    return handlesOf(this.store.document, part, 34 / this.#view.scale);
  }

  #corners(): { all: readonly XY[]; chosen: number } | undefined {
    const { selection, tool, document, corner } = this.store;
    const [part] = selection;
    if (tool.kind !== 'outline' || part === undefined) return undefined;
    return { all: cornersOf(document, part), chosen: corner };
  }

  mark(marks: HandMarks): void {
    this.marks = marks;
    this.paintSoon();
  }

  paintSoon(): void {
    if (this.#frame !== 0 || this.#ended.signal.aborted) return;
    this.#frame = requestAnimationFrame(() => {
      this.#frame = 0;
      this.#paint();
    });
  }

  #resize(): void {
    const { clientWidth: width, clientHeight: height } = this.canvas;
    if (width === 0 || height === 0) return;
    const ratio = Math.min(devicePixelRatio || 1, MOST_RATIO, Math.sqrt(MOST_PIXELS / (width * height)));
    const [wide, high] = [Math.round(width * ratio), Math.round(height * ratio)];
    if (this.canvas.width !== wide) this.canvas.width = wide;
    if (this.canvas.height !== high) this.canvas.height = high;
    this.#size = { width, height };
    if (!this.#isFitted) {
      this.#isFitted = true;
      this.showAll();
    }
    this.#paint();
  }

  #anew(): void {
    this.#palette = choosePalette(this.canvas, this.store.document.prices.length);
    this.paintSoon();
  }

  #paint(): void {
    if (!this.#context || this.#size.width === 0) return;
    const { hall, store } = this;
    if (this.#none.length < hall.seats) this.#none = new Uint8Array(hall.seats);
    const ratio = this.canvas.width / this.#size.width;
    this.#painter.paint(this.#context, {
      hall,
      view: this.#view,
      size: this.#size,
      ratio,
      palette: this.#palette,
      states: { of: this.#none, sections: new Map(hall.sections.map(({ id, places }) => [id, freeCounts(places)])) },
      mine: this.#none,
      dimmed: undefined,
      floor: store.floor,
      focused: undefined,
      stageText: texts.seatsStage,
      font: 'system-ui, sans-serif',
    });
    const { band, line, note, guides = [] } = this.marks;
    drawOverlay(
      this.#context,
      {
        document: store.document,
        selection: store.selection,
        rows: store.rows,
        handles: this.handles(),
        corners: this.#corners(),
        floor: store.floor,
        guides,
        band,
        line,
        note,
        focus: store.tool.kind === 'focus' ? store.document.plan.focus : undefined,
        backdrop: this.backdrop,
        grid: store.snaps ? GRID_CM : 0,
      },
      this.#view,
      this.#size,
      this.#palette,
    );
    // For tests, and for who looks into the page: what has been painted last.
    const { x, y, scale } = this.#view;
    Object.assign(this.canvas.dataset, { scale: String(scale), middle: `${x} ${y}` });
    this.canvas.dataset['painted'] = String(Number(this.canvas.dataset['painted'] ?? 0) + 1);
  }
}

const freeCounts = (free: number) => ({ free, held: 0, sold: 0 });
