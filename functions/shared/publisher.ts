/** Hands CloudEvents to the broker's ingress: binary mode over HTTP, done when the ingress answers 202. */
import { Agent, type OutgoingHttpHeaders, request } from 'node:http';
import { CloudEvent, HTTP } from 'cloudevents';
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
  const agent = new Agent({ keepAlive: true, maxSockets: CONNECTIONS });
  return {
    publish: async (shard, event) => {
      const message = HTTP.binary(toCloudEvent(shard, event));
      const headers = { ...message.headers, traceparent: event.traceparent } as OutgoingHttpHeaders;
      const status = await post(sink, agent, headers, message.body as string);
      if (status !== 202) throw new Error(`the broker's ingress answered ${status}`);
    },
    close: () => agent.destroy(),
  };
}

/** The source is the shard, not the process: a row told twice is the same event, whoever tells it. */
function toCloudEvent(shard: string, event: Stored): CloudEvent<string> {
  return new CloudEvent({
    id: event.id,
    source: `/seatmesh/${shard}`,
    type: event.type,
    subject: event.subject,
    time: event.time.toISOString(),
    datacontenttype: 'application/json',
    slot: slotName(event.slot),
    traceparent: event.traceparent,
    data: event.data,
  });
}

function post(url: string, agent: Agent, headers: OutgoingHttpHeaders, body: string): Promise<number> {
  return new Promise((resolve, reject) => {
    const outgoing = request(
      url,
      { method: 'POST', agent, headers, signal: AbortSignal.timeout(TIMEOUT_MS) },
      (response) => {
        response.resume();
        response.on('end', () => resolve(response.statusCode ?? 0));
        response.on('error', reject);
      },
    );
    outgoing.on('error', reject);
    outgoing.end(body);
  });
}
