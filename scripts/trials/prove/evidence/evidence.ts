/** What three witnesses say of a round: clients (calls), the databases, and the broker. Plain data, one JSON line each. */
import type { PricedSeat, ProofEvent } from './proof-events.ts';

/** What is asked for in an order or hold. */
export type ProofRequest = { seats: readonly string[] } | { section: string; quantity: number } | { holdId: string };

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

/** A request with what its answer said. */
export type ProofCall = Asked &
  (
    | {
        op: 'order';
        key: string;
        wanted: ProofRequest;
        answer?: { id: string; seats: PricedSeat[]; totalCents: number };
      }
    /** The whole order, or these seats of it. */
    | { op: 'cancel'; order: string; seats?: readonly string[] }
    /** `again`: asked for once more, with the hold that was given before. */
    | {
        op: 'hold';
        wanted: ProofRequest;
        again?: string;
        answer?: { id: string; seats: string[]; lastsMs: number; totalCents: number };
      }
    | { op: 'extend'; hold: string; answer?: { lastsMs: number } }
    | { op: 'release'; hold: string }
    /** Some seats of a hold are given back; the answer is what is left. */
    | { op: 'let go'; hold: string; seats: readonly string[]; answer?: { seats: string[]; totalCents: number } }
    | { op: 'look'; answer?: { free: number; held: number; sold: number; status?: string } }
    /** Somebody tries what only another may: `of` names the hold, order or user. */
    | { op: 'trespass'; what: Trespass; of: string }
    /** The organizer takes seats off sale, gives them back, asks other prices, adds seats for the nth time, cancels the event. */
    | { op: 'block'; key: string; answer?: { id: string; seats: string[] } }
    | { op: 'unblock'; block: string }
    | { op: 'price'; seatedCents: number; generalCents: number }
    | { op: 'grow'; steps: number }
    | { op: 'withdraw' }
    /** Somebody with a password comes and stays; tokens and sessions are named by the order in which they were met. */
    | { op: 'login'; right: boolean; answer?: { session: string; token: string } }
    | { op: 'refresh'; session: string; token: string; answer?: { token: string } }
    | { op: 'logout'; session: string }
    | { op: 'visit'; session: string }
  );

/** What is tried with what is another's. */
export type Trespass =
  | 'read hold'
  | 'extend hold'
  | 'release hold'
  | 'order hold'
  | 'read order'
  | 'cancel order'
  | 'read orders';

export type ProofOrderCall = Extract<ProofCall, { op: 'order' }>;
export type ProofLetGoCall = Extract<ProofCall, { op: 'let go' }>;
export type ProofHoldCall = Extract<ProofCall, { op: 'hold' }>;

/** An order as MySQL has it. */
export interface ProofOrderRow {
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
export interface DeliveredEvent {
  id: string;
  source: string;
  type: 'order.confirmed.v1' | 'order.updated.v1' | 'order.cancelled.v1' | 'availability.changed.v1';
  /** The order, or the event whose figure it is. */
  subject: string;
  event: string;
  /** When it was first delivered, on the clock of the calls. */
  at: number;
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
  events: ProofEvent[];
  calls: ProofCall[];
  /** What struck meanwhile, where, and when, by the clock of the calls; `failed`: it went wrong itself, and may have struck. */
  faults: { kind: string; where: string; from: number; to: number; failed?: true }[];
  claims: { event: string; seat: number; order: string }[];
  orders: ProofOrderRow[];
  records: RecordRow[];
  delivered: DeliveredEvent[];
  /** What was ever written into an outbox with the transaction it is about. */
  outbox: { type: string; subject: string }[];
  /** When nothing struck, nothing had been left undone, and nobody ticked. */
  quietPeriods: { from: number; to: number }[];
  /** Where the live state differed from MySQL for longer than it may without a tick. */
  unticked: { event: string; seat: number; mark: string; claim: string; when: string }[];
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

/** The faults that did what they were to do. */
export function struckIn({ faults }: Evidence): Evidence['faults'] {
  return faults.filter(({ failed }) => !failed);
}

/** Evidence with nothing in it. */
export function noEvidence(): Evidence {
  return {
    events: [],
    calls: [],
    faults: [],
    claims: [],
    orders: [],
    records: [],
    delivered: [],
    outbox: [],
    quietPeriods: [],
    unticked: [],
    effects: [],
    figures: [],
    buyerSeats: [],
    marks: [],
    marked: [],
    left: [],
  };
}
