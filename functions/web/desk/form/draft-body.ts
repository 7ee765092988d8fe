/** From what is written to what the API is sent, with what does not fit and why. Pure. */
import type { Chart } from '../../../shared/event/chart.ts';
import type { Plan } from '../../../shared/plan/plan.ts';
import type { DraftField, EventDraft } from './event-draft.ts';
import { categoriesInHall, chartOfHall, faultsOfCounted } from './hall-choices.ts';
import { centsIn } from './money-input.ts';
import { instantAt } from './zone-times.ts';

/** Why a field does not fit. */
export type DraftWhy =
  | 'missing'
  | 'wrong'
  | 'noTime'
  | 'afterStart'
  | 'notAfterStart'
  | 'weekBefore'
  | 'beforeEnd'
  | 'notAfterEnd'
  | 'afterOnSale'
  | 'link'
  | 'amount'
  | 'count'
  | 'hall'
  | 'unusedCategory'
  | 'past';

/** @param field its path in the form: `title`, `prices.0.name`, `hall.2.rows` */
export interface DraftFault {
  field: string;
  why: DraftWhy;
}

/** The body of an event, as far as it can be made. */
export interface EventBody {
  title: string;
  description: string;
  category: string;
  startsAt: string;
  endsAt: string;
  doorsAt: string | null;
  onSaleAt: string | null;
  offSaleAt: string | null;
  currency: string;
  limitPerOrder: number;
  limitPerBuyer: number | null;
  minAccountAgeMinutes: number | null;
  cancelUntil: string | null;
  venue: { name: string; city: string; country: string; timeZone: string; address: string | null; url: string | null };
  url: string | null;
  imageUrl: string | null;
  priceCategories: { id: string; name: string; priceCents: number }[];
  chart: Chart;
  plan: Plan | null;
}

/** Which fields of a body a field of the form is in. */
const IN_BODY: Readonly<Record<DraftField, readonly (keyof EventBody)[]>> = {
  title: ['title'],
  description: ['description'],
  category: ['category'],
  startsAt: ['startsAt'],
  endsAt: ['endsAt'],
  doorsAt: ['doorsAt'],
  onSaleAt: ['onSaleAt'],
  offSaleAt: ['offSaleAt'],
  currency: ['currency', 'priceCategories'],
  prices: ['priceCategories'],
  limitPerOrder: ['limitPerOrder'],
  limitPerBuyer: ['limitPerBuyer'],
  accountMinutes: ['minAccountAgeMinutes'],
  cancel: ['cancelUntil'],
  cancelUntil: ['cancelUntil'],
  venueName: ['venue'],
  address: ['venue'],
  city: ['venue'],
  country: ['venue'],
  // What clocks there show stays: the instants are others.
  timeZone: ['venue', 'startsAt', 'endsAt', 'doorsAt', 'onSaleAt', 'offSaleAt', 'cancelUntil'],
  venueUrl: ['venue'],
  url: ['url'],
  imageUrl: ['imageUrl'],
  hall: ['chart', 'plan'],
};

/** Of a body only what some fields of the form are in. */
export function changeOf(body: EventBody, fields: readonly DraftField[]): Partial<EventBody> {
  const names = new Set(fields.flatMap((field) => IN_BODY[field]));
  return Object.fromEntries(Object.entries(body).filter(([name]) => names.has(name as keyof EventBody)));
}

