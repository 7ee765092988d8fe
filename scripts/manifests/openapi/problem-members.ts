/** What the problems of some codes say beside what every problem says (RFC 9457, with a stable code). */
import type { ProblemCode, ProblemExtras } from '../../../functions/shared/problem.ts';
import type { Json } from './components.ts';

/** What a code has beside what every problem has. */
interface Members {
  properties: Json;
  /** Those that are always there. */
  required?: readonly string[];
  /** An example of its text. */
  detail: string;
  /** An example of these members. */
  example: ProblemExtras;
}

const seats = (description: string): Json => ({ type: 'array', items: { type: 'string' }, description });
const errors: Json = {
  type: 'array',
  items: { $ref: '#/components/schemas/ProblemError' },
  description: 'What does not fit, and where',
};

/** A wrong place in what was sent. */
export const problemErrorSchema: Json = {
  type: 'object',
  description: 'Something that does not fit',
  required: ['path', 'message'],
  properties: {
    path: { type: 'string', description: 'Members by name and entries by number, with dots between' },
    message: { type: 'string' },
  },
};

/** A refusal of seats: why, and which. */
function refusal(
  reason: NonNullable<ProblemExtras['reason']>,
  detail: string,
  named: string[] = [],
  required: readonly string[] = ['reason', 'seats'],
): Members {
  return {
    properties: {
      reason: { type: 'string', const: reason },
      seats: seats('The seats it is about; none where it is about all'),
    },
    required,
    detail,
    example: { reason, seats: named },
  };
}

const taken = refusal('unavailable', 'taken: A-12-7', ['A-12-7']);
const held = refusal('held', 'you have A-12-7 on hold: order, or release hld_0a7_01JDCMX5A4TFW8G1S3E9VRK6NM', [
  'A-12-7',
]);
const holdIds = seats('The caller’s own holds that have some of the seats');

const members: Partial<Record<ProblemCode, Members>> = {
  seats_unavailable: { ...taken, properties: { ...taken.properties, holdIds } },
  already_held: {
    properties: { ...held.properties, holdIds },
    required: ['reason', 'seats', 'holdIds'],
    detail: held.detail,
    example: { ...held.example, holdIds: ['hld_0a7_01JDCMX5A4TFW8G1S3E9VRK6NM'] },
  },
  capacity_exceeded: refusal('capacity', 'section GA has not that many seats left'),
  hold_expired: refusal('expired', 'it has expired, was released or sold, or is not yours'),
  limit_exceeded: refusal('limit', 'one buyer may have 4 seats of this event'),
  order_in_progress: refusal('unavailable', 'repeat the request to learn the outcome'),
  account_too_new: refusal('account_age', 'an account must be 60 minutes old for this event'),
  event_not_on_sale: refusal('not_on_sale', 'the sale begins at 2027-03-01T09:00:00.000Z'),
  sale_ended: refusal('sale_ended', 'the sale ended at 2027-05-14T16:00:00.000Z'),
  // A change of a cancelled event says no more than that.
  event_cancelled: refusal('cancelled', 'the organizer cancelled it', [], []),
  event_ended: refusal('ended', 'it ended at 2027-05-14T20:30:00.000Z'),
  cancel_closed: {
    properties: {
      reason: { type: 'string', const: 'cancel_closed' },
      seats: seats('None: it is about all'),
      cancelUntil: {
        type: ['string', 'null'],
        format: 'date-time',
        description: 'Until when its buyer could cancel; null: never',
      },
    },
    required: ['reason', 'seats', 'cancelUntil'],
    detail: 'orders could be cancelled until 2027-05-07T21:59:00.000Z; ask the organizer',
    example: { reason: 'cancel_closed', seats: [], cancelUntil: '2027-05-07T21:59:00.000Z' },
  },
  seats_unknown: {
    properties: { seats: seats('The names that the chart does not have'), errors },
    required: ['seats', 'errors'],
    detail: 'the chart has no A-12-99',
    example: { seats: ['A-12-99'], errors: [{ path: 'seats.0', message: 'the chart has no A-12-99' }] },
  },
  invalid: {
    properties: { errors },
    required: ['errors'],
    detail: 'name: Invalid input: expected string, received undefined',
    example: { errors: [{ path: 'name', message: 'Invalid input: expected string, received undefined' }] },
  },
  password_common: {
    properties: { errors },
    required: ['errors'],
    detail: 'the password is among those that are tried first; choose another',
    example: { errors: [{ path: 'password', message: 'is among those that are tried first' }] },
  },
  too_many_requests: {
    properties: {
      'violated-policies': {
        type: 'array',
        items: { type: 'string' },
        description: 'The limits that it is beyond, as RateLimit names them',
      },
    },
    detail: 'at most 30 in 60 s; try again in 42 s',
    example: { 'violated-policies': ['login'] },
  },
  misdirected: {
    properties: { owner: { type: 'string', description: 'The shard to ask' } },
    required: ['owner'],
    detail: 'slot 0a7 belongs to e0',
    example: { owner: 'e0' },
  },
  terms_changed: {
    properties: {
      expectedTotalCents: {
        type: ['integer', 'null'],
        format: 'int64',
        description: 'What the buyer was shown, or expects; null where that is not known',
      },
      totalCents: { type: 'integer', format: 'int64', description: 'What the order costs' },
      eventVersion: { type: 'integer', format: 'int64', description: 'The version of the event as it is' },
    },
    required: ['expectedTotalCents', 'totalCents', 'eventVersion'],
    detail: 'it costs 9800 EUR cents, not 9000',
    example: { expectedTotalCents: 9000, totalCents: 9800, eventVersion: 3 },
  },
};

/** What a code says beside what every problem says. */
export function saysOf(code: ProblemCode): Partial<Members> {
  return members[code] ?? {};
}
