/**
 * Figures that change several times a second while seats are sold: written into the page as they stand, at most twice a second, and only where they
 * are other ones. A list of a hundred sections that is rendered anew each time costs a phone more than a frame has.
 */
import type { RefObject } from 'preact';
import { useLayoutEffect, useRef } from 'preact/hooks';
import type { SeatSale } from '../seat-sale.ts';

const EVERY_MS = 500;

/** Of one sale: who shows figures, and when they are due. */
class FigureClock {
  readonly #listeners = new Set<() => void>();
  #due: ReturnType<typeof setTimeout> | undefined;
  #shownAt = -Infinity;

  constructor(sale: SeatSale) {
    sale.onChange((change) => {
      if (change === 'seats') this.#soon();
      if (change === 'filter' || change === 'event') this.#show();
    });
  }

  listen(listener: () => void): () => void {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }

  #soon(): void {
    this.#due ??= setTimeout(() => this.#show(), Math.max(0, this.#shownAt + EVERY_MS - performance.now()));
  }

  #show(): void {
    clearTimeout(this.#due);
    this.#due = undefined;
    this.#shownAt = performance.now();
    for (const listener of this.#listeners) listener();
  }
}

const clocks = new WeakMap<SeatSale, FigureClock>();

/** Calls who shows figures of a sale when they may be other ones. @returns what ends it */
export function onFigures(sale: SeatSale, listener: () => void): () => void {
  let clock = clocks.get(sale);
  if (!clock) clocks.set(sale, (clock = new FigureClock(sale)));
  return clock.listen(listener);
}

/** Keeps the text of an element up, which is nobody else's to write. @param read what it is now */
export function useFigure<Shown extends HTMLElement>(sale: SeatSale, read: () => string): RefObject<Shown> {
  const shown = useRef<Shown>(null);
  const latest = useRef(read);
  latest.current = read;
  useLayoutEffect(() => {
    if (shown.current) writeText(shown.current, latest.current());
  });
  useLayoutEffect(() => onFigures(sale, () => shown.current && writeText(shown.current, latest.current())), [sale]);
  return shown;
}

/** Text of the same kind is put into the node that is there: nothing is made or thrown away. */
function writeText(element: HTMLElement, text: string): void {
  const node = element.firstChild;
  if (!(node instanceof Text)) element.textContent = text;
  else if (node.data !== text) node.data = text;
}
