import { afterAll, beforeAll, expect, test } from 'vitest';
import { cancelOnly, commit, draft } from '../../../scripts/testing/booking/live-state.ts';
import { openShard, type TestShard } from '../../../scripts/testing/booking/shard.ts';
import { continueTrace } from '../../shared/trace.ts';
import { applyChange } from '../../publish/draft.ts';
import { hasClaims, lockEvent, replaceEvent } from '../../publish/store.ts';
import { transaction } from '../../shared/mysql/transaction.ts';
import { saleJob } from './pending-order.ts';
import { saleOf } from '../event-on-sale.ts';
import { Till } from './group-commit.ts';

let shard: TestShard;
beforeAll(async () => {
  shard = await openShard();
});
afterAll(() => shard.close());

/** InnoDB shows what it showed before to whoever looks again within a tenth of a second. */
const LOOK_MS = 150;

async function waiting(): Promise<number> {
  const [all] = await shard.pool.query("SELECT 1 FROM information_schema.innodb_trx WHERE trx_state = 'LOCK WAIT'");
  return (all as unknown[]).length;
}

async function someoneWaits(): Promise<void> {
  await expect.poll(waiting, { interval: LOOK_MS, timeout: 5_000 }).toBeGreaterThan(0);
}

test('an order waits for a change of its event that is under way, and then is not placed on what was changed', async () => {
  const event = await shard.publish();
  const sale = saleOf(event);
  const [placed] = await transaction(shard.pool, async (connection) => {
    await lockEvent(connection, event.id);
    expect(await hasClaims(connection, event.id)).toBe(false);
    const selling = commit(shard, sale, draft(sale, 'ada', [1]));
    await Promise.race([selling, someoneWaits()]);
    await replaceEvent(connection, applyChange(event, { title: 'Another' }, new Date()));
    return [selling];
  });
  expect(await placed).toEqual({ outcome: 'changed' });
});

test('so do orders that join one transaction without a live state before it', async () => {
  const event = await shard.publish();
  const sale = saleOf(event);
  const till = new Till(shard.pool, { lanes: 1, batch: 10, waiting: 10 }, async () => {});
  const jobs = [1, 2].map((seat) => {
    const order = draft(sale, 'ada', [seat]);
    return saleJob(event, order, order.id, '', continueTrace(undefined));
  });
  const selling = await transaction(shard.pool, async (connection) => {
    await lockEvent(connection, event.id);
    const sold = Promise.all(jobs.map((job) => till.sell(job)));
    await Promise.race([sold, someoneWaits()]);
    await replaceEvent(connection, applyChange(event, { title: 'Another' }, new Date()));
    return [sold];
  });
  expect(await selling[0]).toEqual([{ outcome: 'changed' }, { outcome: 'changed' }]);
});

test('a buyer who cancels and orders the same seats at once, time and again, is never told to come back', async () => {
  const sale = saleOf(await shard.publish({ limitPerBuyer: 10 }));
  for (let round = 0; round < 10; round++) {
    const old = [draft(sale, 'ada', [1, 2]), draft(sale, 'ada', [3])];
    for (const order of old) expect(await commit(shard, sale, order)).toMatchObject({ outcome: 'placed' });
    const fresh = draft(sale, 'ada', [1, 2, 3, 4]);
    const [sold] = await Promise.all([
      commit(shard, sale, fresh),
      ...old.map((order) => cancelOnly(shard, sale, order)),
    ]);
    expect(['placed', 'taken']).toContain(sold.outcome);
    if (sold.outcome === 'placed') await cancelOnly(shard, sale, fresh);
  }
  const [figures] = await shard.pool.query(
    'SELECT (SELECT COUNT(*) FROM seat_claims WHERE event_id = ?) AS claims, sold, seats FROM sales JOIN buyer_seats USING (event_id) WHERE event_id = ?',
    [sale.event.id, sale.event.id],
  );
  expect(figures).toEqual([{ claims: 0, sold: 0, seats: 0 }]);
});
