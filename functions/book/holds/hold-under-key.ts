/** What a buyer has by an Idempotency-Key: the hold, while it lasts, and for an hour after that what became of it. */
import type { Shard } from '../../shared/mysql/databases.ts';
import { seatKeys } from '../../shared/seats/seat-keys.ts';
import type { HoldStatus } from '../api.ts';
import type { Context } from '../context.ts';
import { endOfHold } from '../live/held-seats-scripts.ts';
import { holdsOf } from '../live/live-seats.ts';
import type { EventOnSale } from '../on-sale/event-on-sale.ts';
import { readOrder } from '../store.ts';
import { askOfHold } from './hold-seats.ts';
import { type HoldView, holdView } from './hold-view.ts';

/** As `noteEnd` writes it (`prelude.lua`). */
interface EndOfHold {
  id: string;
  what: Exclude<HoldStatus, 'held'>;
  /** The order, or block, that has its seats. */
  by?: string;
  seats: number[];
  expires: number;
  terms?: string;
}

/** The hold that a buyer has, or had, by this very request. @param key as `holdKey` writes it */
export async function holdUnderKey(
  context: Context,
  shard: Shard,
  eventId: string,
  buyer: string,
  key: string,
): Promise<HoldView | undefined> {
  const { onSale, reply } = await askOfHold(context, eventId, async (redis, known) => {
    const holds = await holdsOf(redis, known, buyer);
    if (holds === 'stale') return holds;
    const hold = holds.find(({ keys }) => keys.split(' ').includes(key));
    return hold ?? (await endOfHold(redis, seatKeys(eventId), [buyer, key])) ?? undefined;
  });
  if (typeof reply === 'string') return endedView(shard, onSale, buyer, JSON.parse(reply) as EndOfHold);
  return reply && holdView(onSale, reply.id, reply);
}

async function endedView(
  { pool }: Shard,
  onSale: EventOnSale,
  buyer: string,
  { id, what, by = '', seats, expires, terms = '' }: EndOfHold,
): Promise<HoldView> {
  const held = { seats, expiresAt: new Date(expires), terms };
  if (what === 'ordered') return { ...holdView(onSale, id, held, what), orderId: by };
  if (what !== 'taken') return holdView(onSale, id, held, what);
  // The word of a sale that was late: whose it is, the order says.
  const order = by.startsWith('ord_') ? await readOrder(pool, onSale.event.id, by) : undefined;
  return order?.buyerId === buyer
    ? { ...holdView(onSale, id, held, 'ordered'), orderId: by }
    : holdView(onSale, id, held, what);
}
