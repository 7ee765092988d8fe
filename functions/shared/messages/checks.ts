/**
 * What cannot be true of a message, whoever sent it: ids that do not belong together, another shard's slot, a time to come, a
 * sum that is none. One that a proof speaks for and that does not hold together comes from a mistake or from a function in wrong
 * hands; it is kept as a dead letter. Pure: map and time come in.
 */
import type { EventData, EventType } from '../../../events/catalog.ts';
import { shardIn, sourceOf } from './proof.ts';
import { EventId, type IdKind, OrderId, slotOf, ULID, UserId } from '../ids.ts';
import { type ShardKind, type ShardMap, slotName } from '../slots.ts';

/** A type with data that fits its schema. */
export type TypedMessage = { [Type in EventType]: { type: Type; data: EventData<Type> } }[EventType];

/** The attributes that are checked, as they came. */
interface Attributes {
  id: string;
  source: string;
  subject?: string | undefined;
  time?: string | undefined;
  slot?: unknown;
}

type Doubt = string | false | undefined;

/** Clocks of our own differ by so much at most. */
const CLOCKS_MS = 5 * 60_000;

const SCHEMAS = { evt: EventId, ord: OrderId, usr: UserId } satisfies Partial<Record<IdKind, unknown>>;

/** The first thing that speaks against a message; undefined when nothing does. */
export function objection(
  message: TypedMessage,
  attributes: Attributes,
  maps: Partial<Record<ShardKind, ShardMap>>,
  now: Date,
): string | undefined {
  const subject = subjectOf(message);
  return (
    first(() => isNo(subject.kind, subject.id)) ??
    first(() => originDoubt(attributes, subject.id, maps[subject.kind === 'usr' ? 'users' : 'events'])) ??
    first(() => isAhead('time', attributes.time, now) || (attributes.time === undefined && 'it has no time')) ??
    first(() => dataDoubt(message, now)) ??
    first(() => outOfCalendar(message.data))
  );
}

function subjectOf(message: TypedMessage): { kind: keyof typeof SCHEMAS; id: string } {
  if ('userId' in message.data) return { kind: 'usr', id: message.data.userId };
  if ('orderId' in message.data) return { kind: 'ord', id: message.data.orderId };
  return { kind: 'evt', id: message.data.eventId };
}

/** A message about a slot comes from the shard that owns the slot, or did before it was moved, and its subject is in that slot. */
function originDoubt({ id, source, subject, slot }: Attributes, about: string, map: ShardMap | undefined): Doubt {
  if (!map) return 'no shard map says whose subject this is';
  const speakers = map.speakersOf(slotOf(about));
  return (
    (!speakers.some((shard) => shardIn(source) === shard) &&
      `source: ${about} comes from ${speakers.map(sourceOf).join(' or ')}, not from ${source}`) ||
    (subject !== about && `subject: it is about ${about}, not ${subject ?? 'nothing'}`) ||
    (slot !== slotName(slotOf(about)) && `slot: ${about} is not in slot ${String(slot)}`) ||
    (!ULID.test(id) && `id: ${id} is no ULID`)
  );
}

function dataDoubt({ type, data }: TypedMessage, now: Date): Doubt {
  switch (type) {
    case 'user.registered.v1':
      return isAhead('registeredAt', data.registeredAt, now);
    case 'user.deleted.v1':
      return isAhead('deletedAt', data.deletedAt, now);
    case 'order.confirmed.v1':
    case 'order.updated.v1':
    case 'order.cancelled.v1':
      return orderDoubt(type, data, now);
    case 'event.discarded.v1':
      return (
        isNo('usr', data.organizerId) ||
        (data.version === 1 && `version: ${data.version}`) ||
        isAhead('discardedAt', data.discardedAt, now)
      );
    case 'availability.changed.v1':
      return data.seatsSold > data.seatsTotal && `seatsSold: ${data.seatsSold} of ${data.seatsTotal}`;
    default:
      return listingDoubt(type, data, now);
  }
}

