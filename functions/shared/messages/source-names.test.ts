import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';
import { openShard, type TestShard } from '../../../scripts/testing/booking/shard.ts';
import { write } from '../mysql/statements.ts';
import { SourceNames } from './source-names.ts';

let shard: TestShard;
beforeAll(async () => {
  shard = await openShard();
});
afterAll(() => shard.close());
beforeEach(async () => {
  await write(shard.pool, 'UPDATE migrations SET batch = 1, migration_time = NOW()', []);
});

const named = () => new SourceNames().of(shard);
/** As a shard is that was there already when this release came, so many days ago. */
const upgraded = (daysAgo: number) =>
  write(shard.pool, `UPDATE migrations SET batch = 2, migration_time = NOW() - INTERVAL ? DAY WHERE name >= '0009'`, [
    daysAgo,
  ]);

test('a shard that was set up by this release has the absolute name', async () => {
  expect(await named()).toBe('urn:seatmesh:shard:e0');
  await write(shard.pool, "UPDATE migrations SET batch = 2 WHERE name >= '0010'", []);
  expect(await named(), 'what came later was another release').toBe('urn:seatmesh:shard:e0');
});

test('one that a release before has set up keeps the name that its functions know, for a week', async () => {
  await upgraded(0);
  expect(await named()).toBe('/seatmesh/e0');
  await upgraded(6);
  expect(await named()).toBe('/seatmesh/e0');
  await upgraded(8);
  expect(await named()).toBe('urn:seatmesh:shard:e0');
});

test('it is asked once an hour, not for each message; where nobody may know, the name is the absolute one', async () => {
  const names = new SourceNames();
  expect(await Promise.all([names.of(shard), names.of(shard)])).toEqual(Array(2).fill('urn:seatmesh:shard:e0'));
  await upgraded(0);
  expect(await names.of(shard)).toBe('urn:seatmesh:shard:e0');
  await write(shard.pool, 'RENAME TABLE migrations TO migrations_elsewhere', []);
  try {
    expect(await named()).toBe('urn:seatmesh:shard:e0');
  } finally {
    await write(shard.pool, 'RENAME TABLE migrations_elsewhere TO migrations', []);
  }
});

test('a shard that does not answer keeps its messages waiting: they would have a name that their consumers may not know', async () => {
  const { pool } = shard;
  const away = { name: 'e0', pool: new Proxy(pool, { get: () => () => Promise.reject(new Error('away')) }) };
  await expect(new SourceNames().of(away)).rejects.toThrow('away');
});
