/** Hands CloudEvents to the broker's ingress: binary mode over HTTP, done when the ingress answers 202. */
import type { Dispatcher, Pool } from 'undici';
import type { Stored } from './outbox.ts';
import { slotName } from './slots.ts';

const TIMEOUT_MS = 5_000;
const CONNECTIONS = 16;

/** A connection to a broker's ingress. */
export interface Publisher {
  /** Resolves once the broker has the event for good. @throws Error when it does not say so in time */
  publish(shard: string, event: Stored): Promise<void>;
  close(): void;
}

/** Opens a publisher to an ingress URL (K_SINK). */
export function openPublisher(sink: string): Publisher {
  const { origin, pathname, search } = new URL(sink);
  let opened: Promise<Pool> | undefined;
  return {
    publish: async (shard, event) => {
      const pool = await (opened ??= openPool(origin));
      const answer = await pool.request({
        path: pathname + search,
        method: 'POST',
        headers: binaryMode(shard, event),
        body: event.data,
      });
      await discard(answer.body);
      if (answer.statusCode !== 202) throw new Error(`the broker's ingress answered ${answer.statusCode}`);
    },
    close: () => {
      void opened?.then((pool) => pool.destroy());
    },
  };
}

/** Not before there is something to tell: a function starts sooner without. */
async function openPool(origin: string): Promise<Pool> {
  const { Pool: UndiciPool } = await import('undici');
  return new UndiciPool(origin, {
    connections: CONNECTIONS,
    connectTimeout: TIMEOUT_MS,
    headersTimeout: TIMEOUT_MS,
    bodyTimeout: TIMEOUT_MS,
  });
}

async function discard(body: Dispatcher.ResponseData['body']): Promise<void> {
  await body.dump({ limit: 16_384 });
}

/**
 * An event's headers in the binary mode of the CloudEvents HTTP binding 1.0.2, section 3.1. The source is the shard, not the
 * process: a row told twice is the same event, whoever tells it.
 */
function binaryMode(shard: string, event: Stored): Record<string, string> {
  return {
    'content-type': 'application/json',
    'ce-specversion': '1.0',
    'ce-id': event.id,
    'ce-source': `/seatmesh/${shard}`,
    'ce-type': event.type,
    'ce-subject': headerValue(event.subject),
    'ce-time': event.time.toISOString(),
    'ce-slot': slotName(event.slot),
    'ce-traceparent': event.traceparent,
    traceparent: event.traceparent,
  };
}

/** Section 3.1.3.2: what is not printable ASCII, and space, double quote and percent, is percent-encoded. */
function headerValue(text: string): string {
  return text.replaceAll(/[^\x21\x23\x24\x26-\x7e]/gu, encodeURIComponent);
}
