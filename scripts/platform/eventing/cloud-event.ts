/** CloudEvents 1.0 on HTTP (binary and structured mode) and on RabbitMQ, where they look as Knative's broker writes them. */
import type { IncomingHttpHeaders } from 'node:http';
import type { Message, Options } from 'amqplib';

/** An event: its attributes and extensions by name, and its data as it came. */
export interface CloudEvent {
  attributes: Record<string, string>;
  contentType: string | undefined;
  data: Buffer;
}

/** W3C trace context that travels beside an event. */
export interface MessageTrace {
  traceparent?: string | undefined;
  tracestate?: string | undefined;
}

/** What was sent is no event: 400. */
export class InvalidEvent extends Error {}

const REQUIRED = ['specversion', 'id', 'source', 'type'];
// oxlint-disable-next-line no-control-regex
const NO_TEXT = /[\u0000-\u001f\u007f-\u009f]/;
const TIME = /^\d{4}-\d\d-\d\d[Tt]\d\d:\d\d:\d\d(?:\.\d+)?(?:[Zz]|[+-]\d\d:\d\d)$/;

/** Reads an event from a request or an answer. Throws InvalidEvent. */
export function eventFromHttp(headers: IncomingHttpHeaders, body: Buffer): CloudEvent {
  const type = headers['content-type'];
  const event = type?.startsWith('application/cloudevents+json') ? structured(body) : binary(headers, body, type);
  for (const name of REQUIRED) if (!event.attributes[name]) throw new InvalidEvent(`${name} is missing`);
  const { specversion = '', time } = event.attributes;
  if (!['1.0', '0.3'].includes(specversion)) throw new InvalidEvent(`specversion ${specversion} is unknown`);
  if (time !== undefined && (!TIME.test(time) || Number.isNaN(Date.parse(time))))
    throw new InvalidEvent('time is no RFC 3339 time');
  for (const [name, value] of Object.entries(event.attributes)) {
    if (!/^[a-z0-9]+$/.test(name)) throw new InvalidEvent(`attribute name ${name}`);
    if (!isText(value)) throw new InvalidEvent(`${name} has a control character or half a character`);
  }
  // No request could be made with it, and the event would be tried for ever.
  if (!isText(event.contentType ?? '')) throw new InvalidEvent('the content type is none');
  return event;
}

/** What the CloudEvents type system takes for a string. */
function isText(value: string): boolean {
  return value.isWellFormed() && !NO_TEXT.test(value);
}

/** True when an answer carries an event, which the broker then publishes. */
export const carriesEvent = (headers: IncomingHttpHeaders): boolean =>
  headers['ce-specversion'] !== undefined ||
  headers['content-type']?.startsWith('application/cloudevents+json') === true;

function binary(headers: IncomingHttpHeaders, data: Buffer, contentType: string | undefined): CloudEvent {
  const attributes: Record<string, string> = {};
  for (const [name, value] of Object.entries(headers))
    if (name.startsWith('ce-')) attributes[name.slice(3)] = String(value);
  return { attributes, contentType, data };
}

function structured(body: Buffer): CloudEvent {
  let read: Record<string, unknown>;
  try {
    read = JSON.parse(body.toString()) as Record<string, unknown>;
  } catch {
    throw new InvalidEvent('the structured event is no JSON');
  }
  if (read === null || typeof read !== 'object' || Array.isArray(read))
    throw new InvalidEvent('the structured event is no object');
  const { data, data_base64: base64, datacontenttype, ...rest } = read;
  const attributes: Record<string, string> = {};
  for (const [name, value] of Object.entries(rest))
    if (value !== null) attributes[name] = typeof value === 'string' ? value : JSON.stringify(value);
  const contentType = typeof datacontenttype === 'string' ? datacontenttype : 'application/json';
  if (typeof base64 === 'string') return { attributes, contentType, data: Buffer.from(base64, 'base64') };
  if (data === undefined)
    return {
      attributes,
      contentType: typeof datacontenttype === 'string' ? contentType : undefined,
      data: Buffer.alloc(0),
    };
  const isPlain = typeof data === 'string' && !/[/+]json\b/.test(contentType);
  return { attributes, contentType, data: Buffer.from(isPlain ? data : JSON.stringify(data)) };
}

// What a header cannot hold is percent-encoded, as the HTTP binding has it; a structured event may bring anything.
const NO_HEADER_TEXT = /[^\t\u0020-\u007e\u0080-\u00ff]/gu;

/** Headers of a binary-mode request, as flat name-value pairs. */
export function httpHeaders({ attributes, contentType }: CloudEvent, trace: MessageTrace): string[] {
  const headers: string[] = [];
  for (const name of Object.keys(attributes))
    headers.push(`ce-${name}`, (attributes[name] ?? '').replaceAll(NO_HEADER_TEXT, encodeURIComponent));
  if (contentType !== undefined) headers.push('content-type', contentType);
  if (trace.traceparent) headers.push('traceparent', trace.traceparent);
  if (trace.tracestate) headers.push('tracestate', trace.tracestate);
  return headers;
}

/** As `CloudEventToRabbitMQMessage` of eventing-rabbitmq: attributes are headers without prefix, so that bindings can filter on them. */
export function publishOptions({ attributes, contentType }: CloudEvent, trace: MessageTrace): Options.Publish {
  const headers: Record<string, string> = {};
  // Copied name by name: taking two of them out with a rest pattern was a quarter of what the ingress does.
  for (const name of Object.keys(attributes)) if (!TRACE.has(name)) headers[name] = attributes[name] ?? '';
  if (contentType !== undefined) headers['content-type'] = contentType;
  const traceparent = attributes['traceparent'] ?? trace.traceparent;
  if (traceparent) {
    headers['traceparent'] = traceparent;
    headers['tracestate'] = attributes['tracestate'] ?? trace.tracestate ?? '';
  }
  const options: Options.Publish = { headers, messageId: attributes['id'] ?? '', persistent: true };
  if (contentType !== undefined) options.contentType = contentType;
  return options;
}

const TRACE = new Set(['traceparent', 'tracestate']);

const BESIDE = new Set([...TRACE, 'content-type']);
const attributeIn = (name: string): string => name.toLowerCase().replace(/^ce-/, '');

/** The way back. RabbitMQ's own `x-` headers are no attributes; the trace travels beside them. */
export function eventFromMessage(message: Message): { event: CloudEvent; trace: MessageTrace } {
  const headers = (message.properties.headers ?? {}) as Record<string, unknown>;
  const { traceparent, tracestate } = headers;
  const attributes: Record<string, string> = {};
  for (const name of Object.keys(headers))
    if (!BESIDE.has(name) && !name.startsWith('x-')) attributes[attributeIn(name)] = String(headers[name]);
  const contentType = (message.properties.contentType as string | undefined) || undefined;
  const trace = {
    traceparent: traceparent as string | undefined,
    tracestate: (tracestate as string | undefined) || undefined,
  };
  return { event: { attributes, contentType, data: message.content }, trace };
}
