/** What each function is asked first: something that needs its databases, and that can be asked again and again. */
import { insertAccount } from '../../../functions/register/store.ts';
import { newId } from '../../../functions/shared/ids.ts';
import { hashPassword } from '../../../functions/shared/identity/password.ts';
import { slotOfEmail } from '../../../functions/shared/slots.ts';
import type { Buyer } from './scene/buyers.ts';
import type { TestBed } from './scene/test-bed.ts';
import { SeededRandom } from '../seeded-random.ts';
import { requestBytes } from './load/job.ts';
import { ARENA, eventIn, pairsIn, insertEvents, THEATRE } from './scene/events.ts';

/** A request that was not sent before, and the status of its answer. */
export type Ask = () => Promise<{ request: Buffer; expect: number }>;

const EMAIL = 'ada@example.com';
const PASSWORD = 'correct horse';
const FIRST_USERS_SHARD_SLOTS = 0x800;

/** By the name of the function. Puts an account and an event into the test bed. */
export async function firstRequests(testBed: TestBed, buyersOf: () => Promise<Buyer[]>): Promise<Record<string, Ask>> {
  await openAccount(testBed);
  const [eventId = ''] = await insertEvents(testBed.pool('e0'), ARENA, 1);
  const seats = pairsIn(ARENA, new SeededRandom('first requests')).values();
  let asked = 0;
  const buyer = async (): Promise<Buyer> => (await buyersOf())[0] ?? { userId: '', token: '' };
  const bearer = async () => ({ authorization: `Bearer ${(await buyer()).token}` });
  const one =
    (expect: number, make: () => Promise<Buffer>): Ask =>
    async () => {
      asked++;
      return { expect, request: await make() };
    };
  const event = eventIn(THEATRE);
  return {
    register: one(201, async () =>
      requestBytes('POST', '/v1/users', {}, { email: `b${asked}@example.com`, password: PASSWORD, name: 'Ben' }),
    ),
    login: one(200, async () => requestBytes('POST', '/v1/auth/login', {}, { email: EMAIL, password: PASSWORD })),
    verify: one(200, async () => requestBytes('POST', '/v1/auth/verify', {}, { token: (await buyer()).token })),
    'event-global': one(200, async () => requestBytes('GET', '/v1/events')),
    'event-detail': one(200, async () => requestBytes('GET', `/v1/events/${eventId}`)),
    publish: one(201, async () => requestBytes('POST', '/v1/events', await bearer(), event)),
    book: one(201, async () =>
      requestBytes(
        'POST',
        `/v1/events/${eventId}/orders`,
        { ...(await bearer()), 'idempotency-key': `cold-${asked}` },
        { seats: seats.next().value },
      ),
    ),
    'order-record': one(200, async () =>
      requestBytes('GET', `/v1/users/${(await buyer()).userId}/orders`, await bearer()),
    ),
  };
}

async function openAccount(testBed: TestBed): Promise<void> {
  const slot = slotOfEmail(EMAIL);
  const pool = testBed.pool(slot < FIRST_USERS_SHARD_SLOTS ? 'u0' : 'u1');
  const passwordHash = await hashPassword(PASSWORD);
  await insertAccount(pool, { id: newId('usr', slot), email: EMAIL, name: 'Ada', passwordHash, createdAt: new Date() });
}
