/** One buyer with one device: holds, orders, cancels and looks, one thing after the other, and writes down every answer. */
import { setTimeout as wait } from 'node:timers/promises';
import type { Ask, Client, Reply } from './client.ts';
import type { Call, Wanted } from './evidence.ts';
import type { SeededRandom } from '../seeded-random.ts';
import { labelOf, type PricedSeat, type Show } from './shows.ts';

/** Answers that leave open what will become of the request: it is repeated. */
const OPEN_CODES = new Set(['order_in_progress', 'event_changed', 'too_many_requests']);
const FIRST_PAUSE_MS = 20;
const LONGEST_PAUSE_MS = 600;
/** What is not known after so many tries is left until the system is well again. */
const TRIES = 6;
/** So many orders and cancellations a buyer may send once more. */
const KEPT = 30;

/** Something whose outcome a buyer has yet to learn, or does learn in the end. */
interface Undertaking {
  ask: Ask;
  /** The call, but for what its answer tells. */
  call: Record<string, unknown>;
}

/** A confirmed order of this buyer. */
interface Owned {
  event: string;
  id: string;
}

/** How often a buyer does what, in proportion. */
export interface Habits {
  orderSeats: number;
  orderPlaces: number;
  hold: number;
  cancel: number;
  /** Sends an earlier order or cancellation once more. */
  repeat: number;
  /** Sends an order from two devices at once. */
  orderTwice: number;
  /** Sends another order under a key that was used. */
  reuseKey: number;
  look: number;
}

export const USUAL_HABITS: Habits = {
  orderSeats: 38,
  orderPlaces: 18,
  hold: 24,
  cancel: 9,
  repeat: 3,
  orderTwice: 2,
  reuseKey: 1,
  look: 5,
};

export interface BuyerOptions {
  habits: Habits;
  id: string;
  token: string;
  client: Client;
  random: SeededRandom;
  write: (call: Call) => void;
  /** What is on sale right now. */
  shows: () => Show;
  /** Called when a show had nothing left for somebody. */
  onSoldOut: (show: Show) => void;
}

/** Somebody who buys. */
export class Buyer {
  readonly #is: BuyerOptions;
  readonly #orders: Owned[] = [];
  readonly #repeatable: Undertaking[] = [];
  #open: Undertaking[] = [];
  #keys = 0;

  constructor(options: BuyerOptions) {
    this.#is = options;
  }

  /** Does one thing. */
  async act(): Promise<void> {
    const { random } = this.#is;
    const show = this.#is.shows();
    switch (random.weighted(this.#is.habits)) {
      case 'orderSeats':
        return this.#order(show, this.#namedSeats(show));
      case 'orderPlaces':
        return this.#order(show, this.#onTheFloor());
      case 'hold':
        return this.#holdAndDecide(show);
      case 'cancel':
        return this.#cancelSomething();
      case 'repeat':
        return this.#repeatSomething();
      case 'orderTwice':
        return this.#orderTwice(show);
      case 'reuseKey':
        return this.#reuseKey(show);
      case 'look':
        return this.#look(show);
    }
  }

  /** Buys exactly these seats; for selling out. */
  async buy(show: Show, seats: readonly number[]): Promise<void> {
    await this.#order(show, { seats: seats.map((seat) => labelOf(show, seat)) });
  }

  /** Learns what has become of everything that is still open. @returns how much is open all the same */
  async learn(): Promise<number> {
    for (const undertaking of this.#open.splice(0)) await this.#undertake(undertaking);
    return this.#open.length;
  }

  #namedSeats(show: Show): Wanted {
    const { random } = this.#is;
    const first = random.whole(0, show.rows * show.perRow - 1);
    const most = Math.min(show.perRow - (first % show.perRow), random.pick([1, 1, 2, 2, 2, 3, 4]));
    return { seats: Array.from({ length: most }, (_, index) => labelOf(show, first + index)) };
  }

  #onTheFloor(): Wanted {
    return { section: 'GA', quantity: this.#is.random.pick([1, 2, 2, 3, 4]) };
  }

  async #order(show: Show, wanted: Wanted): Promise<void> {
    const undertaking = this.#orderOf(show, wanted);
    const reply = await this.#undertake(undertaking);
    if (reply && isCode(reply, 'capacity_exceeded')) this.#is.onSoldOut(show);
  }

