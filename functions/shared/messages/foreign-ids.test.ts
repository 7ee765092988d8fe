/** Ids that somebody else has made: two of them are never taken for one. */
import { globSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';
import { migrateShards } from '../../../scripts/system/databases/run-migrations.ts';
import { type OwnDatabases, ownDatabases } from '../../../scripts/testing/servers/own-databases.ts';
import { serverUrl } from '../../../scripts/testing/servers/of-run.ts';
import { insertOnce, rows, write } from '../mysql/statements.ts';
import { openPool, type Pool } from '../mysql/pool.ts';
import { deadLetterBox, keep, Unreadable } from './dead-letter-box.ts';
import { once } from './inbox.ts';

let own: OwnDatabases;
let pool: Pool;
beforeAll(async () => {
  own = await ownDatabases(await serverUrl('mysql'));
  const catalog = own.targets.find(({ kind }) => kind === 'catalog');
  await migrateShards(catalog ? [catalog] : [], 'up', () => {});
  pool = openPool(own.url('catalog'), 4);
}, 60_000);
beforeEach(async () => {
  for (const table of ['inbox', 'dead_letters']) await write(pool, `DELETE FROM ${table}`);
});
afterAll(async () => {
  await pool.end();
  await own.drop();
});

/** What was done of two events, one after the other. */
async function doneOf(...ids: [source: string, id: string][]): Promise<number[]> {
  const done: number[] = [];
  for (const [index, [source, id]] of ids.entries())
    await once(pool, { source, id }, async () => void done.push(index)).catch((error: unknown) => {
      if (!(error instanceof Unreadable)) throw error;
      done.push(-1);
    });
  return done;
}

test('the inbox tells ids apart by case and length, and does each once', async () => {
  expect(await doneOf(['/a', 'x'], ['/a', 'X'], ['/A', 'x'], ['/a', 'x'], ['/a', 'xx'])).toEqual([0, 1, 2, 4]);
});

test.each([
  ['é1', 'ü1'],
  ['x', 'x '],
  ['x\u0000', 'x'],
  ['x'.repeat(65), 'x'.repeat(66)],
  ['', '\u200b'],
])(
  '%j and %j are not one: what the inbox cannot tell apart is refused, as an id and as a source',
  async (one, other) => {
    const asIds = await doneOf(['/a', one], ['/a', other]);
    const asSources = await doneOf([one.repeat(2), 'i'], [other.repeat(2), 'i']);
    expect(asIds).toHaveLength(2);
    expect(asSources).toHaveLength(2);
    const kept = await rows<{ id: string }>(
      pool,
      "SELECT event_id AS id FROM inbox WHERE CONCAT(source, event_id) LIKE '%?%'",
    );
    expect(kept).toEqual([]);
  },
);

const LETTERS: [string, string][] = [
  ['é1', 'ü1'],
  ['x', 'X'],
  ['x', 'x '],
  ['x\ud83c', 'x\ud83d'],
  [`${'x'.repeat(255)}1`, `${'x'.repeat(255)}2`],
];
test.each(LETTERS)('%j and %j are two dead letters, and each of them once', async (one, other) => {
  const box = deadLetterBox(() => [pool]);
  for (const [source, id] of [
    ['/a', one],
    ['/a', other],
    [one, '1'],
    [other, '1'],
    ['/a', one],
    [other, '1'],
  ])
    await box({ source: source ?? '', id: id ?? '', type: 't', reason: 'r', event: JSON.stringify([source, id]) });
  expect(await rows(pool, 'SELECT 1 FROM dead_letters')).toHaveLength(4);
});

test('what cannot be read goes by source and id as they came', async () => {
  const box = deadLetterBox(() => [pool]);
  for (const source of ['/a', '/b'])
    await keep(box, undefined, { 'ce-source': source, 'ce-id': '1' }, Buffer.from(source), new Error('unreadable'));
  expect(await rows(pool, 'SELECT source FROM dead_letters ORDER BY source')).toEqual([
    { source: '/a' },
    { source: '/b' },
  ]);
});

test('a row that does not fit is an error, not one that fits', async () => {
  const insert = (id: string) => insertOnce(pool, 'INSERT INTO inbox (source, event_id) VALUES (?, ?)', ['/a', id]);
  expect([await insert('1'), await insert('1')]).toEqual([true, false]);
  await expect(insert('é1')).rejects.toThrow(/Incorrect string value/);
  await expect(insert('x'.repeat(65))).rejects.toThrow(/too long/);
  expect(await rows(pool, 'SELECT 1 FROM inbox')).toHaveLength(1);
});

test('INSERT IGNORE, which makes keys fit, stands where all of them are ours: in the claims of a batch', () => {
  const root = join(import.meta.dirname, '../..');
  const found = globSync('**/*.ts', { cwd: root }).filter(
    (file) => !file.endsWith('.test.ts') && /['"`]INSERT IGNORE/.test(readFileSync(join(root, file), 'utf8')),
  );
  expect(found.toSorted()).toEqual(['book/commit/batch.ts', 'book/commit/order-statements.ts']);
});
