/** How an event, as it is shown, differs from what its source says of it by now. Pure. */
import type { Change, NewEvent } from '../../../../functions/publish/api.ts';
import { seatCount } from '../../../../functions/shared/event/chart.ts';
import { canonicalZone } from '../../../../functions/shared/event/time-zones.ts';
import type { EventView } from '../../../../functions/shared/event/event-view.ts';
import { seatingOf } from '../import-rules.ts';
import { type Extras, extrasFollowed, isOtherPlace } from './extras.ts';
import type { Publication } from './import-task.ts';
import { timesAlong } from './times-along.ts';

/** A change that makes an event what its source says. */
export interface EventDifference {
  change: Change;
  /** In words, a field each. */
  words: string[];
  /** Whether it concerns what a buyer has paid for: what, when, where. */
  isOfTerms: boolean;
}

const FOLLOWED = [
  'title',
  'startsAt',
  'endsAt',
  'doorsAt',
  'onSaleAt',
  'offSaleAt',
  'cancelUntil',
  'venue',
  'category',
  'description',
  'url',
  'imageUrl',
] as const;
type Followed = Pick<NewEvent, (typeof FOLLOWED)[number]>;
const OF_TERMS: ReadonlySet<keyof Followed> = new Set(['title', 'startsAt', 'endsAt']);

/**
 * Compares what sources tell. Prices, seats and everything else that the importer has made up, or the organizer set since, is left as it is;
 * but an event that is not online any more, or now is, gets the other chart by rule, if it has that of the rule.
 * @param told what the source told beyond what every event has, when the event was last as it said; undefined where that is not known
 */
export function differenceOf(
  event: EventView,
  { body, event: source }: Publication,
  told?: Extras,
): EventDifference | undefined {
  const shown = inCanonicalZone(event);
  const next = followedBy(shown, body, told);
  const fields = FOLLOWED.filter((field) => !isSame(shown, next, field));
  if (fields.length === 0) return undefined;
  const change: Change = Object.fromEntries(fields.map((field) => [field, next[field]]));
  const words = fields.flatMap((field) => inWords(field, shown, next));
  const isElsewhere = isOtherPlace(shown.venue, next.venue);
  if (isElsewhere && isSeatedBy(shown, seatingOf(source.identity, !source.online))) {
    Object.assign(change, { chart: body.chart, priceCategories: body.priceCategories });
    words.push('seats');
  }
  return { change, words, isOfTerms: isElsewhere || fields.some((field) => OF_TERMS.has(field)) };
}

/** The same without other seats: those of a chart with sold seats stay. */
export function withoutSeats({ change, words, isOfTerms }: EventDifference): EventDifference {
  const { chart: _, priceCategories: __, ...rest } = change;
  return { change: rest, words: words.filter((word) => word !== 'seats'), isOfTerms };
}

function inCanonicalZone(shown: EventView): EventView {
  const { timeZone } = shown.venue;
  return { ...shown, venue: { ...shown.venue, timeZone: canonicalZone(timeZone) ?? timeZone } };
}

/** An event as it is to be. */
function followedBy(shown: EventView, body: NewEvent, told: Extras | undefined): Followed {
  const { title, description, category, startsAt, endsAt } = body;
  const own = timesAlong(shown, body, new Date());
  return { title, description, category, startsAt, endsAt, ...own, ...extrasFollowed(shown, body, told) };
}

const VENUE = ['name', 'city', 'country', 'timeZone', 'address', 'url'] as const;

function isSame(shown: EventView, next: Followed, field: keyof Followed): boolean {
  if (field !== 'venue') return shown[field] === next[field];
  return VENUE.every((part) => shown.venue[part] === next.venue[part]);
}

function inWords(field: keyof Followed, shown: EventView, next: Followed): string[] {
  if (field === 'description') return ['description'];
  if (field !== 'venue') return [`${field} ${shown[field] ?? 'none'} → ${next[field] ?? 'none'}`];
  const [before, after] = [placeInWords(shown.venue), placeInWords(next.venue)];
  if (before !== after) return [`venue ${before} → ${after}`];
  return (['address', 'url'] as const)
    .filter((part) => shown.venue[part] !== next.venue[part])
    .map((part) => `venue ${part} ${shown.venue[part] ?? 'none'} → ${next.venue[part] ?? 'none'}`);
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
