/** The record of a sale: every call that took, sold or gave back seats, as the caller knows it. Times are ms from T0. */

/** What was asked for: seats by number, or so many of a section. */
export type AskedSeats = { seats: readonly number[] } | { section: string; quantity: number };

/** Why the system refused, or how a call failed. */
export type Reason =
  | 'unavailable'
  | 'capacity'
  | 'limit'
  | 'expired'
  | 'not_on_sale'
  | 'overloaded'
  | 'no answer'
  | 'other';

interface Call {
  buyer: number;
  dueMs: number;
  sentMs: number;
  endedMs: number;
  /**
   * ok: acknowledged. refused: by a 4xx, nothing was taken for good. unknown: it may have happened. failed: it surely has
   * not: it was never sent, or not admitted.
   */
  outcome: 'ok' | 'refused' | 'unknown' | 'failed';
  reason: Reason | undefined;
  /** The seats that a refusal named. */
  lost: number[];
}

/** POST …/holds */
export interface SaleHoldCall extends Call {
  kind: 'hold';
  wish: AskedSeats;
  /** Of an acknowledged one. `madeMs`: when it took effect, by the system's clock, if that is known. */
  hold: { id: string; seats: number[]; expiresMs: number; madeMs?: number | undefined } | undefined;
}

/** POST …/orders, with all its repetitions: they have one key. */
export interface SaleOrderCall extends Call {
  kind: 'order';
  /** Undefined when it is of a hold. */
  wish: AskedSeats | undefined;
  holdId: string | undefined;
  key: string;
  /** `madeMs`: when it had its seats at the latest, by the system's clock. */
  order: { id: string; seats: number[]; madeMs?: number | undefined } | undefined;
}

/** DELETE …/holds/{holdId} */
export interface ReleaseCall extends Call {
  kind: 'release';
  holdId: string;
}

export type SeatCall = SaleHoldCall | SaleOrderCall | ReleaseCall;

/** What a request was for. */
export type CallPurpose = 'read' | SeatCall['kind'];

/** The record as it grows. */
export class SaleRecord {
  readonly calls: SeatCall[] = [];
  /** Of every answered request, by purpose: when it was due, and ms from then to its answer. */
  readonly latencies: Record<CallPurpose, { dueMs: number[]; ms: number[] }> = {
    read: { dueMs: [], ms: [] },
    hold: { dueMs: [], ms: [] },
    order: { dueMs: [], ms: [] },
    release: { dueMs: [], ms: [] },
  };
  /** When each request was due. */
  readonly offered: number[] = [];
  /** When each device opened the page. */
  readonly arrivals: number[] = [];
  /** Requests without an answer, and those not admitted, by what happened. */
  readonly troubles = new Map<string, number>();
  /** How devices ended. */
  readonly endings = new Map<string, number>();
  /** What the map showed at its changes, as somebody was answered. */
  readonly seen: { ms: number; free: number; held: number; sold: number }[] = [];

  answered(purpose: CallPurpose, dueMs: number, endedMs: number): void {
    this.latencies[purpose].dueMs.push(dueMs);
    this.latencies[purpose].ms.push(endedMs - dueMs);
  }
}

/** One more of a name. */
export function count(tally: Map<string, number>, name: string): void {
  tally.set(name, (tally.get(name) ?? 0) + 1);
}
