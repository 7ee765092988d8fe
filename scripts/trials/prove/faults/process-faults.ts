/** Functions' processes killed and stopped, between any two steps of what they do. */
import { setTimeout as wait } from 'node:timers/promises';
import { type EXCHANGES, MOMENTS, type Blow, type FaultStep } from '../inside/fault-steps.ts';
import { resume } from '../attack/fault-orders.ts';
import type { SeededRandom } from '../../seeded-random.ts';
import type { FaultKind, FaultTarget } from './fault-kind.ts';

interface Role {
  name: string;
  target: FaultTarget;
  services: readonly string[];
  steps: readonly FaultStep[];
}

const ends = ['request arrived', 'before answering', 'after answering'] as const satisfies readonly FaultStep[];
const within = (...exchanges: (typeof EXCHANGES)[number][]): FaultStep[] =>
  exchanges.flatMap((exchange) => MOMENTS.map((moment) => `${exchange}, ${moment}` as const));

const ROLES: readonly Role[] = [
  {
    name: 'book',
    target: 'book',
    services: ['book-e0', 'book-e0', 'book-e1'],
    steps: [...ends, ...within('mysql statement', 'mysql commit', 'redis', 'broker')],
  },
  {
    name: 'order-record',
    target: 'consumers',
    services: ['order-record'],
    steps: [...ends, ...within('mysql statement', 'mysql commit')],
  },
  {
    name: 'event-global',
    target: 'consumers',
    services: ['event-global'],
    steps: [...ends, ...within('mysql statement', 'mysql commit')],
  },
  {
    name: 'event-detail',
    target: 'readers',
    services: ['event-detail-e0', 'event-detail-e1'],
    steps: [...ends, ...within('mysql statement', 'redis')],
  },
];

/** A step that a process does not come to within this time is left. */
const PATIENCE_MS = 2_500;
/** Mostly short; some outlast the functions' own time-outs for statements (5 s) and Redis (1 s). */
const STOPS_MS = [150, 300, 600, 1_200, 1_800, 6_000] as const;

/** The steps of each role are gone through in a drawn order, again and again: none is left out for long. */
class Deck {
  readonly #cards: readonly FaultStep[];
  #left: FaultStep[] = [];

  constructor(cards: readonly FaultStep[]) {
    this.#cards = cards;
  }

  draw(random: SeededRandom): FaultStep {
    if (this.#left.length === 0) this.#left = random.shuffled(this.#cards);
    return this.#left.pop() ?? this.#cards[0] ?? 'request arrived';
  }
}

/** Kills a process of book at one step, and at no other. */
export function killedAt(step: FaultStep): FaultKind {
  return fault({ name: 'book', target: 'book', services: ['book-e0', 'book-e1'], steps: [step] }, 'kill');
}

export const processFaults: readonly FaultKind[] = ROLES.flatMap((role) => [fault(role, 'kill'), fault(role, 'stop')]);

function fault({ name, target, services, steps }: Role, blow: Blow): FaultKind {
  const deck = new Deck(steps);
  return {
    name: `${name} ${blow === 'kill' ? 'killed' : 'stopped'}`,
    target,
    strike: async ({ points }, random) => {
      const step = deck.draw(random);
      const victims = points.of([random.pick(services)]);
      if (victims.length === 0) return undefined;
      const victim = random.pick(victims);
      const stopMs = random.pick(STOPS_MS);
      if (!(await points.strike(victim, { step, nth: random.whole(1, 12), blow }, PATIENCE_MS))) return undefined;
      if (blow === 'kill') await victim.ended;
      else {
        await wait(stopMs);
        resume(victim);
      }
      return step;
    },
  };
}
