import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, expect, test } from 'vitest';
import { runScript } from '../../testing/run-script.ts';

const folder = mkdtempSync(join(tmpdir(), 'seatmesh-hall-'));
afterAll(() => rmSync(folder, { recursive: true }));
const at = (name: string) => join(folder, name);
const hall = (...args: string[]) => runScript('import-seats', args);

test('a table becomes chart, plan and price categories; which seat is which is a table, and what is left out is told', async () => {
  writeFileSync(at('seats.csv'), 'section,row,seat,x,y,colour\nA,1,11,0,0,red\nA,1,12,1,0,red\nA,2,11,0,2,red\n');
  const { code, output, errors } = await hall(at('seats.csv'), '--out', at('hall.json'), '--seats', at('which.csv'));
  expect([code, output]).toEqual([0, '']);
  expect(errors).toBe('3 seats in 1 sections, with where they lie\nleft out: the column colour\n');
  expect(JSON.parse(readFileSync(at('hall.json'), 'utf8'))).toMatchObject({
    priceCategories: [{ id: 'Allseats', name: 'All seats', priceCents: 0 }],
    chart: {
      sections: [{ id: 'A', rows: [{ label: '1', seats: 2, numbers: { first: 11, step: 1 } }, { label: '2' }] }],
    },
    plan: { sections: { A: { pitch: [55, 110] } } },
  });
  expect(readFileSync(at('which.csv'), 'utf8')).toContain('A-1-12,A-1-2,A,1,12\r\n');
});

test('a plan of pretix goes to the terminal', async () => {
  const seat = { seat_guid: 'g', seat_number: '1', category: 'C', position: { x: 0, y: 0 } };
  const zone = { position: { x: 0, y: 0 }, name: 'Z', rows: [{ row_number: '1', seats: [seat] }] };
  writeFileSync(at('plan.json'), JSON.stringify({ categories: [{ name: 'C', color: 'red' }], zones: [zone] }));
  const { code, output } = await hall(at('plan.json'));
  expect(code).toBe(0);
  expect(JSON.parse(output)).toMatchObject({ chart: { sections: [{ id: 'Z', priceCategory: 'C' }] } });
});

test.each([
  ['none.json', undefined, /none\.json cannot be read: there is no such file/],
  ['bad.json', '{', /bad\.json is no JSON/],
  ['other.json', '{"zones":[]}', /other\.json: categories: is no list/],
  ['table.csv', 'row,seat\n1,1\n', /table\.csv: line 1: there is no column section/],
])('%s is refused in a line', async (name, text, said) => {
  if (text !== undefined) writeFileSync(at(name), text);
  const { code, output, errors } = await hall(at(name));
  expect([code, output]).toEqual([1, '']);
  expect(errors).toMatch(said);
  expect(errors.trimEnd().split('\n')).toHaveLength(1);
});
