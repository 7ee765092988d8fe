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
import type { Heap } from '../evidence/deliveries.ts';
import type { Show } from '../evidence/events.ts';
import { endPools, type System } from '../attack/system.ts';

/** Gathers the evidence of a round. The live state is taken as it is found, thrown away, and taken again rebuilt. */
export async function hearWitnesses(
  system: System,
  shows: Show[],
  seen: Pick<Evidence, 'calls' | 'faults' | 'calms' | 'unticked'>,
  heard: Heap,
): Promise<Evidence> {
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
      ...seen,
      ...(await gatherSales(databases, events)),
      records: await gatherRecords(databases, events),
      told: heard.told(),
      outbox: await gatherOutbox(databases, events),
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
