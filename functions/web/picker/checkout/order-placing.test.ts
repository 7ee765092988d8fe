/** An order is sent until it is known what became of it, and whatever stood between. */
import { expect, test } from 'vitest';
import { BookingApi } from './booking-api.ts';
import { attemptOf } from './order-attempt.ts';
import { placeOnce } from './order-placing.ts';

const ORDER = { id: 'ord_1', status: 'confirmed', items: [{ seat: 'A-1-1' }] };
const attempt = attemptOf('usr_1', [{ id: 'h1', seats: ['A-1-1'], totalCents: 50 }], undefined);

type Answer = () => Response;
const order: Answer = () => Response.json(ORDER, { status: 201 });
const refused =
  (status: number, code: string): Answer =>
  () =>
    Response.json({ code }, { status });
const page: Answer = () => new Response('<html>502</html>', { status: 502 });
const lost: Answer = () => {
  throw new TypeError('nothing came');
};

/** @param isSent whether it was sent by a page of before @param answers one after the other */
function placing(isSent: boolean, ...answers: Answer[]) {
  const sent: string[] = [];
  const ended = new AbortController();
  const unsure: string[] = [];
  const api = new BookingApi('/v1/events/e', async (_path, { headers = {} }) => {
    sent.push(headers['idempotency-key'] ?? '');
    return (answers[sent.length - 1] ?? lost)();
  });
  const placed = placeOnce({
    api,
    attempt,
    isSent,
    signal: ended.signal,
    onUnsure: ({ code }) => unsure.push(code),
  });
  return { placed, sent, unsure, ended };
}

test('after a lost answer the same is sent with the same key', async () => {
  const { placed, sent, unsure } = placing(false, lost, order);
  expect(await placed).toEqual({ order: ORDER });
  expect(sent).toEqual([attempt.key, attempt.key]);
  expect(unsure).toEqual(['offline']);
});

test('a page of a gateway in place of an answer leaves it open, and is no missing connection', async () => {
  const { placed, unsure } = placing(false, page, order);
  expect(await placed).toEqual({ order: ORDER });
  expect(unsure).toEqual(['unavailable']);
});

test('a session that ended leaves open what may have been placed before, and only that', async () => {
  expect(await placing(false, refused(401, 'token_expired')).placed).toMatchObject({ isOpen: false });
  expect(await placing(true, refused(401, 'token_expired')).placed).toMatchObject({ isOpen: true });
  expect(await placing(false, lost, refused(401, 'token_missing')).placed).toMatchObject({ isOpen: true });
  expect(await placing(true, refused(409, 'hold_expired')).placed).toMatchObject({ isOpen: false });
});

test('who goes on with it elsewhere is left to do so: nothing more is sent', async () => {
  const { placed, sent, ended } = placing(false, lost, order);
  await expect.poll(() => sent.length).toBe(1);
  ended.abort();
  expect(await placed).toBeUndefined();
  expect(sent).toHaveLength(1);
});
