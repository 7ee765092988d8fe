/** The forms of a seat, each drawn once for a size and copied from there: what a seat is can be seen without its colour. */
import { COMPANION, RESTRICTED, WHEELCHAIR } from '../hall/seat-hall.ts';
import type { Palette } from './palette.ts';

/** `gone`: sold, or off sale. */
export type SeatForm = 'free' | 'held' | 'gone' | 'mine' | 'dimmed';

interface Sheet {
  canvas: HTMLCanvasElement;
  palette: Palette;
  sprites: Map<string, [x: number, y: number]>;
  next: number;
}

/** So many forms of a size are kept: prices, states and facts together rarely make fifty. */
const COLUMNS = 8;
const ROWS = 8;
/** Sizes are rounded up to these steps, so that not every moment of a zoom draws all forms anew. */
const STEP_PIXELS = 4;

/** The size of the forms from which seats of a size are copied. */
export const sheetPixels = (pixels: number): number => Math.ceil(pixels / STEP_PIXELS) * STEP_PIXELS;

/** Forms of one size, in device pixels. */
export class FormSheet {
  readonly pixels: number;
  readonly #sheet: Sheet;

  constructor(pixels: number, palette: Palette, create: () => HTMLCanvasElement) {
    this.pixels = pixels;
    const canvas = create();
    canvas.width = pixels * COLUMNS;
    canvas.height = pixels * ROWS;
    this.#sheet = { canvas, palette, sprites: new Map(), next: 0 };
  }

  isFor(pixels: number, palette: Palette): boolean {
    return this.pixels === pixels && this.#sheet.palette === palette;
  }

  get canvas(): HTMLCanvasElement {
    return this.#sheet.canvas;
  }

  /** Where a form stands on the sheet. */
  at(form: SeatForm, hue: number, facts: number): [x: number, y: number] {
    const shown = facts & (WHEELCHAIR | COMPANION | RESTRICTED);
    const key = `${form}${form === 'free' ? hue : ''}/${shown}`;
    const known = this.#sheet.sprites.get(key);
    if (known) return known;
    const slot = this.#sheet.next++ % (COLUMNS * ROWS);
    const [x, y] = [(slot % COLUMNS) * this.pixels, Math.floor(slot / COLUMNS) * this.pixels];
    this.#sheet.sprites.set(key, [x, y]);
    const context = this.#sheet.canvas.getContext('2d');
    if (context) {
      context.save();
      context.clearRect(x, y, this.pixels, this.pixels);
      context.translate(x + this.pixels / 2, y + this.pixels / 2);
      drawForm(context, form, this.#sheet.palette, hue, shown, this.pixels);
      context.restore();
    }
    return [x, y];
  }
}

/** Around the origin, within `size` device pixels. */
function drawForm(
  context: CanvasRenderingContext2D,
  form: SeatForm,
  palette: Palette,
  hue: number,
  facts: number,
  size: number,
): void {
  const half = size * 0.4;
  const line = Math.max(1, size / 14);
  const box = (by: number): void => {
    context.beginPath();
    context.roundRect(-by, -by, 2 * by, 2 * by, by * 0.45);
  };
  context.lineWidth = line;
  if (form === 'free' || form === 'dimmed') {
    box(half);
    if (form === 'free') {
      context.fillStyle = palette.prices[hue % palette.prices.length] ?? palette.line;
      context.fill();
    } else {
      context.strokeStyle = palette.line;
      context.stroke();
    }
  } else if (form === 'held') {
    box(half);
    context.strokeStyle = palette.line;
    context.stroke();
    context.fillStyle = palette.line;
    context.fillRect(-half / 2, -line / 2, half, line);
  } else if (form === 'gone') {
    context.beginPath();
    context.arc(0, 0, Math.max(0.75, size * 0.11), 0, 2 * Math.PI);
    context.fillStyle = palette.line;
    context.fill();
  } else {
    box(half);
    context.fillStyle = palette.mine;
    context.fill();
    context.strokeStyle = palette.mine;
    box(size * 0.5 - line);
    context.stroke();
    context.strokeStyle = palette.onMine;
    context.lineWidth = line * 1.6;
    context.beginPath();
    context.moveTo(-half * 0.5, 0);
    context.lineTo(-half * 0.1, half * 0.45);
    context.lineTo(half * 0.55, -half * 0.45);
    context.stroke();
    return;
  }
  if (form !== 'gone' && facts !== 0)
    drawFacts(context, facts, half, line, form === 'free' ? (palette.onPrices[hue] ?? palette.line) : palette.line);
}

/** A wheelchair, a second figure, or an eye that is struck out, at the upper corner. */
function drawFacts(context: CanvasRenderingContext2D, facts: number, half: number, line: number, colour: string): void {
  context.strokeStyle = colour;
  context.fillStyle = colour;
  context.lineWidth = line;
  const [x, y, r] = [half * 0.52, -half * 0.52, half * 0.34];
  context.beginPath();
  if (facts & WHEELCHAIR) {
    context.arc(x, y + r * 0.3, r * 0.8, 0, 2 * Math.PI);
    context.moveTo(x - r * 0.2, y - r * 1.1);
    context.lineTo(x - r * 0.2, y + r * 0.2);
    context.lineTo(x + r, y + r * 0.2);
  } else if (facts & COMPANION) {
    context.arc(x, y - r * 0.5, r * 0.4, 0, 2 * Math.PI);
    context.moveTo(x - r * 0.7, y + r);
    context.arc(x, y + r, r * 0.7, Math.PI, 0);
  } else {
    context.ellipse(x, y, r, r * 0.6, 0, 0, 2 * Math.PI);
    context.moveTo(x - r, y + r);
    context.lineTo(x + r, y - r);
  }
  context.stroke();
}
