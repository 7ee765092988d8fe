import { afterAll, beforeAll, expect, test } from 'vitest';
import { rows } from '../../../functions/shared/mysql/statements.ts';
import { openShard, type TestShard } from '../../testing/booking/shard.ts';
import { cleanSlots, moveSlots, onWay, type ShardsOfMove } from './move-slots.ts';

const SLOT = 1;
let here: TestShard;
let there: TestShard;
let shards: ShardsOfMove;
beforeAll(async () => {
  [here, there] = [await openShard(), await openShard()];
  shards = { from: { name: 'e0', url: here.url }, to: { name: 'e2', url: there.url } };
});
afterAll(async () => {
  await here.close();
  await there.close();
});

/** How often somebody had to wait for a lock on this server. */
async function lockWaits(): Promise<number> {
  const [row] = await rows<{ Value: string }>(there.pool, "SHOW GLOBAL STATUS LIKE 'Innodb_row_lock_waits'");
  return Number(row?.Value);
}

test('an event that somebody has locked for longer than a lock is waited for is cleaned up all the same', async () => {
  const event = await here.publish({}, SLOT);
  await onWay(shards, (way) => moveSlots(way, [SLOT], { fenceLimitMs: 10_000 }));
  const before = await lockWaits();
  const locking = await here.pool.getConnection();
  await locking.beginTransaction();
  await locking.query('SELECT id FROM events WHERE id = ? LOCK IN SHARE MODE', [event.id]);
  const cleaning = onWay(shards, (way) => cleanSlots(way, [SLOT], 5_000));
  await expect.poll(lockWaits, { timeout: 20_000 }).toBeGreaterThanOrEqual(before + 2);
  await locking.rollback();
  locking.release();
  expect(await cleaning).toEqual([]);
  expect(await rows(here.pool, 'SELECT id FROM events WHERE id = ?', [event.id])).toEqual([]);
});
