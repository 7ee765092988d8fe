/** Which rounds a run is made of. */
import { USUAL_HABITS } from './buyer.ts';
import { ALL_FAULTS } from './faults/all.ts';
import type { Target } from './faults/kinds.ts';
import type { RoundPlan } from './round.ts';
import type { ShowPlan } from './shows.ts';

/** 350 seats: small, so that buyers get in each other's way and events sell out. */
export const SHOW: ShowPlan = {
  rows: 10,
  perRow: 20,
  general: 150,
  seatedCents: 5_000,
  generalCents: 2_000,
  sellsOut: false,
};
const SHOWS = 40;
const SELL_OUT = 2;

/** The one fault that has rounds of its own. */
const SET_BACK = 'Redis killed and set back';

/** One by one first: what breaks by itself is found more easily than in a heap. Then all at once, for what needs two. */
const TURNS: readonly (readonly (Target | typeof SET_BACK)[])[] = [
  ['book'],
  ['redis'],
  // By itself, for what empties Redis mends what this breaks.
  [SET_BACK],
  ['mysql'],
  ['consumers', 'readers'],
  ['rabbitmq', 'events'],
  ['book', 'clocks', 'events'],
];

/** The rounds of a long run, without end. */
export function* longRounds(seed: string, targets: readonly Target[], callers: number): Generator<RoundPlan> {
  const turns = TURNS.map((turn) => turn.filter((one) => targets.includes(one === SET_BACK ? 'redis' : one))).filter(
    ({ length }) => length > 0,
  );
  for (let number = 1; ; number++) {
    const single = turns[(number - 1) % (turns.length + 1)];
    yield {
      ...common(single?.join(', ') ?? (targets.length > 0 ? 'all at once' : 'no faults'), `${seed} ${number}`, callers),
      faults: faultsOn(single ?? targets),
      pauseMs: single ? 600 : 4_000,
      mostEach: Infinity,
      leastMs: 20_000,
      mostMs: 25_000,
      restMs: 90_000,
    };
  }
}

/** The round of a short run: it goes on until every kind of fault has struck. */
export function shortRound(seed: string, targets: readonly Target[], callers: number): RoundPlan {
  return {
    ...common('every fault once', seed, callers),
    faults: faultsOn(targets),
    pauseMs: 150,
    mostEach: 1,
    leastMs: 8_000,
    mostMs: 60_000,
    restMs: 60_000,
  };
}

function common(
  name: string,
  seed: string,
  callers: number,
): Pick<RoundPlan, 'name' | 'seed' | 'callers' | 'onSale' | 'shows' | 'mostOrders' | 'leastCalls' | 'habits'> {
  const shows = Array.from({ length: SHOWS }, (_, index) => ({ ...SHOW, sellsOut: index < SELL_OUT }));
  return { name, seed, callers, onSale: 6, shows, mostOrders: 8_000, leastCalls: 0, habits: USUAL_HABITS };
}

function faultsOn(turn: readonly string[]) {
  return ALL_FAULTS.filter(({ target, name }) => turn.includes(target) || turn.includes(name));
}
