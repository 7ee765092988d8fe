/** What is remembered of an event that has changed since. */
import { describe, expect, test } from 'vitest';
import { cancelCall, holdCall } from '../../../scripts/testing/booking/booking.ts';
import { until } from '../../../scripts/testing/until.ts';
import { seatKeys } from '../../shared/seats/seat-keys.ts';
import { answerCancelOrder } from '../orders/cancel-order.ts';
import { eventChanged } from '../event-changes.ts';
import { answerExtendHold } from '../holds/extend-hold.ts';
import { ADA, at, change, count, event, hold, openFaultyBooking, place } from '../fixtures/faulty-booking.ts';

openFaultyBooking();

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
    await answerExtendHold(at.context, {
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
    await expect(answerCancelOrder(at.context, cancelCall(event.id, ADA, placed.id))).rejects.toMatchObject({
      code: 'event_ended',
    });
    await change(FUTURE, false);
    expect((await answerCancelOrder(at.context, cancelCall(event.id, ADA, placed.id))).status).toBe('cancelled');
  });
});

test('a change that is heard of while Redis is away: Redis is told when it is back, and nobody books on by what was remembered', async () => {
  await hold(at.context, holdCall(event.id, ADA, { section: 'GA', quantity: 10 }));
  at.redis.cut();
  await until('Redis is away', async () => !at.context.redisLink.isReady);
  await change({ limitPerOrder: 2 }, false);
  await eventChanged(at.context, { eventId: event.id, version: event.version });
  at.redis.mend();
  const [meta = ''] = seatKeys(event.id);
  await until('Redis knows of it', async () => Number(await at.shard.redis.hget(meta, 'event')) === event.version);
  const three = hold(at.context, holdCall(event.id, ADA, { section: 'GA', quantity: 3 }));
  await expect(three).rejects.toMatchObject({ code: 'limit_exceeded' });
});
