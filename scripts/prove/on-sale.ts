/** The events of a round: published, and a few of them on sale at a time. */
import { newId } from '../../functions/shared/ids.ts';
import type { SeededRandom } from '../seeded-random.ts';
import { until } from '../testing/until.ts';
import { showBody, type Show, type ShowPlan } from './shows.ts';
import type { System } from './system.ts';

/** Publishes a round's events. Whatever is still recovering from the last round is waited for. */
export async function publishShows(
  system: System,
  name: string,
  plans: readonly ShowPlan[],
  random: SeededRandom,
): Promise<Show[]> {
  const token = await system.token(newId('usr', random.whole(0, 4095)));
  const shows: Show[] = [];
  for (const [index, plan] of plans.entries()) {
    const body = showBody(plan, `${name} ${index + 1}`);
    const id = await until(`publish "${body['title'] as string}"`, async () => {
      const reply = await system.client.ask({ method: 'POST', path: '/v1/events', token, body });
      if (reply.status >= 400 && reply.status < 500)
        throw new Error(`publish answered ${reply.status} ${JSON.stringify(reply.body)}`);
      return reply.status === 201 && (reply.body.id as string);
    });
    shows.push({ ...plan, id });
  }
  return shows;
}

/** So many have to find the floor full before the next event follows, for cancellations bring places back. */
const FULL_FOR = 25;

/** Events that are on sale: when one is sold out, the next one follows. */
export class OnSale {
  now: Show[];
  readonly #later: Show[];
  readonly #refused = new Map<Show, number>();

  constructor(shows: readonly Show[], atOnce: number, random: SeededRandom) {
    const order = random.shuffled(shows);
    this.now = order.slice(0, atOnce);
    this.#later = order.slice(atOnce);
  }

  /** Somebody found the floor full. */
  soldOut(show: Show): void {
    const times = (this.#refused.get(show) ?? 0) + 1;
    this.#refused.set(show, times);
    const next = times >= FULL_FOR && this.now.includes(show) ? this.#later.shift() : undefined;
    if (next) this.now = [...this.now.filter((other) => other !== show), next];
  }
}
