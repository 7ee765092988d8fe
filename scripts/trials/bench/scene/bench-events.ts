/** Events to sell, and orders for them by named seats, two a piece. */
import { NewEvent } from '../../../../functions/publish/api.ts';
import { firstVersion, publicationFingerprint } from '../../../../functions/publish/event-versions.ts';
import { insertEvent } from '../../../../functions/publish/store.ts';
import { newId } from '../../../../functions/shared/ids.ts';
import type { Pool } from '../../../../functions/shared/mysql/pool.ts';
import { eventBody } from '../../../testing/events.ts';
import type { SignedInUser } from './buyers.ts';
import { ID_TO_COME, requestBytes } from '../load/job.ts';
import type { SeededRandom } from '../../seeded-random.ts';

/** A hall of equal sections with equal rows. */
export interface BenchHall {
  sections: number;
  rows: number;
  seats: number;
}

/** 100,000 seats: the largest event there may be. */
export const ARENA: BenchHall = { sections: 10, rows: 100, seats: 100 };
/** A thousand seats: a hundred of them are as many as the arena's. */
export const THEATRE: BenchHall = { sections: 1, rows: 20, seats: 50 };

/** An event of a hall, as an organizer would send it. */
export function eventIn(hall: BenchHall): NewEvent {
  return NewEvent.parse(
    eventBody({
      priceCategories: [{ id: 'P1', name: 'Stalls', priceCents: 5000 }],
      chart: {
        sections: names(hall.sections).map((id) => ({
          id: `S${id}`,
          name: `Section ${id}`,
          kind: 'seated',
          priceCategory: 'P1',
          rows: names(hall.rows).map((label) => ({ label, seats: hall.seats })),
        })),
      },
    }),
  );
}

/** Puts events on sale, without outbox events. @returns their ids, in one slot */
export async function insertEvents(pool: Pool, hall: BenchHall, count: number, slot = 1): Promise<string[]> {
  const body = eventIn(hall);
  const ids: string[] = [];
  for (let number = 0; number < count; number++) {
    const event = firstVersion(body, newId('evt', slot), newId('usr', slot), new Date());
    await insertEvent(pool, event, publicationFingerprint(body, event.organizerId));
    ids.push(event.id);
  }
  return ids;
}

/** Labels of the pairs of neighbours in a hall, without as many of its first sections as `without` says, each seat once, in an order of chance. */
export function pairsIn(hall: BenchHall, random: SeededRandom, without = 0): [string, string][] {
  const pairs: [string, string][] = [];
  for (const section of names(hall.sections).slice(without))
    for (const row of names(hall.rows))
      for (let seat = 1; seat < hall.seats; seat += 2)
        pairs.push([`S${section}-${row}-${seat}`, `S${section}-${row}-${seat + 1}`]);
  return random.shuffled(pairs);
}

/** How people order two seats: by their names, the best of a section, or by their names in a hold that is then ordered. */
export type Way = 'named' | 'best' | 'held';

/**
 * Orders of what there is: the events take turns, and so do the buyers. No seat is ordered twice. Of `held` there are two
 * requests for each.
 */
export function orderRequests(
  events: readonly string[],
  pairs: readonly (readonly string[])[],
  buyers: readonly SignedInUser[],
  most: number,
  way: Way = 'named',
  host = '127.0.0.1',
): Buffer[] {
  const count = Math.min(most, events.length * pairs.length);
  return Array.from({ length: count }, (_, index) => {
    const path = `/v1/events/${events[index % events.length] ?? ''}`;
    const seats = pairs[Math.floor(index / events.length)] ?? [];
    const authorization = `Bearer ${buyers[index % buyers.length]?.token}`;
    const order = (body: object): Buffer =>
      requestBytes('POST', `${path}/orders`, { host, authorization, 'idempotency-key': `bench-${index}` }, body);
    if (way === 'named') return [order({ seats })];
    if (way === 'best') return [order({ section: seats[0]?.split('-')[0], quantity: seats.length })];
    return [requestBytes('POST', `${path}/holds`, { host, authorization }, { seats }), order({ holdId: ID_TO_COME })];
  }).flat();
}

const names = (count: number): string[] => Array.from({ length: count }, (_, index) => String(index + 1));
