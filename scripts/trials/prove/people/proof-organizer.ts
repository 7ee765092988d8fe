/** The organizer of a round's events, in the middle of the sale: takes seats off sale, changes prices, adds seats, cancels orders and an event. */
import type { TrespassTargets } from './trespass.ts';
import { ProofDevice, type DeviceOptions, type Undertaking } from './proof-device.ts';
import { chartOf, labelOf, type ProofEvent } from '../evidence/proof-events.ts';

export interface OrganizerOptions extends DeviceOptions {
  nextEvent: () => ProofEvent;
  /** What buyers have. */
  orders: TrespassTargets;
  /** Takes an event that was cancelled off the stage. @returns false when it must go on */
  drop: (event: ProofEvent) => boolean;
}

/** Prices go up and down by so much. */
const STEP_CENTS = 100;
/** So often seats are added to one event. */
const MOST_STEPS = 3;

export class ProofOrganizer {
  readonly #is: OrganizerOptions;
  readonly #device: ProofDevice;
  /** Blocks that are to be released again. */
  #blocks: { event: string; id: string }[] = [];
  #keys = 0;
  #changes = 0;
  #hasWithdrawn = false;
  /** Those of which it is not known whether the last addition was made. */
  readonly #growing = new Set<ProofEvent>();

  constructor(options: OrganizerOptions) {
    this.#is = options;
    this.#device = new ProofDevice(options);
  }

  /** Does one thing. */
  async act(): Promise<void> {
    const { random } = this.#is;
    const event = this.#is.nextEvent();
    switch (random.weighted({ block: 5, release: 4, price: 5, cancel: 3, grow: 5, withdraw: 1 })) {
      case 'block':
        return this.#block(event);
      case 'release':
        return this.#release(this.#blocks.shift());
      case 'price':
        return this.#price(event);
      case 'cancel':
        return this.#cancelOrder(event);
      case 'grow':
        return this.#grow(event);
      case 'withdraw':
        return this.#withdraw(event);
    }
  }

  /** Gives back what is still blocked, and learns what is still open. @returns how much stays open all the same */
  async finish(): Promise<number> {
    const left = await this.learn();
    for (const block of this.#blocks.splice(0)) await this.#release(block);
    return left + (await this.learn());
  }

  async learn(): Promise<number> {
    const learnt = await this.#device.learn();
    for (const { undertaking, reply } of learnt)
      this.#remember(undertaking, reply && reply.status < 300 ? reply.body : undefined);
    return learnt.filter(({ reply }) => reply === undefined).length;
  }

  async #block(event: ProofEvent): Promise<void> {
    const { random, id } = this.#is;
    const first = random.whole(0, event.rows * event.perRow - 2);
    const key = `${id}-block-${++this.#keys}`;
    const undertaking: Undertaking = {
      ask: {
        method: 'POST',
        path: `/v1/events/${event.id}/blocks`,
        key,
        body: { seats: [labelOf(event, first), labelOf(event, first + 1)] },
      },
      call: { op: 'block', event: event.id, key },
    };
    const reply = await this.#device.undertake(undertaking);
    this.#remember(undertaking, reply && reply.status < 300 ? reply.body : undefined);
  }

  #remember({ call }: Undertaking, body: { id: string } | undefined): void {
    if (call['op'] === 'grow') this.#hasGrown(String(call['event']), Number(call['steps']), body !== undefined);
    if (call['op'] === 'block' && body) this.#blocks.push({ event: String(call['event']), id: body.id });
  }

  async #release(block: { event: string; id: string } | undefined): Promise<void> {
    if (!block) return;
    const { event, id } = block;
    await this.#device.undertake({
      ask: { method: 'DELETE', path: `/v1/events/${event}/blocks/${id}` },
      call: { op: 'unblock', event, block: id },
    });
  }

  async #price(event: ProofEvent): Promise<void> {
    const more = (++this.#changes % 5) * STEP_CENTS;
    const [seatedCents, generalCents] = [event.seatedCents + more, event.generalCents + more];
    await this.#device.undertake({
      ask: {
        method: 'PATCH',
        path: `/v1/events/${event.id}`,
        body: {
          priceCategories: [
            { id: 'P1', name: 'Stalls', priceCents: seatedCents },
            { id: 'P2', name: 'Floor', priceCents: generalCents },
          ],
        },
      },
      call: { op: 'price', event: event.id, seatedCents, generalCents },
    });
  }

  /** A row before all others, and more places on the floor: what is sold and held stays what it is. */
  async #grow(event: ProofEvent): Promise<void> {
    const steps = (event.steps ?? 0) + 1;
    if (steps > MOST_STEPS || this.#growing.has(event)) return;
    this.#growing.add(event);
    const undertaking: Undertaking = {
      ask: { method: 'PATCH', path: `/v1/events/${event.id}`, body: { chart: chartOf({ ...event, steps }) } },
      call: { op: 'grow', event: event.id, steps },
    };
    const reply = await this.#device.undertake(undertaking);
    if (reply) this.#remember(undertaking, reply.status < 300 ? reply.body : undefined);
  }

  #hasGrown(id: string, steps: number, isDone: boolean): void {
    for (const event of this.#growing)
      if (event.id === id) {
        if (isDone) event.steps = steps;
        this.#growing.delete(event);
      }
  }

  /** Sends a buyer home, or some of his party. */
  async #cancelOrder(event: ProofEvent): Promise<void> {
    const { random, orders } = this.#is;
    const order = orders.orderOf(event.id, random);
    if (!order) return;
    const seats = random.chance(0.5) ? order.seats?.slice(0, 1) : undefined;
    const path = `/v1/events/${event.id}/orders/${order.id}/cancel`;
    await this.#device.undertake({
      ask: { method: 'POST', path, ...(seats && { body: { seats } }) },
      call: { op: 'cancel', event: event.id, order: order.id, ...(seats && { seats }) },
    });
  }

  /** One event a round is cancelled, and never one that is to sell out, nor one of which it is not known how many seats it has. */
  async #withdraw(event: ProofEvent): Promise<void> {
    if (this.#hasWithdrawn || event.sellsOut || this.#growing.has(event) || !this.#is.drop(event)) return;
    this.#hasWithdrawn = true;
    await this.#device.undertake({
      ask: { method: 'POST', path: `/v1/events/${event.id}/cancel` },
      call: { op: 'withdraw', event: event.id },
    });
    await this.#device.once({
      ask: { method: 'GET', path: `/v1/events/${event.id}/availability` },
      call: { op: 'look', event: event.id },
    });
  }
}
