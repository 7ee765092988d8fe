/** The end of a round: what was told is told again, in any order, and then everything has to come to rest. */
import { setTimeout as wait } from 'node:timers/promises';
import { PROOF } from '../../../../functions/shared/messages/proof.ts';
import { gatherEffects, gatherLeft, gatherRecords, gatherSales, type Databases } from '../evidence/gather.ts';
import type { Heap, Heard } from '../evidence/deliveries.ts';
import type { SeededRandom } from '../../seeded-random.ts';
import { endPools, type System } from '../attack/system.ts';

/** How many events are told again at most. */
const AGAIN = 300;
const LOOK_EVERY_MS = 250;
/** Whoever is alive tells its own, be it slowly: the sweep is for what does not move, and is at least three seconds old. */
const STILL_MS = 1_500;

/** Tells some of the events again, older and newer mixed, as a broker may. */
export async function sendAgain(
  system: System,
  events: ReadonlyMap<string, Heard>,
  random: SeededRandom,
): Promise<void> {
  const some = random.shuffled([...events.values()]).slice(0, AGAIN);
  for (let at = 0; at < some.length; at += 20)
    await Promise.all(some.slice(at, at + 20).map((event) => send(system, event)));
}

async function send(system: System, heard: Heard): Promise<void> {
  const { id, source, type, subject, time, slot, proof, data } = heard;
  const answer = await fetch(system.courier.url, {
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
  if (answer.status === 403) throw new Error(`event ${id} is not believed when it is told again`);
}

/**
 * Waits until nothing is on its way any more, sweeping as the ticks would.
 * @returns false when that did not come in time
 * @throws the signal's reason
 */
export async function comeToRest(system: System, heard: Heap, withinMs: number, signal: AbortSignal): Promise<boolean> {
  const giveUpAt = performance.now() + withinMs;
  const databases = system.databases();
  let before = '';
  let movedAt = performance.now();
  try {
    while (performance.now() < giveUpAt) {
      signal.throwIfAborted();
      heard.add(system.takeHeard());
      const left = await gatherLeft(databases);
      if (left.length === 0 && (await isAllDone(databases, heard))) return true;
      const state = JSON.stringify([left, heard.deliveries]);
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

async function isAllDone(databases: Databases, heard: Heap): Promise<boolean> {
  const { orders, figures } = await gatherSales(databases, heard.shows);
  const told = new Set(
    [...heard.events.values()].map(({ type, subject }) => `${type.replace('dev.seatmesh.', '')} ${subject}`),
  );
  const isTold = orders.every(
    ({ id, status }) =>
      told.has(`order.confirmed.v1 ${id}`) && (status === 'confirmed' || told.has(`order.cancelled.v1 ${id}`)),
  );
  if (!isTold || figures.some(({ sold, listed }) => (listed ?? 0) !== sold)) return false;
  const versions = new Map((await gatherRecords(databases, heard.shows)).map(({ id, version }) => [id, version]));
  if (orders.some(({ id, version }) => versions.get(id) !== version)) return false;
  const ids = [...heard.events.values()].map(({ id }) => id);
  return (await gatherEffects(databases, ids)).length >= ids.length;
}
