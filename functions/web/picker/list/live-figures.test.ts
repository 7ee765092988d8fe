import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { picturedSale } from '../pictured-sale.ts';
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

test('figures that change all the time are shown at most twice a second, and the last of them always', () => {
  const sale = sold();
  let shown = 0;
  onFigures(sale, () => shown++ >= 0);
  for (let at = 0; at < 20; at++) {
    sale.tell('seats');
    vi.advanceTimersByTime(100);
  }
  expect(shown).toBeLessThanOrEqual(5);
  const before = shown;
  sale.tell('seats');
  vi.advanceTimersByTime(500);
  expect(shown).toBe(before + 1);
  vi.advanceTimersByTime(5_000);
  expect(shown).toBe(before + 1);
});

test('what one does oneself is shown at once', () => {
  const sale = sold();
  let shown = 0;
  const end = onFigures(sale, () => shown++ >= 0);
  sale.tell('seats');
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
  sale.tell('seats');
  expect(shown).toBe(1);
  vi.advanceTimersByTime(500);
  isOther = false;
  sale.tell('seats');
  sale.tell('seats');
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
    const made = { top, closest: () => list, getBoundingClientRect: () => ({}) };
    made.getBoundingClientRect = () => ({ top: made.top, bottom: made.top + 20, height: 20 });
    return made;
  };
  const [element, other] = [at(100), at(550)];
  const sale = sold();
  const shown: string[] = [];
  onFigures(sale, () => shown.push('line') > 0, element as unknown as Element);
  onFigures(sale, () => shown.push('other') > 0, other as unknown as Element);
  scroll();
  sale.tell('seats');
  expect(shown).toEqual(['line']);
  scroll();
  expect(shown).toEqual(['line']);
  [other.top, element.top] = [450, -50];
  scroll();
  scroll();
  expect(shown).toEqual(['line', 'other']);
  other.top = 700;
  vi.advanceTimersByTime(600);
  sale.tell('seats');
  expect(shown).toEqual(['line', 'other']);
  vi.advanceTimersByTime(10_000);
  expect(shown.toSorted()).toEqual(['line', 'line', 'other', 'other']);
  // One's own doing is shown everywhere.
  sale.tell('filter');
  expect(shown).toHaveLength(6);
});
