/** A Trigger of a test's own: hears what comes through the broker. */
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { json } from 'node:stream/consumers';
import { type EventType, wireType } from '../../events/catalog.ts';
import type { Manifest } from '../platform/spec/manifests.ts';

/** A CloudEvent as it arrived. */
export interface HeardMessage {
  id: string;
  source: string;
  type: string;
  subject: string;
  time: string;
  slot: string;
  /** Of who said it. */
  proof: string;
  traceparent: string;
  // Tests look into data of many shapes.
  // oxlint-disable-next-line typescript/no-explicit-any
  data: any;
}

/** Listens for some types of event. */
export interface EventSpy {
  /** Adds a Trigger for each type: hand it to `startTestSystem` as `patch`. */
  patch: (manifests: Manifest[]) => void;
  /** What was delivered so far, in that order, about one subject or all. */
  heard: (subject?: string) => HeardMessage[];
  close: () => Promise<void>;
}

/** Deliveries at a time, as of the function that gets most of them. */
const PARALLELISM = '50';

/**
 * Opens a spy on a free port.
 * @param onHeard told of each event as it arrives; otherwise they are kept, to be asked for by `heard`
 */
export async function openEventSpy(
  types: EventType | readonly EventType[],
  onHeard?: (event: HeardMessage) => void,
): Promise<EventSpy> {
  const events: HeardMessage[] = [];
  const hear = onHeard ?? ((event: HeardMessage) => void events.push(event));
  const server = createServer((request, response) => {
    const attribute = (name: string) => String(request.headers[`ce-${name}`] ?? '');
    json(request).then(
      (data) => {
        hear({
          id: attribute('id'),
          source: attribute('source'),
          type: attribute('type'),
          subject: attribute('subject'),
          time: attribute('time'),
          slot: attribute('slot'),
          proof: attribute('proof'),
          traceparent: String(request.headers['traceparent'] ?? ''),
          data,
        });
        response.writeHead(204).end();
      },
      () => response.writeHead(400).end(),
    );
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const uri = `http://127.0.0.1:${(server.address() as AddressInfo).port}/`;
  return {
    patch: (manifests) => {
      for (const type of [types].flat())
        manifests.push({
          apiVersion: 'eventing.knative.dev/v1',
          kind: 'Trigger',
          metadata: {
            name: `spy-${type.replaceAll('.', '-')}`,
            namespace: 'seatmesh',
            annotations: { 'rabbitmq.eventing.knative.dev/parallelism': PARALLELISM },
          },
          spec: { broker: 'seatmesh', filter: { attributes: { type: wireType(type) } }, subscriber: { uri } },
        });
    },
    heard: (subject) => events.filter((event) => subject === undefined || event.subject === subject),
    close: async () => {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}
