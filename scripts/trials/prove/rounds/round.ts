/** A round: events go on sale, buyers buy while faults happen, everything heals and comes to rest, evidence is gathered. */
import { newId } from '../../../../functions/shared/ids.ts';
import { SeededRandom } from '../../seeded-random.ts';
import { ProofBuyer, type Habits } from '../people/proof-buyer.ts';
import { holdQuietPeriod, type QuietPlan } from './quiet-period.ts';
import type { Evidence } from '../evidence/evidence.ts';
import type { FaultKind, FaultTarget } from '../faults/fault-kind.ts';
import { Deliveries } from '../evidence/deliveries.ts';
import { OnSale, publishEvents } from './on-sale.ts';
import { ProofOrganizer } from '../people/proof-organizer.ts';
import { comeToRest, sendAgain } from './rest.ts';
import { type Dealing, dealFaults, heal } from '../faults/deal-faults.ts';
import { sellOut } from './sell-out.ts';
import type { ProofEvent, EventPlan } from '../evidence/proof-events.ts';
import { Stopwatch } from './stopwatch.ts';
import type { System } from '../attack/attacked-system.ts';
import type { Tally } from '../faults/tally.ts';
import { ProofLog } from '../people/proof-log.ts';
import { now } from '../people/proof-client.ts';
import { Visitor } from '../people/visitor.ts';
import { gatherEvidence } from './gather-evidence.ts';
import { setTimeout as wait } from 'node:timers/promises';
import { plural } from '../../../../functions/shared/plural.ts';

/** What a round is to be. */
export interface RoundPlan {
  name: string;
  seed: string;
  faults: readonly FaultKind[];
  /** Between two faults on one target, at most. */
  pauseMs: number;
  /** So long the next fault on a server waits at most for what needs that server to be done again. */
  recoverMs: number;
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
  events: readonly EventPlan[];
  quiet: QuietPlan;
  /** Whether an organizer blocks seats, changes prices and cancels an event meanwhile, and somebody logs in and out. */
  hasOthers: boolean;
  /** How long everything may take to come to rest. */
  restMs: number;
}

/** Called while a round goes on. */
export interface Watch {
  progress: (state: Pick<ProofLog, 'answered' | 'acknowledged' | 'unknown'>) => void;
  note: (line: string) => void;
  signal: AbortSignal;
}

/** Runs a round. @throws what ends a run: the signal's reason */
export async function runRound(
  system: System,
  plan: RoundPlan,
  tally: Tally,
  watch: Watch,
): Promise<{ evidence: Evidence; stagesMs: Record<string, number>; shortcomings: string[] }> {
  const shortcomings: string[] = [];
  const lacking = (what: string): void => {
    shortcomings.push(what);
    watch.note(what);
  };
  const random = new SeededRandom(plan.seed);
  const watched = new Stopwatch();
  system.takeDeliveries();
  const organizer = newId('usr', random.whole(0, 4095));
  const events = await publishEvents(system, plan.name, plan.events, await system.token(organizer));
  // The last are kept for the quiet period.
  const kept = plan.quiet.acts > 0 ? events.slice(-plan.onSale) : [];
  const stage = new OnSale(events, plan.onSale, random, kept);
  const log = new ProofLog();
  const buyers = await gatherBuyers(system, plan, stage, log, random);
  const others = plan.hasOthers ? await gatherOthers(system, plan, stage, log, organizer) : undefined;
  watched.lap('set-up');
  const faults = await sell(system, plan, tally, { ...watch, lacking }, [...buyers, ...(others?.pacing ?? [])], log);
  watched.lap('sale');
  watch.signal.throwIfAborted();
  const finish = async (): Promise<void> => {
    const open = (await others?.organizer.finish()) ?? 0;
    if (open > 0)
      lacking(
        plural(open, 'request of the organizer was never answered', 'requests of the organizer were never answered'),
      );
  };
  await finish();
  await learnAll(buyers, lacking);
  watched.lap('open answers');
  const deliveries = new Deliveries(events);
  const rest = async (): Promise<void> => {
    if (!(await comeToRest(system, deliveries, plan.restMs, watch.signal)))
      lacking(`not at rest after ${plan.restMs / 1000} s`);
    watched.lap('rest');
  };
  // Before it sells out: seats whose order's end Redis does not know of come back with the sweep.
  await rest();
  stage.keepToQuietEvents();
  const quiet = await holdQuietPeriod(system, plan.quiet, kept, { buyers, others, log, deliveries });
  await finish();
  watched.lap('quiet period');
  await rest();
  await sellOut(system, events, buyers);
  watched.lap('selling out');
  await sendAgain(system, deliveries.events, random);
  watched.lap('sending again');
  await rest();
  watch.progress(log);
  const evidence = await gatherEvidence(system, events, { calls: log.calls, faults, ...quiet }, deliveries);
  watched.lap('gathering');
  // Whoever ended the run may have ended its servers, too: that proves nothing.
  watch.signal.throwIfAborted();
  if (log.acknowledged === 0) lacking('no order was acknowledged');
  return { evidence, stagesMs: watched.ms, shortcomings };
}

