/**
 * CloudEvents coming in: parsed by the catalog, done once (inbox row and effect in one transaction), answered with an
 * empty body. The broker takes most 4xx for success and drops the event; so what can never be handled is stored in
 * `dead_letters` and answered 2xx, and everything else that fails is a 5xx, to be tried again.
 */
import { createHash } from 'node:crypto';
import type { IncomingHttpHeaders, IncomingMessage } from 'node:http';
import { type CloudEvent, HTTP } from 'cloudevents';
import { catalog, type EventData, type EventType, wireType } from '../../events/catalog.ts';
import type { PlainAnswer } from './call.ts';
import { log } from './log.ts';
import { type Db, write } from './mysql.ts';
import type { Pool } from './mysql-pool.ts';
import { transaction } from './transaction.ts';
import { Problem } from './problem.ts';
import { continueTrace, type Trace } from './trace.ts';

/** The `type` of a PingSource's ticks. */
export const TICK = 'dev.knative.sources.ping';

/** An event that fits its schema. */
export interface Received<Type extends EventType = EventType> {
  source: string;
  id: string;
  type: string;
  data: EventData<Type>;
  trace: Trace;
}

/** What the inbox has room for: longer ones would be cut, and two events taken for one. */
const SOURCE_LENGTH = 128;
const ID_LENGTH = 64;

/** What a function does with one type of event. */
export interface Subscription {
  /** As on the wire. */
  type: string;
  /** Parses and handles. @throws Unreadable when no retry can help */
  handle: (event: CloudEvent<unknown>, trace: Trace) => Promise<void>;
}

/** The broker gives up within minutes and operators replay dead letters within days. */
const INBOX_DAYS = 30;
const FORGET_EVERY = 1 / 500;

/** An event that can never be handled. */
class Unreadable extends Error {}

/** Subscribes to a type of the catalog. */
export function subscribe<Type extends EventType>(
  type: Type,
  handle: (event: Received<Type>) => Promise<void>,
): Subscription {
  return {
    type: wireType(type),
    handle: async (event, trace) => {
      const parsed = catalog[type].safeParse(event.data);
      if (!parsed.success)
        throw new Unreadable(
          parsed.error.issues.map((issue) => `${issue.path.join('.')}: ${issue.message}`).join('; '),
        );
      await handle({
        source: event.source,
        id: event.id,
        type: event.type,
        data: parsed.data as EventData<Type>,
        trace,
      });
    },
  };
}

/** Subscribes to a PingSource's ticks. */
export function onTick(handle: () => Promise<void>): Subscription {
  return { type: TICK, handle };
}

/**
 * Runs an effect once per event and database, whatever is delivered twice: the inbox row is written in the same
 * transaction, and a second delivery finds it there.
 */
export async function once(
  pool: Pool,
  event: { source: string; id: string },
  effect: (db: Db) => Promise<void>,
): Promise<void> {
  if (event.source.length > SOURCE_LENGTH || event.id.length > ID_LENGTH)
    throw new Unreadable('its source or id is too long to be told apart from others');
  await transaction(pool, async (connection) => {
    const { affected } = await write(connection, 'INSERT IGNORE INTO inbox (source, event_id) VALUES (?, ?)', [
      event.source,
      event.id,
    ]);
    if (affected === 1) await effect(connection);
  });
  if (Math.random() < FORGET_EVERY) await forgetOld(pool);
}

/** What is older than any retry is forgotten, a little now and then: no job, no table that grows for ever. */
async function forgetOld(pool: Pool): Promise<void> {
  try {
    await write(pool, 'DELETE FROM inbox WHERE received_at < UTC_TIMESTAMP(3) - INTERVAL ? DAY LIMIT 1000', [
      INBOX_DAYS,
    ]);
  } catch (error) {
    log.warn({ err: error }, 'old inbox rows stay for now');
  }
}

