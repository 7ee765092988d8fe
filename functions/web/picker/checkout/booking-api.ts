/** The requests of a purchase, each with an answer that is either what was asked for or a reason in a stable code. */
import type { Wish } from '../hall/chosen-seats.ts';
import type { SeatsOnHold } from '../hall/seats-on-hold.ts';

/** A request to the API as whoever is signed in; as `askApi` of the session. */
export type AskApi = (
  path: string,
  init: { method: string; headers?: Record<string, string>; body?: string; cache?: RequestCache },
) => Promise<Response>;

/** Who buys. */
export interface BuyerOnPage {
  id: string;
  name: string;
}

/** Why something was refused. `offline`: nothing was answered, and it is not known whether it was done. */
export interface BookingRefusal {
  code: string;
  reason?: string;
  seats?: readonly string[];
  holdIds?: readonly string[];
  totalCents?: number;
  expectedTotalCents?: number | null;
  retryAfterSeconds?: number;
  /** What was asked for, where that was so many of a section. */
  wish?: Wish;
}

export type Booked<Value> = { value: Value } | { refusal: BookingRefusal };

export interface PlacedOrder {
  id: string;
  status: 'confirmed' | 'cancelled';
  items: readonly { seat: string; priceCents: number; status: 'confirmed' | 'cancelled' }[];
  totalCents: number;
  currency: string;
  createdAt: string;
}

interface Sent {
  body?: object;
  headers?: Record<string, string>;
}

export class BookingApi {
  readonly #ask: AskApi;
  readonly #path: string;
  readonly #clock: { aheadMs: number };

  /**
   * @param path `/v1/events/evt_…`
   * @param clock is told how far the server's is ahead of this one, by its last answer
   */
  constructor(path: string, ask: AskApi, clock = { aheadMs: 0 }) {
    this.#path = path;
    this.#ask = ask;
    this.#clock = clock;
  }

  async holds(): Promise<Booked<readonly SeatsOnHold[]>> {
    const answer = await this.#send<{ items: SeatsOnHold[] }>('GET', '/holds');
    return 'value' in answer ? { value: answer.value.items } : answer;
  }

  /** The same again is answered with the hold that is there. */
  holdSeats(seats: readonly string[]): Promise<Booked<SeatsOnHold>> {
    return this.#send('POST', '/holds', { body: { seats } });
  }

  holdWish({ key, ...body }: Wish): Promise<Booked<SeatsOnHold>> {
    return this.#send('POST', '/holds', { body, headers: { 'idempotency-key': key } });
  }

  extend(holdId: string): Promise<Booked<SeatsOnHold>> {
    return this.#send('PATCH', `/holds/${holdId}`);
  }

  /** Gives seats of a hold back; what is left of it is answered. The same again changes nothing. */
  letGo(holdId: string, seats: readonly string[]): Promise<Booked<SeatsOnHold>> {
    return this.#send('PATCH', `/holds/${holdId}`, { body: { release: seats } });
  }

  release(holdId: string): Promise<Booked<undefined>> {
    return this.#send('DELETE', `/holds/${holdId}`);
  }

  order(key: string, body: object, eventTag: string | undefined): Promise<Booked<PlacedOrder>> {
    const headers = { 'idempotency-key': key, ...(eventTag !== undefined && { 'if-match': eventTag }) };
    return this.#send('POST', '/orders', { body, headers });
  }

  /** An order of before, as its buyer has it; `not_found` also while the record of it is on its way. */
  async placed(buyerId: string, orderId: string): Promise<Booked<PlacedOrder>> {
    const answer = await this.#answer<PlacedOrder & { eventId: string }>(
      'GET',
      `/v1/users/${buyerId}/orders/${encodeURIComponent(orderId)}`,
    );
    const isOther = 'value' in answer && !this.#path.endsWith(`/${answer.value.eventId}`);
    return isOther ? { refusal: { code: 'not_found' } } : answer;
  }

  /** The tag of the event as it is now: an order that names it says that the buyer knows of its new date or place. */
  async eventTag(): Promise<string | undefined> {
    try {
      const response = await this.#ask(this.#path, { method: 'GET', cache: 'no-cache' });
      return response.headers.get('etag')?.replace(/^W\//, '') ?? undefined;
    } catch {
      return undefined;
    }
  }

  #send<Value>(method: string, path: string, sent?: Sent): Promise<Booked<Value>> {
    return this.#answer(method, this.#path + path, sent);
  }

  async #answer<Value>(method: string, path: string, { body, headers = {} }: Sent = {}): Promise<Booked<Value>> {
    try {
      const response = await this.#ask(path, {
        method,
        cache: 'no-store',
        headers: { ...headers, ...(body && { 'content-type': 'application/json' }) },
        ...(body && { body: JSON.stringify(body) }),
      });
      const at = Date.parse(response.headers.get('date') ?? '');
      // Whole seconds, cut off: half of one is the fairest guess.
      if (!Number.isNaN(at)) this.#clock.aheadMs = at + 500 - Date.now();
      if (response.ok) return { value: (response.status === 204 ? undefined : await response.json()) as Value };
      const after = Number(response.headers.get('retry-after') ?? Number.NaN);
      const refusal = await refusalIn(response);
      return { refusal: { ...refusal, ...(!Number.isNaN(after) && { retryAfterSeconds: after }) } };
    } catch {
      return { refusal: { code: 'offline' } };
    }
  }
}

/** What stands between may answer in words of its own, a gateway with a page: then there was a connection, and whoever should have answered is away. */
async function refusalIn(response: Response): Promise<BookingRefusal> {
  const away: BookingRefusal = { code: response.status === 429 ? 'too_many_requests' : 'unavailable' };
  try {
    const { code, ...refusal } = (await response.json()) as Partial<BookingRefusal>;
    return typeof code === 'string' ? { ...refusal, code } : away;
  } catch {
    return away;
  }
}
