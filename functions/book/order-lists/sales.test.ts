/** GET …/sales: what an event has sold, and when. */
import { expect, test } from 'vitest';
import { ada, ben, startWithAdaAndBen, system } from '../../../scripts/testing/ada-and-ben.ts';
import { publishEvent, shardOf } from '../../../scripts/testing/events.ts';

startWithAdaAndBen();

const sales = (id: string, who = ada) => system.ask('GET', `/v1/events/${id}/sales`, { token: who.token });
async function order(id: string, seats: string[]): Promise<string> {
  const { status, body } = await system.ask('POST', `/v1/events/${id}/orders`, {
    token: ben.token,
    key: seats.join(),
    body: { seats },
  });
  expect(status).toBe(201);
  return body.id as string;
}
const cancel = (id: string, orderId: string, body?: object) =>
  system.ask('POST', `/v1/events/${id}/orders/${orderId}/cancel`, { token: ada.token, ...(body && { body }) });

test('200 counts what is sold, not what is cancelled, nor what is blocked; by the day of the venue', async () => {
  // A seat of the second row costs one cent, which is what a mark of cancelled items looks like, too.
  const id = await publishEvent(system, ada, {
    venue: { name: 'Old Hall', city: 'Auckland', country: 'New Zealand', timeZone: 'Pacific/Auckland' },
    priceCategories: [
      { id: 'P1', name: 'Stalls', priceCents: 5000 },
      { id: 'P2', name: 'Floor', priceCents: 1 },
    ],
    chart: {
      sections: [
        {
          id: 'A',
          name: 'Stalls',
          kind: 'seated',
          priceCategory: 'P1',
          rows: [
            { label: '1', seats: 10 },
            { label: '2', seats: 10, priceCategory: 'P2' },
          ],
        },
      ],
    },
  });
  expect((await sales(id)).body).toEqual({
    eventId: id,
    currency: 'EUR',
    seatsTotal: 20,
    seatsSold: 0,
    seatsBlocked: 0,
    orders: 0,
    ordersCancelled: 0,
    revenueCents: 0,
    days: [],
  });
  const first = await order(id, ['A-1-1', 'A-1-2', 'A-2-1', 'A-2-2']);
  const second = await order(id, ['A-1-3']);
  const third = await order(id, ['A-1-4', 'A-2-3']);
  await system.ask('POST', `/v1/events/${id}/blocks`, {
    token: ada.token,
    key: 'b',
    body: { seats: ['A-1-9', 'A-1-10', 'A-2-9'] },
  });
  const { body: blocks } = await system.ask('GET', `/v1/events/${id}/blocks`, { token: ada.token });
  await system.ask('DELETE', `/v1/events/${id}/blocks/${blocks.items[0].id}?seats=A-2-9`, { token: ada.token });
  await cancel(id, first, { seats: ['A-1-2', 'A-2-1'] });
  await cancel(id, second);
  const db = system.database(shardOf(id));
  const placedAt = async (orderId: string, at: string): Promise<void> => {
    await db.query('UPDATE orders SET created_at = ? WHERE id = ?', [new Date(at), orderId]);
  };
  await placedAt(first, '2027-03-01T10:59:59Z');
  await placedAt(third, '2027-03-01T11:00:00Z');
  const { status, body, headers } = await sales(id);
  expect(status).toBe(200);
  expect(body).toMatchObject({
    seatsSold: 4,
    seatsBlocked: 2,
    orders: 2,
    ordersCancelled: 1,
    revenueCents: 10_002,
    days: [
      { day: '2027-03-01', orders: 1, seats: 2, revenueCents: 5001 },
      { day: '2027-03-02', orders: 1, seats: 2, revenueCents: 5001 },
    ],
  });
  expect(headers.get('etag')).toBeTruthy();
});

test('403 not_organizer to others, 404 of a draft of somebody else, 401 without a token', async () => {
  const id = await publishEvent(system, ada);
  expect(await sales(id, ben)).toMatchObject({ status: 403, body: { code: 'not_organizer' } });
  const draft = await publishEvent(system, ada, { status: 'draft' });
  expect(await sales(draft, ben)).toMatchObject({ status: 404, body: { code: 'event_not_found' } });
  expect(await sales(draft)).toMatchObject({ status: 200, body: { seatsSold: 0 } });
  expect((await system.ask('GET', `/v1/events/${id}/sales`)).status).toBe(401);
});