function orderDoubt(type: EventType, order: EventData<'order.confirmed.v1'>, now: Date): Doubt {
  const over = type === 'order.cancelled.v1';
  const cancelled = order.items.filter(({ status }) => status === 'cancelled').length;
  // The end of an order, as it was said before seats were cancelled by themselves, tells of no item.
  const isPlain = over && order.items.every(({ status }) => status === undefined);
  const sum = order.items.reduce((cents, item) => cents + (item.status === 'cancelled' ? 0 : item.priceCents), 0);
  return (
    isNo('usr', order.buyerId) ||
    isNo('evt', order.event.id) ||
    (order.event.organizerId !== undefined && isNo('usr', order.event.organizerId)) ||
    (slotOf(order.event.id) !== slotOf(order.orderId) && 'event.id: an order is in the slot of its event') ||
    (order.status !== (over ? 'cancelled' : 'confirmed') && `status: ${order.status}`) ||
    ((order.version === 1) !== (type === 'order.confirmed.v1') && `version: ${order.version}`) ||
    // Each version but the first has a cancelled seat more.
    (order.version > 1 + (isPlain ? 1 : cancelled) && `version: ${order.version}`) ||
    (!isPlain && !isSoFar(type, cancelled, order.items.length) && `items: ${cancelled} are cancelled`) ||
    ((order.cancelledAt !== null) !== over && `cancelledAt: ${order.cancelledAt}`) ||
    (new Set(order.items.map(({ seat }) => seat)).size < order.items.length && 'items: a seat is named twice') ||
    (sum !== order.totalCents && `totalCents: ${order.totalCents}, but its items cost ${sum}`) ||
    isAhead('createdAt', order.createdAt, now) ||
    isAhead('cancelledAt', order.cancelledAt ?? undefined, now) ||
    isAhead('updatedAt', order.updatedAt ?? undefined, now) ||
    isAhead('event.updatedAt', order.event.updatedAt, now) ||
    endDoubt(order.event)
  );
}

/** Messages from before say nothing of the end. */
function endDoubt({ startsAt, endsAt }: EventData<'order.confirmed.v1'>['event']): Doubt {
  return endsAt !== undefined && endsAt <= startsAt && 'event.endsAt: it ends before it begins';
}

/** Whether so many cancelled items of all are what a type says. */
function isSoFar(type: EventType, cancelled: number, items: number): boolean {
  if (type === 'order.cancelled.v1') return cancelled === items;
  return type === 'order.confirmed.v1' ? cancelled === 0 : cancelled > 0 && cancelled < items;
}

const STATUSES: Partial<Record<EventType, string>> = {
  'event.drafted.v1': 'draft',
  'event.published.v1': 'published',
  'event.updated.v1': 'published',
  'event.cancelled.v1': 'cancelled',
};

function listingDoubt(
  type: EventType,
  event: EventData<'event.published.v1'> | EventData<'event.drafted.v1'>,
  now: Date,
): Doubt {
  const isChange = type === 'event.updated.v1' || type === 'event.cancelled.v1';
  return (
    isNo('usr', event.organizerId) ||
    (event.status !== STATUSES[type] && `status: ${event.status}`) ||
    (event.version === 1 && isChange && `version: ${event.version}`) ||
    (event.chartVersion > event.version && `chartVersion: ${event.chartVersion} of version ${event.version}`) ||
    (event.endsAt <= event.startsAt && 'endsAt: it ends before it begins') ||
    isAhead('updatedAt', event.updatedAt, now)
  );
}

function isNo(kind: keyof typeof SCHEMAS, id: string): Doubt {
  return !SCHEMAS[kind].safeParse(id).success && `${id} is not an id of kind ${kind}`;
}

function isAhead(name: string, text: string | undefined, now: Date): Doubt {
  return text !== undefined && Date.parse(text) > now.getTime() + CLOCKS_MS && `${name}: ${text} is yet to come`;
}

/** An instant that a DATETIME has no room for would fail in every try. */
function outOfCalendar(data: object, within = ''): Doubt {
  for (const [name, value] of Object.entries(data) as [string, unknown][]) {
    const path = within + name;
    if (name.endsWith('At') && typeof value === 'string' && !/^[1-9]\d{3}-/.test(value))
      return `${path}: ${value} is out of the calendar`;
    const inside = name === 'event' && outOfCalendar(value as object, `${path}.`);
    if (inside) return inside;
  }
  return undefined;
}

function first(doubt: () => Doubt): string | undefined {
  return doubt() || undefined;
}
