import { expect, test } from 'vitest';
import { importedHall } from './imported-hall.ts';

const file = (text: string, size = text.length) => ({ size, text: async () => text });

test('a table of seats, and what is no file of the kind', async () => {
  const made = await importedHall(
    file('section,row,seat,category\nStalls,1,1,Front\nStalls,1,2,Front\nStalls,2,1,Rear\n'),
  );
  expect(made).toMatchObject({
    hall: { source: 'imported', chart: { sections: [{ name: 'Stalls', rows: [{ seats: 2 }, { seats: 1 }] }] } },
    prices: [
      { name: 'Front', price: '' },
      { name: 'Rear', price: '' },
    ],
  });
  expect(await importedHall(file('{"name": "x"}'))).toEqual({ fault: 'categories: is no list' });
  expect(await importedHall(file('{"name": '))).toMatchObject({ fault: expect.stringContaining('JSON') });
  expect(await importedHall(file('', 20_000_001))).toEqual({ fault: '' });
});
