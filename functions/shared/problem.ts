/**
 * Errors as RFC 9457 problem details. A `Problem` is something the caller can act on; anything else that is thrown is
 * a bug and becomes a 500 whose cause is logged, not sent.
 */

/** Every stable code with its HTTP status and title. The code is the contract; titles and details are for people. */
export const problems = {
  malformed_json: [400, 'The body is not JSON'],
  malformed_request: [400, 'The request cannot be read'],
  idempotency_key_missing: [400, 'An Idempotency-Key header is required'],
  idempotency_key_unsupported: [400, 'This operation takes no Idempotency-Key'],
  token_missing: [401, 'An access token is required'],
  token_invalid: [401, 'The access token is not valid'],
  token_expired: [401, 'The access token has expired'],
  credentials_wrong: [401, 'E-mail or password is wrong'],
  refresh_token_invalid: [401, 'The refresh token is not valid'],
  password_wrong: [403, 'The current password is wrong'],
  login_too_old: [403, 'This needs the password, or a login just now'],
  not_organizer: [403, 'Only the organizer may change this event'],
  not_yours: [403, 'This belongs to somebody else'],
  route_not_found: [404, 'There is nothing at this path'],
  user_not_found: [404, 'There is no such account of yours'],
  event_not_found: [404, 'There is no such event'],
  hold_not_found: [404, 'There is no such hold'],
  order_not_found: [404, 'There is no such order'],
  block_not_found: [404, 'There is no such block'],
  method_not_allowed: [405, 'This path does not take this method'],
  request_timeout: [408, 'The request did not arrive in time'],
  seats_unavailable: [409, 'Seats are no longer available'],
  already_held: [409, 'The buyer has these seats on hold'],
  capacity_exceeded: [409, 'The section has not that many seats left'],
  hold_expired: [409, 'The hold has expired'],
  limit_exceeded: [409, 'That is more than one buyer may have'],
  account_too_new: [409, 'The account is too new for this event'],
  event_not_on_sale: [409, 'The event is not on sale yet'],
  event_draft: [409, 'The event is a draft'],
  sale_ended: [409, 'The sale of this event has ended'],
  event_cancelled: [409, 'The event is cancelled'],
  event_ended: [409, 'The event has ended'],
  cancel_closed: [409, 'Buyers can no longer cancel this'],
  event_published: [409, 'The event was published'],
  event_exists: [409, 'There is another event with this id'],
  event_discarded: [409, 'The draft was thrown away'],
  event_changed: [409, 'The event was changed meanwhile'],
  chart_locked: [409, 'The chart has sold or blocked seats and can only be added to'],
  email_taken: [409, 'There is an account with this e-mail'],
  account_changed: [409, 'The account was changed meanwhile'],
  events_to_come: [409, 'The account has events that are still to come'],
  order_in_progress: [409, 'The same order is being placed right now'],
  terms_changed: [409, 'That is not what the buyer was shown'],
  precondition_failed: [412, 'It is not as the request says it must be'],
  body_too_large: [413, 'The body is too large'],
  media_type_unsupported: [415, 'The body must be application/json'],
  expectation_failed: [417, 'The expectation cannot be met'],
  misdirected: [421, 'Another shard owns this slot'],
  invalid: [422, 'The request does not fit its schema'],
  mail_token_invalid: [422, 'The link is not valid any more'],
  password_common: [422, 'The password is too easily guessed'],
  seats_unknown: [422, 'The chart has no such seats'],
  idempotency_key_reused: [422, 'The Idempotency-Key was used for another request'],
  too_many_requests: [429, 'Too many requests'],
  headers_too_large: [431, 'The request headers are too large'],
  internal: [500, 'Something went wrong here'],
  mail_not_configured: [501, 'This installation sends no mail'],
  unavailable: [503, 'A part of the system is not available right now'],
  slot_moving: [503, 'This event is being moved to another shard'],
  outcome_unknown: [503, 'It is not known whether the request took effect'],
} as const satisfies Record<string, readonly [status: number, title: string]>;

/** A stable problem code. */
export type ProblemCode = keyof typeof problems;

/**
 * Members beside the standard ones: `reason` and `seats` (409), `holdIds` of the caller's own holds that have some of the seats
 * (`already_held`, `seats_unavailable`), `errors` (422), `owner` (421); of `terms_changed`, what the buyer was shown or expects (null where
 * he did not say), what the order costs, and the event's version; of `cancel_closed`, until when it was possible (null: never); of
 * `too_many_requests`, which limits it is beyond (draft-ietf-httpapi-ratelimit-headers-11, 5.1), as RateLimit names them.
 */
export interface ProblemExtras {
  reason?:
    | 'unavailable'
    | 'held'
    | 'capacity'
    | 'expired'
    | 'limit'
    | 'draft'
    | 'not_on_sale'
    | 'sale_ended'
    | 'cancel_closed'
    | 'cancelled'
    | 'ended'
    | 'account_age';
  seats?: string[];
  holdIds?: string[];
  errors?: { path: string; message: string }[];
  owner?: string;
  expectedTotalCents?: number | null;
  totalCents?: number;
  eventVersion?: number;
  cancelUntil?: string | null;
  'violated-policies'?: string[];
}

/** Something the caller can act on, thrown from anywhere below a handler. */
export class Problem extends Error {
  readonly code: ProblemCode;
  readonly status: number;
  readonly extras: ProblemExtras;
  /** Seconds after which a retry makes sense (Retry-After). */
  readonly retryAfterSeconds: number | undefined;
  /** Headers that say the same to a client. */
  readonly headers: Readonly<Record<string, string>>;

  constructor(
    code: ProblemCode,
    detail: string,
    extras: ProblemExtras = {},
    options: { retryAfterSeconds?: number; headers?: Record<string, string>; cause?: unknown } = {},
  ) {
    super(detail, { cause: options.cause });
    this.name = 'Problem';
    this.code = code;
    this.status = problems[code][0];
    this.extras = extras;
    this.headers = options.headers ?? {};
    this.retryAfterSeconds = options.retryAfterSeconds ?? (this.status === 503 ? 1 : undefined);
  }

  /** The application/problem+json document. */
  toJSON(): Record<string, unknown> {
    const [status, title] = problems[this.code];
    return {
      type: `urn:seatmesh:problem:${this.code}`,
      title,
      status,
      code: this.code,
      detail: this.message,
      ...this.extras,
    };
  }
}

/** A 503 for a database, cache or queue that does not answer. */
export function unavailable(what: string, cause: unknown): Problem {
  return new Problem('unavailable', `${what} does not answer; try again shortly`, {}, { cause });
}
