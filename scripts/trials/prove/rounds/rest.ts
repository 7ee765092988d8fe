/** The end of a round: what was published is sent again, in any order, and then everything has to come to rest. */
import { setTimeout as wait } from 'node:timers/promises';
import { PROOF } from '../../../../functions/shared/messages/proof.ts';
import { changesDue } from '../checks/message-invariants.ts';
import { gatherEffects, gatherLeft, gatherRecords, gatherSales, type ProofDatabases } from '../evidence/gather.ts';
import type { Deliveries, ProofDelivery } from '../evidence/deliveries.ts';
import type { SeededRandom } from '../../seeded-random.ts';
import { endPools, type System } from '../attack/attacked-system.ts';

/** How many messages are sent again at most. */
const AGAIN = 300;
const LOOK_EVERY_MS = 250;
/** Whoever is alive publishes its own, be it slowly: the sweep is for what does not move, and is at least three seconds old. */
const STILL_MS = 1_500;

/** Publishes some of the messages again, older and newer mixed, as a broker may. */
export async function sendAgain(
  system: System,
  events: ReadonlyMap<string, ProofDelivery>,
  random: SeededRandom,
): Promise<void> {
  const some = random.shuffled([...events.values()]).slice(0, AGAIN);
  for (let at = 0; at < some.length; at += 20)
    await Promise.all(some.slice(at, at + 20).map((event) => send(system, event)));
}

async function send(system: System, delivery: ProofDelivery): Promise<void> {
  const { id, source, type, subject, time, slot, proof, data } = delivery;
  const answer = await fetch(system.eventProxy.url, {
    method: 'POST',
    headers: {
      'content-type': 'application/json',
      'ce-specversion': '1.0',
      'ce-id': id,
      'ce-source': source,
      'ce-type': type,
      'ce-subject': subject,
      'ce-time': time,
      'ce-slot': slot,
      [PROOF]: proof,
    },
    body: JSON.stringify(data),
    signal: AbortSignal.timeout(15_000),
  });
  await answer.arrayBuffer();
  if (answer.status === 403) throw new Error(`event ${id} is not believed when it is sent again`);
}

/**
 * Waits until nothing is on its way any more, sweeping as the ticks would.
 * @returns false when that did not come in time
 * @throws the signal's reason
 */
export async function comeToRest(
  system: System,
  deliveries: Deliveries,
  withinMs: number,
  signal: AbortSignal,
): Promise<boolean> {
  const giveUpAt = performance.now() + withinMs;
  const databases = system.databases();
  let before = '';
  let movedAt = performance.now();
  try {
    while (performance.now() < giveUpAt) {
      signal.throwIfAborted();
      deliveries.add(system.takeDeliveries());
      const left = await gatherLeft(databases);
      if (left.length === 0 && (await isAllDone(databases, deliveries))) return true;
      const state = JSON.stringify([left, deliveries.count]);
      if (state !== before) movedAt = performance.now();
      before = state;
      if (performance.now() - movedAt > STILL_MS) await system.tick();
      await wait(LOOK_EVERY_MS);
    }
    return false;
  } finally {
    await endPools(databases);
  }
}

async function isAllDone(databases: ProofDatabases, deliveries: Deliveries): Promise<boolean> {
  const { orders, figures } = await gatherSales(databases, deliveries.eventIds);
  const published = Map.groupBy(
    deliveries.events.values(),
    ({ type, subject }) => `${type.replace('dev.seatmesh.', '')} ${subject}`,
  );
  const isPublished = orders.every(
    ({ id, status, version }) =>
      published.has(`order.confirmed.v1 ${id}`) &&
      (published.get(`order.updated.v1 ${id}`)?.length ?? 0) >= changesDue({ status, version }) &&
      (status === 'confirmed' || published.has(`order.cancelled.v1 ${id}`)),
  );
  if (!isPublished || figures.some(({ sold, listed }) => (listed ?? 0) !== sold)) return false;
  const versions = new Map(
    (await gatherRecords(databases, deliveries.eventIds)).map(({ id, version }) => [id, version]),
  );
  if (orders.some(({ id, version }) => versions.get(id) !== version)) return false;
  const ids = [...deliveries.events.values()].map(({ id }) => id);
  return (await gatherEffects(databases, ids)).length >= ids.length;
}
