import { expect, test } from 'vitest';
import { READY_HALLS } from '../../../../shared/plan/halls/ready-halls.ts';
import { toOwnJson } from '../../../editor/files/export-hall.ts';
import { documentOfReady } from '../../../editor/files/ready-start.ts';
import { importedHall } from './imported-hall.ts';

const file = (text: string, size = text.length) => ({
  size,
  arrayBuffer: async () => new TextEncoder().encode(text).buffer,
});
const imported = (one: ReturnType<typeof file>) => importedHall(one, { currency: 'EUR', language: 'de' });

test('a table of seats, and what is no file of the kind', async () => {
  const made = await imported(file('section,row,seat,category\nStalls,1,1,Front\nStalls,1,2,Front\nStalls,2,1,Rear\n'));
  expect(made).toMatchObject({
    hall: { source: 'imported', chart: { sections: [{ name: 'Stalls', rows: [{ seats: 2 }, { seats: 1 }] }] } },
    prices: [
      { name: 'Front', price: '' },
      { name: 'Rear', price: '' },
    ],
  });
  expect(await imported(file('{"name": "x"}'))).toEqual({
    fault: 'it is no seating plan: it has neither categories nor zones',
  });
  expect(await imported(file('{"name": '))).toMatchObject({ fault: expect.stringContaining('JSON') });
  expect(await imported(file('', 20_000_001))).toEqual({ fault: '' });
});

test('what the editor has written, with its prices as one writes them here', async () => {
  const [hall] = READY_HALLS;
  if (!hall) throw new Error('no hall');
  const document = documentOfReady(hall, [{ id: 'X', name: 'x', priceCents: 1_250 }]);
  const made = await imported(file(toOwnJson(document)));
  if ('fault' in made) throw new Error(made.fault);
  expect(made.hall).toMatchObject({ source: 'imported', chart: document.chart, plan: document.plan });
  expect(made.prices[0]).toEqual({ ...hall.priceCategories[0], price: '12,50' });
});
