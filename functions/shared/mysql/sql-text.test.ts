import fc from 'fast-check';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { openShard, type TestShard } from '../../../scripts/testing/booking/shard.ts';
import { sendTogether } from './statements.ts';
import { openPool, type Pool } from './pool.ts';
import { type SqlValue, sqlText } from './sql-text.ts';

let shard: TestShard;
let pool: Pool;
beforeAll(async () => {
  shard = await openShard();
  pool = openPool(shard.url, 1, true);
});
afterAll(async () => {
  await pool.end();
  await shard.close();
});

/** What the server makes of values, byte by byte: text as UTF-8. */
async function bytesOf(values: readonly SqlValue[]): Promise<(string | null)[]> {
  const connection = await pool.getConnection();
  try {
    const columns = values.map((_, index) => `HEX(CAST(? AS BINARY)) AS v${index}`);
    const [, rows] = await sendTogether(connection, [
      { sql: 'DO 0', values: [] },
      { sql: `SELECT ${columns.join(',')}`, values },
    ]);
    return Object.values((rows as Record<string, string | null>[])[0] ?? {});
  } finally {
    connection.release();
  }
}

const hexOf = (value: string | Buffer): string => Buffer.from(value).toString('hex').toUpperCase();

const TROUBLE = [
  "'",
  '\\',
  "\\'",
  '"',
  '\0',
  '\n',
  '\r',
  '\u001a',
  '%',
  '_',
  '?',
  '`',
  ';',
  '--',
  '/*',
  'é',
  '座',
  '🎟',
];
const text = fc
  .array(fc.oneof(fc.constantFrom(...TROUBLE), fc.string({ unit: 'binary', maxLength: 3 })), { maxLength: 12 })
  .map((parts) => parts.join('').toWellFormed());

test('any text and any bytes reach the server as they are', async () => {
  await fc.assert(
    fc.asyncProperty(
      fc.array(
        fc.oneof(
          text,
          fc.uint8Array({ maxLength: 20 }).map((bytes) => Buffer.from(bytes)),
        ),
        { minLength: 1, maxLength: 8 },
      ),
      async (values) => {
        expect(await bytesOf(values)).toEqual(values.map(hexOf));
      },
    ),
    { numRuns: 300 },
  );
});

test('numbers, truth, nothing and times', async () => {
  const at = new Date('2031-05-14T18:30:00.007Z');
  expect(await bytesOf([0, -1, 4_294_967_295, 2n ** 63n, true, false, null, at])).toEqual(
    ['0', '-1', '4294967295', '9223372036854775808', '1', '0', null, '2031-05-14 18:30:00.007'].map((shown) =>
      shown === null ? null : hexOf(shown),
    ),
  );
});

test('what is no value, and too few or too many values, are bugs that say so', () => {
  expect(() => sqlText({ sql: 'SELECT ?', values: [Number.NaN] })).toThrow('NaN is no value');
  expect(() => sqlText({ sql: 'SELECT ?', values: [new Date('')] })).toThrow('Invalid time value');
  expect(() => sqlText({ sql: 'SELECT ?, ?', values: [1] })).toThrow('2 placeholders, but 1 values');
  expect(() => sqlText({ sql: 'SELECT 1', values: [1] })).toThrow('0 placeholders, but 1 values');
});
