import { afterAll, beforeAll, expect, test } from 'vitest';
import { counted, openShard, type TestShard } from '../../../scripts/testing/booking/shard.ts';
import { newUlid } from '../ids.ts';
import type { Pool } from '../mysql/pool.ts';
import { rows, write } from '../mysql/statements.ts';
import { GroupInbox } from './inbox.ts';

let shard: TestShard;
beforeAll(async () => {
  shard = await openShard();
  // Every run of an effect is a row, so that one too many shows.
  await write(shard.pool, 'CREATE TABLE effects (name VARCHAR(30) NOT NULL, KEY name (name)) ENGINE = InnoDB');
});
afterAll(() => shard.close());

const SOURCE = '/seatmesh/e0';
const named = (id: string) => ({ source: SOURCE, id });
const ids = (count: number): string[] => Array.from({ length: count }, () => newUlid());
const inboxOn = (pool: Pool, committed?: (names: readonly string[]) => void) =>
  new GroupInbox<string>(pool, {
    statements: (names) => [
      { sql: `INSERT INTO effects (name) VALUES ${names.map(() => '(?)').join(', ')}`, values: names },
    ],
    ...(committed && { committed }),
  });

async function effectsOf(names: readonly string[]): Promise<string[]> {
  const found = await rows<{ name: string }>(
    shard.pool,
    `SELECT name FROM effects WHERE name IN (${names.map(() => '?').join()}) ORDER BY name`,
    names,
  );
  return found.map(({ name }) => name);
}

test('events that come together take effect in few transactions, each once; what was committed is said', async () => {
  const { pool, taken } = counted(shard.pool);
  const said: string[] = [];
  const inbox = inboxOn(pool, (names) => said.push(...names));
  const names = ids(200);
  await Promise.all(names.map((id) => inbox.take(named(id), id)));
  expect(await effectsOf(names)).toEqual(names.toSorted());
  expect(said.toSorted()).toEqual(names.toSorted());
  expect(taken()).toBeLessThan(20);
});

test('what is delivered again, at once or later, alone or among others, takes effect once', async () => {
  const inbox = inboxOn(shard.pool);
  const [first = '', second = '', ...others] = ids(40);
  await Promise.all([first, first, first, second].map((id) => inbox.take(named(id), id)));
  await inbox.take(named(first), first);
  await Promise.all([...others, first, second, ...others].map((id) => inbox.take(named(id), id)));
  expect(await effectsOf([first, second, ...others])).toEqual([first, second, ...others].toSorted());
});

test('an event that the server cannot take fails alone, and is not remembered as taken', async () => {
  const inbox = inboxOn(shard.pool);
  const poison = newUlid();
  const names = ids(20);
  const settled = await Promise.allSettled([
    ...names.map((id) => inbox.take(named(id), id)),
    inbox.take(named(poison), 'x'.repeat(31)),
  ]);
  expect(settled.map(({ status }) => status)).toEqual([...names.map(() => 'fulfilled'), 'rejected']);
  expect(await effectsOf(names)).toEqual(names.toSorted());
  await inbox.take(named(poison), poison);
  expect(await effectsOf([poison])).toEqual([poison]);
});

test('a duplicate in the effects of an event is no sign that it was here before', async () => {
  await write(shard.pool, 'CREATE TABLE once_only (name VARCHAR(30) NOT NULL PRIMARY KEY) ENGINE = InnoDB');
  const inbox = new GroupInbox<string>(shard.pool, {
    statements: (names) => names.map((name) => ({ sql: 'INSERT INTO once_only (name) VALUES (?)', values: [name] })),
  });
  await inbox.take(named(newUlid()), 'a');
  await expect(inbox.take(named(newUlid()), 'a')).rejects.toMatchObject({ code: 'ER_DUP_ENTRY' });
});

test('503 when too many are waiting; those who wait are served', async () => {
  const inbox = inboxOn(shard.pool);
  const names = ids(1_500);
  const settled = await Promise.allSettled(names.map(async (id) => inbox.take(named(id), id)));
  const refused = settled.flatMap((entry) => (entry.status === 'rejected' ? [entry.reason as { code: string }] : []));
  expect(new Set(refused.map(({ code }) => code))).toEqual(new Set(['unavailable']));
  expect(await effectsOf(names)).toHaveLength(1_500 - refused.length);
});
