/**
 * Figures that change several times a second while seats are sold: written into the page as they stand, every two seconds at most, and only where they
 * are other ones and somebody sees them; if it can be, together with what else a change draws. A list of a hundred sections that is rendered anew each time costs a phone more than a frame has.
 */
import type { RefObject } from 'preact';
import { useLayoutEffect, useRef } from 'preact/hooks';
import type { SeatStates } from '../hall/seat-states.ts';
import type { SeatSale } from '../seat-sale.ts';

/** Nobody reads figures that go by faster; and they are a third of what a change of seats costs a page. */
const EVERY_MS = 2_000;
/** What comes between is shown with the next change, or, if none comes, so long after the last was shown: in a frame of its own. */
const LATEST_MS = 3_000;
/** What nobody sees is kept up as well, for who reads the page in another way. */
const UNSEEN_MS = 10_000;

/** Shows a figure. @returns false where it was shown already */
type ShowFigure = () => boolean;

/** Who shows a figure. */
interface Figure {
  show: ShowFigure;
  /** Where it stands. */
  element: Element | undefined;
  /** Whether it may be another than is shown. */
  isBehind: boolean;
}

/** Of one sale: who shows figures, and when they are due. */
class FigureClock {
  readonly #figures = new Set<Figure>();
  #due: ReturnType<typeof setTimeout> | undefined;
  #isUnseenDue = false;
  #isLookDue = false;
  /** Of its figures those that somebody sees, as long as nothing has moved that this knows of. */
  #inSight: readonly Figure[] | undefined;
  #shownAt = -Infinity;
  /** What of the seats was known when figures were last looked at. */
  #known: { states: SeatStates; figures: number } | undefined;

  constructor(sale: SeatSale) {
    this.#isOther(sale.states);
    // Nobody is asked what is in sight until something has changed: to be told of each line costs every frame of the page.
    for (const type of ['scroll', 'resize'])
      globalThis.addEventListener?.(type, () => this.#look(), { capture: true, passive: true });
    sale.onChange((change) => {
      if (change !== 'seats') this.#inSight = undefined;
      if (change === 'seats' && this.#isOther(sale.states)) this.#soon();
      if (change === 'filter' || change === 'event') this.#show(true);
    });
  }

  listen(show: ShowFigure, element?: Element): () => void {
    const figure = { show, element, isBehind: false };
    this.#figures.add(figure);
    this.#inSight = undefined;
    return () => {
      this.#figures.delete(figure);
      this.#inSight = undefined;
    };
  }

  #isOther(states: SeatStates): boolean {
    const { figures } = states;
    if (this.#known?.states === states && this.#known.figures === figures) return false;
    this.#known = { states, figures };
    return true;
  }

  /** What came into sight is brought up. */
  #look(): void {
    this.#inSight = undefined;
    if (!this.#isUnseenDue || this.#isLookDue) return;
    this.#isLookDue = true;
    requestAnimationFrame(() => {
      this.#isLookDue = false;
      this.#bringUp(seenOf([...this.#figures].filter(({ isBehind }) => isBehind)));
    });
  }

  /** At once, where it is time: so that it goes to the screen with what else the message changes. */
  #soon(): void {
    const sinceMs = performance.now() - this.#shownAt;
    if (sinceMs >= EVERY_MS) this.#show(false);
    else this.#due ??= setTimeout(() => this.#show(false), LATEST_MS - sinceMs);
  }

  #show(all: boolean): void {
    clearTimeout(this.#due);
    this.#due = undefined;
    for (const figure of this.#figures) figure.isBehind = true;
    if (this.#bringUp(all ? this.#figures : (this.#inSight ??= seenOf(this.#figures))))
      this.#shownAt = performance.now();
    if (this.#isUnseenDue || all) return;
    this.#isUnseenDue = true;
    setTimeout(() => {
      this.#isUnseenDue = false;
      // By now what has moved by itself is where it was not.
      this.#inSight = undefined;
      this.#bringUp([...this.#figures].filter(({ isBehind }) => isBehind));
    }, UNSEEN_MS);
  }

  /** @returns whether any was another */
  #bringUp(figures: Iterable<Figure>): boolean {
    let isOther = false;
    for (const figure of figures) {
      figure.isBehind = false;
      isOther = figure.show() || isOther;
    }
    return isOther;
  }
}

/** Which of them somebody sees, or would after a small step: in the window, and in the window of the list that they stand in. */
function seenOf(figures: Iterable<Figure>): Figure[] {
  const boxes = new Map<Element | undefined, Sight>();
  return [...figures].filter(({ element }) => {
    if (!element) return true;
    const list = element.closest('ul') ?? undefined;
    let sight = boxes.get(list);
    if (!sight) boxes.set(list, (sight = sightOf(list)));
    // Asked where it is itself, what stands in a line that is out of sight makes the browser lay that line out.
    const { top, bottom, height } = (element.closest('li') ?? element).getBoundingClientRect();
    return height > 0 && bottom > sight.top && top < sight.bottom;
  });
}

interface Sight {
  top: number;
  bottom: number;
}

function sightOf(list: Element | undefined): Sight {
  const near = innerHeight * 0.1;
  const { top, bottom } = list?.getBoundingClientRect() ?? { top: -Infinity, bottom: Infinity };
  return { top: Math.max(-near, top), bottom: Math.min(innerHeight + near, bottom) };
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
