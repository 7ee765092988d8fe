/** What goes with whatever is answered to a request: by which name the logs know it, who may read it, what its limits leave. */
import type { IncomingMessage } from 'node:http';
import type { PlainAnswer } from '../http/call.ts';
import { allowOrigin, allowRequests, type Origins } from '../http/cross-origin.ts';
import { isDeliveryPath } from '../http/delivery-paths.ts';
import type { Head } from '../http/answer-head.ts';
import { isWaking } from '../messages/ticks.ts';
import { notingQuotas, Quotas } from '../identity/quotas.ts';
import { continueTrace, type Trace } from '../trace.ts';

const QUOTAS = Symbol('quotas');

/** A request that may have been counted: before its body was read, and by its handler. */
interface Counted extends IncomingMessage {
  [QUOTAS]?: Quotas;
}

/** Pages of which origins may read an answer. */
export interface Readable {
  origins: Origins;
  /** Beside these, where everybody may see it. */
  readers: Origins;
}

/** Headers that an answer has beside its own; the trace as `traceresponse` (W3C Trace Context, level 2). */
export function beside(
  request: Counted,
  answer: PlainAnswer,
  { origins, readers }: Readable,
  { traceparent }: Trace,
): Head {
  const { method, headers } = request;
  const head: Head = { traceresponse: traceparent };
  allowOrigin(head, origins, headers.origin, readers);
  const allow = answer.headers?.['allow'];
  if (method === 'OPTIONS' && allow !== undefined && 'access-control-allow-origin' in head) allowRequests(head, allow);
  request[QUOTAS]?.addTo(head);
  return head;
}

/** Does work for a request whose answer tells what its limits leave. */
export function counting<T>(request: Counted, work: () => T): T {
  return notingQuotas((request[QUOTAS] ??= new Quotas()), work);
}

/**
 * The trace of a request: its caller's, or one that begins here. A message is part of that in which it was made, whether or not those who brought
 * it have kept it; where they have, it goes on from them.
 */
export function traceOf({ url, headers }: IncomingMessage): Trace {
  const { traceparent, 'ce-traceparent': carried } = headers;
  const came = Array.isArray(traceparent) ? traceparent[0] : traceparent;
  const isCarried = isDeliveryPath(url) && typeof carried === 'string' && !isOneTrace(carried, came);
  return continueTrace(isCarried ? carried : came);
}

/** Whether a request brings a message that was made in a trace: ticks are in none of ours. */
export function isOfMessage({ url, headers }: IncomingMessage): boolean {
  return (
    isDeliveryPath(url) &&
    (headers['ce-traceparent'] ?? headers.traceparent) !== undefined &&
    !isWaking(headers['ce-type'])
  );
}

const isOneTrace = (one: string, other = ''): boolean => one.slice(3, 35) === other.slice(3, 35);
