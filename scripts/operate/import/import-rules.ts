/**
 * What the importer decides where a source says nothing: hours, venue, chart and prices. Everything follows from the
 * record alone, so the same record makes the same event at every import.
 */
import { createHash } from 'node:crypto';
import type * as z from 'zod';
import type { NewEvent } from '../../../functions/publish/api.ts';
import { Venue } from '../../../functions/shared/event/event-view.ts';
import type { SourceEvent, SourceVenue } from './source-event.ts';
import { cut, inOneLine, legible } from './source-text.ts';

/** The rule in words, for `--help` and the README. */
export const RULE = `What a source does not say is decided by rule, from the record alone, the same at every import:
  Hours      a day without a time runs from 09:00 to 18:00 of the place's time zone; a time without an end lasts two hours.
  Time zone  that of the coordinates, of the city (with its region and country), region or country, whatever zone the times are written in: these
             stay the instants that they are. Of several zones of a country, or where the place is not known, that of the times, else the calendar's,
             else UTC; what is taken without any of these saying so, or of several zones of a country that of most people, is told of the entry.
  Place      a country goes by its English name; what is none that there is stays part of the place. What is the name of two ("Georgia", "DE")
             is the one with such a town, or with the zone of the times, else neither; so is what is a country in one language and a town where
             that is spoken ("Granada"). A city far larger than any other of its name ("London") is that one if nothing says another, also behind a
             town that the other country has, and that is told of the entry. Cities of the US, Canada and Australia have their
             state's letters ("Austin, TX"). Of two cities in a row the first is meant. A street is the venue's address. What names no city is in the
             city "Unknown".
  Links      a page and a picture (http, https) are the event's; what no field takes, an address too long or a link of another kind, is in the description.
  Venue      without a name: "Venue to be announced"; what is only online takes place in "Online".
  Chart      from the SHA-256 of the record: 6 to 20 rows of 10 to 30 seats, the first third of them section A (Front),
             the others section B (Main), and section GA (Standing) with a capacity of 50 to 500.
             What is only online has one section GA (Online) of 500 to 3000.
  Prices     in EUR, from the same hash: Main 20 to 300, Front half as much again, Standing 60 %, Online 50 % of it.
  Category   the first topic or category of the record, else "general".`;

export const DAY_BEGINS = { hour: 9, minute: 0, second: 0 } as const;
export const DAY_ENDS = { hour: 18, minute: 0, second: 0 } as const;
export const DEFAULT_CATEGORY = 'general';
/** What takes place without saying until when lasts so long. */
export const DEFAULT_LENGTH_MS = 2 * 3_600_000;
export const DEFAULT_ZONE = 'UTC';
export const VENUE_UNKNOWN = 'Venue to be announced';
export const ONLINE_VENUE = { name: 'Online', city: 'Online', country: 'Online', timeZone: DEFAULT_ZONE } as const;

const CURRENCY = 'EUR';

/** What the API takes of a text; the rest is left out, and the event stays. */
const LONGEST = { title: 200, description: 10_000, category: 40, name: 120, city: 80, country: 80 } as const;

const line = (text: string, most: number): string => cut(inOneLine(text), most).trimEnd();

/** The body that publishes an event of a source. */
export function newEvent(source: SourceEvent): z.input<typeof NewEvent> {
  return {
    title: line(source.title, LONGEST.title),
    description: cut(legible(source.description), LONGEST.description),
    category: line(source.category, LONGEST.category) || DEFAULT_CATEGORY,
    startsAt: source.startsAt.toISOString(),
    endsAt: source.endsAt.toISOString(),
    currency: CURRENCY,
    venue: venueIn(source.venue),
    ...(source.url !== undefined && { url: source.url }),
    ...(source.imageUrl !== undefined && { imageUrl: source.imageUrl }),
    ...seatingOf(source.identity, source.online),
  };
}

function venueIn({ name, city, country, timeZone, address, url }: SourceVenue): z.input<typeof Venue> {
  return {
    name: line(name, LONGEST.name),
    city: line(city, LONGEST.city),
    country: line(country, LONGEST.country),
    timeZone,
    ...(address !== undefined && { address }),
    ...(url !== undefined && { url }),
  };
}

/** An address as the API takes it; undefined where it does not. */
export function addressIn(text: string | undefined): string | undefined {
  return Venue.shape.address.safeParse(text && inOneLine(text)).data;
}

type Seating = Pick<z.input<typeof NewEvent>, 'chart' | 'priceCategories'>;

/** Seats and prices by rule. */
export function seatingOf(identity: readonly string[], online: boolean): Seating {
  return online ? onlineSeating(identity) : hallSeating(identity);
}

function hallSeating(identity: readonly string[]): Seating {
  const drawn = draw(identity);
  const rows = drawn.rows(6, 20);
  const seats = drawn.seats(10, 30);
  const capacity = 10 * drawn.capacity(5, 50);
  const euros = 5 * drawn.price(4, 60);
  const front = Math.ceil(rows / 3);
  const rowsOf = (from: number, to: number): { label: string; seats: number }[] =>
    Array.from({ length: to - from + 1 }, (_, index) => ({ label: String(from + index), seats }));
  return {
    priceCategories: [
      { id: 'A', name: 'Front', priceCents: 100 * Math.round(euros * 1.5) },
      { id: 'B', name: 'Main', priceCents: 100 * euros },
      { id: 'GA', name: 'Standing', priceCents: 100 * Math.round(euros * 0.6) },
    ],
    chart: {
      sections: [
        { id: 'A', name: 'Front', kind: 'seated', priceCategory: 'A', rows: rowsOf(1, front) },
        { id: 'B', name: 'Main', kind: 'seated', priceCategory: 'B', rows: rowsOf(front + 1, rows) },
        { id: 'GA', name: 'Standing', kind: 'general', priceCategory: 'GA', capacity },
      ],
    },
  };
}

function onlineSeating(identity: readonly string[]): Seating {
  const drawn = draw(identity);
  const capacity = 100 * drawn.capacity(5, 30);
  const euros = 5 * drawn.price(4, 60);
  return {
    priceCategories: [{ id: 'GA', name: 'Online', priceCents: 50 * euros }],
    chart: { sections: [{ id: 'GA', name: 'Online', kind: 'general', priceCategory: 'GA', capacity }] },
  };
}

/** Numbers between two bounds, each from bytes of its own of the record's hash. */
function draw(identity: readonly string[]) {
  const hash = createHash('sha256').update(JSON.stringify(identity)).digest();
  const from = (offset: number) => (least: number, most: number) =>
    least + (hash.readUInt32BE(offset) % (most - least + 1));
  return { rows: from(0), seats: from(4), capacity: from(8), price: from(12) };
}
