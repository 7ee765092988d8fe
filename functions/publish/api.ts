/** The paths of publish. */
import * as z from 'zod';
import { Chart, PriceCategory } from '../shared/event/chart.ts';
import { type ChartError, chartErrors } from '../shared/event/chart-errors.ts';
import {
  Category,
  Currency,
  EventView,
  MOST_SEATS_AT_ONCE,
  Title,
  USUAL_LIMIT_PER_ORDER,
  Venue,
} from '../shared/event/event-view.ts';
import { Instant } from '../shared/instants.ts';
import { route } from '../shared/http/route.ts';
import { Plan } from '../shared/plan/plan.ts';
import { planErrors } from '../shared/plan/plan-errors.ts';
import { soundFields } from '../shared/http/rules-across.ts';
import { textLines } from '../shared/text.ts';
import { WebLink } from '../shared/web-link.ts';

/** Sixty days at most: no sale is announced longer before. */
const AccountAge = z.number().int().min(1).max(86_400);

const LimitPerOrder = z.number().int().min(1).max(MOST_SEATS_AT_ONCE).describe('Seats of one order or hold');

/** What `cancelUntil` is where nothing is said, by its own name: null says never. */
export const AT_THE_END = 'endsAt';

const CancelUntil = z
  .union([z.literal(AT_THE_END), Instant], `must be an instant (RFC 3339), "${AT_THE_END}" or null`)
  .nullable()
  .describe('Until when a buyer may cancel an order; null: not at all. Without it, or "endsAt", until the event ends');

/** Texts and limits that may be left out: null is what they are without it. */
const Description = textLines(10_000)
  .nullable()
  .transform((text) => text ?? '');
const AskedLimitPerOrder = LimitPerOrder.nullable().transform((limit) => limit ?? USUAL_LIMIT_PER_ORDER);

const fields = {
  status: z
    .enum(['published', 'draft'])
    .default('published')
    .describe('A draft is seen by its organizer alone, and sells nothing, until it is published'),
  title: Title,
  description: Description.default(''),
  category: Category,
  startsAt: Instant,
  endsAt: Instant,
  doorsAt: Instant.nullable().default(null).describe('When the doors open: at most a week before it begins'),
  onSaleAt: Instant.nullable().default(null).describe('When the sale begins; null, or a time that has passed: at once'),
  offSaleAt: Instant.nullable()
    .default(null)
    .describe('When the sale ends, for those, too, who hold seats; null: with the event'),
  currency: Currency,
  limitPerOrder: AskedLimitPerOrder.default(USUAL_LIMIT_PER_ORDER),
  limitPerBuyer: z.number().int().min(1).max(1_000).nullable().default(null),
  minAccountAgeMinutes: AccountAge.nullable().default(null),
  cancelUntil: CancelUntil.optional(),
  venue: Venue,
  url: WebLink.nullable().default(null).describe('More about the event'),
  imageUrl: WebLink.nullable().default(null).describe('A picture of it'),
  priceCategories: z.array(PriceCategory).min(1).max(50).describe('By id; their order means nothing'),
  chart: Chart,
  plan: Plan.nullable()
    .default(null)
    .describe('Where the seats of the chart lie; null: they are arranged by themselves, not to scale'),
};

/** An event on its way in, with the rules that span several fields. */
export const NewEvent = z
  .strictObject(fields)
  .check((context) => {
    for (const { path, message } of eventErrors(context.value, soundFields(context)))
      context.issues.push({ code: 'custom', input: context.value, path, message });
  })
  .meta({ id: 'NewEvent', description: 'An event on its way in' });
export type NewEvent = z.output<typeof NewEvent>;

/** Doors of a festival may open days before; of the year before, somebody has mistyped. */
const DOORS_BEFORE_DAYS = 7;

type TimeField = 'startsAt' | 'endsAt' | 'doorsAt' | 'onSaleAt' | 'offSaleAt' | 'cancelUntil';

