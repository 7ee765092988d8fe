/** What the witnesses of a round say once everything is at rest: calls, databases, broker, and the live state twice. */
import type { Evidence } from '../evidence/evidence.ts';
import {
  gatherEffects,
  gatherLeft,
  gatherMarks,
  gatherOutbox,
  gatherRecords,
  gatherSales,
} from '../evidence/gather.ts';
import type { Deliveries } from '../evidence/deliveries.ts';
import type { ProofEvent } from '../evidence/proof-events.ts';
import { endPools, type System } from '../attack/attacked-system.ts';

/** Gathers the evidence of a round. The live state is taken as it is found, thrown away, and taken again rebuilt. */
export async function gatherEvidence(
  system: System,
  events: ProofEvent[],
  seen: Pick<Evidence, 'calls' | 'faults' | 'quietPeriods' | 'unticked'>,
  deliveries: Deliveries,
): Promise<Evidence> {
  const eventIds = events.map(({ id }) => id);
  const databases = system.databases();
  const redis = system.redis();
  try {
    const found = await gatherMarks(redis, 'found', eventIds);
    await system.emptyRedis();
    for (const id of eventIds) await system.client.ask({ method: 'GET', path: `/v1/events/${id}/availability` });
    const rebuilt = await gatherMarks(redis, 'rebuilt', eventIds);
    deliveries.add(system.takeDeliveries());
    return {
      events,
      ...seen,
      ...(await gatherSales(databases, eventIds)),
      records: await gatherRecords(databases, eventIds),
      delivered: deliveries.delivered(),
      outbox: await gatherOutbox(databases, eventIds),
      effects: await gatherEffects(
        databases,
        [...deliveries.events.values()].map(({ id }) => id),
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
