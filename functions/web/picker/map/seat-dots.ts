/**
 * Seats that are too small for a form: a square each, written by hand into an image beside the canvas, for pixels that are put into a canvas
 * replace what is there.
 */
import type { HallSection } from '../hall/seat-hall.ts';
import { FREE, HELD } from '../hall/seat-states.ts';
import type { CanvasArea } from './moved.ts';
import type { HallScene } from './scene.ts';

/** What a dot is, and which side it has: free ones and one's own are large, those that are on hold half of it, others small. */
interface DotSizes {
  large: number;
  half: number;
  small: number;
}

export class SeatDots {
  readonly #create: () => HTMLCanvasElement;
  #pixels: ImageData | undefined;
  #words = new Uint32Array();
  #beside: CanvasRenderingContext2D | undefined;
  readonly #colours = new Map<string, number>();

  constructor(create: () => HTMLCanvasElement) {
    this.#create = create;
  }

  paint(context: CanvasRenderingContext2D, scene: HallScene, sections: readonly HallSection[]): void {
    const { width, height } = context.canvas;
    this.#beside ??= this.#create().getContext('2d') ?? undefined;
    if (!this.#beside) return;
    if (this.#pixels?.width !== width || this.#pixels.height !== height) {
      this.#pixels = context.createImageData(width, height);
      this.#words = new Uint32Array(this.#pixels.data.buffer);
    } else this.#words.fill(0);
    const { hall, palette } = scene;
    const line = this.#colour(context, palette.line);
    const own = this.#colour(context, palette.mine);
    const prices = Uint32Array.from(hall.categories, ({ hue }) =>
      this.#colour(context, palette.prices[hue] ?? palette.line),
    );
    for (const section of sections) this.#section(scene, section, { line, own, prices }, width, height);
    const { canvas } = this.#beside;
    if (canvas.width !== width || canvas.height !== height) [canvas.width, canvas.height] = [width, height];
    this.#beside.putImageData(this.#pixels, 0, 0);
    context.setTransform(1, 0, 0, 1, 0, 0);
    context.drawImage(canvas, 0, 0);
    context.setTransform(scene.ratio, 0, 0, scene.ratio, 0, 0);
  }

  /**
   * Only the seats that are another thing than when all was drawn.
   * @param before states by number
   */
  paintChanged(context: CanvasRenderingContext2D, scene: HallScene, section: HallSection, before: Uint8Array): void {
    const dots = dotsAt(scene, section);
    for (let place = 0; place < section.x.length; place++) {
      const number = section.numbers[place] ?? 0;
      if (scene.states.of[number] === before[number] || scene.mine[number]) continue;
      drawSquare(context, section, place, dots, dots.large, scene.palette.floor);
      drawDot(context, scene, section, place, dots);
    }
  }

  /** Those of a small part of the canvas, one by one: an image of its own costs as much as a whole one. In device pixels. */
  paintFew(context: CanvasRenderingContext2D, scene: HallScene, section: HallSection, area: CanvasArea): void {
    const dots = dotsAt(scene, section);
    const { scale, dx, dy, large } = dots;
    const [left, right] = [area.left - large, area.right + large];
    const [top, bottom] = [area.top - large, area.bottom + large];
    for (let place = 0; place < section.x.length; place++) {
      const [x, y] = [(section.x[place] ?? 0) * scale + dx, (section.y[place] ?? 0) * scale + dy];
      if (x > left && x < right && y > top && y < bottom) drawDot(context, scene, section, place, dots);
    }
  }

  #section(
    scene: HallScene,
    section: HallSection,
    colours: { line: number; own: number; prices: Uint32Array },
    width: number,
    height: number,
  ): void {
    const words = this.#words;
    const { states, mine, dimmed } = scene;
    const { scale, dx, dy, large, half, small } = dotsAt(scene, section);
    const { x, y, numbers, categories } = section;
    for (let place = 0; place < x.length; place++) {
      const number = numbers[place] ?? 0;
      let side = small;
      let colour = colours.line;
      const state = states.of[number];
      if (mine[number]) [side, colour] = [large, colours.own];
      else if (state === HELD) side = half;
      else if (state === FREE && !dimmed?.[number])
        [side, colour] = [large, colours.prices[categories[place] ?? 0] ?? colour];
      const left = Math.round((x[place] ?? 0) * scale + dx - side / 2);
      const top = Math.round((y[place] ?? 0) * scale + dy - side / 2);
      const right = Math.min(width, left + side);
      const bottom = Math.min(height, top + side);
      const from = Math.max(0, left);
      for (let row = Math.max(0, top); row < bottom; row++)
        for (let at = row * width + from, end = row * width + right; at < end; at++) words[at] = colour;
    }
  }

  /** A colour as its four bytes are in memory. */
  #colour(context: CanvasRenderingContext2D, colour: string): number {
    const known = this.#colours.get(colour);
    if (known !== undefined) return known;
    const canvas = this.#create();
    canvas.width = canvas.height = 1;
    const probe = canvas.getContext('2d', { willReadFrequently: true }) ?? context;
    probe.fillStyle = colour;
    probe.fillRect(0, 0, 1, 1);
    const value = new Uint32Array(probe.getImageData(0, 0, 1, 1).data.buffer)[0] ?? 0;
    this.#colours.set(colour, value);
    return value;
  }
}

/** Where the dots of a section are and how large, in device pixels. */
type Dots = DotSizes & { scale: number; dx: number; dy: number };

function drawDot(
  context: CanvasRenderingContext2D,
  { hall, palette, states, mine, dimmed }: HallScene,
  section: HallSection,
  place: number,
  dots: Dots,
): void {
  const number = section.numbers[place] ?? 0;
  const state = states.of[number];
  const { line, prices } = palette;
  const square = (side: number, colour: string): void => drawSquare(context, section, place, dots, side, colour);
  if (mine[number]) square(dots.large, palette.mine);
  else if (state === HELD) square(dots.half, line);
  else if (state !== FREE || dimmed?.[number]) square(dots.small, line);
  else square(dots.large, prices[hall.categories[section.categories[place] ?? 0]?.hue ?? 0] ?? line);
}

function drawSquare(
  context: CanvasRenderingContext2D,
  { x, y }: HallSection,
  place: number,
  { scale, dx, dy }: Dots,
  side: number,
  colour: string,
): void {
  context.fillStyle = colour;
  const left = Math.round((x[place] ?? 0) * scale + dx - side / 2);
  context.fillRect(left, Math.round((y[place] ?? 0) * scale + dy - side / 2), side, side);
}

function dotsAt({ view, size, ratio }: HallScene, section: HallSection): Dots {
  const scale = view.scale * ratio;
  const pitch = section.pitch * scale;
  const large = Math.max(2, Math.round(pitch * 0.72));
  const small = Math.max(1, Math.round(large * 0.3));
  return {
    scale,
    dx: (size.width / 2) * ratio - view.x * scale,
    dy: (size.height / 2) * ratio - view.y * scale,
    large,
    half: Math.max(small, large >> 1),
    small,
  };
}
