import fc from 'fast-check';
import { expect, test } from 'vitest';
import type { OrderRecord } from '../store.ts';
import { HEADER, linesOf, totalLine } from './csv.ts';

const ORDER: OrderRecord = {
  id: 'ord_0a7_01JDCMX9RB0N6D3H7KPF5ZYQ2C',
  version: 2,
  eventId: 'evt_0a7_01JDCMX0C1E6S9T4W2VZQK8M5F',
  buyerId: 'usr_c41_01JDCMX3HS8E5B9W0TQYRA2NVK',
  fingerprint: Buffer.alloc(32),
  status: 'confirmed',
  items: [
    { seat: 0, label: 'A-1-1', priceCents: 4_500, status: 'confirmed' },
    { seat: 1, label: 'A-1-2', priceCents: 4_500, status: 'cancelled' },
  ],
  totalCents: 4_500,
  currency: 'EUR',
  createdAt: new Date('2026-01-08T09:14:27.318Z'),
  cancelledAt: null,
  cancelUntil: undefined,
  buyer: { name: 'Ada', email: 'ada@example.com' },
};
const called = (name: string | null, email: string | null = null): OrderRecord => ({
  ...ORDER,
  buyer: { name, email },
});

/** RFC 4180 by itself, a character at a time. */
function parse(text: string): string[][] {
  const lines: string[][] = [];
  let [fields, field, isQuoted] = [[] as string[], '', false];
  for (let at = 0; at < text.length; at += 1) {
    const character = text[at] as string;
    if (isQuoted && character === '"' && text[at + 1] === '"') field += text[(at += 1)];
    else if (character === '"') isQuoted = !isQuoted;
    else if (!isQuoted && character === ',') [fields, field] = [[...fields, field], ''];
    else if (!isQuoted && text.startsWith('\r\n', at)) {
      lines.push([...fields, field]);
      [fields, field, at] = [[], '', at + 1];
    } else field += character;
  }
  return lines;
}

test('a line for each seat, by the columns of the first; what is not known is empty', () => {
  const [columns = [], ...lines] = parse(HEADER + linesOf(ORDER) + linesOf(called(null)));
  expect(lines.map((line) => Object.fromEntries(line.map((field, index) => [columns[index], field])))).toMatchObject([
    { order: ORDER.id, seat: 'A-1-1', seatStatus: 'confirmed', priceCents: '4500', buyerName: 'Ada', cancelledAt: '' },
    { orderStatus: 'confirmed', seat: 'A-1-2', seatStatus: 'cancelled', buyerEmail: 'ada@example.com' },
    { buyerId: ORDER.buyerId, buyerName: '', buyerEmail: '' },
    {},
  ]);
});

test('the last line has as many fields as any, and says how many', () => {
  expect(parse(HEADER + totalLine({ orders: 1, seats: 2 })).map((line) => line.length)).toEqual([11, 11]);
  expect(totalLine({ orders: 1, seats: 2 })).toBe('total,1 order,,2 seats,,,,,,,\r\n');
  expect(totalLine({ orders: 20_000, seats: 1 })).toMatch(/^total,20000 orders,,1 seat,/);
});

test.each(['=1+1', '+1', '-1', '@SUM(A1)', '\t=1', '\r=1', ' =1', '|cmd', '＝1', '－1', '=HYPERLINK("http://x";"y")'])(
  'what a spreadsheet would take for a formula is text: %j',
  (text) => {
    for (const line of parse(linesOf(called(text, text)))) expect(line.slice(8, 10)).toEqual([`'${text}`, `'${text}`]);
  },
);

test.each(["O'Hara", 'King, Ada "the first"', 'two\nlines', 'Łódź 東京 🎻', ' blank ', '1 + 1 = 2', ''])(
  'anything else is what it is: %j',
  (text) => {
    expect(parse(linesOf(called(text)))[0]?.[8]).toBe(text);
  },
);

test('whatever people are called, each line has all its fields, and none begins as a formula does', () => {
  fc.assert(
    fc.property(fc.string({ unit: 'binary' }), fc.string(), (name, email) => {
      const lines = parse(linesOf(called(name, email)));
      expect(lines.map((line) => line.length)).toEqual([11, 11]);
      for (const field of lines.flat()) expect(field).not.toMatch(/^[=+\-@\t\r]/);
    }),
  );
});
