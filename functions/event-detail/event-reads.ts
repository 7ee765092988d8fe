/** Events as their shard has them now; however many ask for one at the same moment, two reads answer them all. */
import { seatingOf } from '../shared/event/chart.ts';
import { type EventRecord, readEvent } from '../shared/event/row.ts';
import type { Pool } from '../shared/mysql/pool.ts';
import type { Identify } from '../shared/http/call.ts';
import { SingleFlight } from '../shared/single-flight.ts';
import { readSoldSeats } from './store.ts';
import { visible } from './visible.ts';
import type { Availability } from './availability-views.ts';

export class EventReads {
  readonly #events = new SingleFlight<EventRecord | undefined>();
  readonly #sold = new SingleFlight<Availability>();

  /** An event, as somebody may see it. @throws Problem `event_not_found`; what `identify` throws, where it matters who asks */
  async event(pool: Pool, eventId: string, identify: Identify): Promise<EventRecord> {
    return visible(await this.#events.fresh(eventId, () => readEvent(pool, eventId)), identify);
  }

  /** What MySQL alone says of an event's seats: which are sold. @throws as `event` */
  async sold(pool: Pool, eventId: string, identify: Identify): Promise<Availability> {
    const event = await this.event(pool, eventId, identify);
    return this.#sold.fresh(eventId, async () => {
      const sold = bitmapOf(await readSoldSeats(pool, eventId), event.seatsTotal);
      const { status, version: eventVersion, chartVersion, chart } = event;
      const seating = seatingOf(chart);
      return {
        eventId,
        version: 0,
        eventVersion,
        status,
        build: '',
        chartVersion,
        seating,
        held: Buffer.alloc(0),
        sold,
      };
    });
  }
}

function bitmapOf(seats: readonly number[], total: number): Buffer {
  const bitmap = Buffer.alloc(Math.ceil(total / 8));
  for (const seat of seats) bitmap[seat >> 3] = (bitmap[seat >> 3] ?? 0) | (0x80 >> (seat & 7));
  return bitmap;
}
