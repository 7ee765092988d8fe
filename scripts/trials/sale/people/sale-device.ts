/** How a person's device talks to the system: what is asked, repeated where that is safe, and put on record. */
import type { JsonRequest, SaleClient, SaleReply } from '../sale-client.ts';
import type { SaleClock } from '../clock.ts';
import type { SaleHall } from '../target/hall.ts';
import {
  count,
  type SaleHoldCall,
  type SaleOrderCall,
  type CallPurpose,
  type Reason,
  type ReleaseCall,
  type SaleRecord,
  type AskedSeats,
} from '../record.ts';
import type { SeatMap, KnownSeatMaps } from './seat-maps.ts';

/** What all who take part in a sale share. */
export interface RunningSale {
  client: SaleClient;
  clock: SaleClock;
  record: SaleRecord;
  hall: SaleHall;
  maps: KnownSeatMaps;
  eventId: string;
  seed: number;
  /** How long holds last, when known. */
  holdMs: number | undefined;
  signal: AbortSignal;
  token: (buyer: number) => Promise<string>;
}

/** Pauses before a request is repeated: twice the one before, with jitter, up to the longest. */
const FIRST_PAUSE_MS = 250;
const LONGEST_PAUSE_MS = 4_000;

export class SaleDevice {
  readonly #sale: RunningSale;
  readonly #buyer: number;
  readonly #jitter: readonly number[];
  readonly #path: string;
  readonly #keyBase: string;
  #keys = 0;

  constructor(sale: RunningSale, buyer: number, device: number, jitter: readonly number[]) {
    this.#sale = sale;
    this.#buyer = buyer;
    this.#jitter = jitter;
    this.#path = `/v1/events/${sale.eventId}`;
    this.#keyBase = `sale-${sale.seed}-${buyer}-${device}`;
  }

  /** The page: what the event is. */
  async readEvent(dueMs: number): Promise<{ isThere: boolean; endedMs: number }> {
    const { status, endedMs } = await this.#ask('read', { method: 'GET', path: this.#path }, dueMs);
    return { isThere: status === 200, endedMs };
  }

  /** The map, or what changed since the one known. @returns undefined when none could be had, with when that was known */
  async readMap(dueMs: number, known: SeatMap | undefined): Promise<{ map: SeatMap | undefined; endedMs: number }> {
    const { maps } = this.#sale;
    const since = known && maps.knows(known.version) ? known.version : 0;
    const query = `seats=compact&since=${since}`;
    const reply = await this.#ask('read', { method: 'GET', path: `${this.#path}/availability?${query}` }, dueMs);
    return { map: reply.status === 200 ? maps.read(reply.body) : undefined, endedMs: reply.endedMs };
  }

  async hold(wish: AskedSeats, dueMs: number): Promise<SaleHoldCall> {
    const body = this.#bodyOf(wish);
    const reply = await this.#ask('hold', { method: 'POST', path: `${this.#path}/holds`, body }, dueMs);
    const hold = reply.status === 201 || reply.status === 200 ? this.#holdOf(reply.body) : undefined;
    return this.#note({ kind: 'hold', ...this.#call([reply]), wish, hold });
  }

  /** Orders; repeated with the same key until the outcome is known or patience ends. */
  async order(from: { wish: AskedSeats } | { holdId: string }, dueMs: number): Promise<SaleOrderCall> {
    const key = `${this.#keyBase}-${this.#keys++}`;
    const body = 'wish' in from ? this.#bodyOf(from.wish) : from;
    const replies = await this.#untilKnown({ method: 'POST', path: `${this.#path}/orders`, body, key }, dueMs);
    const last = replies.at(-1);
    const isSold = last?.status === 201 || last?.status === 200;
    const items = (isSold ? (last.body?.items ?? []) : []) as { seat: string }[];
    // A repeated one may have been made long before the last answer.
    const order = isSold
      ? {
          id: String(last.body?.id),
          seats: this.#numbersOf(items.map(({ seat }) => seat)),
          madeMs: this.#sale.clock.of(new Date(last.body?.createdAt)),
        }
      : undefined;
    const [wish, holdId] = 'wish' in from ? [from.wish, undefined] : [undefined, from.holdId];
    return this.#note({ kind: 'order', ...this.#call(replies), wish, holdId, key, order });
  }

