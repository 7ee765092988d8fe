/** One buyer with one device: holds, orders, cancels and looks, one thing after the other, and writes down every answer. */
import { isCode, outcomeOf } from './answer-meaning.ts';
import type { ProofReply } from './proof-client.ts';
import { ProofDevice, type DeviceOptions, type Undertaking } from './proof-device.ts';
import type { ProofRequest } from '../evidence/evidence.ts';
import type { TrespassTargets } from './trespass.ts';
import { labelOf, neighboursIn, type ProofEvent } from '../evidence/proof-events.ts';

/** So many orders and cancellations a buyer may send once more. */
const KEPT = 30;

/** A confirmed order of this buyer. */
interface Owned {
  event: string;
  id: string;
  /** Those that are confirmed. */
  seats: string[];
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
  /** Tries what only another may do. */
  trespass: number;
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
  trespass: 5,
};

export interface BuyerOptions extends DeviceOptions {
  habits: Habits;
  /** What others have, who know what this buyer has. */
  trespassTargets: TrespassTargets;
  /** What is on sale right now. */
  nextEvent: () => ProofEvent;
  /** Called when a event had nothing left for somebody. */
  onSoldOut: (event: ProofEvent) => void;
}

/** Somebody who buys. */
export class ProofBuyer {
  readonly #is: BuyerOptions;
  readonly #device: ProofDevice;
  readonly #orders: Owned[] = [];
  readonly #repeatable: Undertaking[] = [];
  #keys = 0;

  constructor(options: BuyerOptions) {
    this.#is = options;
    this.#device = new ProofDevice(options);
  }

  /** Does one thing. */
  async act(): Promise<void> {
    const { random } = this.#is;
    const event = this.#is.nextEvent();
    switch (random.weighted(this.#is.habits)) {
      case 'orderSeats':
        return this.#order(event, this.#namedSeats(event));
      case 'orderPlaces':
        return this.#order(event, this.#onTheFloor());
      case 'hold':
        return this.#holdAndDecide(event);
      case 'cancel':
        return this.#cancelSomething();
      case 'repeat':
        return this.#repeatSomething();
      case 'orderTwice':
        return this.#orderTwice(event);
      case 'reuseKey':
        return this.#reuseKey(event);
      case 'look':
        return this.#look(event);
      case 'trespass':
        return this.#trespass();
    }
  }

  /** Buys exactly these seats; for selling out. */
  async buy(event: ProofEvent, seats: readonly number[]): Promise<void> {
    await this.#order(event, { seats: seats.map((seat) => labelOf(event, seat)) });
  }

  /** Learns what has become of everything that is still open. @returns how much is open all the same */
  async learn(): Promise<number> {
    const learnt = await this.#device.learn();
    for (const { undertaking, reply } of learnt) this.#remember(undertaking, reply);
    return learnt.filter(({ reply }) => reply === undefined).length;
  }

  #namedSeats(event: ProofEvent): ProofRequest {
    const { random } = this.#is;
    const row = random.whole(0, event.rows + (event.steps ?? 0) - 1);
    const place = random.whole(0, event.perRow - 1);
    return { seats: neighboursIn(event, row, place, random.pick([1, 1, 2, 2, 2, 3, 4])) };
  }

  #onTheFloor(): ProofRequest {
    return { section: 'GA', quantity: this.#is.random.pick([1, 2, 2, 3, 4]) };
  }

