/** W3C trace context: one trace id follows a request through its functions and its events. */
import { randomHex } from './random.ts';

/** The trace a request or event belongs to, and the span in it that this process adds. */
export interface Trace {
  /** 32 hex digits. */
  traceId: string;
  /** This process's own, 16 hex digits. */
  spanId: string;
  /** The caller's; undefined where the trace begins here. */
  parentId: string | undefined;
  /** Whether whoever began it wants it recorded. */
  isSampled: boolean;
  /** The `traceparent` to hand on: same trace, own span. */
  traceparent: string;
}

/** Of a version to come as much is read as is known of it: its ids, and whether it is sampled (section 3.2.4). */
const TRACEPARENT = /^(?:00|(?!ff)([0-9a-f]{2}))-(?!0{32})([0-9a-f]{32})-(?!0{16})([0-9a-f]{16})-([0-9a-f]{2})(-.*)?$/;
const SAMPLED = 1;

/** Continues the trace of an incoming `traceparent`, or begins one when it is missing or malformed. */
export function continueTrace(traceparent: string | undefined): Trace {
  const [, later, known, parent, flags = '01', more] = TRACEPARENT.exec(traceparent ?? '') ?? [];
  const isRead = known !== undefined && (later !== undefined || more === undefined);
  return isRead ? spanIn(known, parent, flagsOf(flags, later)) : spanIn(randomHex(16), undefined, '01');
}

/** The same span of the same trace, which nobody from here on is to record. */
export function unsampled({ traceId, spanId, parentId }: Trace): Trace {
  return { traceId, spanId, parentId, isSampled: false, traceparent: `00-${traceId}-${spanId}-00` };
}

function spanIn(traceId: string, parentId: string | undefined, flags: string): Trace {
  const spanId = randomHex(8);
  const isSampled = (Number.parseInt(flags, 16) & SAMPLED) === SAMPLED;
  return { traceId, spanId, parentId, isSampled, traceparent: `00-${traceId}-${spanId}-${flags}` };
}

function flagsOf(flags: string, later: string | undefined): string {
  return later === undefined ? flags : `0${Number.parseInt(flags, 16) & SAMPLED}`;
}
