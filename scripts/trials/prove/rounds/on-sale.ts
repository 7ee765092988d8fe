/** The events of a round: published, and a few of them on sale at a time. */
import type { SeededRandom } from '../../seeded-random.ts';
import { until } from '../../../testing/until.ts';
import { eventBody, type ProofEvent, type EventPlan } from '../evidence/proof-events.ts';
import type { System } from '../attack/attacked-system.ts';
import { TrespassTargets } from '../people/trespass.ts';

/** Publishes a round's events. Whatever is still recovering from the last round is waited for. */
export async function publishEvents(
  system: System,
  name: string,
  plans: readonly EventPlan[],
  token: string,
): Promise<ProofEvent[]> {
  const events: ProofEvent[] = [];
  for (const [index, plan] of plans.entries()) {
    const body = eventBody(plan, `${name} ${index + 1}`);
    const id = await until(`publish "${body['title'] as string}"`, async () => {
      const reply = await system.client.ask({ method: 'POST', path: '/v1/events', token, body });
      if (reply.status >= 400 && reply.status < 500)
        throw new Error(`publish answered ${reply.status} ${JSON.stringify(reply.body)}`);
      return reply.status === 201 && (reply.body.id as string);
    });
    events.push({ ...plan, id });
  }
  return events;
}

/** So many have to find the floor full before the next event follows, for cancellations bring places back. */
const FULL_FOR = 25;

/** Events that are on sale: when one is sold out, the next one follows. */
export class OnSale {
  now: ProofEvent[];
  /** What buyers have of them. */
  readonly had = new TrespassTargets();
  readonly #later: ProofEvent[];
  readonly #kept: readonly ProofEvent[];
  readonly #refused = new Map<ProofEvent, number>();

  /** @param kept are put on sale in the quiet period alone */
  constructor(events: readonly ProofEvent[], atOnce: number, random: SeededRandom, kept: readonly ProofEvent[] = []) {
    const order = random.shuffled(events.filter((event) => !kept.includes(event)));
    this.#kept = kept;
    this.now = order.slice(0, atOnce);
    this.#later = order.slice(atOnce);
  }

  /** Takes an event off; the next one follows. @returns false when there is none to follow */
  drop(event: ProofEvent): boolean {
    const next = this.now.includes(event) ? this.#later.shift() : undefined;
    if (next) this.now = [...this.now.filter((other) => other !== event), next];
    return next !== undefined;
  }

  /** From now on nothing else is on sale than what was kept for this. */
  keepToQuietEvents(): void {
    this.now = [...this.#kept];
    this.#later.length = 0;
  }

  /** Somebody found the floor full. */
  soldOut(event: ProofEvent): void {
    const times = (this.#refused.get(event) ?? 0) + 1;
    this.#refused.set(event, times);
    const next = times >= FULL_FOR && this.now.includes(event) ? this.#later.shift() : undefined;
    if (next) this.now = [...this.now.filter((other) => other !== event), next];
  }
}