  #orderOf(show: Show, wanted: Wanted, key = `${this.#is.id}-${++this.#keys}`): Undertaking {
    return {
      ask: { method: 'POST', path: `/v1/events/${show.id}/orders`, key, body: wanted },
      call: { op: 'order', event: show.id, key, wanted },
    };
  }

  async #holdAndDecide(show: Show): Promise<void> {
    const { random } = this.#is;
    const wanted = random.chance(0.7) ? this.#namedSeats(show) : this.#onTheFloor();
    const hold = await this.#once({
      ask: { method: 'POST', path: `/v1/events/${show.id}/holds`, body: wanted },
      call: { op: 'hold', event: show.id, wanted },
    });
    if (hold.status !== 201) return;
    const id = String(hold.body?.id);
    const path = `/v1/events/${show.id}/holds/${id}`;
    if (random.chance(0.15))
      await this.#once({ ask: { method: 'PATCH', path }, call: { op: 'extend', event: show.id, hold: id } });
    const dice = random.next();
    if (dice < 0.65) await this.#order(show, { holdId: id });
    else if (dice < 0.85)
      await this.#once({ ask: { method: 'DELETE', path }, call: { op: 'release', event: show.id, hold: id } });
  }

  async #cancelSomething(): Promise<void> {
    const [owned] = this.#orders.splice(this.#is.random.whole(0, Math.max(0, this.#orders.length - 1)), 1);
    if (!owned) return;
    const { event, id } = owned;
    const cancel: Undertaking = {
      ask: { method: 'POST', path: `/v1/events/${event}/orders/${id}/cancel` },
      call: { op: 'cancel', event, order: id },
    };
    await this.#undertake(cancel);
    // Once more, later: what is cancelled already must stay as it is, whoever has its seats by then.
    this.#keep(cancel);
  }

  async #repeatSomething(): Promise<void> {
    const [earlier] = this.#repeatable.splice(this.#is.random.whole(0, Math.max(0, this.#repeatable.length - 1)), 1);
    if (earlier) await this.#undertake(earlier);
  }

  /** The same order from two devices at once. */
  async #orderTwice(show: Show): Promise<void> {
    const wanted = this.#is.random.chance(0.5) ? this.#namedSeats(show) : this.#onTheFloor();
    const undertaking = this.#orderOf(show, wanted);
    await Promise.all([this.#undertake(undertaking), this.#undertake(undertaking)]);
  }

  /** Another order under a key that was used: it must not be placed. */
  async #reuseKey(show: Show): Promise<void> {
    const earlier = this.#repeatable.find(({ call }) => call['op'] === 'order' && call['event'] === show.id);
    if (earlier)
      await this.#undertake(this.#orderOf(show, { section: 'GA', quantity: 5 }, String(earlier.call['key'])));
  }

  async #look(show: Show): Promise<void> {
    await this.#once({
      ask: { method: 'GET', path: `/v1/events/${show.id}/availability` },
      call: { op: 'look', event: show.id },
    });
  }

  /** Repeats until the outcome is known, or leaves it open. @returns the answer that told it */
  async #undertake(undertaking: Undertaking): Promise<Reply | undefined> {
    for (let tries = 1, pauseMs = FIRST_PAUSE_MS; tries <= TRIES; tries++) {
      const reply = await this.#once(undertaking);
      if (outcomeOf(reply) !== 'unknown') {
        if (reply.status < 300 && undertaking.call['op'] === 'order') this.#remember(undertaking, reply);
        return reply;
      }
      await wait(pauseMs * (0.5 + this.#is.random.next()));
      pauseMs = Math.min(LONGEST_PAUSE_MS, pauseMs * 2.5);
    }
    this.#open.push(undertaking);
    return undefined;
  }

  #remember(undertaking: Undertaking, { body }: Reply): void {
    if (body.status === 'confirmed') this.#orders.push({ event: body.eventId, id: body.id });
    this.#keep(undertaking);
  }

  /** The oldest are forgotten. */
  #keep(undertaking: Undertaking): void {
    this.#repeatable.push(undertaking);
    if (this.#repeatable.length > KEPT) this.#repeatable.shift();
  }

  async #once({ ask, call }: Undertaking): Promise<Reply> {
    const { id, token, client, write } = this.#is;
    const reply = await client.ask({ ...ask, token });
    const outcome = outcomeOf(reply);
    write({
      ...call,
      buyer: id,
      from: reply.from,
      to: reply.to,
      outcome,
      status: reply.status,
      ...(reply.body?.code === undefined ? {} : { code: String(reply.body.code) }),
      ...(outcome === 'ok' ? { told: toldBy(String(call['op']), reply) } : {}),
    } as Call);
    return reply;
  }
}

/** 4xx is an answer for good, but for those that say to come again; everything else leaves it open. */
function outcomeOf({ status, body }: Reply): Call['outcome'] {
  if (status === 204 || (status >= 200 && status < 300 && body !== undefined)) return 'ok';
  return status >= 400 && status < 500 && body?.code !== undefined && !OPEN_CODES.has(body.code)
    ? 'refused'
    : 'unknown';
}

function isCode({ body }: Reply, code: string): boolean {
  return body?.code === code;
}

function toldBy(op: string, { body, from }: Reply): unknown {
  if (op === 'order') {
    const seats = body.items.map((item: { seat: string; priceCents: number }): PricedSeat => [
      item.seat,
      item.priceCents,
    ]);
    return { id: body.id, seats, totalCents: body.totalCents };
  }
  // Redis' clock may be another than ours: a hold's length is told, not its end.
  const lastsMs = Math.round(Date.parse(body?.expiresAt) - (performance.timeOrigin + from));
  if (op === 'hold') return { id: body.id, seats: body.seats, lastsMs };
  if (op === 'extend') return { lastsMs };
  if (op === 'look') return body.counts;
  return undefined;
}