/** Which instants of an event come before which. A sale may begin when the event has: at the door. */
const ORDER: readonly [TimeField, 'after' | 'not after' | 'before', TimeField][] = [
  ['endsAt', 'after', 'startsAt'],
  ['doorsAt', 'not after', 'startsAt'],
  ['onSaleAt', 'before', 'endsAt'],
  ['offSaleAt', 'not after', 'endsAt'],
  ['offSaleAt', 'after', 'onSaleAt'],
  ['cancelUntil', 'not after', 'endsAt'],
];
const HOLDS = {
  after: (one: string, other: string) => one > other,
  before: (one: string, other: string) => one < other,
  'not after': (one: string, other: string) => one <= other,
};
const MUST = { after: 'be after', before: 'be before', 'not after': 'not be after' };
/** The same, said of the other field. */
const MUST_OTHER = { after: 'be before', before: 'be after', 'not after': 'not be before' };

/** Something wrong across fields: where, and the same said of the other field, for whoever has sent that one. */
export interface ErrorAcross {
  path: (string | number)[];
  message: string;
  other?: { field: keyof NewEvent; message: string };
}

/**
 * What is wrong across the fields of an event; used again when a change is merged into it.
 * @param areSound whether fields have passed by themselves: else no rule speaks of them
 */
export function eventErrors(
  event: Pick<NewEvent, TimeField | 'chart' | 'priceCategories'> & Partial<Pick<NewEvent, 'plan'>>,
  areSound: (...fields: string[]) => boolean = () => true,
): ErrorAcross[] {
  const errors: ErrorAcross[] = areSound('chart', 'priceCategories')
    ? chartErrors(event.chart, event.priceCategories).map((error) => alsoOf('priceCategories', error))
    : [];
  if (event.plan && areSound('chart', 'plan'))
    for (const { path, message } of planErrors(event.chart, event.plan))
      errors.push(alsoOf('chart', { path: ['plan', ...path], message }));
  for (const [field, how, other] of ORDER) {
    const [one, than] = [event[field], event[other]];
    if (!areSound(field, other) || typeof one !== 'string' || typeof than !== 'string' || one === AT_THE_END) continue;
    if (!HOLDS[how](one, than))
      errors.push({
        path: [field],
        message: `must ${MUST[how]} ${other}`,
        other: { field: other, message: `must ${MUST_OTHER[how]} ${field}` },
      });
  }
  if (areSound('doorsAt', 'startsAt') && opensTooEarly(event))
    errors.push({
      path: ['doorsAt'],
      message: `must not be more than ${DOORS_BEFORE_DAYS} days before startsAt`,
      other: { field: 'startsAt', message: `must not be more than ${DOORS_BEFORE_DAYS} days after doorsAt` },
    });
  return errors;
}

/** What stands in one field and does not go with another. */
function alsoOf(field: keyof NewEvent, { path, message }: ChartError): ErrorAcross {
  return { path, message, other: { field, message: `does not go with ${path.join('.')}: ${message}` } };
}

function opensTooEarly({ doorsAt, startsAt }: Pick<NewEvent, 'doorsAt' | 'startsAt'>): boolean {
  return doorsAt !== null && Date.parse(startsAt) - Date.parse(doorsAt) > DOORS_BEFORE_DAYS * 86_400_000;
}

/** The schemas of fields without what is taken where they are left out: what a change leaves out stays. */
function withoutDefaults<Fields extends Record<string, z.ZodType>>(all: Fields) {
  const bare = Object.entries(all).map(([name, field]) => [
    name,
    field instanceof z.ZodDefault ? field.unwrap() : field,
  ]);
  return Object.fromEntries(bare) as {
    [Name in keyof Fields]: Fields[Name] extends z.ZodDefault<infer Inner> ? Inner : Fields[Name];
  };
}

const { status: _status, ...changeable } = fields;

/** A change: any of the fields but the status, which has routes of its own. */
const Change = z
  .strictObject({
    ...withoutDefaults(changeable),
    currency: Currency.describe('Of a draft: prices that were paid are in it'),
  })
  .partial()
  .refine((change) => Object.keys(change).length > 0, 'nothing to change')
  .meta({
    id: 'EventChange',
    description: 'A change: any of the fields; the currency only of a draft, for prices already paid are in it',
    minProperties: 1,
  });
export type Change = z.output<typeof Change>;

