import { afterAll, beforeAll, expect, test } from 'vitest';
import { openShard, type TestShard } from '../../scripts/testing/booking/shard.ts';
import type { Pool } from '../shared/mysql/pool.ts';
import { EventReads } from './event-reads.ts';

let shard: TestShard;
beforeAll(async () => {
  shard = await openShard();
});
afterAll(() => shard.close());

/** The pool, which counts the statements it is asked for; `fail` lets the next one fail. */
function counting(pool: Pool) {
  let statements = 0;
  let isFailing = false;
  const counted = new Proxy(pool, {
    get: (target, name) => {
      if (name !== 'getConnection') return Reflect.get(target, name) as unknown;
      return async () => {
        statements++;
        if (!isFailing) return target.getConnection();
        isFailing = false;
        throw new Error('not this one');
      };
    },
  });
  return { pool: counted, statements: () => statements, failOnce: () => (isFailing = true) };
}

const nobody = async () => undefined;

test('300 who read an event at once cost two statements, and get the same', async () => {
  const { id, title } = await shard.publish();
  const { pool, statements } = counting(shard.pool);
  const reads = new EventReads();
  const found = await Promise.all(Array.from({ length: 300 }, () => reads.event(pool, id, nobody)));
  expect(new Set(found.map((event) => event.title))).toEqual(new Set([title]));
  expect(statements()).toBe(2);
});

test('without Redis, 300 who ask which seats are sold cost four statements', async () => {
  const { id } = await shard.publish();
  const { pool, statements } = counting(shard.pool);
  const reads = new EventReads();
  await Promise.all(Array.from({ length: 300 }, () => reads.sold(pool, id, nobody)));
  expect(statements()).toBe(4);
});

test('nothing is remembered: whoever reads after a change sees it, also while others are reading', async () => {
  const { id } = await shard.publish();
  const reads = new EventReads();
  const before = reads.event(shard.pool, id, nobody);
  await shard.pool.query("UPDATE events SET title = 'Another', version = version + 1 WHERE id = ?", [id]);
  expect((await reads.event(shard.pool, id, nobody)).title).toBe('Another');
  await before;
});

test('a read that fails is that of its reader: those who came meanwhile get their answer', async () => {
  const { id } = await shard.publish();
  const { pool, failOnce } = counting(shard.pool);
  const reads = new EventReads();
  failOnce();
  const results = await Promise.allSettled(Array.from({ length: 300 }, () => reads.event(pool, id, nobody)));
  expect(results.filter(({ status }) => status === 'rejected')).toHaveLength(1);
});

test('404 event_not_found for each of those who ask for what is not there', async () => {
  const reads = new EventReads();
  const asked = Array.from({ length: 3 }, () => reads.event(shard.pool, 'evt_001_01JDCMX0C1E6S9T4W2VZQK8M5F', nobody));
  for (const one of await Promise.allSettled(asked)) expect(one).toMatchObject({ reason: { code: 'event_not_found' } });
});
