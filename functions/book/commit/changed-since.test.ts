/** What is remembered of an event that has changed since. */
import { describe, expect, test } from 'vitest';
import { cancelCall, holdCall } from '../../../scripts/testing/booking/booking.ts';
import { answerCancelOrder } from '../orders/cancel-order.ts';
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
