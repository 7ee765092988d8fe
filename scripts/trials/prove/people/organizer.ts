/** The organizer of a round's events, in the middle of the sale: takes seats off sale, changes prices, cancels an event. */
import { Device, type DeviceOptions, type Undertaking } from './device.ts';
import { labelOf, type Show } from '../evidence/events.ts';

export interface OrganizerOptions extends DeviceOptions {
  shows: () => Show;
  /** Takes an event that was cancelled off the stage. @returns false when it must go on */
  drop: (show: Show) => boolean;
}

/** Prices go up and down by so much. */
const STEP_CENTS = 100;

export class Organizer {
  readonly #is: OrganizerOptions;
  readonly #device: Device;
  /** Blocks that are to be released again. */
  #blocks: { event: string; id: string }[] = [];
  #keys = 0;
  #changes = 0;
  #hasWithdrawn = false;

  constructor(options: OrganizerOptions) {
    this.#is = options;
    this.#device = new Device(options);
  }

  /** Does one thing. */
  async act(): Promise<void> {
    const { random } = this.#is;
    const show = this.#is.shows();
    switch (random.weighted({ block: 5, release: 4, price: 5, withdraw: 1 })) {
      case 'block':
        return this.#block(show);
      case 'release':
        return this.#release(this.#blocks.shift());
      case 'price':
        return this.#price(show);
      case 'withdraw':
        return this.#withdraw(show);
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
      this.#remember(undertaking, reply?.status === 201 ? reply.body : undefined);
    return learnt.filter(({ reply }) => reply === undefined).length;
  }

  async #block(show: Show): Promise<void> {
    const { random, id } = this.#is;
    const first = random.whole(0, show.rows * show.perRow - 2);
    const key = `${id}-block-${++this.#keys}`;
    const undertaking: Undertaking = {
      ask: {
        method: 'POST',
        path: `/v1/events/${show.id}/blocks`,
        key,
        body: { seats: [labelOf(show, first), labelOf(show, first + 1)] },
      },
      call: { op: 'block', event: show.id, key },
    };
    const reply = await this.#device.undertake(undertaking);
    this.#remember(undertaking, reply && reply.status < 300 ? reply.body : undefined);
  }

  #remember({ call }: Undertaking, body: { id: string } | undefined): void {
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

  async #price(show: Show): Promise<void> {
    const more = (++this.#changes % 5) * STEP_CENTS;
    const [seatedCents, generalCents] = [show.seatedCents + more, show.generalCents + more];
    await this.#device.undertake({
      ask: {
        method: 'PATCH',
        path: `/v1/events/${show.id}`,
        body: {
          priceCategories: [
            { id: 'P1', name: 'Stalls', priceCents: seatedCents },
            { id: 'P2', name: 'Floor', priceCents: generalCents },
          ],
        },
      },
      call: { op: 'price', event: show.id, seatedCents, generalCents },
    });
  }

  /** One event a round is cancelled, and never one that is to sell out. */
  async #withdraw(show: Show): Promise<void> {
    if (this.#hasWithdrawn || show.sellsOut || !this.#is.drop(show)) return;
    this.#hasWithdrawn = true;
    await this.#device.undertake({
      ask: { method: 'POST', path: `/v1/events/${show.id}/cancel` },
      call: { op: 'withdraw', event: show.id },
    });
    await this.#device.once({
      ask: { method: 'GET', path: `/v1/events/${show.id}/availability` },
      call: { op: 'look', event: show.id },
    });
  }
}
