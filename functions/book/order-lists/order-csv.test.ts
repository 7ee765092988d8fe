import fc from 'fast-check';
import { expect, test } from 'vitest';
import type { StoredOrder } from '../store.ts';
import { HEADER, linesOf, totalLine } from './order-csv.ts';

const ORDER: StoredOrder = {
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
  updatedAt: new Date('2026-01-09T00:00:00.000Z'),
  cancelUntil: undefined,
  buyer: { name: 'Ada', email: 'ada@example.com' },
};
const called = (name: string | null, email: string | null = null): StoredOrder => ({
  ...ORDER,
  buyer: { name, email },
});

/** RFC 4180 by itself, a character at a time; a quote within a field that does not begin with one is a character, as spreadsheets have it. */
function parse(text: string, separator = ','): string[][] {
  const lines: string[][] = [];
  let [fields, field, isQuoted, isNew] = [[] as string[], '', false, true];
  for (let at = 0; at < text.length; at += 1) {
    const character = text[at] as string;
    const isBreak = !isQuoted && /[\r\n]/.test(character);
    const wasNew = isNew;
    isNew = false;
    if (isQuoted && character === '"' && text[at + 1] === '"') field += text[(at += 1)];
    else if (character === '"' && (isQuoted || wasNew)) isQuoted = !isQuoted;
    else if (!isQuoted && character === separator) [fields, field, isNew] = [[...fields, field], '', true];
    else if (isBreak) {
      lines.push([...fields, field]);
      if (text.startsWith('\r\n', at)) at += 1;
      [fields, field, isNew] = [[], '', true];
    } else field += character;
  }
  return field === '' && fields.length === 0 ? lines : [...lines, [...fields, field]];
}

/** As people would write it who read the file by a program. */
const FORMULA = String.raw`(?:(?![\t\r\n])[\s\p{Z}\p{Cc}\p{Default_Ignorable_Code_Point}"])*[=+\-@|%−⁺⁻⁼₊₋₌﹢﹣﹦﹪﹫％＋－＝＠｜]`;
const textOf = (field: string): string =>
  field.replace(new RegExp(String.raw`^'(?='*[\t\r\n])|(?:^|(?<=[,;|\t\r\n]))'(?='*${FORMULA})`, 'gu'), '');

/** The cells of a file, by whatever a spreadsheet divides lines at. */
const cellsOf = (text: string): string[] => [',', ';', '\t', '|'].flatMap((separator) => parse(text, separator).flat());
/** What spreadsheets trim is trimmed. */
const beginsFormula = (cell: string): boolean =>
  /^[=+\-@|%−]/.test(cell.normalize('NFKC').replace(/^[\s\p{Z}\p{C}]+/u, ''));

test('a line for each seat, by the columns of the first; what is not known is empty', () => {
  const [columns = [], ...lines] = parse(HEADER + linesOf(ORDER) + linesOf(called(null)));
  expect(lines.map((line) => Object.fromEntries(line.map((field, index) => [columns[index], field])))).toMatchObject([
    { order: ORDER.id, seat: 'A-1-1', seatStatus: 'confirmed', priceCents: '4500', buyerName: 'Ada', cancelledAt: '' },
    { orderStatus: 'confirmed', seat: 'A-1-2', seatStatus: 'cancelled', buyerEmail: 'ada@example.com' },
    { buyerId: ORDER.buyerId, buyerName: '', buyerEmail: '' },
    {},
  ]);
});

test.each(['"a b"@example.com', '"a@b"@example.com', '"a,b"@example.com', String.raw`"a\"b"@example.com`])(
  'the address %s is one field',
  (email) => {
    expect(parse(linesOf(called('Ada', email)))[0]?.[9]).toBe(email);
  },
);

test('the last line has as many fields as any, and says how many', () => {
  expect(parse(HEADER + totalLine({ orders: 1, seats: 2 })).map((line) => line.length)).toEqual([14, 14]);
  expect(totalLine({ orders: 1, seats: 2 })).toBe('total,1 order,,2 seats,,,,,,,,,,\r\n');
  expect(totalLine({ orders: 20_000, seats: 1 })).toMatch(/^total,20000 orders,,1 seat,/);
});

test.each([
  '=1+1',
  '+1',
  '-1',
  '@SUM(A1)',
  ' =1',
  '|cmd',
  '%1',
  '＝1',
  '－1',
  '＋1',
  '＠1',
  '−1',
  '﹦1',
  '⁼1',
  '\u00a0=1',
  '\ufeff=1',
  '\u200b=1',
  '\u0000=1',
  '\u2060＝1',
  '"=1',
  "'=1",
  "''=1",
  '=HYPERLINK("http://x","y")',
])('what a spreadsheet would take for a formula is text: %j', (text) => {
  for (const line of parse(linesOf(called(text, text)))) expect(line.slice(8, 10)).toEqual([`'${text}`, `'${text}`]);
});

test.each([
  ['Ada;=1+1', "Ada;'=1+1"],
  ['Ada; \ufeff＝1;-2', "Ada;' \ufeff＝1;'-2"],
  ['Ada;"=1', `Ada;'"=1`],
  ['Ada\t@SUM(A1)', "Ada\t'@SUM(A1)"],
  ['Ada\r\n=1', "Ada\r\n'=1"],
  ['Ada,+1', "Ada,'+1"],
  ["Ada;'=1", "Ada;''=1"],
  ['\t=1', "'\t'=1"],
  ['\r=1', "'\r'=1"],
  ['\n', "'\n"],
])('so is what would be one behind a separator: %j', (text, written) => {
  const csv = linesOf(called(text));
  expect(parse(csv)[0]?.[8]).toBe(written);
  expect(cellsOf(csv).filter(beginsFormula)).toEqual([]);
});

test.each([
  "O'Hara",
  'King, Ada "the first"',
  'two\nlines',
  'Łódź 東京 🎻',
  ' blank ',
  '1 + 1 = 2',
  'Anna-Lena; 2',
  '',
])('anything else is what it is: %j', (text) => {
  expect(parse(linesOf(called(text)))[0]?.[8]).toBe(text);
});

/** What decides, in any order. */
const NASTY = fc.stringMatching(/^[=＝+\-@;,|\t\r\n" '\ufeff\u200ba]{0,12}$/u);

test('whatever people are called, each line has all its fields, none begins as a formula by any separator, and each can be read back', () => {
  fc.assert(
    fc.property(fc.oneof(NASTY, fc.string({ unit: 'binary' })), fc.oneof(NASTY, fc.string()), (name, email) => {
      const csv = HEADER + linesOf(called(name, email)) + linesOf(ORDER);
      const lines = parse(csv);
      expect(lines.map((line) => line.length)).toEqual([14, 14, 14, 14, 14]);
      expect(lines[1]?.slice(8, 10).map(textOf)).toEqual([name, email]);
      expect(cellsOf(csv).filter(beginsFormula)).toEqual([]);
      for (const field of lines.flat()) expect(field).not.toMatch(/^[\t\r\n]/);
    }),
    { numRuns: 500 },
  );
});
