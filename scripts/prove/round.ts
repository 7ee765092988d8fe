/** A round: events go on sale, buyers buy while faults happen, everything heals and comes to rest, evidence is gathered. */
import { newId } from '../../functions/shared/ids.ts';
import { Buyer, type Habits } from './buyer.ts';
import type { Call, Evidence } from './evidence.ts';
import { type FaultKind } from './faults/kinds.ts';
import { setRedisClock } from './faults/clocks.ts';
import { gatherEffects, gatherLeft, gatherMarks, gatherRecords, gatherSales } from './gather.ts';
import { Heap } from './heap.ts';
import { SeededRandom } from '../seeded-random.ts';
import { comeToRest, sendAgain } from './rest.ts';
import { dealFaults, heal } from './schedule.ts';
import { capacityOf, showBody, type Show, type ShowPlan } from './shows.ts';
import { endPools, type System } from './system.ts';
import type { Tally } from './tally.ts';

/** What a round is to be. */
export interface RoundPlan {
  name: string;
  seed: string;
  faults: readonly FaultKind[];
  /** Between two faults on one target, at most. */
  pauseMs: number;
  /** No kind of fault strikes more often than this. */
  mostEach: number;
  /** Buyers buy at least this long, and until every kind of fault has struck, but no longer than `mostMs`. */
  leastMs: number;
  mostMs: number;
  /** Nor less than until so many calls were answered. */
  leastCalls: number;
  /** Nor any longer once so many orders were acknowledged. */
  mostOrders: number;
  callers: number;
  habits: Habits;
  /** How many events are on sale at a time, and in all. */
  onSale: number;
  shows: readonly ShowPlan[];
  /** How long everything may take to come to rest. */
  restMs: number;
}

/** What is told while a round goes on. */
export interface Watch {
  progress: (state: { calls: number; acknowledged: number; unknown: number }) => void;
  note: (line: string) => void;
  signal: AbortSignal;
}

/** Runs a round. @throws what ends a run: the signal's reason */
export async function runRound(system: System, plan: RoundPlan, tally: Tally, watch: Watch): Promise<Evidence> {
  const random = new SeededRandom(plan.seed);
  system.takeHeard();
  const shows = await publishShows(system, plan, random);
  const calls: Call[] = [];
  const count = { calls: 0, acknowledged: 0, unknown: 0 };
  const write = (call: Call): void => {
    calls.push(call);
    count.calls += 1;
    if (call.outcome === 'unknown') count.unknown += 1;
    else if (call.op === 'order' && call.status === 201) count.acknowledged += 1;
  };
  const stage = new Stage(shows, plan.onSale, random);
  const buyers = await Promise.all(
    Array.from({ length: plan.callers }, async (_, index) => {
      const id = newId('usr', random.whole(0, 4095));
      const own = new SeededRandom(`${plan.seed} buyer ${index}`);
      const token = await system.token(id);
      return new Buyer({
        id,
        habits: plan.habits,
        token,
        client: system.client,
        random: own,
        write,
        shows: () => own.pick(stage.onSale),
        onSoldOut: (show) => stage.soldOut(show),
      });
    }),
  );
  const dealing = dealFaults(system, { ...plan, kinds: plan.faults }, tally, (kind, error) =>
    watch.note(`${kind}: ${error instanceof Error ? error.message : String(error)}`),
  );
  const began = performance.now();
  const isOver = (): boolean => {
    const ms = performance.now() - began;
    if (watch.signal.aborted || ms > plan.mostMs || count.acknowledged >= plan.mostOrders) return true;
    return ms > plan.leastMs && count.calls >= plan.leastCalls && dealing.complete();
  };
  const ticker = setInterval(() => watch.progress(count), 2_000);
  try {
    await Promise.all(buyers.map((buyer) => buyUntil(buyer, isOver)));
    await dealing.stop();
  } finally {
    clearInterval(ticker);
    await heal(system);
  }
  watch.signal.throwIfAborted();
  if (dealing.missing().length > 0) watch.note(`did not strike in this round: ${dealing.missing().join(', ')}`);
  await learnAll(buyers, watch);
  const heard = new Heap(shows);
  const rest = async (): Promise<void> => {
    if (!(await comeToRest(system, heard, plan.restMs))) watch.note(`not at rest after ${plan.restMs / 1000} s`);
  };
  // Before it sells out: seats whose order's end Redis was not told of come back with the sweep.
  await rest();
  await sellOut(system, shows, buyers);
  await sendAgain(system, heard.events, random);
  await rest();
  watch.progress(count);
  return gather(system, shows, calls, heard);
}

