import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';
import { openWiredShard } from '../../../scripts/testing/booking/wired-shard.ts';
import { claimsOf, newOrder } from '../../../scripts/testing/booking/live-state.ts';
import { mysqlError } from '../../../scripts/testing/servers/mysql-answers.ts';
import { newId } from '../../shared/ids.ts';
import { openPool, type Pool } from '../../shared/mysql/pool.ts';
import { continueTrace } from '../../shared/trace.ts';
import { eventOnSale } from '../on-sale/event-on-sale.ts';
import { GroupCommit } from './group-commit.ts';
import { pendingOrder } from './pending-order.ts';

let system: Awaited<ReturnType<typeof openWiredShard>>;
let pool: Pool;

beforeAll(async () => {
  system = await openWiredShard();
  pool = openPool(system.wire.url, 2, true);
});
afterAll(async () => {
  await pool.end();
  await system.close();
});
beforeEach(() => {
  system.wire.onSend = () => 'pass';
});

/** In a sale as a whole the limit is the third statement. */
const BEFORE_LIMIT = 2;

test.each([
  ['MySQL 8', 3819, 'HY000', "Check constraint 'within_limit' is violated."],
  ['MariaDB', 4025, '23000', 'CONSTRAINT `within_limit` failed for `e0`.`buyer_seats`'],
])('a buyer over the limit costs nobody else of the batch the order, as %s says it', async (_, errno, state, words) => {
  const onSale = eventOnSale(await system.shard.publish({ limitPerBuyer: 2 }));
  const [greedy, modest] = [newId('usr', 1), newId('usr', 1)];
  let said = 0;
  system.wire.onSend = (chunk) => {
    if (!chunk.includes('INTO buyer_seats') || said++ > 0) return 'pass';
    return { answer: mysqlError(errno, state, words, BEFORE_LIMIT) };
  };
  const commits = new GroupCommit(pool, { lanes: 1, batch: 8, waiting: 8 }, async () => {});
  const sell = (buyer: string, seats: number[]) => {
    const order = newOrder(onSale, buyer, seats);
    return commits.commit(pendingOrder(onSale.event, order, order.id, 'a hold', continueTrace(undefined)));
  };
  const outcomes = await Promise.all([sell(greedy, [1, 2, 3]), sell(modest, [4])]);
  expect(said).toBeGreaterThan(0);
  expect(outcomes).toEqual([{ outcome: 'limit' }, { outcome: 'placed' }]);
  expect([...(await claimsOf(system.shard, onSale)).keys()]).toEqual([4]);
});
