/** What is on the canvas of a map: painted at most once a frame, and no more of it than is another thing. */
import { REST_MS } from './label-frame.ts';
import { Painter } from './paint.ts';
import type { HallScene } from './scene.ts';
import { pixelRatio } from './view.ts';

/** What has become another thing. */
type Other = 'all' | 'view' | 'seats';

export class MapPicture {
  readonly #context: CanvasRenderingContext2D | null;
  readonly #painter = new Painter(() => document.createElement('canvas'));
  readonly #scene: () => HallScene | undefined;
  readonly #tick: (now: number) => void;
  readonly #others = new Set<Other>(['all']);
  #frame = 0;
  #resting: ReturnType<typeof setTimeout> | undefined;
  #isOver = false;

  /** @param tick before a frame is painted */
  constructor(canvas: HTMLCanvasElement, scene: () => HallScene | undefined, tick: (now: number) => void) {
    this.#context = canvas.getContext('2d', { alpha: false });
    [this.#scene, this.#tick] = [scene, tick];
  }

  /** In the next frame. */
  ask(other: Other): void {
    if (other === 'seats' && this.#others.size === 0) {
      const scene = this.#scene();
      if (scene && !this.#painter.isBehind(scene)) return;
    }
    this.#others.add(other);
    if (this.#frame !== 0 || this.#isOver) return;
    this.#frame = requestAnimationFrame((now) => {
      this.#frame = 0;
      this.#tick(now);
      this.paint();
    });
  }

  /** At once. */
  paint(all = false): void {
    if (all) this.#others.add('all');
    const scene = this.#scene();
    if (!this.#context || !scene || this.#others.size === 0) return;
    if (!this.#paintLess(this.#context, scene)) this.#painter.paint(this.#context, scene);
    this.#others.clear();
    clearTimeout(this.#resting);
    if (!this.#painter.isSharp) this.#resting = setTimeout(() => this.ask('all'), REST_MS);
  }

  end(): void {
    this.#isOver = true;
    clearTimeout(this.#resting);
    cancelAnimationFrame(this.#frame);
  }

  /** @returns false where it takes all */
  #paintLess(context: CanvasRenderingContext2D, scene: HallScene): boolean {
    if (this.#others.has('all') || this.#others.size > 1) return false;
    return this.#others.has('view')
      ? this.#painter.paintMoved(context, scene)
      : this.#painter.paintSeats(context, scene);
  }
}

/** As many pixels as it has room for in the window, or as eyes get something of. */
export function fitPixels(canvas: HTMLCanvasElement): void {
  const { clientWidth: width, clientHeight: height } = canvas;
  const ratio = pixelRatio({ width, height }, devicePixelRatio);
  const [wide, high] = [Math.round(width * ratio), Math.round(height * ratio)];
  if (canvas.width !== wide) canvas.width = wide;
  if (canvas.height !== high) canvas.height = high;
}

/** What is written is looked at by the browser, even if it is the same. */
export function tellView({ style, dataset }: HTMLCanvasElement, touchAction: string, level: string): void {
  if (style.touchAction !== touchAction) style.touchAction = touchAction;
  if (dataset['level'] !== level) dataset['level'] = level;
}
