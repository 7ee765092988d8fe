/** An event as it is on sale: its terms, its seats by number, whether the sale is open. */
import { hash } from 'node:crypto';
import { type Seating, seatingOf } from '../../shared/event/chart.ts';
import { type StoredEvent, readEvent } from '../../shared/event/row.ts';
import { readVersion } from '../store.ts';
import { Memo } from '../../shared/memo.ts';
import type { Pool } from '../../shared/mysql/pool.ts';
import { Problem } from '../../shared/problem.ts';
import { SingleFlight } from '../../shared/single-flight.ts';

/** What booking needs to know of an event. */
export interface EventOnSale {
  event: StoredEvent;
  seating: Seating;
  /** When the sale begins and ends, and when the event does, in Unix ms. */
  begins: number;
  closes: number;
  ends: number;
  /** What a seat costs, in minor units. */
  priceOf: (seat: number) => number;
  /** What a price category costs. */
  priceIn: (category: string) => number;
  /** Stands for when and where it is. */
  where: string;
}

const REMEMBERED_EVENTS = 200;

/**
 * EventsOnSale by event id. What is remembered may be older than the database: Redis says so when seats are held
 * (`stale`), and the order's transaction says so when they are sold; then `forget` and ask again. But nobody is refused by
 * what is remembered: see `decideByFresh`.
 */
export class EventsOnSale {
  readonly #known = new Memo<EventOnSale>(REMEMBERED_EVENTS);
  readonly #reads = new SingleFlight<EventOnSale>();

  /**
   * However many ask at once of an event that is not known, it is read once. A draft is there for its organizer alone.
   * @param caller who asks, where an organizer is to find a draft
   * @throws Problem `event_not_found`
   */
  async get(pool: Pool, eventId: string, caller?: string): Promise<EventOnSale> {
    const onSale = await this.#remembered(pool, eventId);
    if (onSale.event.status !== 'draft') return onSale;
    // A draft may be gone meanwhile, or published.
    if ((await readVersion(pool, eventId)) === onSale.event.version) {
      if (onSale.event.organizerId === caller) return onSale;
      throw notThere();
    }
    this.forget(eventId);
    return this.get(pool, eventId, caller);
  }

  async #remembered(pool: Pool, eventId: string): Promise<EventOnSale> {
    return (
      this.#known.get(eventId) ??
      this.#reads.join(
        eventId,
        () => readEventOnSale(pool, eventId),
        (onSale) => this.#known.set(eventId, onSale),
      )
    );
  }

  /** As `get`, and as the database has it now. */
  async current(pool: Pool, eventId: string, caller?: string): Promise<EventOnSale> {
    const known = this.#known.get(eventId);
    if (known && (await readVersion(pool, eventId)) !== known.event.version) this.forget(eventId);
    return this.get(pool, eventId, caller);
  }

  /**
   * Decides by what is remembered; a refusal counts only once the database says that nothing has changed.
   * @throws Problem `event_not_found`, or what `decide` throws
   */
  async decideByFresh<T>(pool: Pool, eventId: string, decide: (onSale: EventOnSale) => T, caller?: string): Promise<T> {
    const onSale = await this.get(pool, eventId, caller);
    try {
      return decide(onSale);
    } catch (error) {
      const current = await this.current(pool, eventId, caller);
      if (current === onSale) throw error;
      return decide(current);
    }
  }

  /** What is being read right now may be older too: it is not remembered. */
  forget(eventId: string): void {
    this.#known.delete(eventId);
    this.#reads.forget(eventId);
  }
}

async function readEventOnSale(pool: Pool, eventId: string): Promise<EventOnSale> {
  const event = await readEvent(pool, eventId);
  if (!event) throw notThere();
  return eventOnSale(event);
}

function notThere(): Problem {
  return new Problem('event_not_found', 'there is no event with this id');
}

/** Makes an event ready for booking. */
export function eventOnSale(event: StoredEvent): EventOnSale {
  const seating = seatingOf(event.chart);
  const prices = new Map(event.priceCategories.map((category) => [category.id, category.priceCents]));
  const priceIn = (category: string) => prices.get(category) ?? 0;
  return {
    event,
    seating,
    begins: event.onSaleAt === null ? -Infinity : Date.parse(event.onSaleAt),
    closes: event.offSaleAt === null ? Infinity : Date.parse(event.offSaleAt),
    ends: Date.parse(event.endsAt),
    priceOf: (seat) => priceIn(seating.categoryOf(seat)),
    priceIn,
    where: placeAndTime(event),
  };
}

/** @throws Problem `event_draft`, `event_cancelled`, `event_ended`, `sale_ended` or `event_not_on_sale` (409) unless the sale is open */
export function requireOpen({ event, ends, begins, closes }: EventOnSale, now: Date): void {
  const at = now.getTime();
  if (event.status === 'draft')
    throw new Problem('event_draft', 'publish it first: nothing is sold of a draft', { reason: 'draft', seats: [] });
  if (event.status === 'cancelled')
    throw new Problem('event_cancelled', 'the organizer cancelled it', { reason: 'cancelled', seats: [] });
  if (ends <= at) throw new Problem('event_ended', `it ended at ${event.endsAt}`, { reason: 'ended', seats: [] });
  if (closes <= at)
    throw new Problem('sale_ended', `the sale ended at ${event.offSaleAt}`, { reason: 'sale_ended', seats: [] });
  if (begins > at) {
    throw new Problem('event_not_on_sale', `the sale begins at ${event.onSaleAt}`, {
      reason: 'not_on_sale',
      seats: [],
    });
  }
}

/** Stands for when and where an event is: the same for the same times and venue. */
function placeAndTime({ startsAt, endsAt, venue }: Pick<StoredEvent, 'startsAt' | 'endsAt' | 'venue'>): string {
  const facts = [startsAt, endsAt, venue.name, venue.city, venue.country, venue.timeZone];
  return hash('sha256', JSON.stringify(facts), 'base64url').slice(0, 16);
}

/** @throws Problem `not_organizer` */
export function requireOrganizer({ event }: EventOnSale, userId: string): void {
  if (event.organizerId !== userId) throw new Problem('not_organizer', 'it was published by somebody else');
}
