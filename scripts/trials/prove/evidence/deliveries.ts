/** What the broker delivered of a round's events. */
import { formerSourceOf, shardIn } from '../../../../functions/shared/messages/proof.ts';
import type { EventData } from '../../../../events/catalog.ts';
import type { HeardMessage as Message } from '../../../testing/event-spy.ts';
import type { DeliveredEvent } from './evidence.ts';
import { pricedSeat, type ProofEvent } from './proof-events.ts';

/** A message, and when it was delivered: ms on the clock of the calls. */
export type ProofDelivery = Message & { at: number };

/** What was delivered of a round's events, each once. */
export class Deliveries {
  readonly events = new Map<string, ProofDelivery>();
  count = 0;
  readonly #eventIds: ReadonlySet<string>;

  constructor(events: readonly ProofEvent[]) {
    this.#eventIds = new Set(events.map(({ id }) => id));
  }

  get eventIds(): string[] {
    return [...this.#eventIds];
  }

  /** As evidence. */
  delivered(): DeliveredEvent[] {
    return [...this.events.values()].map(deliveredEvent);
  }

  add(delivered: readonly ProofDelivery[]): void {
    for (const event of delivered) {
      if (!this.#eventIds.has(eventOf(event))) continue;
      this.count += 1;
      const key = `${event.source} ${event.id}`;
      if (!this.events.has(key)) this.events.set(key, event);
    }
  }
}

function eventOf({ data }: ProofDelivery): string {
  return (data.event?.id ?? data.eventId) as string;
}

function deliveredEvent({ id, source: said, type, subject, data, at }: ProofDelivery): DeliveredEvent {
  // As inboxes write it down.
  const source = formerSourceOf(shardIn(said) ?? said);
  const kind = type.replace(/^dev\.seatmesh\./, '') as DeliveredEvent['type'];
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
    seats: items.map((item) => pricedSeat(item.seat, item.priceCents, item.status)),
  };
}
