/** What buyers have, known to all others, so that each can try what only its owner may. */
import type { SeededRandom } from '../../seeded-random.ts';
import type { Undertaking } from './proof-device.ts';
import type { Trespass } from '../evidence/evidence.ts';

export interface Property {
  kind: 'hold' | 'order';
  event: string;
  id: string;
  owner: string;
  /** Of an order: its seats. */
  seats?: readonly string[];
}

/** The last so many things are known: what is long over is no temptation. */
const KNOWN = 60;

export class TrespassTargets {
  readonly #known: Property[] = [];
  #tries = 0;

  add(property: Property): void {
    this.#known.push(property);
    if (this.#known.length > KNOWN) this.#known.shift();
  }

  /** Some order of an event; undefined while there is none. */
  orderOf(event: string, random: SeededRandom): Property | undefined {
    const orders = this.#known.filter((property) => property.kind === 'order' && property.event === event);
    return orders.length === 0 ? undefined : random.pick(orders);
  }

  /** Something that somebody may not do; undefined while nobody else has anything. */
  attempt(who: string, random: SeededRandom): Undertaking | undefined {
    const foreign = this.#known.filter(({ owner }) => owner !== who);
    if (foreign.length === 0) return undefined;
    const property = random.pick(foreign);
    const { event, id, owner } = property;
    const hold = `/v1/events/${event}/holds/${id}`;
    const tried = (what: Trespass, ask: Undertaking['ask'], of = id): Undertaking => ({
      ask,
      call: { op: 'trespass', event, what, of },
    });
    if (random.chance(0.15)) return tried('read orders', { method: 'GET', path: `/v1/users/${owner}/orders` }, owner);
    const order = `/v1/events/${event}/orders/${id}`;
    if (property.kind === 'order')
      return random.chance(0.3)
        ? tried('read order', { method: 'GET', path: order })
        : tried('cancel order', { method: 'POST', path: `${order}/cancel` });
    const key = `trespass-${who}-${++this.#tries}`;
    return random.pick([
      tried('read hold', { method: 'GET', path: hold }),
      tried('extend hold', { method: 'PATCH', path: hold }),
      tried('release hold', { method: 'DELETE', path: hold }),
      tried('order hold', { method: 'POST', path: `/v1/events/${event}/orders`, key, body: { holdId: id } }),
    ]);
  }
}
