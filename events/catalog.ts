/**
 * The catalog of messages (CloudEvents): one schema a type. Sender, subscriber, Trigger and test all go by it. Types are in the
 * past tense and versioned: a new field is optional, anything else is a `.v2` beside the `.v1`.
 * Every message states what is true after it, with a version, so that consumers may see messages twice or out of order.
 */
import * as z from 'zod';

/** The reverse-DNS prefix of every type. */
const TYPE_PREFIX = 'dev.seatmesh.';

const timestamp = z.iso.datetime();
const id = z.string().min(1).max(64);
const money = z.number().int().min(0);
const version = z.number().int().min(1);

const userRegistered = z.object({ userId: id, name: z.string(), registeredAt: timestamp });

/** The account is gone, and all that told whose it was: what others keep of the user, they keep without a name. */
const userDeleted = z.object({ userId: id, deletedAt: timestamp });

const venue = z.object({
  name: z.string(),
  city: z.string(),
  country: z.string(),
  timeZone: z.string(),
  address: z.string().optional(),
  url: z.string().optional(),
});

const listing = z.object({
  eventId: id,
  version,
  organizerId: id,
  status: z.enum(['published', 'cancelled']),
  title: z.string(),
  description: z.string(),
  category: z.string(),
  startsAt: timestamp,
  endsAt: timestamp,
  doorsAt: timestamp.nullable().optional(),
  onSaleAt: timestamp.nullable(),
  offSaleAt: timestamp.nullable().optional(),
  venue,
  url: z.string().nullable().optional(),
  imageUrl: z.string().nullable().optional(),
  priceFromCents: money,
  currency: z.string(),
  seatsTotal: z.number().int().min(1),
  /** When this version was made. */
  updatedAt: timestamp.optional(),
  /** The version in which the chart was changed last: replaced, or seats were added to it. */
  chartVersion: version,
});

/** What only its organizer sees as yet: nobody else is to show it, or to learn that it is there. */
const draft = listing.extend({ status: z.literal('draft') });

/** A draft is gone as if it had never been there; it was seen by nobody but its organizer. */
const eventDiscarded = z.object({ eventId: id, version, organizerId: id, discardedAt: timestamp });

const order = z.object({
  orderId: id,
  /** 1 when confirmed, and one more each time seats of it are cancelled. */
  version,
  status: z.enum(['confirmed', 'cancelled']),
  buyerId: id,
  /** The event as it was when this was said; by `version` one knows which is newer. */
  event: z.object({
    id,
    version,
    title: z.string(),
    startsAt: timestamp,
    endsAt: timestamp.optional(),
    organizerId: id.optional(),
    venue: venue.optional(),
    /** When that version of it was made. */
    updatedAt: timestamp.optional(),
  }),
  /** What is without a status is what the order is. */
  items: z
    .array(
      z.object({
        seat: z.string(),
        priceCents: money,
        status: z.enum(['confirmed', 'cancelled']).optional(),
        /** What people read of the seat, whose name to programs is `seat`. */
        shown: z
          .object({ section: z.string(), row: z.string().optional(), rowName: z.string().optional(), seat: z.string() })
          .optional(),
      }),
    )
    .min(1),
  /** Of the confirmed items; of a cancelled order whose items have no status, what it cost. */
  totalCents: money,
  currency: z.string(),
  createdAt: timestamp,
  cancelledAt: timestamp.nullable(),
  /** When seats of it were cancelled last; null: none was. */
  updatedAt: timestamp.nullable().optional(),
});

/** Every type without its prefix, with the schema of its data. */
export const catalog = {
  'user.registered.v1': userRegistered,
  'user.deleted.v1': userDeleted,
  /** A draft was made or changed; published, it is an event like any other, of a higher version. */
  'event.drafted.v1': draft,
  'event.discarded.v1': eventDiscarded,
  'event.published.v1': listing,
  'event.updated.v1': listing,
  'event.cancelled.v1': listing,
  'order.confirmed.v1': order,
  /** Seats of it were cancelled, others stay. */
  'order.updated.v1': order,
  'order.cancelled.v1': order,
  /** Said at once by the process that sells, and then once for all orders of a quarter of a second; the highest version holds. */
  'availability.changed.v1': z.object({
    eventId: id,
    version,
    seatsTotal: z.number().int().min(1),
    seatsSold: z.number().int().min(0),
  }),
} as const;

/** A type of message, without its prefix. */
export type EventType = keyof typeof catalog;

/** When a message of each type is published. */
export const occasions: Readonly<Record<EventType, string>> = {
  'user.registered.v1': 'an account was opened',
  'user.deleted.v1': 'an account was closed',
  'event.drafted.v1': 'a draft of an event was made or changed',
  'event.discarded.v1': 'a draft of an event was thrown away',
  'event.published.v1': 'an event was published',
  'event.updated.v1': 'an event was changed',
  'event.cancelled.v1': 'an event was cancelled',
  'order.confirmed.v1': 'seats were sold',
  'order.updated.v1': 'seats of an order were cancelled, others stay',
  'order.cancelled.v1': 'an order was cancelled',
  'availability.changed.v1': 'the number of sold seats of an event changed',
};

/** The data of a type. */
export type EventData<Type extends EventType> = z.output<(typeof catalog)[Type]>;

/** Where the JSON Schema of a type is published, on the host of the API. */
export function schemaPath(type: EventType): string {
  return `/v1/schemas/${type}.json`;
}

/** A type of message by its name on the wire. */
export function typeOnWire(type: string): EventType | undefined {
  const name = type.startsWith(TYPE_PREFIX) ? type.slice(TYPE_PREFIX.length) : '';
  return Object.hasOwn(catalog, name) ? (name as EventType) : undefined;
}

/**
 * The extension attribute that a message for a function carries, by which that function's Trigger finds it: one queue and one dispatcher for all the
 * types that it takes. CloudEvents 1.0: lower-case letters and digits, twenty of them at most.
 */
export function addressAttribute(functionName: string): string {
  return `to${functionName.replaceAll('-', '')}`;
}

/** Its value. */
export const ADDRESSED = 'yes';

/** The `type` attribute on the wire. */
export function wireType(type: EventType): string {
  return TYPE_PREFIX + type;
}
