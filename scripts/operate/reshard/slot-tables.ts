/** What a slot is made of: the rows of which tables go with it, and which tables of an events shard stay where they are. */
import { slotName } from '../../../functions/shared/slots.ts';

/** Rows that go with their slot: found by the slot in an id that their primary key begins with. */
export interface SlotTable {
  name: string;
  /** The primary key. */
  key: readonly [id: string, ...rest: string[]];
  kind: 'evt' | 'ord' | 'blk';
  /** Compared in so many parts, so that few rows are looked at again for one that differs. */
  parts: number;
  /** Columns that change with every other one that does: while nobody can write, comparing these is enough. Default: all. */
  telling?: readonly string[];
}

/** What says which shard an event is on is no part of the event. */
export const ELSEWHERE = 'elsewhere';

/** In the order in which they are copied: what decides about seats before what is counted of it. */
export const SLOT_TABLES: readonly SlotTable[] = [
  { name: 'events', key: ['id'], kind: 'evt', parts: 1 },
  { name: 'event_plans', key: ['event_id'], kind: 'evt', parts: 1 },
  { name: 'discarded_events', key: ['event_id'], kind: 'evt', parts: 1 },
  { name: 'blocks', key: ['id'], kind: 'blk', parts: 1 },
  { name: 'block_seats', key: ['block_id', 'seat'], kind: 'blk', parts: 64 },
  {
    name: 'orders',
    key: ['id'],
    kind: 'ord',
    parts: 256,
    // Each change of an order makes its next version, but that a buyer is forgotten.
    telling: ['id', 'version', 'buyer_id', 'buyer_name', 'buyer_email'],
  },
  { name: 'seat_claims', key: ['event_id', 'seat'], kind: 'evt', parts: 256 },
  { name: 'buyer_seats', key: ['event_id', 'buyer_id'], kind: 'evt', parts: 64 },
  { name: 'sales', key: ['event_id'], kind: 'evt', parts: 1 },
];

/** Tables of an events shard whose rows do not go with a slot, and why. */
export const STAYING: Readonly<Record<string, string>> = {
  outbox: 'what the shard had to say it says itself; consumers believe it of slots that were its own',
  inbox: 'says what the shard has heard',
  dead_letters: 'are replayed from wherever they are kept',
  slots: 'says itself where slots are',
  seat_repairs: 'carried when a slot has moved, and again when it is cleaned up: late ones come until then',
  closed_organizers: 'every shard has all of them; a new one gets those of before',
};

/** The ids of a kind in a slot, as the bounds of a range of keys: from the first, and below the second. */
export function idsIn(kind: SlotTable['kind'], slot: number): readonly [from: string, below: string] {
  // The sign behind `_` in ASCII.
  return [`${kind}_${slotName(slot)}_`, `${kind}_${slotName(slot)}\``];
}