  async #order(event: ProofEvent, wanted: ProofRequest): Promise<void> {
    const undertaking = this.#orderOf(event, wanted);
    const reply = await this.#undertake(undertaking);
    if (reply && isCode(reply, 'capacity_exceeded')) this.#is.onSoldOut(event);
  }

  #orderOf(event: ProofEvent, wanted: ProofRequest, key = `${this.#is.id}-${++this.#keys}`): Undertaking {
    return {
      ask: { method: 'POST', path: `/v1/events/${event.id}/orders`, key, body: wanted },
      call: { op: 'order', event: event.id, key, wanted },
    };
  }

  async #holdAndDecide(event: ProofEvent): Promise<void> {
    const { random } = this.#is;
    const wanted = random.chance(0.7) ? this.#namedSeats(event) : this.#onTheFloor();
    const hold = await this.#device.once({
      ask: { method: 'POST', path: `/v1/events/${event.id}/holds`, body: wanted },
      call: { op: 'hold', event: event.id, wanted },
    });
    if (outcomeOf(hold) !== 'ok') return;
    const id = String(hold.body?.id);
    let seats = hold.body.seats as string[];
    const path = `/v1/events/${event.id}/holds/${id}`;
    this.#is.trespassTargets.add({ kind: 'hold', event: event.id, id, owner: this.#is.id });
    if (random.chance(0.15))
      await this.#device.once({
        ask: { method: 'PATCH', path },
        call: { op: 'extend', event: event.id, hold: id },
      });
    // As who has lost the answer.
    if (random.chance(0.15))
      await this.#device.once({
        ask: { method: 'POST', path: `/v1/events/${event.id}/holds`, body: { seats } },
        call: { op: 'hold', event: event.id, wanted: { seats }, again: id },
      });
    if (seats.length > 1 && random.chance(0.2)) {
      const [given = ''] = random.shuffled(seats);
      const reply = await this.#device.once({
        ask: { method: 'PATCH', path, body: { release: [given] } },
        call: { op: 'let go', event: event.id, hold: id, seats: [given] },
      });
      if (outcomeOf(reply) !== 'ok') return;
      seats = seats.filter((label) => label !== given);
    }
    const dice = random.next();
    if (dice < 0.5) await this.#order(event, { holdId: id });
    else if (dice < 0.65) await this.#order(event, { seats: seats.slice(0, random.whole(1, seats.length)) });
    else if (dice < 0.85)
      await this.#device.once({
        ask: { method: 'DELETE', path },
        call: { op: 'release', event: event.id, hold: id },
      });
  }

  async #cancelSomething(): Promise<void> {
    const [owned] = this.#orders.splice(this.#is.random.whole(0, Math.max(0, this.#orders.length - 1)), 1);
    if (!owned) return;
    const { event, id } = owned;
    const { random } = this.#is;
    const seats = owned.seats.length > 1 && random.chance(0.6) ? random.shuffled(owned.seats).slice(0, 1) : undefined;
    const cancel: Undertaking = {
      ask: { method: 'POST', path: `/v1/events/${event}/orders/${id}/cancel`, ...(seats && { body: { seats } }) },
      call: { op: 'cancel', event, order: id, ...(seats && { seats }) },
    };
    const reply = await this.#undertake(cancel);
    if (reply?.status === 200 && reply.body.status === 'confirmed')
      this.#orders.push({ event, id, seats: confirmedIn(reply) });
    // Once more, later: what is cancelled already must stay as it is, whoever has its seats by then.
    this.#keep(cancel);
  }

  async #repeatSomething(): Promise<void> {
    const [earlier] = this.#repeatable.splice(this.#is.random.whole(0, Math.max(0, this.#repeatable.length - 1)), 1);
    if (earlier) await this.#undertake(earlier);
  }

  /** The same order from two devices at once. */
  async #orderTwice(event: ProofEvent): Promise<void> {
    const wanted = this.#is.random.chance(0.5) ? this.#namedSeats(event) : this.#onTheFloor();
    const undertaking = this.#orderOf(event, wanted);
    await Promise.all([this.#undertake(undertaking), this.#undertake(undertaking)]);
  }

  /** Another order under a key that was used: it must not be placed. */
  async #reuseKey(event: ProofEvent): Promise<void> {
    const earlier = this.#repeatable.find(({ call }) => call['op'] === 'order' && call['event'] === event.id);
    if (earlier)
      await this.#undertake(this.#orderOf(event, { section: 'GA', quantity: 5 }, String(earlier.call['key'])));
  }

  async #look(event: ProofEvent): Promise<void> {
    await this.#device.once({
      ask: { method: 'GET', path: `/v1/events/${event.id}/availability` },
      call: { op: 'look', event: event.id },
    });
  }

  async #trespass(): Promise<void> {
    const { trespassTargets, random, id } = this.#is;
    const attempt = trespassTargets.attempt(id, random);
    if (attempt) await this.#device.once(attempt);
  }

  async #undertake(undertaking: Undertaking): Promise<ProofReply | undefined> {
    const reply = await this.#device.undertake(undertaking);
    this.#remember(undertaking, reply);
    return reply;
  }

  /** Orders that are confirmed can be cancelled and sent again. */
  #remember(undertaking: Undertaking, reply: ProofReply | undefined): void {
    if (!reply || reply.status >= 300 || undertaking.call['op'] !== 'order') return;
    const { body } = reply;
    if (body.status === 'confirmed') {
      const owned = { event: body.eventId, id: body.id, seats: confirmedIn(reply) };
      this.#orders.push(owned);
      this.#is.trespassTargets.add({ kind: 'order', ...owned, owner: this.#is.id });
    }
    this.#keep(undertaking);
  }

  /** The oldest are forgotten. */
  #keep(undertaking: Undertaking): void {
    this.#repeatable.push(undertaking);
    if (this.#repeatable.length > KEPT) this.#repeatable.shift();
  }
}

function confirmedIn({ body }: ProofReply): string[] {
  const items = body.items as { seat: string; status: string }[];
  return items.filter(({ status }) => status === 'confirmed').map(({ seat }) => seat);
}
