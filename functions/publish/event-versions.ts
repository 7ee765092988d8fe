/** From what an organizer sent to an event, and from an event to what is published of it. Pure: ids and times come in. */
import { fingerprintOf } from '../shared/fingerprint.ts';
import { type Chart, type PriceCategory, seatCount } from '../shared/event/chart.ts';
import { usedCategories } from '../shared/event/row-prices.ts';
import { grownChart } from '../shared/event/growth.ts';
import type { StoredEvent } from '../shared/event/row.ts';
import type { Plan } from '../shared/plan/plan.ts';
import { slotOf } from '../shared/ids.ts';
import { type Message, typedMessage } from '../shared/messages/outbox.ts';
import { AT_THE_END, type Change, type NewEvent } from './api.ts';
import { meansTheSame } from './sameness.ts';

/** An event with its plan, as its organizer changes it. */
export type PlannedEvent = StoredEvent & { plan?: Plan | null };

/** The first version of an event. @param version one more than that of a discarded draft that had its id */
export function firstVersion(body: NewEvent, id: string, organizerId: string, now: Date, version = 1): PlannedEvent {
  const at = now.toISOString();
  return {
    id,
    version,
    organizerId,
    ...body,
    cancelUntil: keptCancelUntil(body.cancelUntil),
    chartVersion: version,
    planVersion: body.plan ? version : 0,
    seatsTotal: seatCount(body.chart),
    createdAt: at,
    updatedAt: at,
  };
}

/**
 * The next version of an event. Fields that the change leaves out stay, and so do those that it gives as they stand: they are
 * compared by value. @returns the event itself when that leaves nothing to change
 */
export function applyChange(event: PlannedEvent, change: Partial<NewEvent> | Change, now: Date): PlannedEvent {
  const changed = changedFields(event, change);
  if (Object.keys(changed).length === 0) return event;
  const version = event.version + 1;
  const next: PlannedEvent = { ...event, ...changed, version, updatedAt: now.toISOString() };
  if (changed.plan !== undefined) next.planVersion = changed.plan ? version : 0;
  if (!changed.chart) return next;
  const chart = grownChart(event, changed.chart) ?? changed.chart;
  return { ...next, chart, chartVersion: event.chartVersion + 1, seatsTotal: seatCount(chart) };
}

/** An event whose seats are numbered anew, in the order of its chart: nobody has or holds any of them. */
export function numberedAnew(event: PlannedEvent): PlannedEvent {
  return { ...event, chart: { sections: event.chart.sections } };
}

/** Of what was sent, what differs from an event, as it is kept. */
function changedFields(event: PlannedEvent, given: Partial<NewEvent> | Change): Partial<PlannedEvent> {
  const { cancelUntil, ...rest } = given;
  const sent = Object.entries(rest) as [keyof NewEvent, unknown][];
  const entries = sent.filter(([, value]) => value !== undefined);
  if (cancelUntil !== undefined) entries.push(['cancelUntil', keptCancelUntil(cancelUntil)]);
  return Object.fromEntries(entries.filter(([field, value]) => !meansTheSame(field, value, event[field])));
}

/** What is as if nothing were said is kept as that. */
function keptCancelUntil(sent: NewEvent['cancelUntil']): StoredEvent['cancelUntil'] {
  return sent === AT_THE_END ? undefined : sent;
}

/**
 * The fields that count whatever they say. One that came later counts where it is not null: what was published before there was such a
 * field would else be another event now. (`cancelUntil` came later, too, but null says something there: never.) This list does not grow.
 */
const ALWAYS_COUNTED: ReadonlySet<string> = new Set([
  'title',
  'description',
  'category',
  'startsAt',
  'endsAt',
  'onSaleAt',
  'currency',
  'limitPerOrder',
  'limitPerBuyer',
  'cancelUntil',
  'venue',
  'priceCategories',
  'chart',
] satisfies (keyof NewEvent)[]);

/** What distinguishes two publications of one id apart: who publishes, and everything that was sent. */
export function publicationFingerprint(body: NewEvent, organizerId: string): Buffer {
  const counted = Object.entries({ ...body, cancelUntil: keptCancelUntil(body.cancelUntil) }).filter(
    ([field, value]) => ALWAYS_COUNTED.has(field) || (value !== null && value !== 'published'),
  );
  return fingerprintOf([organizerId, Object.fromEntries(counted)]);
}

/** The message that an event's version is told by, and what it was before. */
export function messageOf(event: StoredEvent, before?: StoredEvent): Message {
  const about = { subject: event.id, slot: slotOf(event.id) };
  const { status, ...listing } = eventMessageData(event);
  if (status === 'draft') return typedMessage({ type: 'event.drafted.v1', ...about, data: { ...listing, status } });
  const data = { ...listing, status };
  if (status === 'cancelled') return typedMessage({ type: 'event.cancelled.v1', ...about, data });
  const isNew = !before || before.status === 'draft';
  return typedMessage({ type: isNew ? 'event.published.v1' : 'event.updated.v1', ...about, data });
}

/** The message that a draft is gone by. @param version one more than it had */
export function discardedMessage({ id, version, organizerId }: StoredEvent, now: Date): Message {
  const data = { eventId: id, version, organizerId, discardedAt: now.toISOString() };
  return typedMessage({ type: 'event.discarded.v1', subject: id, slot: slotOf(id), data });
}

/** The data of the messages about an event. */
export function eventMessageData(event: StoredEvent) {
  return {
    eventId: event.id,
    version: event.version,
    organizerId: event.organizerId,
    status: event.status,
    title: event.title,
    description: event.description,
    category: event.category,
    startsAt: event.startsAt,
    endsAt: event.endsAt,
    doorsAt: event.doorsAt,
    onSaleAt: event.onSaleAt,
    offSaleAt: event.offSaleAt,
    venue: event.venue,
    url: event.url,
    imageUrl: event.imageUrl,
    priceFromCents: lowestPrice(event.chart, event.priceCategories),
    currency: event.currency,
    seatsTotal: event.seatsTotal,
    updatedAt: event.updatedAt,
    chartVersion: event.chartVersion,
  };
}

/** Only categories that seats have are for sale. */
function lowestPrice(chart: Chart, categories: readonly PriceCategory[]): number {
  const used = usedCategories(chart.sections);
  return Math.min(...categories.filter((category) => used.has(category.id)).map((category) => category.priceCents));
}
