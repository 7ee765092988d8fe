/** What the broker delivered of a round's events. */
import type { EventData } from '../../../../events/catalog.ts';
import type { Heard as Event } from '../../../testing/event-spy.ts';
import type { Told } from './evidence.ts';
import type { Show } from './events.ts';

/** An event, and when it was delivered: ms on the clock of the calls. */
export type Heard = Event & { at: number };

/** What was heard of a round's events, each once. */
export class Heap {
  readonly events = new Map<string, Heard>();
  deliveries = 0;
  readonly #shows: ReadonlySet<string>;

  constructor(shows: readonly Show[]) {
    this.#shows = new Set(shows.map(({ id }) => id));
  }

  get shows(): string[] {
    return [...this.#shows];
  }

  /** As evidence. */
  told(): Told[] {
    return [...this.events.values()].map(toldBy);
  }

  add(heard: readonly Heard[]): void {
    for (const event of heard) {
      if (!this.#shows.has(eventOf(event))) continue;
      this.deliveries += 1;
      const key = `${event.source} ${event.id}`;
      if (!this.events.has(key)) this.events.set(key, event);
    }
  }
}

function eventOf({ data }: Heard): string {
  return (data.event?.id ?? data.eventId) as string;
}

function toldBy({ id, source, type, subject, data, at }: Heard): Told {
  const kind = type.replace(/^dev\.seatmesh\./, '') as Told['type'];
  if (kind === 'availability.changed.v1') return { id, source, type: kind, subject, event: data.eventId, at };
  const { event, items, totalCents } = data as EventData<'order.confirmed.v1'>;
  return {
    id,
    source,
    type: kind,
    subject,
    event: event.id,
    at,
    totalCents,
    seats: items.map((item) => [item.seat, item.priceCents]),
  };
}
