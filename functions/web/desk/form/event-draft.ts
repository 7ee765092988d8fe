/** An event as it is being written: texts as they stand in their fields. Pure. */
import type { EventViewOfPage } from '../../asking/views.ts';
import type { Chart } from '../../../shared/event/chart.ts';
import type { Plan } from '../../../shared/plan/plan.ts';
import { amountText } from './money-input.ts';
import { localTimeOf } from './zone-times.ts';

export interface DraftPrice {
  id: string;
  name: string;
  /** As it is written. */
  price: string;
}

/** A section of a hall that is made by counting. */
export interface CountedSection {
  name: string;
  kind: 'seated' | 'general';
  /** Rows, and seats in each; of standing room, places. As they are written. */
  rows: string;
  seats: string;
  category: string;
}

/** Where the seats come from. */
export type HallSource = 'theatre' | 'club' | 'arena' | 'cinema' | 'tables' | 'counted' | 'imported' | 'former' | 'own';

export interface DraftHall {
  source: HallSource;
  /** Of `counted` halls. */
  counted: readonly CountedSection[];
  /** Of all others. */
  chart: Chart | undefined;
  plan: Plan | null;
}

export interface EventDraft {
  title: string;
  description: string;
  category: string;
  /** Times as clocks at the venue show them. */
  startsAt: string;
  endsAt: string;
  doorsAt: string;
  onSaleAt: string;
  offSaleAt: string;
  currency: string;
  prices: readonly DraftPrice[];
  limitPerOrder: string;
  limitPerBuyer: string;
  accountMinutes: string;
  cancel: 'end' | 'never' | 'until';
  cancelUntil: string;
  venueName: string;
  address: string;
  city: string;
  country: string;
  timeZone: string;
  venueUrl: string;
  url: string;
  imageUrl: string;
  hall: DraftHall;
}

export type DraftField = keyof EventDraft;

export const DRAFT_FIELDS: readonly DraftField[] = [
  'title',
  'description',
  'category',
  'startsAt',
  'endsAt',
  'doorsAt',
  'onSaleAt',
  'offSaleAt',
  'currency',
  'prices',
  'limitPerOrder',
  'limitPerBuyer',
  'accountMinutes',
  'cancel',
  'cancelUntil',
  'venueName',
  'address',
  'city',
  'country',
  'timeZone',
  'venueUrl',
  'url',
  'imageUrl',
  'hall',
];

const NO_TEXTS = {
  title: '',
  description: '',
  category: '',
  startsAt: '',
  endsAt: '',
  doorsAt: '',
  onSaleAt: '',
  offSaleAt: '',
  limitPerBuyer: '',
  accountMinutes: '',
  cancelUntil: '',
  venueName: '',
  address: '',
  city: '',
  country: '',
  venueUrl: '',
  url: '',
  imageUrl: '',
};

/** What a new event begins with. @param timeZone where its organizer is */
export function newDraft(timeZone: string, hall: DraftHall, prices: readonly DraftPrice[]): EventDraft {
  return { ...NO_TEXTS, currency: 'EUR', limitPerOrder: '10', cancel: 'end', timeZone, hall, prices };
}

/** An event with its chart, as the API has them. */
export interface EventWithHall {
  event: EventViewOfPage;
  chart: { sections: Chart['sections']; plan?: Plan };
}

export function draftOf({ event, chart }: EventWithHall, language: string): EventDraft {
  const { venue, currency, cancelUntil } = event;
  const local = (instant: string | null): string => (instant === null ? '' : localTimeOf(instant, venue.timeZone));
  return {
    title: event.title,
    description: event.description,
    category: event.category,
    startsAt: local(event.startsAt),
    endsAt: local(event.endsAt),
    doorsAt: local(event.doorsAt),
    onSaleAt: local(event.onSaleAt),
    offSaleAt: local(event.offSaleAt),
    currency,
    prices: event.priceCategories.map(({ id, name, priceCents }) => ({
      id,
      name,
      price: amountText(priceCents, currency, language),
    })),
    limitPerOrder: String(event.limitPerOrder),
    limitPerBuyer: event.limitPerBuyer === null ? '' : String(event.limitPerBuyer),
    accountMinutes: event.minAccountAgeMinutes === null ? '' : String(event.minAccountAgeMinutes),
    cancel: cancelUntil === null ? 'never' : cancelUntil === undefined ? 'end' : 'until',
    cancelUntil: local(cancelUntil ?? null),
    venueName: venue.name,
    address: venue.address ?? '',
    city: venue.city,
    country: venue.country,
    timeZone: venue.timeZone,
    venueUrl: venue.url ?? '',
    url: event.url ?? '',
    imageUrl: event.imageUrl ?? '',
    hall: { source: 'own', counted: [], chart: { sections: chart.sections }, plan: chart.plan ?? null },
  };
}

/** Whether two values of a field are the same. */
export function areSame(one: unknown, other: unknown): boolean {
  return one === other || JSON.stringify(one) === JSON.stringify(other);
}

/** Which fields differ. */
export function changedFields(before: EventDraft, after: EventDraft): DraftField[] {
  return DRAFT_FIELDS.filter((field) => !areSame(before[field], after[field]));
}

/** A field that two have changed. */
export interface FieldConflict {
  field: DraftField;
  mine: unknown;
  theirs: unknown;
}

/** What somebody else has saved since one began: what was changed, and which of that one has changed oneself. */
export interface Meanwhile {
  theirChanges: readonly DraftField[];
  conflicts: readonly FieldConflict[];
}

/**
 * What one has written, on top of what another has saved meanwhile. Where both changed a field, one's own stays, to be decided.
 * @param base what both began with
 */
export function mergedDraft(
  base: EventDraft,
  mine: EventDraft,
  theirs: EventDraft,
): { draft: EventDraft; meanwhile: Meanwhile } {
  const theirChanges = changedFields(base, theirs);
  const own = new Set(changedFields(base, mine));
  const taken = theirChanges.filter((field) => !own.has(field)).map((field) => [field, theirs[field]]);
  const conflicts = theirChanges
    .filter((field) => own.has(field) && !areSame(mine[field], theirs[field]))
    .map((field) => ({ field, mine: mine[field], theirs: theirs[field] }));
  return { draft: { ...mine, ...Object.fromEntries(taken) }, meanwhile: { theirChanges, conflicts } };
}
