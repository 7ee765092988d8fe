/** The availability of an event: from the live state in Redis, or, while that is away, of sold seats from MySQL. */
import { type Seating, seatingOf } from '../shared/chart.ts';
import type { Pool } from '../shared/mysql.ts';
import { type EventRecord, readEvent } from '../shared/event-row.ts';
import { log } from '../shared/log.ts';
import { Problem } from '../shared/problem.ts';
import type { Cache } from '../shared/redis.ts';
import { rebuildSeats } from '../shared/seat-rebuild.ts';
import { readSeats, type SeatState } from '../shared/seat-state.ts';
import { countSeats, rangesOf } from './seat-ranges.ts';
import { readSoldSeats } from './store.ts';

const ATTEMPTS = 5;

/** Reads an event. @throws Problem `event_not_found` */
export async function eventOrNothing(pool: Pool, eventId: string): Promise<EventRecord> {
  const event = await readEvent(pool, eventId);
  if (!event) throw new Problem('event_not_found', 'there is no event with this id');
  return event;
}

/** What is held and sold right now. */
export async function availabilityOf(pool: Pool, cache: Cache, eventId: string) {
  const { seating, state } = await look(pool, cache, eventId);
  return {
    eventId,
    version: state.version,
    ...countSeats(seating, state.held, state.sold),
    held: rangesOf(state.held, seating.total),
    sold: rangesOf(state.sold, seating.total),
  };
}

async function look(pool: Pool, cache: Cache, eventId: string): Promise<{ seating: Seating; state: SeatState }> {
  for (let attempt = 1; attempt <= ATTEMPTS; attempt++) {
    const event = await eventOrNothing(pool, eventId);
    const seating = seatingOf(event.chart);
    try {
      if (!(await cache.ready())) break;
      const state = await readSeats(cache.redis, eventId, event);
      if (typeof state !== 'string') return { seating, state };
      if (state === 'unready') await rebuildSeats(cache.redis, pool, eventId);
    } catch (error) {
      if (error instanceof Problem && error.code !== 'unavailable') throw error;
      log.warn({ err: error }, 'availability without redis');
      break;
    }
  }
  const event = await eventOrNothing(pool, eventId);
  const sold = bitmapOf(await readSoldSeats(pool, eventId), event.seatsTotal);
  return { seating: seatingOf(event.chart), state: { version: 0, held: Buffer.alloc(0), sold } };
}

function bitmapOf(seats: readonly number[], total: number): Buffer {
  const bitmap = Buffer.alloc(Math.ceil(total / 8));
  for (const seat of seats) bitmap[seat >> 3] = (bitmap[seat >> 3] ?? 0) | (0x80 >> (seat & 7));
  return bitmap;
}
