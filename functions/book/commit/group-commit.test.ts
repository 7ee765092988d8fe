import { afterAll, beforeAll, expect, test } from 'vitest';
import { cancelOnly, commit, newOrder } from '../../../scripts/testing/booking/live-state.ts';
import { openShard, type TestShard } from '../../../scripts/testing/booking/shard.ts';
import { continueTrace } from '../../shared/trace.ts';
import { applyChange } from '../../publish/event-versions.ts';
import { hasClaims, lockEvent, replaceEvent } from '../../publish/store.ts';
import { transaction } from '../../shared/mysql/transaction.ts';
import { pendingOrder } from './pending-order.ts';
import { eventOnSale } from '../on-sale/event-on-sale.ts';
import { GroupCommit } from './group-commit.ts';

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
  const onSale = eventOnSale(event);
  const [placed] = await transaction(shard.pool, async (connection) => {
    await lockEvent(connection, event.id);
    expect(await hasClaims(connection, event.id)).toBe(false);
    const selling = commit(shard, onSale, newOrder(onSale, 'ada', [1]));
    await Promise.race([selling, someoneWaits()]);
    await replaceEvent(connection, applyChange(event, { title: 'Another' }, new Date()));
    return [selling];
  });
  expect(await placed).toEqual({ outcome: 'changed' });
});

test('so do orders that join one transaction without a live state before it', async () => {
  const event = await shard.publish();
  const onSale = eventOnSale(event);
  const groupCommit = new GroupCommit(shard.pool, { lanes: 1, batch: 10, waiting: 10 }, async () => {});
  const orders = [1, 2].map((seat) => {
    const order = newOrder(onSale, 'ada', [seat]);
    return pendingOrder(event, order, order.id, undefined, continueTrace(undefined));
  });
  const selling = await transaction(shard.pool, async (connection) => {
    await lockEvent(connection, event.id);
    const sold = Promise.all(orders.map((pending) => groupCommit.commit(pending)));
    await Promise.race([sold, someoneWaits()]);
    await replaceEvent(connection, applyChange(event, { title: 'Another' }, new Date()));
    return [sold];
  });
  expect(await selling[0]).toEqual([{ outcome: 'changed' }, { outcome: 'changed' }]);
});

test('a buyer who cancels and orders the same seats at once, time and again, is never told to come back', async () => {
  const onSale = eventOnSale(await shard.publish({ limitPerBuyer: 10 }));
  for (let round = 0; round < 10; round++) {
    const old = [newOrder(onSale, 'ada', [1, 2]), newOrder(onSale, 'ada', [3])];
    for (const order of old) expect(await commit(shard, onSale, order)).toMatchObject({ outcome: 'placed' });
    const fresh = newOrder(onSale, 'ada', [1, 2, 3, 4]);
    const [sold] = await Promise.all([
      commit(shard, onSale, fresh),
      ...old.map((order) => cancelOnly(shard, onSale, order)),
    ]);
    expect(['placed', 'taken']).toContain(sold.outcome);
    if (sold.outcome === 'placed') await cancelOnly(shard, onSale, fresh);
  }
  const [figures] = await shard.pool.query(
    'SELECT (SELECT COUNT(*) FROM seat_claims WHERE event_id = ?) AS claims, sold, seats FROM sales JOIN buyer_seats USING (event_id) WHERE event_id = ?',
    [onSale.event.id, onSale.event.id],
  );
  expect(figures).toEqual([{ claims: 0, sold: 0, seats: 0 }]);
});
