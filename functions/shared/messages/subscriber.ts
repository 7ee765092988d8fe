/**
 * CloudEvents coming in: proven, parsed by the catalog, checked, handled, answered with an empty body. The broker takes most 4xx
 * for success and drops the message; so what can never be handled is kept as a dead letter and answered 2xx, and everything else
 * that fails is a 5xx, to be tried again. Only what nobody of ours can have sent is refused: it has no proof at all (403).
 */
import type { IncomingHttpHeaders, IncomingMessage } from 'node:http';
import { catalog, type EventData, type EventType, typeOnWire, wireType } from '../../../events/catalog.ts';
import type { PlainAnswer } from '../http/call.ts';
import { isDeliveryPath } from '../http/delivery-paths.ts';
import { type DeadLetterBox, keep, Unreadable } from './dead-letter-box.ts';
import { objection } from './checks.ts';
import { type DeliveredMessage, readMessage } from './read-message.ts';
import { CHANGES, isWaking, TICK } from './ticks.ts';
import { judge, type Trust } from './trust.ts';
import { log } from '../log.ts';
import { countFigure, measureFigure } from '../telemetry/telemetry.ts';
import { Problem } from '../problem.ts';
import { continueTrace, type Trace } from '../trace.ts';

/** A message that fits its schema. */
export interface Received<Type extends EventType = EventType> {
  source: string;
  id: string;
  type: string;
  data: EventData<Type>;
  trace: Trace;
}

/** What a function does with one type of message. */
export interface Subscription {
  /** As the capability says it. */
  name: string;
  /** As on the wire. */
  type: string;
  /** Parses and handles. @throws Unreadable when no retry can help */
  handle: (message: DeliveredMessage, trace: Trace, trust: Trust) => Promise<void>;
}

/** Subscribes to a type of message. */
export function subscribe<Type extends EventType>(
  type: Type,
  handle: (message: Received<Type>) => Promise<void>,
): Subscription {
  return {
    name: type,
    type: wireType(type),
    handle: async (message, trace, { maps }) => {
      const parsed = catalog[type].safeParse(dataOf(message));
      if (!parsed.success)
        throw new Unreadable(
          parsed.error.issues.map((issue) => `${issue.path.join('.')}: ${issue.message}`).join('; '),
        );
      const data = parsed.data as EventData<Type>;
      const against = objection({ type, data } as never, message, maps, new Date());
      if (against !== undefined) throw new Unreadable(against);
      await handle({
        source: message.source,
        id: message.id,
        type: message.type,
        data,
        trace,
      });
    },
  };
}

/** The data. The SDK reads `application/json` alone, and leaves what is JSON by another name a text. */
function dataOf({ data }: DeliveredMessage): unknown {
  if (typeof data !== 'string') return data;
  try {
    return JSON.parse(data) as unknown;
  } catch {
    throw new Unreadable('its data is not JSON');
  }
}

/** Subscribes to a PingSource's ticks. */
export function onTick(handle: () => Promise<void>): Subscription {
  return { name: TICK, type: TICK, handle };
}

/** Subscribes to what an ApiServerSource has seen change. Which object it was is not gone by: what was lost, or came late, changes nothing then. */
export function onChange(handle: () => Promise<void>): Subscription[] {
  return CHANGES.map((type) => ({ name: type, type, handle }));
}

/** Takes what is a message out of a function's requests; undefined when a request is none. */
export interface Inlet {
  (request: IncomingMessage, body: Buffer, trace: Trace): Promise<PlainAnswer> | undefined;
  /** What is subscribed to, as the capability says it. */
  readonly types: readonly string[];
}

/**
 * How messages reach a function: CloudEvents arrive on two paths that no HTTPRoute leads to.
 * @param trust whose messages are believed
 * @param deadLetters where those go that can never be handled, and what the broker gives up
 */
