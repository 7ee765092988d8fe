/** W3C trace context: one trace id follows a request through its functions and its events. */
import { randomHex } from './random.ts';

/** The trace a request or event belongs to. */
export interface Trace {
  /** 32 hex digits. */
  traceId: string;
  /** The `traceparent` to hand on: same trace, own span. */
  traceparent: string;
}

/** Of a version to come as much is read as is known of it: its ids, and whether it is sampled (section 3.2.4). */
const TRACEPARENT = /^(?:00|(?!ff)([0-9a-f]{2}))-(?!0{32})([0-9a-f]{32})-(?!0{16})[0-9a-f]{16}-([0-9a-f]{2})(-.*)?$/;
const SAMPLED = 1;

/** Continues the trace of an incoming `traceparent`, or begins one when it is missing or malformed. */
export function continueTrace(traceparent: string | undefined): Trace {
  const [, later, known, flags = '01', more] = TRACEPARENT.exec(traceparent ?? '') ?? [];
  const isRead = known !== undefined && (later !== undefined || more === undefined);
  const traceId = isRead ? known : randomHex(16);
  return { traceId, traceparent: `00-${traceId}-${randomHex(8)}-${isRead ? flagsOf(flags, later) : '01'}` };
}

function flagsOf(flags: string, later: string | undefined): string {
  return later === undefined ? flags : `0${Number.parseInt(flags, 16) & SAMPLED}`;
}