export const publishEvent = route({
  name: 'publishEvent',
  summary: 'Publishes an event, or drafts one',
  description:
    'Publishes an event, or drafts one; the caller becomes its organizer. What is published is still to begin, and its `doorsAt`, `offSaleAt` and `cancelUntil` are still to come (an instant of the last ten seconds is now); of a draft that is asked when it is published. Under an Idempotency-Key it is published once: the same again is answered with the event as it is by then (200), as long as there is one; of a draft that was thrown away, 409 `event_discarded`. Without a key a repeat publishes another event. PUT does the same under an id of the caller’s choice.',
  method: 'POST',
  path: '/v1/events',
  access: 'user',
  idempotent: 'optional',
  body: NewEvent,
  etag: 'event',
  location: '/v1/events/{id}',
  answers: { 200: EventView, 201: EventView },
  problems: ['event_discarded', 'idempotency_key_reused', 'too_many_requests', 'outcome_unknown', 'slot_moving'],
});

export const putEvent = route({
  name: 'putEvent',
  summary: 'Publishes an event under an id that the caller chose',
  description:
    'Publishes an event under an id the caller chose, so that an import can be repeated: the same again changes nothing, and what has begun ' +
    'or is over, or whose sale is, may be among it. ' +
    'An id reads evt_<slot>_<owner><rest>: owner is the first 63 bits of the SHA-256 of the caller’s user id in 13 characters of ' +
    'Crockford base32, rest 13 more of the caller’s choice, and slot the first three hex digits of the SHA-256 of these 26.',
  method: 'PUT',
  path: '/v1/events/{eventId}',
  access: 'user',
  etag: 'event',
  conditions: { ifMatch: 'event', ifNoneMatch: 'event' },
  body: NewEvent,
  location: '/v1/events/{id}',
  answers: { 200: EventView, 201: EventView },
  problems: ['event_exists', 'too_many_requests', 'outcome_unknown'],
});

/** What every revision of an event that is there may be answered. */
const REVISING = ['event_not_found', 'not_organizer', 'event_changed', 'too_many_requests', 'outcome_unknown'] as const;

export const changeEvent = route({
  name: 'changeEvent',
  summary: 'Changes an event',
  description:
    'Changes an event. Once a seat is sold or blocked, its chart can only be added to: more capacity, rows, seats at the end of a row, sections; all that was there stays as it was, and holds last. Of what is published no `startsAt`, `endsAt`, `doorsAt`, `offSaleAt` or `cancelUntil` may be moved into the past (an instant of the last ten seconds is now, so a sale can be ended at once); one that has passed since may stay. What is sent as it stands already is no change: without any, nothing happens. null takes a field that may be left out back to what it is without it; only for cancelUntil it means never, and "endsAt" takes that back. venue, priceCategories, chart and plan are replaced as a whole: what they leave out goes. The plan may change at any time: it moves no number of a seat; of a chart that loses sections or rows, what it says of those has to go with them. What does not go with a field that stays is told of the field that was sent (`errors`).',
  method: 'PATCH',
  path: '/v1/events/{eventId}',
  access: 'user',
  etag: 'event',
  conditions: { ifMatch: 'event', ifNoneMatch: 'event' },
  body: Change,
  answers: { 200: EventView },
  problems: [...REVISING, 'event_cancelled', 'chart_locked'],
});

export const publishDraft = route({
  name: 'publishDraft',
  summary: 'Publishes a draft',
  description:
    'Publishes a draft whose times are still to come, as those of any event that is published; what is published already stays as it is.',
  method: 'POST',
  path: '/v1/events/{eventId}/publish',
  access: 'user',
  etag: 'event',
  conditions: { ifMatch: 'event', ifNoneMatch: 'event' },
  answers: { 200: EventView },
  problems: [...REVISING, 'event_cancelled'],
});

export const discardDraft = route({
  name: 'discardDraft',
  summary: 'Throws a draft away',
  description:
    'Throws a draft away, with the blocks of its seats, as if it had never been there. What was published stays: it can be cancelled.',
  method: 'DELETE',
  path: '/v1/events/{eventId}',
  access: 'user',
  conditions: { ifMatch: 'event', ifNoneMatch: 'event' },
  answers: { 204: null },
  problems: [...REVISING, 'event_published'],
});

export const cancelEvent = route({
  name: 'cancelEvent',
  summary: 'Cancels an event',
  description: 'Cancels an event and, a little later, every order of it.',
  method: 'POST',
  path: '/v1/events/{eventId}/cancel',
  access: 'user',
  etag: 'event',
  conditions: { ifMatch: 'event', ifNoneMatch: 'event' },
  answers: { 200: EventView },
  problems: [...REVISING, 'event_draft'],
});

export const routes = [publishEvent, putEvent, changeEvent, publishDraft, discardDraft, cancelEvent] as const;
