/** The story of a seat, on a deployed system: from an account to the record of an order. What it makes is of names of its own, and what it can it takes back. */
import { randomBytes, randomUUID } from 'node:crypto';
import { Fault } from '../../cli/fault.ts';
import type { EdgePlace } from '../cluster/edge-client.ts';
import { pause } from '../cluster/pause.ts';
import { ask, jsonOf, wanted } from './asking.ts';

/** Somebody with an account, an event of his, and a seat in it. */
export interface Storyline {
  userId: string;
  token: string;
  refreshToken: string;
  eventId: string;
  orderId: string;
}

/** How long a record may take: the broker's delivery, and a start from zero. */
const RECORD_MS = 60_000;
const LOOK_MS = 500;
const DAY_MS = 86_400_000;

/** An event by nobody in particular, in a month. @param rows of forty seats each */
export function trialEvent(now: Date, rows = 1): Record<string, unknown> {
  const labels = Array.from({ length: rows }, (_, index) => ({ label: String(index + 1), seats: 40 }));
  const at = (ms: number): string => new Date(now.getTime() + ms).toISOString();
  return {
    title: 'An evening to try this system by',
    description: 'Made by a check of the system, which cancels it again',
    category: 'music',
    startsAt: at(30 * DAY_MS),
    endsAt: at(30 * DAY_MS + DAY_MS / 8),
    currency: 'EUR',
    venue: { name: 'Old Hall', city: 'Lisbon', country: 'Portugal', timeZone: 'Europe/Lisbon' },
    priceCategories: [{ id: 'P1', name: 'Stalls', priceCents: 5_000 }],
    chart: {
      sections: [{ id: 'A', name: 'Stalls', kind: 'seated', priceCategory: 'P1', rows: labels }],
    },
  };
}

/** @throws Fault at the first step that does not come true */
export async function bookASeat(
  place: EdgePlace,
  tell: (line: string) => void,
  signal: AbortSignal,
): Promise<Storyline> {
  const email = `check-${randomBytes(8).toString('hex')}@example.com`;
  const password = randomBytes(18).toString('base64url');
  const { id: userId } = await wanted(place, 201, '/v1/users', {
    method: 'POST',
    body: { email, password, name: 'A check' },
    signal,
  });
  const session = await wanted(place, 200, '/v1/auth/login', { method: 'POST', body: { email, password }, signal });
  const token = String(session['accessToken']);
  const eventId = await publishTrial(place, token, 1, signal);
  const event = `/v1/events/${eventId}`;
  await wanted(place, 200, event, { signal });
  tell(`account ${String(userId)}, event ${eventId}`);
  const { id: holdId } = await wanted(place, 201, `${event}/holds`, {
    method: 'POST',
    token,
    body: { seats: ['A-1-7', 'A-1-8'] },
    signal,
  });
  const order = { method: 'POST', token, body: { holdId }, headers: { 'idempotency-key': randomUUID() }, signal };
  const { id: orderId } = await wanted(place, 201, `${event}/orders`, order);
  const again = await wanted(place, 200, `${event}/orders`, order);
  if (again['id'] !== orderId) throw new Fault('the same key was answered with another order');
  const lost = await ask(place, `${event}/orders`, {
    ...order,
    body: { seats: ['A-1-8'] },
    headers: { 'idempotency-key': randomUUID() },
  });
  if (lost.status !== 409) throw new Fault(`a seat that is sold should be answered 409; it is ${lost.status}`);
  tell(`order ${String(orderId)}: seats A-1-7 and A-1-8, once`);
  const ms = await recordOf(place, { userId: String(userId), orderId: String(orderId), token }, signal);
  tell(`its record after ${ms} ms, through outbox and broker`);
  return {
    userId: String(userId),
    token,
    refreshToken: String(session['refreshToken']),
    eventId,
    orderId: String(orderId),
  };
}

async function recordOf(
  place: EdgePlace,
  { userId, orderId, token }: Pick<Storyline, 'userId' | 'orderId' | 'token'>,
  signal: AbortSignal,
): Promise<number> {
  const begun = performance.now();
  for (;;) {
    const answer = await ask(place, `/v1/users/${userId}/orders/${orderId}`, { token, signal });
    const ms = Math.round(performance.now() - begun);
    if (answer.status === 200 && jsonOf(answer)?.['status'] === 'confirmed') return ms;
    if (ms > RECORD_MS)
      throw new Fault(`the order has no record after ${RECORD_MS / 1_000} s (${answer.status}): broker, order-record?`);
    await pause(LOOK_MS, signal);
  }
}

/** Publishes an event of its own. @returns its id */
export async function publishTrial(
  place: EdgePlace,
  token: string,
  rows: number,
  signal: AbortSignal,
): Promise<string> {
  const body = trialEvent(new Date(), rows);
  const headers = { 'idempotency-key': randomUUID() };
  const { id } = await wanted(place, 201, '/v1/events', { method: 'POST', token, body, headers, signal });
  return String(id);
}

/** Cancels the event, so that nobody finds it on sale. */
export async function endStory(
  place: EdgePlace,
  { eventId, token }: Pick<Storyline, 'eventId' | 'token'>,
  signal: AbortSignal,
): Promise<void> {
  await wanted(place, 200, `/v1/events/${eventId}/cancel`, { method: 'POST', token, signal });
}
