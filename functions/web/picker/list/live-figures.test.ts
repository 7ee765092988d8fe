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

const nobody = (_seen: { target: Element; isIntersecting: boolean }[]): void => {};

test('what nobody sees is shown when somebody does, or five seconds later', () => {
  let see = nobody;
  vi.stubGlobal(
    'IntersectionObserver',
    class {
      constructor(callback: typeof see) {
        see = callback;
      }
      observe(): void {}
      unobserve(): void {}
    },
  );
  const sale = sold();
  const [line, other] = [{} as Element, {} as Element];
  const shown: string[] = [];
  onFigures(sale, () => shown.push('line') > 0, line);
  onFigures(sale, () => shown.push('other') > 0, other);
  see([{ target: other, isIntersecting: false }]);
  sale.tell('seats');
  expect(shown).toEqual(['line']);
  see([{ target: other, isIntersecting: true }]);
  expect(shown).toEqual(['line', 'other']);
  see([{ target: other, isIntersecting: false }]);
  see([{ target: other, isIntersecting: true }]);
  expect(shown).toEqual(['line', 'other']);
  see([{ target: other, isIntersecting: false }]);
  vi.advanceTimersByTime(600);
  sale.tell('seats');
  vi.advanceTimersByTime(5_000);
  expect(shown).toEqual(['line', 'other', 'line', 'other']);
  // One's own doing is shown everywhere.
  sale.tell('filter');
  expect(shown).toHaveLength(6);
});
