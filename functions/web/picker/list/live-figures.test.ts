import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { picturedSale } from '../pictured-sale.ts';
import { onFigures } from './live-figures.ts';

beforeEach(() => void vi.useFakeTimers());
afterEach(() => void vi.useRealTimers());

const sold = () =>
  picturedSale(
    { seatsTotal: 1, sections: [{ kind: 'general', id: 'GA', name: 'Floor', priceCategory: 'P', capacity: 1 }] },
    { currency: 'EUR', priceCategories: [{ id: 'P', name: 'Floor', priceCents: 100 }] },
  );

test('figures that change all the time are shown at most twice a second, and the last of them always', () => {
  const sale = sold();
  let shown = 0;
  onFigures(sale, () => void shown++);
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
  const end = onFigures(sale, () => void shown++);
  sale.tell('seats');
  vi.advanceTimersByTime(0);
  sale.tell('filter');
  expect(shown).toBe(2);
  end();
  sale.tell('filter');
  expect(shown).toBe(2);
});
