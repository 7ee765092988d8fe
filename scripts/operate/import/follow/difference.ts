/** How an event, as it is shown, differs from what its source says of it by now. Pure. */
import type { Change, NewEvent } from '../../../../functions/publish/api.ts';
import { seatCount } from '../../../../functions/shared/event/chart.ts';
import { canonicalZone } from '../../../../functions/shared/event/time-zones.ts';
import type { EventView } from '../../../../functions/shared/event/view.ts';
import { seatingOf } from '../rules.ts';
import type { Publication } from './plan.ts';

/** A change that makes an event what its source says. */
export interface EventDifference {
  change: Change;
  /** In words, a field each. */
  words: string[];
  /** Whether it concerns what a buyer has paid for: what, when, where. */
  isOfTerms: boolean;
}

type Told = 'title' | 'description' | 'category' | 'startsAt' | 'endsAt' | 'venue';
const TOLD: readonly Told[] = ['title', 'startsAt', 'endsAt', 'venue', 'category', 'description'];
const OF_TERMS: ReadonlySet<Told> = new Set(['title', 'startsAt', 'endsAt', 'venue']);

/**
 * Compares what sources tell. Prices, seats and everything else that the importer has made up, or the organizer set since, is left as it is;
 * but an event that is not online any more, or now is, gets the other chart by rule, if it has that of the rule.
 */
export function differenceOf(shown: EventView, { body, event }: Publication): EventDifference | undefined {
  const fields = TOLD.filter((field) => !isSame(shown, body, field));
  if (fields.length === 0) return undefined;
  const change: Change = Object.fromEntries(fields.map((field) => [field, body[field]]));
  const words = fields.map((field) => inWords(field, shown, body));
  const before = seatingOf(event.identity, !event.online);
  if (fields.includes('venue') && isSeatedBy(shown, before)) {
    Object.assign(change, { chart: body.chart, priceCategories: body.priceCategories });
    words.push('seats');
  }
  return { change, words, isOfTerms: fields.some((field) => OF_TERMS.has(field)) };
}

/** The same without other seats: those of a chart with sold seats stay. */
export function withoutSeats({ change, words, isOfTerms }: EventDifference): EventDifference {
  const { chart: _, priceCategories: __, ...rest } = change;
  return { change: rest, words: words.filter((word) => word !== 'seats'), isOfTerms };
}

function isSame(shown: EventView, body: NewEvent, field: Told): boolean {
  if (field !== 'venue') return shown[field] === body[field];
  const { name, city, country, timeZone } = body.venue;
  const there = shown.venue;
  return (
    there.name === name &&
    there.city === city &&
    there.country === country &&
    canonicalZone(there.timeZone) === timeZone
  );
}

function inWords(field: Told, shown: EventView, body: NewEvent): string {
  if (field === 'description') return 'description';
  if (field !== 'venue') return `${field} ${shown[field]} → ${body[field]}`;
  return `venue ${placeInWords(shown.venue)} → ${placeInWords(body.venue)}`;
}

function placeInWords({ name, city, country, timeZone }: EventView['venue']): string {
  return `${name}, ${city}, ${country} (${timeZone})`;
}

function isSeatedBy(shown: EventView, { chart, priceCategories }: ReturnType<typeof seatingOf>): boolean {
  return shown.seatsTotal === seatCount(chart) && pricesText(shown.priceCategories) === pricesText(priceCategories);
}

/** Price categories in one order: theirs means nothing. */
function pricesText(categories: EventView['priceCategories']): string {
  return categories
    .map(({ id, name, priceCents }) => JSON.stringify([id, name, priceCents]))
    .toSorted((one, other) => (one < other ? -1 : 1))
    .join();
}
