/**
 * Names of sections are laid out for one view. While a hand moves the map they go with it as one layer, which costs nothing however many there
 * are; when it rests, or has gone too far, they are laid out anew. Pure.
 */
import type { HallSection } from '../hall/seat-hall.ts';
import { levelOf } from './levels.ts';
import { type Size, toWindow, type View } from './view.ts';

/** As long as nothing moves for so long, the hand rests. */
export const REST_MS = 120;
/** Letters may be so much larger for as long as a hand moves: laying a hundred names out anew takes longer than drawing the hall. */
const MOST_LARGER = 1.5;
/** Smaller than this, more of the hall is seen than names are laid out for. */
const MOST_SMALLER = 1.25;

/** What is asked of who shows names: to lay them out for `at`, or to move them as they are by `carriedBy`. */
export interface LabelLayer {
  relabel: () => void;
  carry: () => void;
}

/** For which view names are laid out, and when they have to be for another. */
export class LabelFrame {
  #layer: LabelLayer | undefined;
  #at: View | undefined;
  #now: { view: View; size: Size } | undefined;
  #resting: ReturnType<typeof setTimeout> | undefined;

  /** @returns what ends it */
  show(layer: LabelLayer): () => void {
    this.#layer = layer;
    layer.relabel();
    return () => (this.#layer = undefined);
  }

  /** The view that names are to be laid out for. */
  get at(): View | undefined {
    return this.#at;
  }

  /** Another view; in a window of another size names are always laid out anew. */
  look(view: View, size: Size): void {
    const isSameWindow = this.#now?.size === size;
    this.#now = { view, size };
    clearTimeout(this.#resting);
    if (!this.#at || !isSameWindow || isFar(this.#at, view, size)) return this.anew();
    this.#resting = setTimeout(() => this.anew(), REST_MS);
    this.#layer?.carry();
  }

  anew(): void {
    this.#at = this.#now?.view;
    this.#layer?.relabel();
  }

  /** What the layer is moved by. */
  carriedBy(): string {
    return this.#at && this.#now ? carried(this.#at, this.#now.view, this.#now.size) : 'none';
  }

  end(): void {
    clearTimeout(this.#resting);
  }
}

/** What a layer that was laid out for one view has to be moved by to be right for another, as CSS says it. */
export function carried(from: View, to: View, size: Size): string {
  const by = to.scale / from.scale;
  // Where what was at the layer's corner is now.
  const [x, y] = toWindow(to, size, from.x - size.width / 2 / from.scale, from.y - size.height / 2 / from.scale);
  return `matrix(${by}, 0, 0, ${by}, ${x}, ${y})`;
}

/** Whether names that were laid out for one view are too large or small for another, or some that would be seen are not there. */
export function isFar(from: View, to: View, size: Size): boolean {
  const by = to.scale / from.scale;
  if (by > MOST_LARGER || by < 1 / MOST_SMALLER) return true;
  return Math.abs(to.x - from.x) * to.scale > size.width / 2 || Math.abs(to.y - from.y) * to.scale > size.height / 2;
}

/** Where the name of a section stands in the window, and how much room there is for it. */
export interface SectionLabel {
  section: HallSection;
  x: number;
  y: number;
  width: number;
}

/** Of sections that are seen as wholes. */
export function sectionLabels(sections: readonly HallSection[], view: View, size: Size): SectionLabel[] {
  return sections
    .filter((section) => section.kind === 'general' || ['areas', 'dots'].includes(levelOf(section.pitch * view.scale)))
    .map((section) => {
      const [x, y] = toWindow(view, size, section.label[0], section.label[1]);
      return { section, x, y, width: (section.box.right - section.box.left) * view.scale };
    })
    .filter(({ x, y }) => isNear(x, y, size));
}

/** A name that has less room than this is left to the list. */
export const LEAST_LABEL = 48;
/** px of a character of a name, about; of wide ones. */
export const LABEL_CHARACTER = 7;
const WIDE_CHARACTER = 8;
/** More would be more name than section. */
const MOST_LINES = 2;

/** The name of a section as it fits: of one with a number at its end, as blocks have it, that alone where there is no room for all; undefined: nothing. */
export function labelWithin(name: string, width: number): string | undefined {
  const words = name.split(/\s/);
  // Words are not broken.
  const fits = width >= LEAST_LABEL && words.every((word) => word.length * LABEL_CHARACTER <= width);
  if (fits && name.length * WIDE_CHARACTER <= MOST_LINES * width) return name;
  const last = words.at(-1) ?? '';
  if (words.length > 1 && /\d$/.test(last) && last.length * LABEL_CHARACTER <= width) return last;
  return fits ? name : undefined;
}

/** Whether a name is laid out: those that come into the window before they are laid out anew are. */
export function isNear(px: number, py: number, { width, height }: Size): boolean {
  const [x, y] = [width * 0.75, height * 0.75];
  return px > -x && py > -y && px < width + x && py < height + y;
}
