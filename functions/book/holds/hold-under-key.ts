/** What a buyer has by an Idempotency-Key: the hold, while it lasts, and for an hour after that what became of it. */
import { numberingOf } from '../../shared/event/chart.ts';
import type { Shard } from '../../shared/mysql/databases.ts';
import { rebuildSeats } from '../../shared/seats/rebuild.ts';
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
  /** Of the chart that they are numbers of. */
  numbering: number;
  expires: number;
  terms?: string;
}

/** The hold that a buyer has, or had, by this very request. @param key as `holdKey` writes it @param named the seats that it asks for by their names */
export async function holdUnderKey(
  context: Context,
  shard: Shard,
  eventId: string,
  buyer: string,
  key: string,
  named: readonly string[],
): Promise<HoldView | undefined> {
  const { onSale, reply } = await askOfHold(context, eventId, async (redis, known) => {
    const holds = await holdsOf(redis, known, buyer);
    if (holds === 'stale') return holds;
    const hold = holds.find(({ keys }) => keys.split(' ').includes(key));
    if (hold) return hold;
    const { version } = known.event;
    const end = await endOfHold(redis, seatKeys(eventId), [buyer, key, version, numberingOf(known.event)]);
    if (end !== 'unready') return end ?? undefined;
    await rebuildSeats(redis, shard.pool, eventId);
    return 'stale';
  });
  if (typeof reply === 'string') return endedView(shard, onSale, buyer, JSON.parse(reply) as EndOfHold, named);
  return reply && holdView(onSale, reply.id, reply);
}

async function endedView(
  { pool }: Shard,
  onSale: EventOnSale,
  buyer: string,
  { id, what, by = '', seats, numbering, expires, terms = '' }: EndOfHold,
  named: readonly string[],
): Promise<HoldView> {
  const held = { seats, expiresAt: new Date(expires), terms };
  // Numbers of another chart say nothing. Who repeats a request for seats by their names has named them.
  const ofAnother = numbering !== numberingOf(onSale.event);
  const labels = ofAnother ? (named.length === seats.length ? [...named] : []) : undefined;
  const viewOf = (status: HoldStatus) => holdView(onSale, id, held, status, labels);
  if (what === 'ordered') return { ...viewOf(what), orderId: by };
  if (what !== 'taken') return viewOf(what);
  // The word of a sale that was late: whose it is, the order says.
  const order = by.startsWith('ord_') ? await readOrder(pool, onSale.event.id, by) : undefined;
  return order?.buyerId === buyer ? { ...viewOf('ordered'), orderId: by } : viewOf(what);
}
