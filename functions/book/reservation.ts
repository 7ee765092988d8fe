/** The seats an order is about: those of a hold, or reserved for the moment of the order. */
import type { Call } from '../shared/call.ts';
import type { Shard } from '../shared/databases.ts';
import { Problem } from '../shared/problem.ts';
import type { placeOrder } from './api.ts';
import type { Desk } from './desk.ts';
import { askOfHold } from './holding.ts';
import { pinHold } from './live-seats.ts';
import { nameOf, type Reservation, reserveSeats, SELLING_MS, setRight, type Wish } from './reserving.ts';
import { requireOpen } from './sale.ts';
import { wantedSeats } from './seat-choice.ts';

/** One call of placeOrder. */
export type OrderCall = Call<typeof placeOrder>;

/** @throws Problem: why the seats cannot be had */
export async function reserve(
  desk: Desk,
  shard: Shard,
  call: OrderCall,
  fingerprint: Buffer,
  attempt: number,
): Promise<Reservation> {
  const { body } = call;
  if ('holdId' in body) return fromHold(desk, shard, call, body.holdId);
  const buyer = call.user.userId;
  const wish: Wish = {
    eventId: call.params.eventId,
    buyer,
    holdId: `direct_${nameOf(buyer, call.key, fingerprint)}`,
    want: (sale) => {
      requireOpen(sale, new Date());
      return wantedSeats(sale, body);
    },
  };
  return reserveSeats(desk, shard, wish, attempt);
}

async function fromHold(desk: Desk, shard: Shard, call: OrderCall, holdId: string): Promise<Reservation> {
  const { eventId } = call.params;
  const { sale, reply } = await askOfHold(desk, eventId, (redis, known) =>
    pinHold(redis, known, call.user.userId, holdId, SELLING_MS),
  );
  if (typeof reply === 'string') {
    throw new Problem('hold_expired', 'it has expired, was released or sold, or is not yours', {
      reason: 'expired',
      seats: [],
    });
  }
  return {
    sale,
    seats: reply.seats,
    holdId,
    replaceable: false,
    giveUp: (taken) => setRight(desk.cache.redis, shard, eventId, taken),
  };
}
