/** That an event has changed is known to Redis when the change is answered: whoever looks or books goes by the new version. */
import { afterAll, beforeAll, expect, test } from 'vitest';
import { publishEvent } from '../../scripts/testing/events.ts';
import { startTestSystem, type Person, type TestSystem } from '../../scripts/testing/test-system.ts';
import { seatKeys } from '../shared/seats/seat-keys.ts';

let system: TestSystem;
let ada: Person;
let event: string;

beforeAll(async () => {
  system = await startTestSystem();
  ada = await system.user('Ada');
  event = await publishEvent(system, ada);
});
afterAll(() => system.close());

const meta = () => seatKeys(event)[0] ?? '';
const known = async () => Number(await system.redis.hget(meta(), 'event'));
const rename = (title: string) => system.ask('PATCH', `/v1/events/${event}`, { token: ada.token, body: { title } });

test('200: Redis knows of it; who repeats it, for his answer was lost, sees to it that Redis does', async () => {
  // Whoever looks first has the state made.
  expect((await system.ask('GET', `/v1/events/${event}/availability`)).status).toBe(200);
  const { status, body } = await rename('Another evening');
  expect([status, body.version, await known()]).toEqual([200, 2, 2]);
  // As if the process had died between the commit and the news.
  await system.redis.hset(meta(), { event: 1 });
  expect((await rename('Another evening')).body.version).toBe(2);
  expect(await known()).toBe(2);
});
