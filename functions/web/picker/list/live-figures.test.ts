import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { picturedSale } from '../pictured-sale.ts';
import type { SeatSale } from '../seat-sale.ts';
import { onFigures } from './live-figures.ts';

beforeEach(() => void vi.useFakeTimers());
afterEach(() => {
  vi.useRealTimers();
  vi.unstubAllGlobals();
});

const sold = () =>
  picturedSale(
    { seatsTotal: 1, sections: [{ kind: 'general', id: 'GA', name: 'Floor', priceCategory: 'P', capacity: 1 }] },
    { currency: 'EUR', priceCategories: [{ id: 'P', name: 'Floor', priceCents: 100 }] },
  );

/** One seat fewer is free, or one more. */
function change(sale: SeatSale, free = 1_000 - sale.states.version, held = 0): void {
  const counts = { free, held, sold: 0 };
  const head = { version: sale.states.version + 1, eventVersion: 1, status: 'published', chartVersion: 1 } as const;
  sale.take({ ...head, kind: 'snapshot', held: [], sold: [], counts, sections: { GA: counts }, prices: { P: counts } });
}

test('figures that change all the time are shown every two seconds, with a change, and the last of them always', () => {
  const sale = sold();
  let shown = 0;
  let told = 0;
  const shownWith: number[] = [];
  onFigures(sale, () => {
    shownWith.push(told);
    return shown++ >= 0;
  });
  for (; told < 60; told++) {
    change(sale);
    vi.advanceTimersByTime(100);
  }
  // None by the clock, between two changes: that would be a frame of its own.
  expect(shownWith).toEqual([0, 20, 40]);
  vi.advanceTimersByTime(1_000);
  expect(shown).toBe(4);
  vi.advanceTimersByTime(9_000);
  expect(shown).toBe(4);
});

test('what one does oneself is shown at once', () => {
  const sale = sold();
  let shown = 0;
  const end = onFigures(sale, () => shown++ >= 0);
  change(sale);
  vi.advanceTimersByTime(0);
  sale.tell('filter');
  expect(shown).toBe(2);
  end();
  sale.tell('filter');
  expect(shown).toBe(2);
});

test('where nothing has become another, what comes next is shown at once', () => {
  const sale = sold();
  let isOther = true;
  let shown = 0;
  onFigures(sale, () => shown++ >= 0 && isOther);
  change(sale);
  expect(shown).toBe(1);
  vi.advanceTimersByTime(2_000);
  isOther = false;
  change(sale);
  change(sale);
  expect(shown).toBe(3);
});

test('who is told what no figure shows is not asked', () => {
  const sale = sold();
  let shown = 0;
  onFigures(sale, () => shown++ >= 0);
  change(sale, 10, 5);
  vi.advanceTimersByTime(2_000);
  // Sold, what was on hold.
  change(sale, 10, 0);
  vi.advanceTimersByTime(2_000);
  expect(shown).toBe(1);
  change(sale, 0, 3);
  vi.advanceTimersByTime(2_000);
  // Of what is all gone it is said whether any may come free.
  change(sale, 0, 0);
  expect(shown).toBe(3);
});

test('what nobody sees is shown when somebody does, or ten seconds later', () => {
  const page = new EventTarget();
  vi.stubGlobal('addEventListener', page.addEventListener.bind(page));
  vi.stubGlobal('innerHeight', 600);
  const frames: (() => void)[] = [];
  vi.stubGlobal('requestAnimationFrame', (frame: () => void) => frames.push(frame));
  const scroll = (): void => {
    page.dispatchEvent(new Event('scroll'));
    for (const frame of frames.splice(0)) frame();
  };
  // A list of 500 pixels at the top of the window, in which lines stand.
  const list = { getBoundingClientRect: () => ({ top: 0, bottom: 500 }) };
  const at = (top: number) => {
    const line = { getBoundingClientRect: () => ({ top: made.top, bottom: made.top + 20, height: 20 }) };
    const made = {
      top,
      closest: (name: string) => (name === 'ul' ? list : line),
      getBoundingClientRect: () => expect.unreachable('a line out of sight is laid out to be asked where it is'),
    };
    return made;
  };
  const [element, other] = [at(100), at(550)];
  const sale = sold();
  const shown: string[] = [];
  onFigures(sale, () => shown.push('line') > 0, element as unknown as Element);
  onFigures(sale, () => shown.push('other') > 0, other as unknown as Element);
  scroll();
  change(sale);
  expect(shown).toEqual(['line']);
  scroll();
  expect(shown).toEqual(['line']);
  [other.top, element.top] = [450, -50];
  scroll();
  scroll();
  expect(shown).toEqual(['line', 'other']);
  other.top = 700;
  vi.advanceTimersByTime(2_000);
  change(sale);
  expect(shown).toEqual(['line', 'other']);
  vi.advanceTimersByTime(10_000);
  expect(shown.toSorted()).toEqual(['line', 'line', 'other', 'other']);
  // One's own doing is shown everywhere.
  sale.tell('filter');
  expect(shown).toHaveLength(6);
});

test.each<[string, (page: EventTarget, sale: SeatSale) => unknown]>([
  ['a hand', (page) => page.dispatchEvent(new Event('scroll'))],
  ['what is done in the page', (_page, sale) => sale.tell('open')],
  ['what nobody told, ten seconds later', () => vi.advanceTimersByTime(10_000)],
])('where lines stand is asked once, until it is moved by %s', (_by, move) => {
  const page = new EventTarget();
  vi.stubGlobal('addEventListener', page.addEventListener.bind(page));
  vi.stubGlobal('innerHeight', 600);
  vi.stubGlobal('requestAnimationFrame', () => 0);
  let asked = 0;
  const where = () => ({ top: asked++, bottom: 20, height: 20 });
  const element = { closest: () => null, getBoundingClientRect: where } as unknown as Element;
  const sale = sold();
  let shown = 0;
  onFigures(sale, () => ++shown > 0, element);
  const changeTwice = (): void => {
    for (let at = 0; at < 2; at++) {
      change(sale);
      vi.advanceTimersByTime(2_000);
    }
  };
  changeTwice();
  expect([asked, shown]).toEqual([1, 2]);
  move(page, sale);
  changeTwice();
  expect(asked).toBe(2);
});