/** Where events go that can never be handled. Writes into the first database that answers. */
export function deadLetterBox(pools: () => Pool[]) {
  return async (letter: { source: string; id: string; type: string; reason: string; event: string }): Promise<void> => {
    let failure: unknown = new Error('no database to keep dead letters in');
    for (const pool of pools()) {
      try {
        await write(
          pool,
          'INSERT IGNORE INTO dead_letters (source, event_id, type, reason, event) VALUES (?, ?, ?, ?, ?)',
          [
            letter.source.slice(0, 255),
            letter.id.slice(0, 255),
            letter.type.slice(0, 255),
            letter.reason.slice(0, 1000),
            letter.event,
          ],
        );
        return;
      } catch (error) {
        failure = error;
      }
    }
    throw failure;
  };
}

/** Keeps a dead letter. */
export type DeadLetterBox = ReturnType<typeof deadLetterBox>;

/** Takes what is an event out of a function's requests; undefined when a request is none. */
export type Inlet = (request: IncomingMessage, body: Buffer, trace: Trace) => Promise<PlainAnswer> | undefined;

/**
 * How events reach a function: CloudEvents arrive on two paths that no HTTPRoute leads to.
 * @param deadLetters where those go that can never be handled, and what the broker gives up
 */
export function inlet(subscriptions: readonly Subscription[], deadLetters: DeadLetterBox): Inlet {
  const byType = new Map(subscriptions.map((entry) => [entry.type, entry]));
  return ({ method, url, headers }, body, trace) => {
    if (method !== 'POST') return undefined;
    if (url === '/cloudevents') return receive(byType, deadLetters, headers, body, trace);
    if (url === '/dead-letters') return receiveDeadLetter(deadLetters, headers, body);
    return undefined;
  };
}

/** Answers a CloudEvent delivery: 204 when done (or kept as a dead letter), an error to be tried again. */
async function receive(
  subscriptions: ReadonlyMap<string, Subscription>,
  deadLetters: DeadLetterBox,
  headers: IncomingHttpHeaders,
  body: Buffer,
  trace: Trace,
): Promise<PlainAnswer> {
  let event: CloudEvent<unknown> | undefined;
  try {
    event = HTTP.toEvent({ headers, body: body.toString('utf8') }) as CloudEvent<unknown>;
    const subscription = subscriptions.get(event.type);
    if (!subscription) throw new Unreadable(`no subscription to ${event.type}`);
    await subscription.handle(event, continueTrace(traceparentOf(event) ?? trace.traceparent));
  } catch (error) {
    if (event && !(error instanceof Unreadable)) throw toTryAgain(error);
    await keep(deadLetters, event, headers, body, error);
  }
  return { status: 204 };
}

/** Answers a delivery to the dead-letter sink: whatever comes is kept. */
async function receiveDeadLetter(
  deadLetters: DeadLetterBox,
  headers: IncomingHttpHeaders,
  body: Buffer,
): Promise<PlainAnswer> {
  let event: CloudEvent<unknown> | undefined;
  try {
    event = HTTP.toEvent({ headers, body: body.toString('utf8') }) as CloudEvent<unknown>;
  } catch {
    // kept as it came
  }
  await keep(deadLetters, event, headers, body, new Error('every delivery failed'));
  return { status: 204 };
}

/** A problem of the caller's (421: another shard owns this) would be a 4xx, which the broker takes for success. */
function toTryAgain(error: unknown): unknown {
  return error instanceof Problem && error.status < 500 ? new Error(error.message, { cause: error }) : error;
}

async function keep(
  box: DeadLetterBox,
  event: CloudEvent<unknown> | undefined,
  headers: IncomingHttpHeaders,
  body: Buffer,
  error: unknown,
) {
  const reason = error instanceof Error ? error.message : String(error);
  log.warn({ source: event?.source, id: event?.id, type: event?.type, reason }, 'kept as a dead letter');
  const attributes = Object.fromEntries(
    Object.entries(headers).filter(([name]) => name.startsWith('ce-') || name === 'content-type'),
  );
  const text = JSON.stringify({ headers: attributes, body: body.toString('utf8') });
  await box({
    source: event?.source ?? '',
    // What has no id goes by what it is, or a second one would be taken for the first.
    id: event?.id ?? String(headers['ce-id'] ?? createHash('sha256').update(text).digest('hex')),
    type: event?.type ?? '',
    reason,
    event: text,
  });
}

function traceparentOf(event: CloudEvent<unknown>): string | undefined {
  return typeof event['traceparent'] === 'string' ? event['traceparent'] : undefined;
}
