/** What is remembered of an event that has changed since. */
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import {
  cancelCall,
  holdCall,
  openBooking,
  orderCall,
  type TestBooking,
} from '../../../scripts/testing/booking/booking.ts';
import { until } from '../../../scripts/testing/until.ts';
import { applyChange } from '../../publish/event-versions.ts';
import { replaceEvent } from '../../publish/store.ts';
import type { EventRecord } from '../../shared/event/row.ts';
import { announceVersion } from '../../shared/seats/state.ts';
import { rebuildSeats } from '../../shared/seats/rebuild.ts';
import { cancel } from '../orders/cancel-order.ts';
import { extendHold as extend } from '../holds/extend-hold.ts';
import { makeHold } from '../holds/make-hold.ts';
import { order } from '../orders/place-order.ts';

let at: TestBooking;
let event: EventRecord;
const ADA = 'usr_001_01JDCMWZ7V5K3Q8Y2RNB4TXHGA';
const hold = async (...call: Parameters<typeof makeHold>) => (await makeHold(...call)).hold;

beforeAll(async () => {
  at = await openBooking();
});

afterAll(() => at.close());

beforeEach(async () => {
  event = await at.shard.publish();
  await rebuildSeats(at.shard.redis, at.shard.pool, event.id);
  at.mysql.onSend = () => 'pass';
  at.redis.onSend = () => 'pass';
  at.redis.mend();
  at.redis.thaw();
  await until('redis is there', () => at.context.cache.ready());
});

/** Orders, and waits for what follows. */
const place = async (key: string, body: Parameters<typeof orderCall>[3], buyer = ADA) => {
  const answer = await order(at.context, orderCall(event.id, buyer, key, body));
  await at.context.groupCommits.followed();
  return answer;
};

const count = async (table: string): Promise<number> => {
  const [rows] = await at.shard.pool.query(`SELECT COUNT(*) AS n FROM ${table} WHERE event_id = ?`, [event.id]);
  return (rows as { n: number }[])[0]?.n ?? 0;
};

/** Changes the event as its organizer would. */
async function change(changes: Parameters<typeof applyChange>[1], tell: boolean): Promise<void> {
  event = applyChange(event, changes, new Date());
  expect(await replaceEvent(at.shard.pool, event)).toBe(true);
  if (tell) await announceVersion(at.shard.redis, event.id, event.version);
}

describe('nobody is refused by what is remembered of an event that has changed since', () => {
  const PAST = { startsAt: '2020-01-01T00:00:00.000Z', endsAt: '2020-01-02T00:00:00.000Z' };
  const FUTURE = { startsAt: '2030-01-01T00:00:00.000Z', endsAt: '2030-01-02T00:00:00.000Z' };

  const cases = [
    ['the sale begins earlier', { onSaleAt: '2030-01-01T00:00:00.000Z' }, { onSaleAt: null }, 'event_not_on_sale'],
    ['it takes place later', PAST, FUTURE, 'event_ended'],
    ['an order may have more', { limitPerOrder: 1 }, { limitPerOrder: 2 }, 'limit_exceeded'],
  ] as const;

  test.each(
    cases.flatMap((row) =>
      (['and Redis knows', 'and Redis does not know'] as const).map((known) => [known, ...row] as const),
    ),
  )('%s: %s', async (known, _, first, then, code) => {
    await change(first, true);
    const seats = { seats: ['A-1-1', 'A-1-2'] };
    await expect(hold(at.context, holdCall(event.id, ADA, seats))).rejects.toMatchObject({ code });
    await expect(place('k', seats)).rejects.toMatchObject({ code });
    await change(then, known === 'and Redis knows');
    const { id } = await hold(at.context, holdCall(event.id, ADA, seats));
    await extend(at.context, {
      ...cancelCall(event.id, ADA, ''),
      params: { eventId: event.id, holdId: id },
      body: undefined,
    });
    await place('k', { holdId: id });
    await place('k2', { seats: ['A-1-3', 'A-1-4'] });
    expect(await count('seat_claims')).toBe(4);
  });

  test('an order can be cancelled as long as the event has not ended by now', async () => {
    const { placed } = await place('k', { seats: ['A-1-1'] });
    await change(PAST, false);
    await expect(cancel(at.context, cancelCall(event.id, ADA, placed.id))).rejects.toMatchObject({
      code: 'event_ended',
    });
    await change(FUTURE, false);
    expect((await cancel(at.context, cancelCall(event.id, ADA, placed.id))).status).toBe('cancelled');
  });
});