/** Events that are on sale: when one is sold out, the next one follows. */
class Stage {
  onSale: Show[];
  readonly #later: Show[];
  readonly #refused = new Map<Show, number>();

  constructor(shows: readonly Show[], atOnce: number, random: SeededRandom) {
    const order = random.shuffled(shows);
    this.onSale = order.slice(0, atOnce);
    this.#later = order.slice(atOnce);
  }

  /** Somebody found the floor full. It takes a few, for cancellations bring places back. */
  soldOut(show: Show): void {
    const times = (this.#refused.get(show) ?? 0) + 1;
    this.#refused.set(show, times);
    const next = times >= 25 && this.onSale.includes(show) ? this.#later.shift() : undefined;
    if (next) this.onSale = [...this.onSale.filter((other) => other !== show), next];
  }
}

async function publishShows(system: System, plan: RoundPlan, random: SeededRandom): Promise<Show[]> {
  const token = await system.token(newId('usr', random.whole(0, 4095)));
  const shows: Show[] = [];
  for (const [index, show] of plan.shows.entries()) {
    const body = showBody(show, `${plan.name} ${index + 1}`);
    const reply = await system.client.ask({ method: 'POST', path: '/v1/events', token, body });
    if (reply.status !== 201) throw new Error(`publish answered ${reply.status} ${JSON.stringify(reply.body)}`);
    shows.push({ ...show, id: reply.body.id });
  }
  return shows;
}

async function buyUntil(buyer: Buyer, isOver: () => boolean): Promise<void> {
  while (!isOver()) await buyer.act();
}

const LEARN_MS = 45_000;

async function learnAll(buyers: readonly Buyer[], watch: Watch): Promise<void> {
  const giveUpAt = performance.now() + LEARN_MS;
  for (;;) {
    const open = await Promise.all(buyers.map((buyer) => buyer.learn()));
    const left = open.reduce((sum, own) => sum + own, 0);
    if (left === 0) return;
    if (performance.now() > giveUpAt) return watch.note(`${left} requests were never answered`);
  }
}

/** Longer than any hold or claim for an order lasts. */
const ALL_HOLDS_OVER_S = 4_000;
const SELL_PASSES = 3;

/** Buys what is left of the shows that are to sell out, once all holds have ended. */
async function sellOut(system: System, shows: readonly Show[], buyers: readonly Buyer[]): Promise<void> {
  await setRedisClock(system, ALL_HOLDS_OVER_S);
  const databases = system.databases();
  try {
    for (let pass = 0; pass < SELL_PASSES; pass++) {
      const { claims } = await gatherSales(
        databases,
        shows.map(({ id }) => id),
      );
      const taken = new Set(claims.map(({ event, seat }) => `${event} ${seat}`));
      const lots = shows
        .filter(({ sellsOut }) => sellsOut)
        .flatMap((show) => pairs(freeSeats(show, taken)).map((seats) => ({ show, seats })));
      if (lots.length === 0) return;
      await Promise.all(
        buyers.map(async (buyer, index) => {
          for (const { show, seats } of lots.filter((_, lot) => lot % buyers.length === index))
            await buyer.buy(show, seats);
        }),
      );
    }
  } finally {
    await endPools(databases);
    await setRedisClock(system, 0);
  }
}

function freeSeats(show: Show, taken: ReadonlySet<string>): number[] {
  return Array.from({ length: capacityOf(show) }, (_, seat) => seat).filter((seat) => !taken.has(`${show.id} ${seat}`));
}

function pairs(seats: readonly number[]): number[][] {
  return Array.from({ length: Math.ceil(seats.length / 2) }, (_, index) => seats.slice(index * 2, index * 2 + 2));
}

async function gather(system: System, shows: Show[], calls: Call[], heard: Heap): Promise<Evidence> {
  const events = shows.map(({ id }) => id);
  const databases = system.databases();
  const redis = system.redis();
  try {
    const found = await gatherMarks(redis, 'found', events);
    await redis.flushall();
    for (const id of events) await system.client.ask({ method: 'GET', path: `/v1/events/${id}/availability` });
    const rebuilt = await gatherMarks(redis, 'rebuilt', events);
    heard.add(system.takeHeard());
    return {
      shows,
      calls,
      ...(await gatherSales(databases, events)),
      records: await gatherRecords(databases, events),
      told: heard.told(),
      effects: await gatherEffects(
        databases,
        [...heard.events.values()].map(({ id }) => id),
      ),
      marks: [...found.marks, ...rebuilt.marks],
      marked: [...found.marked, ...rebuilt.marked],
      left: await gatherLeft(databases),
    };
  } finally {
    redis.disconnect();
    await endPools(databases);
  }
}
