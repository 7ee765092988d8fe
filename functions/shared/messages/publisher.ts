/** Hands CloudEvents to the broker's ingress: binary mode over HTTP, done when the ingress answers 202. */
import type { Pool } from 'undici';
import { addressees } from '../../../events/addressees.ts';
import { ADDRESSED, addressAttribute, schemaPath, typeOnWire } from '../../../events/catalog.ts';
import { type EventKey, PROOF, proofOf, sourceOf } from './proof.ts';
import type { OutboxEvent } from './outbox.ts';
import { slotName } from '../slots.ts';
import { inSpanOf, measureFigure } from '../telemetry/telemetry.ts';

const TIMEOUT_MS = 5_000;
const CONNECTIONS = 128;
const ACCEPTED = 202;
const MOST_DISCARDED = 16_384;

/** A connection to a broker's ingress. */
export interface Publisher {
  /** Resolves once the broker has the event for good. @param source default: the name of the shard @throws Error when it does not say so in time */
  publish(shard: string, event: OutboxEvent, source?: string): Promise<void>;
  close(): void;
}

/** Where messages are published, and what they say of themselves. */
export interface Outlet {
  /** The URL of the broker's ingress (K_SINK). */
  sink: string;
  /** The keys of the shards served here; the first one of each proves from which a message comes. */
  keys: ReadonlyMap<string, readonly EventKey[]>;
  /** Where the API is for everybody: there the schemas of messages are published. Undefined: messages name none. */
  publicUrl?: string | undefined;
}

/** Opens a publisher. */
export function openPublisher({ sink, keys, publicUrl }: Outlet): Publisher {
  const { origin, pathname, search } = new URL(sink);
  const ofType = headersByType(publicUrl);
  let opened: Promise<Pool> | undefined;
  return {
    publish: async (shard, event, source = sourceOf(shard)) => {
      const pool = await (opened ??= openPool(origin));
      const [key] = keys.get(shard) ?? [];
      if (!key) throw new Error(`there is no key for events of ${shard}`);
      const spec = { name: `send ${event.type}`, kind: 'producer' } as const;
      const status = await inSpanOf(event.traceparent, spec, (traceparent) =>
        post(
          pool,
          pathname + search,
          { ...binaryMode(source, event, key), ...ofType(event.type), traceparent },
          event.data,
        ),
      );
      if (status !== ACCEPTED) throw new Error(`the broker's ingress answered ${status}`);
      measureFigure('seatmesh.outbox.delay', (Date.now() - event.time.getTime()) / 1_000);
    },
    close: () => {
      void opened?.then((pool) => pool.destroy());
    },
  };
}

/**
 * The headers that follow from a message's type: for whom it is, and the schema of its data. That is for people and tools: consumers here go by
 * their own catalog.
 */
function headersByType(publicUrl: string | undefined): (wire: string) => Record<string, string> {
  const known = new Map<string, Record<string, string>>();
  return (wire) => {
    let headers = known.get(wire);
    if (!headers) {
      const type = typeOnWire(wire);
      headers = {
        ...addressHeaders(wire),
        ...(type && publicUrl !== undefined && { 'ce-dataschema': new URL(schemaPath(type), publicUrl).href }),
      };
      known.set(wire, headers);
    }
    return headers;
  };
}

/** The headers by which the broker finds those who take a type. */
export function addressHeaders(wire: string): Record<string, string> {
  const type = typeOnWire(wire);
  const names = (type && addressees[type]) ?? [];
  return Object.fromEntries(names.map((name) => [`ce-${addressAttribute(name)}`, ADDRESSED]));
}

/** Not before there is something to publish: a function starts sooner without. */
async function openPool(origin: string): Promise<Pool> {
  // The pool alone: with fetch, WebSocket and all else of the package a bundle is 600 KB longer, and a cold start pays for it.
  const { default: UndiciPool } = await import('undici/lib/dispatcher/pool.js');
  return new UndiciPool(origin, {
    connections: CONNECTIONS,
    connectTimeout: TIMEOUT_MS,
    headersTimeout: TIMEOUT_MS,
    bodyTimeout: TIMEOUT_MS,
  });
}

/**
 * Sends a request, and leaves out of the answer all but its status. Without a promise, stream and signal for each part of an
 * answer that has no body, publishing costs a quarter less.
 */
function post(pool: Pool, path: string, headers: Record<string, string>, body: string): Promise<number> {
  return new Promise((resolve, reject) => {
    let status = 0;
    let discarded = 0;
    pool.dispatch(
      { path, method: 'POST', headers, body },
      {
        // Required by undici, though its types say otherwise.
        onRequestStart: () => {},
        onResponseStart: (_controller, statusCode) => {
          status = statusCode;
        },
        onResponseData: (controller, chunk) => {
          discarded += chunk.length;
          if (discarded > MOST_DISCARDED) controller.abort(new Error("the broker's ingress answers without end"));
        },
        onResponseEnd: () => resolve(status),
        onResponseError: (_controller, error) => reject(error),
      },
    );
  });
}

/**
 * An event's headers in the binary mode of the CloudEvents HTTP binding 1.0.2, section 3.1. The source is the shard, not the
 * process: a row published twice is the same message, whoever publishes it.
 */
function binaryMode(source: string, event: OutboxEvent, key: EventKey): Record<string, string> {
  const attributes = {
    source,
    id: event.id,
    type: event.type,
    subject: headerValue(event.subject),
    time: event.time.toISOString(),
    slot: slotName(event.slot),
  };
  return {
    'content-type': 'application/json',
    'ce-specversion': '1.0',
    'ce-id': attributes.id,
    'ce-source': attributes.source,
    'ce-type': attributes.type,
    'ce-subject': attributes.subject,
    'ce-time': attributes.time,
    'ce-slot': attributes.slot,
    'ce-traceparent': event.traceparent,
    [PROOF]: proofOf(key, attributes, event.data),
  };
}

/** Section 3.1.3.2: what is not printable ASCII, and space, double quote and percent, is percent-encoded. */
function headerValue(text: string): string {
  return text.replaceAll(/[^\x21\x23\x24\x26-\x7e]/gu, encodeURIComponent);
}
