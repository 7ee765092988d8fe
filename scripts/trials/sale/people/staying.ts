/** How those who stay learn what comes back: by polling, or by the stream of changes. */
import { eventsOf } from '../../../testing/booking/seat-follower.ts';
import type { SaleDevice, RunningSale } from './sale-device.ts';
import { count } from '../record.ts';
import type { SeatMap } from './seat-maps.ts';

/** A map, and when it was there. */
export interface Glance {
  map: SeatMap;
  atMs: number;
}

export interface Stay {
  beginMs: number;
  pollMs: number;
  /** From T0. */
  patienceMs: number;
}

/** Looks at the map every so often. A look is due at its time, however long the one before took. */
export async function* pollMaps(
  { clock }: RunningSale,
  device: SaleDevice,
  known: SeatMap | undefined,
  { beginMs, pollMs, patienceMs }: Stay,
): AsyncGenerator<Glance> {
  let last = known;
  for (let dueMs = beginMs; dueMs < patienceMs; dueMs = Math.max(dueMs + pollMs, clock.now() - pollMs)) {
    await clock.at(dueMs);
    if (clock.isStopped) return;
    const { map, endedMs } = await device.readMap(dueMs, last);
    last = map;
    if (map) yield { map, atMs: endedMs };
  }
}

/** Follows the stream, and comes back to it when it ends; what it sends is what changed since. */
export async function* followMaps(
  sale: RunningSale,
  _: SaleDevice,
  known: SeatMap | undefined,
  { beginMs, pollMs, patienceMs }: Stay,
): AsyncGenerator<Glance> {
  const { clock, signal, record } = sale;
  await clock.at(beginMs);
  for (let last = known; clock.now() < patienceMs && !clock.isStopped;) {
    const leave = AbortSignal.any([signal, AbortSignal.timeout(Math.max(1, Math.ceil(patienceMs - clock.now())))]);
    const dueMs = clock.now();
    record.offered.push(dueMs);
    try {
      for await (const map of streamMaps(sale, last, leave)) {
        last = map;
        yield { map, atMs: clock.now() };
      }
    } catch (error) {
      if (!leave.aborted) count(record.troubles, `stream: ${error instanceof Error ? error.message : String(error)}`);
    }
    await clock.at(dueMs + pollMs);
  }
}

async function* streamMaps(
  { client, eventId, maps }: RunningSale,
  known: SeatMap | undefined,
  signal: AbortSignal,
): AsyncGenerator<SeatMap> {
  const since = known && maps.knows(known.version) ? `?since=${known.version}` : '';
  const answer = await fetch(new URL(`/v1/events/${eventId}/availability/stream${since}`, client.url), { signal });
  if (answer.status !== 200) {
    await answer.body?.cancel();
    throw new Error(String(answer.status));
  }
  for await (const { event, data } of eventsOf(answer)) {
    const map = event === 'snapshot' || event === 'change' ? maps.read(data) : undefined;
    if (map) yield map;
  }
}
