/** From an answer to what is sent: not at all when the caller has it, compressed, as JSON, or as a stream of events. */
import type { IncomingMessage, ServerResponse } from 'node:http';
import { type Head, PLAIN_HEADERS, varyBy } from './answer-head.ts';
import type { PlainAnswer } from './call.ts';
import { codingFor, type Coding, Content, encoded, encoder, WORTHWHILE_BYTES } from './content.ts';
import { codedTag, tagsIn } from './etag.ts';
import { httpDate, readHttpDate } from './http-date.ts';
import { EventStream, STREAM_HEADERS, type StreamBody } from './event-stream.ts';

/** An answer to a change is compressed from here on only: no order or session is as long, and none of them waits for it. */
const WORTHWHILE_OF_CHANGES_BYTES = 8_192;

/**
 * Sends an answer. Resolves when it was handed over; a stream, when it is over.
 * @param beside headers that go with whatever is answered to this request
 */
export function send(
  request: IncomingMessage,
  response: ServerResponse,
  answer: PlainAnswer,
  beside: Readonly<Head> = {},
): Promise<void> | undefined {
  const { status, body, stream, etag, changedAt } = answer;
  const isRead = request.method === 'GET' || request.method === 'HEAD';
  if (stream) {
    if (isRead && isAnything(request.headers['if-none-match'])) {
      stream[Symbol.dispose]();
      response.writeHead(304, addHeaders({ ...PLAIN_HEADERS, ...beside }, withoutType(answer.headers))).end();
      return undefined;
    }
    const head = { ...PLAIN_HEADERS, ...beside, ...STREAM_HEADERS, ...answer.headers };
    return sendStream(request, response, head, stream);
  }
  const head: Head = { ...PLAIN_HEADERS, ...beside };
  if (isRead && status === 200) varyBy(head, 'accept-encoding');
  if (changedAt !== undefined) head['last-modified'] = httpDate(changedAt);
  const known = isRead && status === 200 ? knownAs(answer, request.headers) : undefined;
  if (etag !== undefined) head['etag'] = typeof known === 'string' ? known : etag;
  if (known !== undefined) {
    response.writeHead(304, addHeaders(head, withoutType(answer.headers))).end();
    return undefined;
  }
  if (body !== undefined) head['content-type'] = 'application/json';
  addHeaders(head, answer.headers);
  if (body === undefined) {
    response.writeHead(status, head).end();
    return undefined;
  }
  // As text: head and body then leave in one piece.
  const written = body instanceof Content ? body.plain : JSON.stringify(body);
  const length = Buffer.byteLength(written);
  head['content-length'] = length;
  // Not problems: they are short, and repeat what a caller has said.
  if (status < 400 && length >= (isRead ? WORTHWHILE_BYTES : WORTHWHILE_OF_CHANGES_BYTES)) {
    if (!isRead) varyBy(head, 'accept-encoding');
    const coding = codingFor(request.headers['accept-encoding']);
    if (coding) {
      const bytes = body instanceof Content ? body.in(coding) : encoded(written, coding);
      return sendEncoded(response, answer, head, coding, bytes);
    }
  }
  response.writeHead(status, head).end(written);
  return undefined;
}

/** Adds what an answer says itself. What it varies by comes to what others have said. */
function addHeaders(head: Head, { vary: by, ...headers }: Record<string, string> = {}): Head {
  if (by !== undefined) varyBy(head, by);
  return Object.assign(head, headers);
}

/** What has no body has no type. */
function withoutType(headers: Record<string, string> = {}): Record<string, string> {
  const { 'content-type': _, ...others } = headers;
  return others;
}

async function sendEncoded(
  response: ServerResponse,
  { status, etag }: PlainAnswer,
  head: Head,
  coding: Coding,
  body: Promise<Buffer>,
): Promise<void> {
  const bytes = await body;
  head['content-encoding'] = coding;
  head['content-length'] = bytes.length;
  if (etag !== undefined) head['etag'] = codedTag(etag, coding);
  response.writeHead(status, head).end(bytes);
}

async function sendStream(
  request: IncomingMessage,
  response: ServerResponse,
  headers: Head,
  body: StreamBody,
): Promise<void> {
  using stream = body;
  // A file is long and comes to an end; events are short, and each is to be seen at once.
  const isFile = headers['content-type'] !== STREAM_HEADERS['content-type'];
  if (isFile) varyBy(headers, 'accept-encoding');
  const coding = isFile ? codingFor(request.headers['accept-encoding']) : undefined;
  if (coding) headers['content-encoding'] = coding;
  response.writeHead(200, headers);
  const isRead = request.method !== 'HEAD';
  const open = new EventStream(response, coding && isRead ? encoder(coding) : undefined);
  if (isRead) response.flushHeaders();
  else response.end();
  stream.begin(open);
  await open.closed;
}

/** What a caller of a read has already: by this tag, or as of some time; undefined: nothing, or something else (RFC 9110, 13.2.2). */
function knownAs({ etag, changedAt }: PlainAnswer, asked: IncomingMessage['headers']): string | true | undefined {
  const ifNoneMatch = asked['if-none-match'];
  if (ifNoneMatch !== undefined)
    return etag === undefined ? isAnything(ifNoneMatch) || undefined : nameOf(etag, ifNoneMatch);
  const since = changedAt && readHttpDate(asked['if-modified-since']);
  // HTTP dates have no fractions of a second.
  return since && Math.floor(changedAt.getTime() / 1000) * 1000 <= since.getTime() ? true : undefined;
}

/** Whether a reader wants what is there only if nothing is: so it is of what has no tag, too (RFC 9110, 13.1.2). */
function isAnything(ifNoneMatch: string | undefined): boolean {
  return ifNoneMatch !== undefined && tagsIn(ifNoneMatch) === '*';
}

/**
 * As which of the tags that a caller knows it has what this tag is of: that one, in whatever coding it got it, is still good. Weak
 * comparison (RFC 9110, 13.1.2): a proxy that compresses makes a tag weak.
 */
function nameOf(etag: string, ifNoneMatch: string): string | undefined {
  const known = tagsIn(ifNoneMatch);
  if (known === '*') return etag;
  const opaque = etag.startsWith('W/') ? etag.slice(2) : etag;
  const same = known.find(({ tag }) => tag === opaque);
  return same && (same.coding === undefined ? etag : codedTag(etag, same.coding));
}
