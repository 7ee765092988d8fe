/**
 * The quiet period of a round: nothing strikes, nothing was left undone, nobody ticks. Buyers buy in events of their own; then what they
 * bought must be published, and the live state be right, by itself. At its end Redis is set back once: that, too, needs no tick.
 */
import { setTimeout as wait } from 'node:timers/promises';
import { PUBLISHED_WITHIN_MS } from '../checks/promptness-invariants.ts';
import { REFUSED_WITHIN_MS } from '../checks/session-invariants.ts';
import type { ProofBuyer } from '../people/proof-buyer.ts';
import type { ProofLog } from '../people/proof-log.ts';
import { now } from '../people/proof-client.ts';
import type { Evidence } from '../evidence/evidence.ts';
import { setBack } from '../faults/server-faults.ts';
import { gatherMarks, gatherSales } from '../evidence/gather.ts';
import type { ProofOrganizer } from '../people/proof-organizer.ts';
import type { Visitor } from '../people/visitor.ts';
import type { Deliveries } from '../evidence/deliveries.ts';
import type { ProofEvent } from '../evidence/proof-events.ts';
import { endPools, type System } from '../attack/attacked-system.ts';

export interface QuietPlan {
  /** So many things each buyer does; 0: there is no quiet period. */
  acts: number;
  /** Whether Redis is set back at its end. */
  setsBack: boolean;
}

const LOOK_EVERY_MS = 100;
/** What is right without a tick is so within this time. */
const RIGHT_WITHIN_MS = 8_000;

/** Runs it. @returns when it was, and what did not come right in it */
export async function holdQuietPeriod(
  system: System,
  plan: QuietPlan,
  events: readonly ProofEvent[],
  {
    buyers,
    others,
    log,
    deliveries,
  }: {
    buyers: readonly ProofBuyer[];
    others: { organizer: ProofOrganizer; visitor: Visitor } | undefined;
    log: ProofLog;
    deliveries: Deliveries;
  },
): Promise<Pick<Evidence, 'quietPeriods' | 'unticked'>> {
  if (plan.acts === 0) return { quietPeriods: [], unticked: [] };
  const from = now();
  const already = log.calls.length;
  const acting = [...buyers, ...(others ? [others.organizer] : [])].map(async (one) => {
    for (let times = 0; times < plan.acts; times++) await one.act();
  });
  // Comes and goes, and comes again with what must be over by then.
  const visiting = others?.visitor.leave().then(async () => {
    await wait(REFUSED_WITHIN_MS + 100);
    await others.visitor.revisit();
  });
  await Promise.all([...acting, visiting]);
  await allPublished(system, log, already, deliveries);
  const unticked = await differences(system, events, 'after a sale');
  const to = now();
  if (plan.setsBack && unticked.length === 0) {
    await setBack(system.servers, 8_000);
    unticked.push(...(await differences(system, events, 'after Redis was set back')));
  }
  return { quietPeriods: [{ from, to }], unticked };
}

/** Waits until what was ordered has been published, or longer than that may take. */
async function allPublished(system: System, log: ProofLog, since: number, deliveries: Deliveries): Promise<void> {
  const due = log.calls.slice(since).flatMap((call) => (call.op === 'order' && call.answer ? [call.answer.id] : []));
  const giveUpAt = performance.now() + PUBLISHED_WITHIN_MS + 2_000;
  for (;;) {
    deliveries.add(system.takeDeliveries());
    const published = new Set(deliveries.delivered().map(({ type, subject }) => `${type} ${subject}`));
    if (due.every((id) => published.has(`order.confirmed.v1 ${id}`)) || performance.now() > giveUpAt) return;
    await wait(LOOK_EVERY_MS);
  }
}

/** Where the live state is not what MySQL says, and stays so. A state that is to be built anew says nothing wrong. */
async function differences(system: System, events: readonly ProofEvent[], when: string): Promise<Evidence['unticked']> {
  const eventIds = events.map(({ id }) => id);
  const giveUpAt = performance.now() + RIGHT_WITHIN_MS;
  const databases = system.databases();
  const redis = system.redis();
  try {
    for (;;) {
      const { claims } = await gatherSales(databases, eventIds);
      const { marks, marked } = await gatherMarks(redis, 'found', eventIds);
      const claimOf = new Map(claims.map(({ event, seat, order }) => [`${event} ${seat}`, order]));
      const markOf = new Map(marks.map(({ event, seat, order }) => [`${event} ${seat}`, order]));
      const ready = new Set(marked.map(({ event }) => event));
      const wrong = [...new Set([...claimOf.keys(), ...markOf.keys()])].flatMap((at) => {
        const [event = '', seat = ''] = at.split(' ');
        const [mark = '', claim = ''] = [markOf.get(at), claimOf.get(at)];
        return ready.has(event) && mark !== claim ? [{ event, seat: Number(seat), mark, claim, when }] : [];
      });
      if (wrong.length === 0 || performance.now() > giveUpAt) return wrong;
      await wait(LOOK_EVERY_MS);
    }
  } finally {
    redis.disconnect();
    await endPools(databases);
  }
}