  async release(holdId: string, dueMs: number): Promise<ReleaseCall> {
    const reply = await this.#ask('release', { method: 'DELETE', path: `${this.#path}/holds/${holdId}` }, dueMs);
    return this.#note({ kind: 'release', ...this.#call([reply]), holdId });
  }

  async #untilKnown(ask: JsonRequest, dueMs: number): Promise<SaleReply[]> {
    const { clock } = this.#sale;
    const replies: SaleReply[] = [];
    let due = dueMs;
    for (let repeat = 0; ; repeat++) {
      const reply = await this.#ask('order', ask, due);
      replies.push(reply);
      const share = this.#jitter[repeat];
      if (!isWorthRepeating(reply) || share === undefined || clock.isStopped) return replies;
      const pauseMs = Math.min(LONGEST_PAUSE_MS, FIRST_PAUSE_MS * 2 ** repeat) * (0.5 + share / 2);
      due = reply.endedMs + Math.max(pauseMs, (reply.retryAfterS ?? 0) * 1_000);
      await clock.at(due);
    }
  }

  async #ask(purpose: CallPurpose, ask: JsonRequest, dueMs: number): Promise<SaleReply> {
    const { client, record, token } = this.#sale;
    record.offered.push(dueMs);
    const reply = await client.ask(purpose === 'read' ? ask : { ...ask, token: await token(this.#buyer) }, dueMs);
    if (reply.status > 0) record.answered(purpose, dueMs, reply.endedMs);
    if (reply.silence) count(record.troubles, `${purpose}: ${reply.silence}`);
    else if (reply.status >= 500 || reply.status === 429)
      count(record.troubles, `${purpose}: ${reply.status} ${reply.body?.code ?? ''}`.trim());
    return reply;
  }

  #call(replies: readonly SaleReply[]) {
    const first = replies[0] as SaleReply;
    const last = replies.at(-1) as SaleReply;
    const isAllFailed = replies.every((reply) => outcomeOf(reply) === 'failed');
    const outcome = outcomeOf(last);
    return {
      buyer: this.#buyer,
      dueMs: first.dueMs,
      sentMs: first.sentMs,
      endedMs: last.endedMs,
      // One try that may have happened is enough for not knowing.
      outcome: outcome === 'failed' && !isAllFailed ? ('unknown' as const) : outcome,
      reason: reasonOf(last),
      lost: outcome === 'refused' ? this.#numbersOf(last.body?.seats) : [],
    };
  }

  #note<T extends SaleHoldCall | SaleOrderCall | ReleaseCall>(call: T): T {
    this.#sale.record.calls.push(call);
    return call;
  }

  #holdOf(body: { id?: unknown; seats?: unknown; expiresAt?: unknown } | undefined): NonNullable<SaleHoldCall['hold']> {
    const { clock, holdMs } = this.#sale;
    const expiresMs = clock.of(new Date(String(body?.expiresAt)));
    const madeMs = holdMs === undefined ? undefined : expiresMs - holdMs;
    return { id: String(body?.id), seats: this.#numbersOf(body?.seats), expiresMs, madeMs };
  }

  #bodyOf(wish: AskedSeats): unknown {
    return 'seats' in wish ? { seats: wish.seats.map((seat) => this.#sale.hall.seating.labelOf(seat)) } : wish;
  }

  #numbersOf(labels: unknown): number[] {
    const { seating } = this.#sale.hall;
    const numbers = (Array.isArray(labels) ? labels : []).map((label) => seating.numberOf(String(label)));
    return numbers.filter((seat) => seat !== undefined);
  }
}

function isWorthRepeating({ status, body }: SaleReply): boolean {
  return status === 0 || status === 429 || status >= 500 || body?.code === 'order_in_progress';
}

function outcomeOf({ status, silence, body }: SaleReply): 'ok' | 'refused' | 'unknown' | 'failed' {
  if (silence === 'unsent' || status === 429) return 'failed';
  if (status === 0 || status >= 500 || body?.code === 'order_in_progress') return 'unknown';
  return status < 300 ? 'ok' : 'refused';
}

const REASONS = new Set<string>(['unavailable', 'capacity', 'limit', 'expired', 'not_on_sale']);

function reasonOf({ status, body }: SaleReply): Reason | undefined {
  if (status > 0 && status < 300) return undefined;
  if (status === 0) return 'no answer';
  if (status === 429 || status >= 500) return 'overloaded';
  return status === 409 && REASONS.has(body?.reason) ? body.reason : 'other';
}
