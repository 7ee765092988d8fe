/** What three witnesses say of a round: clients (calls), the databases, and the broker. Plain data, one JSON line each. */
import type { PricedSeat, Show } from './shows.ts';

/** What is asked for in an order or hold. */
export type Wanted = { seats: readonly string[] } | { section: string; quantity: number } | { holdId: string };

interface Asked {
  /** Event, buyer. */
  event: string;
  buyer: string;
  /** Ms since the run began: when it was sent, and when its answer was there or given up. */
  from: number;
  to: number;
  /** Refused for good; or not known, be it that no answer came or that it says so. */
  outcome: 'ok' | 'refused' | 'unknown';
  /** 0 when there was no answer. */
  status: number;
  code?: string;
}

/** A request with what was told of it. */
export type Call = Asked &
  (
    | { op: 'order'; key: string; wanted: Wanted; told?: { id: string; seats: PricedSeat[]; totalCents: number } }
    | { op: 'cancel'; order: string }
    | { op: 'hold'; wanted: Wanted; told?: { id: string; seats: string[]; lastsMs: number } }
    | { op: 'extend'; hold: string; told?: { lastsMs: number } }
    | { op: 'release'; hold: string }
    | { op: 'look'; told?: { free: number; held: number; sold: number } }
  );

export type OrderCall = Extract<Call, { op: 'order' }>;

/** An order as MySQL has it. */
export interface OrderRow {
  id: string;
  event: string;
  buyer: string;
  key: string;
  status: 'confirmed' | 'cancelled';
  version: number;
  totalCents: number;
  seats: PricedSeat[];
}

/** An order as its buyer's records show it. */
export interface RecordRow {
  id: string;
  event: string;
  buyer: string;
  status: string;
  version: number;
  totalCents: number;
  seats: PricedSeat[];
}

/** An event as the broker delivered it: once for each delivery. */
export interface Told {
  id: string;
  source: string;
  type: 'order.confirmed.v1' | 'order.cancelled.v1' | 'availability.changed.v1';
  /** The order, or the event whose figure it is. */
  subject: string;
  event: string;
  totalCents?: number;
  seats?: PricedSeat[];
}

/** Sales of an event, as its shard counts them and as the browse index shows them. */
export interface Figure {
  event: string;
  sold: number;
  listed: number | null;
}

/** Everything that is known of a round once all is quiet. */
export interface Evidence {
  shows: Show[];
  calls: Call[];
  /** What struck meanwhile, and where. */
  faults: { kind: string; where: string }[];
  claims: { event: string; seat: number; order: string }[];
  orders: OrderRow[];
  records: RecordRow[];
  told: Told[];
  /** How often the effect of an event was committed, in the databases it belongs to. */
  effects: { in: string; source: string; id: string; times: number }[];
  figures: Figure[];
  buyerSeats: { event: string; buyer: string; seats: number }[];
  /** Who has seats by the live state: as it was found, and after it was rebuilt. */
  marks: { when: 'found' | 'rebuilt'; event: string; seat: number; order: string }[];
  /** Events whose live state was there to be looked at. */
  marked: { when: 'found' | 'rebuilt'; event: string }[];
  /** What did not come to rest: rows left in the outbox, repairs, dead letters. */
  left: { what: string; where: string; count: number }[];
}

/** Evidence with nothing in it. */
export function noEvidence(): Evidence {
  return {
    shows: [],
    calls: [],
    faults: [],
    claims: [],
    orders: [],
    records: [],
    told: [],
    effects: [],
    figures: [],
    buyerSeats: [],
    marks: [],
    marked: [],
    left: [],
  };
}
