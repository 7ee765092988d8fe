/** Which rounds a run is made of. */
import { SeededRandom } from '../../seeded-random.ts';
import { USUAL_HABITS } from '../people/proof-buyer.ts';
import { allFaults, faultsOn } from '../faults/all-faults.ts';
import { type FaultKind, type FaultTarget, type RedisKind, SLOTS } from '../faults/fault-kind.ts';
import type { RoundPlan } from './round.ts';
import type { EventPlan } from '../evidence/proof-events.ts';
import type { Tally } from '../faults/tally.ts';

/**
 * 280 seats: small, so that buyers get in each other's way and events sell out. The floor is full when half of the seats are
 * gone; were it larger, most requests would be for what was sold long ago until the next event follows.
 */
export const EVENT: EventPlan = {
  rows: 10,
  perRow: 20,
  general: 80,
  seatedCents: 5_000,
  generalCents: 2_000,
  limited: false,
  sellsOut: false,
};
const EVENTS = 84;
/** So many things each buyer does while nothing strikes: enough to sell, too few to sell out what is kept for it. */
const QUIET_ACTS = 6;
const SELL_OUT = 2;

/** The one fault that has rounds of its own: what empties Redis mends what this breaks. */
const SET_BACK = 'Redis killed and set back';
type Turn = readonly (FaultTarget | typeof SET_BACK)[];

/** One by one first: what breaks by itself is found more easily than among others. Then all at once, for what needs two. */
const SINGLE: readonly Turn[] = [
  ['book'],
  ['redis'],
  [SET_BACK],
  ['mysql'],
  ['consumers', 'readers'],
  ['rabbitmq', 'events'],
  ['book', 'clocks', 'events'],
];
/** Orders wait for these: little is sold when several of them are struck at once. */
const FRONT: readonly Turn[number][] = ['book', 'redis', SET_BACK, 'mysql'];
/** Orders do not wait for these, so that they can be struck beside one of the others. */
const BEHIND: readonly Turn[number][] = ['consumers', 'readers', 'rabbitmq', 'events', 'clocks'];
const BEHIND_AT_ONCE = 3;
/** After the first rounds everything is struck at once in one of so many. */
const ALL_EVERY = 4;

/**
 * The rounds of a long run, without end. First each turn by itself and all at once; then what has struck least so far.
 * @param tally what has struck in the whole run
 */
export function* longRounds(
  seed: string,
  targets: readonly FaultTarget[],
  callers: number,
  tally: Pick<Tally, 'of'>,
  redis: RedisKind = 'server',
): Generator<RoundPlan, never> {
  const faultsOf = (one: Turn[number]): FaultKind[] =>
    allFaults(redis).filter(({ target, name }) =>
      one === SET_BACK ? name === one : target === one && name !== SET_BACK,
    );
  const among = (turn: Turn): Turn =>
    turn.filter((one) => targets.includes(one === SET_BACK ? 'redis' : one) && faultsOf(one).length > 0);
  const first = SINGLE.map(among).filter(({ length }) => length > 0);
  for (let number = 1; ; number++) {
    const own = `${seed} ${number}`;
    const since = number - first.length - 1;
    const turn =
      since < 0
        ? first[number - 1]
        : since % ALL_EVERY === 0
          ? undefined
          : mostWanting((some) => among(some).map((one) => ({ one, kinds: faultsOf(one) })), tally, own);
    const name = turn?.join(', ') ?? (targets.length > 0 ? 'all at once' : 'no faults');
    yield {
      ...common(name, own, callers),
      faults: turn ? turn.flatMap(faultsOf) : faultsOn(targets, redis),
      quiet: {
        acts: QUIET_ACTS,
        setsBack: redis === 'server' && (turn?.some((one) => one === 'redis' || one === SET_BACK) ?? false),
      },
      pauseMs: pauseOf(turn),
      recoverMs: 2_000,
      mostEach: Infinity,
      leastMs: LONG_MS,
      mostMs: LONG_MS,
      restMs: 90_000,
    };
  }
}

/** What a round spends before and after its sale, ten seconds here for what is tried again after some, is a fifth of it. */
const LONG_MS = 45_000;

/** Where only one thing is struck it is struck fast; where many are, the system must get to sell and to publish between. */
function pauseOf(turn: Turn | undefined): number {
  if (!turn) return 3_000;
  return turn.length > BEHIND_AT_ONCE ? 900 : 600;
}

/** The round of a short run: it goes on until every kind of fault has struck. */
export function shortRound(
  seed: string,
  targets: readonly FaultTarget[],
  callers: number,
  redis: RedisKind = 'server',
): RoundPlan {
  return {
    ...common('every fault once', seed, callers),
    faults: faultsOn(targets, redis),
    quiet: { acts: QUIET_ACTS, setsBack: redis === 'server' && targets.includes('redis') },
    pauseMs: 150,
    recoverMs: 0,
    mostEach: 1,
    leastMs: 8_000,
    // Slots take their time: each time they move the functions are told twice, and a mover dies.
    mostMs: targets.includes(SLOTS) ? 600_000 : 120_000,
    restMs: 60_000,
  };
}

/** What orders wait for and what they do not: of either what has the rarest faults so far; of equals, by chance. */
function mostWanting(
  among: (turn: Turn) => { one: Turn[number]; kinds: readonly FaultKind[] }[],
  tally: Pick<Tally, 'of'>,
  seed: string,
): Turn {
  const random = new SeededRandom(`${seed} turn`);
  const rarest = (turn: Turn) =>
    random
      .shuffled(among(turn))
      .map(({ one, kinds }) => ({ one, times: Math.min(...kinds.map(({ name }) => tally.of(name))) }))
      .toSorted((a, b) => a.times - b.times)
      .map(({ one }) => one);
  return [...rarest(FRONT).slice(0, 1), ...rarest(BEHIND).slice(0, BEHIND_AT_ONCE)];
}

function common(
  name: string,
  seed: string,
  callers: number,
): Pick<
  RoundPlan,
  'name' | 'seed' | 'callers' | 'onSale' | 'events' | 'mostOrders' | 'leastCalls' | 'habits' | 'hasOthers'
> {
  const events = Array.from({ length: EVENTS }, (_, index) => ({
    ...EVENT,
    limited: index % 2 === 0,
    sellsOut: index < SELL_OUT,
  }));
  return {
    name,
    seed,
    callers,
    onSale: 4,
    events,
    mostOrders: 8_000,
    leastCalls: 0,
    habits: USUAL_HABITS,
    hasOthers: true,
  };
}
