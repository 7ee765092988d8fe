/** W3C trace context: one trace id follows a request through its functions and its events. */
import { randomHex } from './random.ts';

/** The trace a request or event belongs to. */
export interface Trace {
  /** 32 hex digits. */
  traceId: string;
  /** The `traceparent` to hand on: same trace, own span. */
  traceparent: string;
}

const TRACEPARENT = /^00-(?!0{32})([0-9a-f]{32})-(?!0{16})[0-9a-f]{16}-([0-9a-f]{2})$/;

/** Continues the trace of an incoming `traceparent`, or begins one when it is missing or malformed. */
export function continueTrace(traceparent: string | undefined): Trace {
  const match = traceparent === undefined ? null : TRACEPARENT.exec(traceparent);
  const traceId = match?.[1] ?? randomHex(16);
  return { traceId, traceparent: `00-${traceId}-${randomHex(8)}-${match?.[2] ?? '01'}` };
}
