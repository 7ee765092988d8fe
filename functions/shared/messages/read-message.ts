/** Reads a delivered CloudEvent. */
import type { IncomingHttpHeaders } from 'node:http';

/** What is gone by of a message, as it came. */
export interface DeliveredMessage {
  id: string;
  source: string;
  type: string;
  subject?: string | undefined;
  /** RFC 3339. */
  time?: string | undefined;
  /** Extensions. */
  slot?: unknown;
  traceparent?: unknown;
  data?: unknown;
}

/** In whatever form the HTTP binding has for it. @throws Error when it is none */
export async function readMessage(headers: IncomingHttpHeaders, body: Buffer): Promise<DeliveredMessage> {
  return plainMessage(headers, body) ?? (await readBySdk(headers, body));
}

/**
 * A message as relay, broker and dispatcher send it: binary mode with JSON. Of it the SDK would make no other, at a tenth of what a
 * consumer does for a message and a good deal of what it loads at its start.
 * @returns undefined when it is in any other form
 */
export function plainMessage(headers: IncomingHttpHeaders, body: Buffer): DeliveredMessage | undefined {
  const { 'ce-id': id, 'ce-source': source, 'ce-type': type, 'ce-subject': subject, 'ce-time': time } = headers;
  if (headers['content-type'] !== 'application/json' || headers['ce-specversion'] !== '1.0') return undefined;
  if (!isText(id) || !isText(source) || !isText(type) || !isText(time) || body[0] !== BRACE) return undefined;
  const moment = Date.parse(time);
  if (Number.isNaN(moment) || 'ce-schemaurl' in headers || 'ce-datacontenttype' in headers) return undefined;
  return {
    id,
    source,
    type,
    subject: typeof subject === 'string' ? subject : undefined,
    time: new Date(moment).toISOString(),
    slot: headers['ce-slot'],
    traceparent: headers['ce-traceparent'],
    data: JSON.parse(body.toString('utf8')) as unknown,
  };
}

const BRACE = 0x7b;
const isText = (value: unknown): value is string => typeof value === 'string' && value !== '';

async function readBySdk(headers: IncomingHttpHeaders, body: Buffer): Promise<DeliveredMessage> {
  const { HTTP } = await import('cloudevents');
  return HTTP.toEvent({ headers, body: body.toString('utf8') }) as DeliveredMessage;
}