function gatherBuyers(
  system: System,
  plan: RoundPlan,
  stage: OnSale,
  log: ProofLog,
  random: SeededRandom,
): Promise<ProofBuyer[]> {
  return Promise.all(
    Array.from({ length: plan.callers }, async (_, index) => {
      const id = newId('usr', random.whole(0, 4095));
      const own = new SeededRandom(`${plan.seed} buyer ${index}`);
      return new ProofBuyer({
        id,
        trespassTargets: stage.had,
        habits: plan.habits,
        token: await system.token(id),
        client: system.client,
        random: own,
        write: (call) => log.write(call),
        nextEvent: () => own.pick(stage.now),
        onSoldOut: (proofEvent) => stage.soldOut(proofEvent),
      });
    }),
  );
}

/** Whoever does one thing after the other. */
interface Actor {
  act(): Promise<void>;
}

/** Who is there beside the buyers. */
export interface Others {
  organizer: ProofOrganizer;
  visitor: Visitor;
  /** Both, at the pace of people. */
  pacing: readonly Actor[];
}

const PACE_MS = { organizer: 250, visitor: 350 };

async function gatherOthers(
  system: System,
  plan: RoundPlan,
  stage: OnSale,
  log: ProofLog,
  organizerId: string,
): Promise<Others> {
  const common = (id: string) => ({
    id,
    client: system.client,
    random: new SeededRandom(`${plan.seed} ${id}`),
    write: log.write.bind(log),
  });
  const of = common('organizer');
  const nextEvent = (): ProofEvent => of.random.pick(stage.now);
  const token = await system.token(organizerId);
  const organizer = new ProofOrganizer({ ...of, token, nextEvent, orders: stage.had, drop: (one) => stage.drop(one) });
  const visitor = new Visitor({ ...common('visitor'), token: '' });
  await visitor.register();
  return { organizer, visitor, pacing: [paced(organizer, PACE_MS.organizer), paced(visitor, PACE_MS.visitor)] };
}

function paced(actor: Actor, ms: number): Actor {
  return {
    act: async () => {
      await actor.act();
      await wait(ms);
    },
  };
}

/** Sells while faults strike; the last of them, too. @returns what struck */
async function sell(
  system: System,
  plan: RoundPlan,
  tally: Tally,
  watch: Watch & { lacking: (what: string) => void },
  actors: readonly Actor[],
  log: ProofLog,
): Promise<Evidence['faults']> {
  const dealing = dealFaults(system, { ...plan, kinds: plan.faults }, tally, {
    now,
    onError: (kind, error) => watch.note(`${kind}: ${error instanceof Error ? error.message : String(error)}`),
    recovered: (target, ending) =>
      recovered(system, target, log, AbortSignal.any([ending, AbortSignal.timeout(plan.recoverMs)])),
  });
  const isDone = doneBy(plan, dealing, log, watch.signal);
  let stopping: Promise<void> | undefined;
  const closing = new AbortController();
  const go = async (actor: Actor): Promise<void> => {
    while (!closing.signal.aborted) {
      await actor.act();
      if (isDone()) stopping ??= dealing.stop().finally(() => closing.abort());
    }
  };
  const ticker = setInterval(() => watch.progress(log), 2_000);
  try {
    await Promise.all(actors.map(go));
    await stopping;
  } finally {
    clearInterval(ticker);
    await heal(system);
  }
  const missing = plan.mostMs > plan.leastMs ? dealing.missing() : [];
  if (missing.length > 0) watch.lacking(`did not strike: ${missing.join(', ')}`);
  return dealing.struck;
}

function doneBy(plan: RoundPlan, dealing: Dealing, log: ProofLog, signal: AbortSignal): () => boolean {
  const began = performance.now();
  return () => {
    const ms = performance.now() - began;
    if (signal.aborted || ms > plan.mostMs || log.acknowledged >= plan.mostOrders) return true;
    return ms > plan.leastMs && log.answered >= plan.leastCalls && dealing.missing().length === 0;
  };
}

/** So many holds, orders or deliveries show that a server is in use again. */
const IN_USE = 5;

/** A fault on a server that nobody has come back to yet finds nothing half done. */
async function recovered(system: System, target: FaultTarget, log: ProofLog, ending: AbortSignal): Promise<void> {
  if (target === 'redis') await log.until('held', IN_USE, ending);
  if (target === 'mysql') await log.until('acknowledged', IN_USE, ending);
  if (target === 'rabbitmq') await system.deliveredMore(IN_USE, ending);
}

const LEARN_MS = 45_000;

async function learnAll(buyers: readonly ProofBuyer[], lacking: (what: string) => void): Promise<void> {
  const giveUpAt = performance.now() + LEARN_MS;
  for (;;) {
    const open = await Promise.all(buyers.map((buyer) => buyer.learn()));
    const left = open.reduce((sum, own) => sum + own, 0);
    if (left === 0) return;
    if (performance.now() > giveUpAt)
      return lacking(plural(left, 'request was never answered', 'requests were never answered'));
  }
}
