/** A wish whose hold was made before: in a tab that was reloaded, after an answer that was lost. */
import { expect, test } from 'vitest';
import { Choice } from '../hall/chosen-seats.ts';
import { BookingApi } from './booking-api.ts';
import { heldWish } from './held-wish.ts';

const WISH = { section: 'GA', quantity: 2, key: 'first' };

/** A server that answers by the Idempotency-Key. */
function booking(answers: (key: string) => { status: number; body: object }) {
  const keys: string[] = [];
  const api = new BookingApi('/v1/events/e', async (_path, { headers = {} }) => {
    const key = headers['idempotency-key'] ?? '';
    keys.push(key);
    const { status, body } = answers(key);
    return Response.json(body, { status });
  });
  const choice = new Choice('e', undefined);
  choice.wish(WISH);
  return { api, choice, keys };
}

const hold = (status: string) => ({ id: 'hld', status, seats: ['GA-1', 'GA-2'] });

test('a hold that lasts is the hold', async () => {
  const { api, choice, keys } = booking(() => ({ status: 200, body: hold('held') }));
  expect(await heldWish(api, choice, WISH)).toMatchObject({ value: { status: 'held' } });
  expect(keys).toEqual(['first']);
});

test.each(['released', 'expired', 'taken'])('what was %s is held anew, by a key that is kept', async (status) => {
  const { api, choice, keys } = booking((key) =>
    key === 'first' ? { status: 200, body: hold(status) } : { status: 201, body: { ...hold('held'), id: 'other' } },
  );
  expect(await heldWish(api, choice, WISH)).toMatchObject({ value: { id: 'other' } });
  expect(keys).toEqual(['first', choice.chosen.wishes[0]?.key]);
  expect(keys[1]).not.toBe('first');
});

test('what was ordered is not held again', async () => {
  const { api, choice, keys } = booking(() => ({ status: 200, body: hold('ordered') }));
  expect(await heldWish(api, choice, WISH)).toEqual({ value: undefined });
  expect(keys).toEqual(['first']);
});

test('a refusal is told, with what was asked for, be it by another key than at first', async () => {
  const { api, choice } = booking((key) =>
    key === 'first' ? { status: 200, body: hold('expired') } : { status: 409, body: { code: 'capacity_exceeded' } },
  );
  const refused = await heldWish(api, choice, WISH);
  const [wish] = choice.chosen.wishes;
  expect(refused).toEqual({ refusal: { code: 'capacity_exceeded', wish } });
  expect(wish).toMatchObject({ section: 'GA', quantity: 2 });
});
