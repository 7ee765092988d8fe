/** Ids that follow a request: W3C trace context and Envoy's request id. */
import { randomFillSync, randomUUID } from 'node:crypto';

const TRACEPARENT = /^(?!ff)[0-9a-f]{2}-(?!0{32})[0-9a-f]{32}-(?!0{16})[0-9a-f]{16}-[0-9a-f]{2}/;
const BYTES = 24;
const pool = Buffer.alloc(BYTES * 128);
let at = pool.length;

/** The caller's traceparent when it is one, else a new trace that is sampled. */
export function traceparent(sent: string | string[] | undefined): string {
  if (typeof sent === 'string' && sent.length <= 128 && TRACEPARENT.test(sent)) return sent;
  if (at >= pool.length) {
    randomFillSync(pool);
    at = 0;
  }
  const hex = pool.toString('hex', at, at + BYTES);
  at += BYTES;
  return `00-${hex.slice(0, 32)}-${hex.slice(32)}-01`;
}

/** The id of the trace that a traceparent tells of. */
export const traceIdOf = (sent: string): string => sent.slice(3, 35);

/** What an answer that goes no further names the trace by (`traceresponse`): as a span of its own. */
export const traceresponse = (sent: string): string =>
  sent.slice(0, 36) + traceparent(undefined).slice(36, 52) + sent.slice(52, 55);

/** The caller's request id when it looks like one, else a new one. */
export const requestId = (sent: string | string[] | undefined): string =>
  typeof sent === 'string' && /^[\w-]{8,64}$/.test(sent) ? sent : randomUUID();
