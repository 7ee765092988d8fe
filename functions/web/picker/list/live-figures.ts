/**
 * Figures that change several times a second while seats are sold: written into the page as they stand, at most twice a second, and only where they
 * are other ones and somebody sees them. A list of a hundred sections that is rendered anew each time costs a phone more than a frame has.
 */
import type { RefObject } from 'preact';
import { useLayoutEffect, useRef } from 'preact/hooks';
import type { SeatSale } from '../seat-sale.ts';

const EVERY_MS = 500;
/** What nobody sees is kept up as well, for who reads the page in another way. */
const UNSEEN_MS = 5_000;

/** Shows a figure. @returns false where it was shown already */
type ShowFigure = () => boolean;

/** Who shows a figure. */
interface Figure {
  show: ShowFigure;
  isSeen: boolean;
  /** Whether it may be another than is shown. */
  isBehind: boolean;
}

/** Of one sale: who shows figures, and when they are due. */
class FigureClock {
  readonly #figures = new Set<Figure>();
  readonly #byElement = new Map<Element, Figure>();
  readonly #sight: IntersectionObserver | undefined;
  #due: ReturnType<typeof setTimeout> | undefined;
  #isUnseenDue = false;
  #shownAt = -Infinity;

  constructor(sale: SeatSale) {
    if (typeof IntersectionObserver === 'function')
      this.#sight = new IntersectionObserver((seen) => seen.forEach((one) => this.#see(one)), { rootMargin: '10%' });
    sale.onChange((change) => {
      if (change === 'seats') this.#soon();
      if (change === 'filter' || change === 'event') this.#show(true);
    });
  }

  listen(show: ShowFigure, element?: Element): () => void {
    const figure = { show, isSeen: true, isBehind: false };
    this.#figures.add(figure);
    if (element) {
      this.#byElement.set(element, figure);
      this.#sight?.observe(element);
    }
    return () => {
      this.#figures.delete(figure);
      if (!element) return;
      this.#byElement.delete(element);
      this.#sight?.unobserve(element);
    };
  }

  #see({ target, isIntersecting }: IntersectionObserverEntry): void {
    const figure = this.#byElement.get(target);
    if (!figure) return;
    figure.isSeen = isIntersecting;
    if (isIntersecting && figure.isBehind) bringUp(figure);
  }

  /** At once, where it is time: so that it goes to the screen with what else the message changes. */
  #soon(): void {
    const waitMs = this.#shownAt + EVERY_MS - performance.now();
    if (waitMs <= 0) this.#show(false);
    else this.#due ??= setTimeout(() => this.#show(false), waitMs);
  }

  #show(all: boolean): void {
    clearTimeout(this.#due);
    this.#due = undefined;
    let isOther = false;
    for (const figure of this.#figures)
      if (all || figure.isSeen) isOther = bringUp(figure) || isOther;
      else figure.isBehind = true;
    if (isOther) this.#shownAt = performance.now();
    if (this.#isUnseenDue) return;
    this.#isUnseenDue = true;
    setTimeout(() => {
      this.#isUnseenDue = false;
      for (const figure of this.#figures) if (figure.isBehind) bringUp(figure);
    }, UNSEEN_MS);
  }
}

function bringUp(figure: Figure): boolean {
  figure.isBehind = false;
  return figure.show();
}

const clocks = new WeakMap<SeatSale, FigureClock>();

/**
 * Calls who shows figures of a sale when they may be other ones.
 * @param element where they stand: as long as nobody sees it, seldom
 * @returns what ends it
 */
export function onFigures(sale: SeatSale, show: ShowFigure, element?: Element): () => void {
  let clock = clocks.get(sale);
  if (!clock) clocks.set(sale, (clock = new FigureClock(sale)));
  return clock.listen(show, element);
}

/** Keeps the text of an element up, which is nobody else's to write. @param read what it is now */
export function useFigure<Shown extends HTMLElement>(sale: SeatSale, read: () => string): RefObject<Shown> {
  const shown = useRef<Shown>(null);
  const latest = useRef(read);
  latest.current = read;
  useLayoutEffect(() => {
    if (shown.current) writeText(shown.current, latest.current());
  });
  useLayoutEffect(() => {
    const element = shown.current;
    return element ? onFigures(sale, () => writeText(element, latest.current()), element) : undefined;
  }, [sale]);
  return shown;
}

/** Text of the same kind is put into the node that is there: nothing is made or thrown away. @returns whether it was another */
function writeText(element: HTMLElement, text: string): boolean {
  const node = element.firstChild;
  if (!(node instanceof Text)) element.textContent = text;
  else if (node.data === text) return false;
  else node.data = text;
  return true;
}