export function inlet(subscriptions: readonly Subscription[], trust: Trust, deadLetters: DeadLetterBox): Inlet {
  const byType = new Map(subscriptions.map((entry) => [entry.type, entry]));
  const take = ({ method, url, headers }: IncomingMessage, body: Buffer, trace: Trace) => {
    if (method !== 'POST' || !isDeliveryPath(url)) return undefined;
    const isKept = url === '/dead-letters';
    const refusal = refuse(isKept ? { ...trust, keys: trust.keptKeys ?? trust.keys } : trust, headers, body);
    if (refusal) return Promise.resolve(refusal);
    return isKept
      ? receiveDeadLetter(deadLetters, headers, body)
      : receive(byType, trust, deadLetters, headers, body, trace);
  };
  return Object.assign(take, { types: subscriptions.map(({ name }) => name) });
}

/** Answers who cannot show that he is one of ours; nothing is kept of what he says. */
function refuse(trust: Trust, headers: IncomingHttpHeaders, body: Buffer): PlainAnswer | undefined {
  const proof = judge(trust, headers, body);
  if (proof === 'proven') return undefined;
  const said = (name: string): string => String(headers[`ce-${name}`] ?? '').slice(0, 100);
  log.warn({ proof, source: said('source'), id: said('id'), type: said('type') }, 'a message is not believed');
  // A key that is being changed may not have come here yet: then the broker tries again, and nothing is lost.
  return proof === 'missing' ? { status: 403 } : { status: 503, headers: { 'retry-after': '2' } };
}

/** Answers a CloudEvent delivery: 204 when done (or kept as a dead letter), an error to be tried again. */
async function receive(
  subscriptions: ReadonlyMap<string, Subscription>,
  trust: Trust,
  deadLetters: DeadLetterBox,
  headers: IncomingHttpHeaders,
  body: Buffer,
  trace: Trace,
): Promise<PlainAnswer> {
  let message: DeliveredMessage | undefined;
  try {
    message = await readMessage(headers, body);
    const subscription = subscriptions.get(message.type);
    if (!subscription) throw new Unreadable(`no subscription to ${message.type}`);
    await subscription.handle(message, traceIn(message, trace), trust);
    countFigure('seatmesh.messages', 1, subscription.name, 'handled');
    noteDelay(message, subscription);
  } catch (error) {
    const type = subscriptions.get(message?.type ?? '')?.name ?? 'unknown';
    const isKept = !message || error instanceof Unreadable;
    countFigure('seatmesh.messages', 1, type, isKept ? 'dead letter' : 'to be delivered again');
    if (message && !(error instanceof Unreadable)) throw toTryAgain(error);
    await keep(deadLetters, message, headers, body, error);
  }
  return { status: 204 };
}

/** Answers a delivery to the dead-letter sink: whatever comes is kept. */
async function receiveDeadLetter(
  deadLetters: DeadLetterBox,
  headers: IncomingHttpHeaders,
  body: Buffer,
): Promise<PlainAnswer> {
  let message: DeliveredMessage | undefined;
  try {
    message = await readMessage(headers, body);
  } catch {
    // kept as it came
  }
  await keep(deadLetters, message, headers, body, new Error('every delivery failed'));
  countFigure('seatmesh.messages', 1, catalogType(message?.type), 'given up');
  return { status: 204 };
}

/** A problem of the caller's (421: another shard owns this) would be a 4xx, which the broker takes for success. */
function toTryAgain(error: unknown): unknown {
  return error instanceof Problem && error.status < 500 ? new Error(error.message, { cause: error }) : error;
}

/** Where the delivery is part of the message's trace, as it mostly is, what is done belongs beneath it. */
function traceIn({ traceparent }: DeliveredMessage, delivery: Trace): Trace {
  if (typeof traceparent !== 'string' || traceparent.includes(delivery.traceId)) return delivery;
  return continueTrace(traceparent);
}

/** Ticks are made when they are sent. */
function noteDelay({ time = '' }: DeliveredMessage, { name }: Subscription): void {
  const seconds = (Date.now() - Date.parse(time)) / 1_000;
  if (!isWaking(name) && seconds >= 0) measureFigure('seatmesh.message.delay', seconds, name);
}

/** A type that is ours: whatever else somebody sends is told apart by nothing. */
const catalogType = (wire = ''): string => typeOnWire(wire) ?? 'unknown';