const LINK = /^https?:\/\/[^\s/$.?#][^\s]{0,1000}$/i;
const MOST_CENTS = 100_000_000;
const DOORS_BEFORE_MS = 7 * 86_400_000;
const NEEDED = ['title', 'category', 'startsAt', 'endsAt', 'venueName', 'city', 'country', 'timeZone'] as const;

const line = (text: string): string => text.trim();
const orNull = (text: string): string | null => (text.trim() === '' ? null : text.trim());

/** The body, if everything fits. */
export function eventBodyOf(draft: EventDraft): { body: EventBody | undefined; faults: DraftFault[] } {
  const faults: DraftFault[] = [];
  const refuse = (field: string, why: DraftWhy): void => {
    if (!faults.some((fault) => fault.field === field)) faults.push({ field, why });
  };
  for (const field of NEEDED) if (draft[field].trim() === '') refuse(field, 'missing');
  const times = timesOf(draft, refuse);
  for (const field of ['url', 'imageUrl', 'venueUrl'] as const)
    if (draft[field].trim() !== '' && !LINK.test(draft[field].trim())) refuse(field, 'link');
  const limitPerOrder = countOf(draft.limitPerOrder, 50) ?? 10;
  const limitPerBuyer = countOf(draft.limitPerBuyer, 1_000);
  const minAccountAgeMinutes = countOf(draft.accountMinutes, 86_400);
  if (countOf(draft.limitPerOrder, 50) === undefined) refuse('limitPerOrder', 'count');
  if (draft.limitPerBuyer.trim() !== '' && limitPerBuyer === undefined) refuse('limitPerBuyer', 'count');
  if (draft.accountMinutes.trim() !== '' && minAccountAgeMinutes === undefined) refuse('accountMinutes', 'count');
  const priceCategories = pricesOf(draft, refuse);
  const chart = hallOf(draft, refuse);
  if (faults.length > 0 || !chart || times.startsAt === null || times.endsAt === null)
    return { body: undefined, faults };
  return {
    faults,
    body: {
      title: line(draft.title),
      description: draft.description.trim(),
      category: line(draft.category),
      ...times,
      startsAt: times.startsAt,
      endsAt: times.endsAt,
      cancelUntil: draft.cancel === 'never' ? null : draft.cancel === 'end' ? 'endsAt' : times.cancelUntil,
      currency: draft.currency,
      limitPerOrder,
      limitPerBuyer: limitPerBuyer ?? null,
      minAccountAgeMinutes: minAccountAgeMinutes ?? null,
      venue: {
        name: line(draft.venueName),
        city: line(draft.city),
        country: line(draft.country),
        timeZone: draft.timeZone,
        address: orNull(draft.address),
        url: orNull(draft.venueUrl),
      },
      url: orNull(draft.url),
      imageUrl: orNull(draft.imageUrl),
      priceCategories,
      chart,
      plan: draft.hall.source === 'counted' ? null : draft.hall.plan,
    },
  };
}

type Refuse = (field: string, why: DraftWhy) => void;
const TIMES = ['startsAt', 'endsAt', 'doorsAt', 'onSaleAt', 'offSaleAt', 'cancelUntil'] as const;
type Times = Record<(typeof TIMES)[number], string | null>;

function timesOf(draft: EventDraft, refuse: Refuse): Times {
  const times = Object.fromEntries(
    TIMES.map((field) => {
      const local = field === 'cancelUntil' && draft.cancel !== 'until' ? '' : draft[field];
      const instant = local === '' ? null : (instantAt(local, draft.timeZone) ?? undefined);
      if (instant === undefined) refuse(field, 'noTime');
      return [field, instant ?? null];
    }),
  ) as Times;
  if (draft.cancel === 'until' && draft.cancelUntil === '') refuse('cancelUntil', 'missing');
  const { startsAt, endsAt, doorsAt, onSaleAt, offSaleAt, cancelUntil } = times;
  if (startsAt !== null && endsAt !== null && endsAt <= startsAt) refuse('endsAt', 'afterStart');
  if (startsAt !== null && doorsAt !== null) {
    if (doorsAt > startsAt) refuse('doorsAt', 'notAfterStart');
    else if (Date.parse(startsAt) - Date.parse(doorsAt) > DOORS_BEFORE_MS) refuse('doorsAt', 'weekBefore');
  }
  if (endsAt !== null && onSaleAt !== null && onSaleAt >= endsAt) refuse('onSaleAt', 'beforeEnd');
  if (endsAt !== null && offSaleAt !== null && offSaleAt > endsAt) refuse('offSaleAt', 'notAfterEnd');
  if (onSaleAt !== null && offSaleAt !== null && offSaleAt <= onSaleAt) refuse('offSaleAt', 'afterOnSale');
  if (endsAt !== null && cancelUntil !== null && cancelUntil > endsAt) refuse('cancelUntil', 'notAfterEnd');
  return times;
}

function countOf(text: string, most: number): number | undefined {
  const count = /^\d{1,6}$/.test(text.trim()) ? Number(text) : 0;
  return count >= 1 && count <= most ? count : undefined;
}

function pricesOf({ prices, currency }: EventDraft, refuse: Refuse): EventBody['priceCategories'] {
  if (prices.length === 0) refuse('prices', 'missing');
  return prices.map(({ id, name, price }, index) => {
    const cents = centsIn(price, currency);
    if (name.trim() === '') refuse(`prices.${index}.name`, 'missing');
    if (price.trim() === '') refuse(`prices.${index}.price`, 'missing');
    else if (cents === undefined || cents > MOST_CENTS) refuse(`prices.${index}.price`, 'amount');
    return { id, name: name.trim(), priceCents: cents ?? 0 };
  });
}

function hallOf({ hall, prices }: EventDraft, refuse: Refuse): Chart | undefined {
  if (hall.source === 'counted')
    for (const [index, section] of hall.counted.entries())
      for (const part of faultsOfCounted(section))
        refuse(`hall.${index}.${part}`, part === 'name' ? 'missing' : 'count');
  const chart = chartOfHall(hall);
  if (!chart) refuse('hall', 'hall');
  const known = new Set(prices.map(({ id }) => id));
  if ([...categoriesInHall(hall)].some((id) => !known.has(id))) refuse('prices', 'unusedCategory');
  return chart;
}

/** The field of the form that a path of the API is about. */
export function fieldAtPath(path: string): string {
  const [first = '', second, third] = path.split('.');
  if (first === 'venue') return { name: 'venueName', url: 'venueUrl' }[second ?? ''] ?? second ?? 'venueName';
  if (first === 'priceCategories')
    return second === undefined ? 'prices' : `prices.${second}.${third === 'priceCents' ? 'price' : 'name'}`;
  if (first === 'chart' || first === 'plan') return 'hall';
  return first === 'minAccountAgeMinutes' ? 'accountMinutes' : first;
}
