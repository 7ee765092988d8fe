import { afterAll, beforeAll, expect, test } from 'vitest';
import { publishEvent } from '../../../scripts/testing/events.ts';
import { startTestSystem, type Person, type TestSystem } from '../../../scripts/testing/test-system.ts';
import { seatKeys } from '../../shared/seats/seat-keys.ts';
import { RUN_KEY } from '../../shared/seats/restarts.ts';

let system: TestSystem;
let ada: Person;
let event: string;
beforeAll(async () => {
  system = await startTestSystem();
  ada = await system.user();
  event = await publishEvent(system, ada);
});
afterAll(() => system.close());

const order = (key: string, seat: string) =>
  system.ask('POST', `/v1/events/${event}/orders`, { token: ada.token, key, body: { seats: [seat] } });

const hold = (seat: string) =>
  system.ask('POST', `/v1/events/${event}/holds`, { token: ada.token, body: { seats: [seat] } });

test('201 for a seat of which Redis has forgotten that it is free, once book is connected to it again: no tick is waited for', async () => {
  expect((await order('first', 'A-1-1')).status).toBe(201);
  const [, , sold = '', owners = ''] = seatKeys(event);
  await system.until('it is marked', async () => (await system.redis.getbit(sold, 0)) === 1);
  // Marked for an order that MySQL does not have: its end was the last thing that the former run of Redis was told.
  await system.redis.multi().hset(owners, '1', 'sord_ended').setbit(sold, 1, 1).set(RUN_KEY, 'the former run').exec();
  expect((await order('refused', 'A-1-2')).body).toMatchObject({ code: 'seats_unavailable' });
  await system.redis.call('CLIENT', 'KILL', 'TYPE', 'normal');
  // A hold, for an order is placed without Redis as well.
  const held = await system.until('it is free', async () => {
    const reply = await hold('A-1-2');
    return reply.status === 201 && reply;
  });
  expect(held.body.seats).toEqual(['A-1-2']);
  expect((await order('sold', 'A-1-1')).body).toMatchObject({ code: 'seats_unavailable' });
});
