import { expect, test } from 'vitest';
import { newDraft } from '../event-draft.ts';
import { readyHall } from '../hall-choices.ts';
import { drawnHall, hallToDraw } from './drawn-hall.ts';

const draft = () => {
  const { hall, prices } = readyHall('theatre');
  const written = prices.map((price, index) => (index === 0 ? { ...price, price: '45,50' } : price));
  return { ...newDraft('Europe/Lisbon', hall, written), currency: 'EUR' };
};

test('a hall that was drawn and not changed is the same, with its prices as they were written, or not yet', () => {
  const before = draft();
  const { chart, plan, prices } = hallToDraw(before);
  expect(prices[0]?.priceCents).toBe(4_550);
  const now = drawnHall({ chart, plan: plan ?? {}, prices }, before, 'en');
  expect(now.prices).toEqual(before.prices);
  expect(now.hall).toEqual({ ...before.hall, source: 'own' });
});

test('what the editor has changed of prices is written in the language of the page', () => {
  const before = draft();
  const { chart, plan, prices } = hallToDraw(before);
  const changed = [...prices.slice(0, 1), { id: 'Z', name: 'Balcony', priceCents: 1_250 }];
  expect(drawnHall({ chart, plan: plan ?? {}, prices: changed }, before, 'de').prices).toEqual([
    before.prices[0],
    { id: 'Z', name: 'Balcony', price: '12,50' },
  ]);
});

test('a counted hall is drawn as it is counted; one that is not whole begins empty', () => {
  const section = { name: 'Stalls', kind: 'seated', rows: '2', seats: '3', category: 'A' } as const;
  const counted = { source: 'counted', counted: [section], chart: undefined, plan: null } as const;
  expect(hallToDraw({ ...draft(), hall: counted }).chart.sections).toMatchObject([{ id: 'A', name: 'Stalls' }]);
  expect(hallToDraw({ ...draft(), hall: { ...counted, counted: [{ ...section, rows: '' }] } }).chart.sections).toEqual(
    [],
  );
});
