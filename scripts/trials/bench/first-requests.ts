/** What each function is asked first (`functions/<name>/visit.ts`), of an account and an event that are put into a test bed. */
import { capabilities } from '../../../functions/capabilities.ts';
import { insertSession } from '../../../functions/login/store.ts';
import { insertAccount } from '../../../functions/register/store.ts';
import { newId, slotOf } from '../../../functions/shared/ids.ts';
import { hashPassword } from '../../../functions/shared/identity/password.ts';
import type { VisitScene } from '../../../functions/shared/serve/visit.ts';
import { slotOfEmail } from '../../../functions/shared/slots.ts';
import { keyOf, visitTo } from '../../system/visits.ts';
import { type UserInSession, signedIn } from './scene/buyers.ts';
import type { BenchRun } from './scene/bench-run.ts';
import type { TestBed } from './scene/test-bed.ts';
import { SeededRandom } from '../seeded-random.ts';
import { requestBytes } from './load/job.ts';
import { ARENA, eventIn, insertEvents, pairsIn, THEATRE } from './scene/bench-events.ts';

/** A request that was not sent before, and the status of its answer. */
export type FirstRequest = () => Promise<{ request: Buffer; expect: number }>;

const EMAIL = 'ada@example.com';
const PASSWORD = 'correct horse';
const FIRST_USERS_SHARD_SLOTS = 0x800;
const DAY_MS = 86_400_000;

/** By the name of the function. @param env of a function that checks tokens */
export async function firstRequests(
  run: BenchRun,
  testBed: TestBed,
  env: Record<string, string>,
): Promise<Map<string, FirstRequest>> {
  const person = await openAccount(testBed);
  const tokenOf = signedIn(run, env, [person]);
  const [eventId = ''] = await insertEvents(testBed.pool('e0'), ARENA, 1);
  const pairs = pairsIn(ARENA, new SeededRandom('first requests')).values();
  let asked = 0;
  const scene: VisitScene = {
    fresh: () => `word-${asked++}`,
    email: EMAIL,
    password: PASSWORD,
    userId: person.userId,
    token: '',
    refreshToken: '',
    newEvent: eventIn(THEATRE),
    eventId,
    freeSeats: (count) => pairs.next().value?.slice(0, count) ?? [],
  };
  const asks = capabilities.map(async ({ name }): Promise<[string, FirstRequest]> => {
    const { first } = await visitTo(name);
    const ask: FirstRequest = async () => {
      const token = (await tokenOf())[0]?.token ?? '';
      const visited = first(Object.assign(scene, { token }));
      const { method, path, body, expect } = visited;
      const headers = { authorization: `Bearer ${token}`, ...keyOf(visited) };
      return { expect, request: requestBytes(method, path, headers, body) };
    };
    return [name, ask];
  });
  return new Map(await Promise.all(asks));
}

/** An account with a session that has begun. */
async function openAccount(testBed: TestBed): Promise<UserInSession> {
  const slot = slotOfEmail(EMAIL);
  const pool = testBed.pool(slot < FIRST_USERS_SHARD_SLOTS ? 'u0' : 'u1');
  const passwordHash = await hashPassword(PASSWORD);
  const createdAt = new Date();
  const userId = newId('usr', slot);
  const sessionId = newId('ses', slotOf(userId));
  await insertAccount(pool, { id: userId, email: EMAIL, name: 'Ada', passwordHash, createdAt });
  const expiresAt = new Date(createdAt.getTime() + DAY_MS);
  await insertSession(pool, { id: sessionId, userId, createdAt, expiresAt });
  return { userId, sessionId };
}
