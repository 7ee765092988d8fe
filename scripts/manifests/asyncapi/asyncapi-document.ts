/** Writes the AsyncAPI 3.0 document: the CloudEvents of the catalog, who publishes them and who takes them. */
import {
  addressAttribute,
  ADDRESSED,
  type EventType,
  occasions,
  schemaPath,
  wireType,
} from '../../../events/catalog.ts';
import { type Capability, takersOf, typesTaken } from '../../../functions/shared/serve/capability.ts';
import { slotOf } from '../../../functions/shared/ids.ts';
import { slotName } from '../../../functions/shared/slots.ts';
import { type Json, pascal } from '../openapi/components.ts';
import type { About } from '../openapi/openapi-document.ts';
import { eventSchema, exampleOf, types } from './event-schemas.ts';

const DESCRIPTION =
  `CloudEvents 1.0 in the binary mode of HTTP, between the functions of this system, over a Knative Broker. Each states what is true after it,
with a version, and may come twice and out of order: by \`source\` and \`id\` it is the same, and of two about the same subject the higher
\`version\` holds. A type is versioned: members may be added to its data, and anything else makes a new type.`.replaceAll(
    '\n',
    ' ',
  );

/** The document of the catalog and of what functions do with it. */
export function asyncApiDocument(capabilities: readonly Capability[], about: About): Json {
  return {
    asyncapi: '3.0.0',
    id: 'urn:seatmesh:messages',
    info: {
      title: 'Seatmesh: messages',
      version: about.version,
      description: DESCRIPTION,
      contact: { name: 'Whoever runs this installation' },
      license: { name: about.license, url: `https://spdx.org/licenses/${about.license}.html` },
      tags: [{ name: 'CloudEvents', description: 'CloudEvents 1.0' }],
    },
    defaultContentType: 'application/json',
    servers: {
      broker: {
        host: 'seatmesh-broker-ingress.seatmesh.svc.cluster.local',
        protocol: 'http',
        description: 'The ingress of the Broker `seatmesh`, within the cluster; only functions of this system reach it',
      },
    },
    channels: {
      broker: {
        address: '/',
        title: 'The Broker',
        description:
          'A Trigger for each function carries on what is for it; a message says that by an extension attribute for each of them, as `toorderrecord`',
        servers: [{ $ref: '#/servers/broker' }],
        messages: Object.fromEntries(
          types.map((type) => [nameOf(type), { $ref: `#/components/messages/${nameOf(type)}` }]),
        ),
      },
    },
    operations: Object.fromEntries(capabilities.flatMap(operationsOf)),
    components: {
      messages: Object.fromEntries(types.map((type) => [nameOf(type), messageOf(type, takersOf(type, capabilities))])),
      schemas: Object.fromEntries(types.map((type) => [nameOf(type), dataOf(type)])),
    },
  };
}

/** `order.confirmed.v1` as OrderConfirmedV1. */
function nameOf(type: EventType): string {
  return pascal(type.replaceAll('.', '_'));
}

function operationsOf(capability: Capability): [string, Json][] {
  const { name, summary, publishes = [] } = capability;
  const fn = pascal(name.replaceAll('-', '_'));
  const taken = types.filter((type) => typesTaken(capability).includes(type));
  const operation = (action: string, which: readonly EventType[], title: string): [string, Json][] =>
    which.length === 0
      ? []
      : [
          [
            `${action}${fn}`,
            {
              action,
              channel: { $ref: '#/channels/broker' },
              title,
              summary,
              messages: which.map((type) => ({ $ref: `#/channels/broker/messages/${nameOf(type)}` })),
              bindings: { http: { method: 'POST', bindingVersion: '0.3.0' } },
            },
          ],
        ];
  return [
    ...operation('send', publishes, `What ${name} publishes`),
    ...operation('receive', taken, `What ${name} takes`),
  ];
}

function messageOf(type: EventType, takers: readonly string[]): Json {
  const payload = exampleOf(type);
  return {
    name: type,
    title: wireType(type),
    summary: `Published when ${occasions[type]}`,
    contentType: 'application/json',
    headers: headersOf(type, takers),
    payload: { $ref: `#/components/schemas/${nameOf(type)}` },
    correlationId: {
      description: 'The trace of what caused it (W3C Trace Context)',
      location: '$message.header#/ce-traceparent',
    },
    examples: [{ name: 'example', headers: exampleHeaders(type, payload, takers), payload }],
  };
}

const text = (description: string, rest: Json = {}): Json => ({ type: 'string', description, ...rest });

function headersOf(type: EventType, takers: readonly string[]): Json {
  const attributes: Json = {
    'content-type': text('JSON in UTF-8', { const: 'application/json' }),
    'ce-specversion': text('The version of CloudEvents', { const: '1.0' }),
    'ce-id': text('With the source unique, a ULID', { pattern: '^[0-7][0-9A-HJKMNP-TV-Z]{25}$' }),
    'ce-source': text(
      'The shard whose transaction made it true; by its former name (`/seatmesh/e0`) for a week after an upgrade from a release that said that',
      {
        pattern: '^(urn:seatmesh:shard:|/seatmesh/)[a-z0-9]+$',
      },
    ),
    'ce-type': text('The type', { const: wireType(type) }),
    'ce-subject': text('The id of what it is about'),
    'ce-time': text('When it was written', { format: 'date-time' }),
    'ce-slot': text('The slot of the subject, which decides about its shard', { pattern: '^[0-9a-f]{3}$' }),
    'ce-proof': text('Shows from which shard it comes: HMAC-SHA256 under a key of the shard'),
    'ce-dataschema': text('The JSON Schema of the data', { format: 'uri' }),
    'ce-traceparent': text('W3C Trace Context'),
    ...Object.fromEntries(
      takers.map((name) => [
        `ce-${addressAttribute(name)}`,
        text(`It is for ${name}, whose Trigger goes by this`, { const: ADDRESSED }),
      ]),
    ),
  };
  // An installation that does not say where it is names no schema.
  const required = Object.keys(attributes).filter((name) => name !== 'ce-dataschema');
  return { type: 'object', required, properties: attributes };
}

function exampleHeaders(type: EventType, data: Json, takers: readonly string[]): Json {
  const subject = String(data['orderId'] ?? data['eventId'] ?? data['userId']);
  const slot = slotName(slotOf(subject));
  return {
    'content-type': 'application/json',
    'ce-specversion': '1.0',
    'ce-id': '01JDCMXA3F7R0V5Y8B2N4Q6TWE',
    'ce-source': `urn:seatmesh:shard:${subject.startsWith('usr_') ? 'u0' : 'e0'}`,
    'ce-type': wireType(type),
    'ce-subject': subject,
    'ce-time': '2027-03-01T09:03:11.402Z',
    'ce-slot': slot,
    'ce-proof': 'pOq3gqSl0J4m1wJ3wq4c1l2nXb0aYt8sVd5eRf7uH6k',
    'ce-dataschema': `https://api.example.com${schemaPath(type)}`,
    'ce-traceparent': '00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01',
    ...Object.fromEntries(takers.map((name) => [`ce-${addressAttribute(name)}`, ADDRESSED])),
  };
}

/** Within the document, a schema needs no name of its own. */
function dataOf(type: EventType): Json {
  const { $schema: _, examples: __, ...schema } = eventSchema(type);
  return schema;
}
