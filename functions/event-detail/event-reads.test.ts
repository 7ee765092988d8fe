import { createHook } from 'node:async_hooks';
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

test('300 who read an event at once cost one statement, and get the same', async () => {
  const { id, title } = await shard.publish();
  const { pool, statements } = counting(shard.pool);
  const reads = new EventReads();
  const found = await Promise.all(Array.from({ length: 300 }, () => reads.event(pool, id, nobody)));
  expect(new Set(found.map((event) => event.title))).toEqual(new Set([title]));
  expect(statements()).toBe(1);
});

/** Counts what zlib is asked to compress, by what it makes for each. */
async function compressionsIn(work: () => Promise<unknown>): Promise<number> {
  let compressions = 0;
  const hook = createHook({ init: (_, type) => void (type === 'ZLIB' && compressions++) }).enable();
  await work();
  hook.disable();
  return compressions;
}

test('what 300 are answered is written once and compressed once in each coding, also for those who come later', async () => {
  const { id } = await shard.publish();
  const reads = new EventReads();
  const answers = async (coding: 'br' | 'gzip') => {
    const { view, chart } = await reads.shown(shard.pool, id, nobody);
    return Promise.all([view.in(coding), chart.in(coding)]);
  };
  const made = await compressionsIn(async () => {
    const all = await Promise.all(Array.from({ length: 300 }, (_, n) => answers(n % 2 === 0 ? 'br' : 'gzip')));
    expect(new Set(all.flat()).size).toBe(4);
    await answers('br');
  });
  expect(made).toBe(4);
});

test('of an event that is as it was nothing is read but that', async () => {
  const { id } = await shard.publish();
  const reads = new EventReads();
  const first = await reads.shown(shard.pool, id, nobody);
  // What changed beside the version would be seen if it were read.
  await shard.pool.query("UPDATE events SET title = 'Not read' WHERE id = ?", [id]);
  expect(await reads.shown(shard.pool, id, nobody)).toBe(first);
});

test('of another version of the event all is another; its chart only when that changed', async () => {
  const { id } = await shard.publish();
  const reads = new EventReads();
  const first = await reads.shown(shard.pool, id, nobody);
  await shard.pool.query("UPDATE events SET title = 'Another', version = version + 1 WHERE id = ?", [id]);
  const second = await reads.shown(shard.pool, id, nobody);
  expect(JSON.parse(second.view.plain.toString())).toMatchObject({
    title: 'Another',
    version: first.event.version + 1,
  });
  expect([second.chart === first.chart, second.calendar === first.calendar]).toEqual([true, false]);
  await shard.pool.query('UPDATE events SET chart_version = 2, version = version + 1 WHERE id = ?', [id]);
  expect((await reads.shown(shard.pool, id, nobody)).chart.plain.toString()).toContain('"chartVersion":2');
});

test('a database that was put back has another event of the same version', async () => {
  const { id } = await shard.publish();
  const reads = new EventReads();
  await reads.event(shard.pool, id, nobody);
  await shard.pool.query("UPDATE events SET title = 'Before', updated_at = '2020-01-01' WHERE id = ?", [id]);
  expect((await reads.event(shard.pool, id, nobody)).title).toBe('Before');
});

test('404 when an event that was read is gone', async () => {
  const { id } = await shard.publish();
  const reads = new EventReads();
  await reads.event(shard.pool, id, nobody);
  await shard.pool.query('DELETE FROM sales WHERE event_id = ?', [id]);
  await shard.pool.query('DELETE FROM events WHERE id = ?', [id]);
  await expect(reads.event(shard.pool, id, nobody)).rejects.toMatchObject({ code: 'event_not_found' });
});

test('300 readers while the event changes again and again: none gets an older one than somebody had before it asked', async () => {
  const { id } = await shard.publish();
  const reads = new EventReads();
  const LAST = 21;
  let newest = 0;
  const change = async (): Promise<void> => {
    for (let n = 0; n < LAST - 1; n++) {
      await shard.pool.query('UPDATE events SET version = version + 1 WHERE id = ?', [id]);
      newest = Math.max(newest, (await reads.event(shard.pool, id, nobody)).version);
    }
  };
  const older: string[] = [];
  const read = async (): Promise<void> => {
    while (newest < LAST) {
      const before = newest;
      const { event, view } = await reads.shown(shard.pool, id, nobody);
      const { version } = JSON.parse(view.plain.toString()) as { version: number };
      if (version !== event.version || version < before) older.push(`${version} after ${before}`);
      newest = Math.max(newest, version);
    }
  };
  await Promise.all([change(), ...Array.from({ length: 300 }, read)]);
  expect(older).toEqual([]);
  expect(newest).toBe(LAST);
});

test('without Redis, 300 who ask which seats are sold cost two statements', async () => {
  const { id } = await shard.publish();
  const { pool, statements } = counting(shard.pool);
  const reads = new EventReads();
  await Promise.all(Array.from({ length: 300 }, () => reads.sold(pool, id, nobody)));
  expect(statements()).toBe(2);
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
