/** From an answer to what is sent: not at all when the caller has it, compressed, as JSON, or as a stream of events. */
import type { IncomingMessage, ServerResponse } from 'node:http';
import type { PlainAnswer } from './call.ts';
import { Content } from './content.ts';
import { tagsIn } from './etag.ts';
import { EventStream, STREAM_HEADERS, type StreamBody } from './event-stream.ts';

/** On every answer: it is what it says it is, the next visit is by TLS, and nobody keeps it unless the answer says otherwise. */
export const PLAIN_HEADERS = {
  'x-content-type-options': 'nosniff',
  'strict-transport-security': 'max-age=31536000',
  'cache-control': 'no-store',
};

/** On every problem. */
export const PROBLEM_HEADERS = { ...PLAIN_HEADERS, 'content-type': 'application/problem+json' };

/** Sends an answer. Resolves when it was handed over; a stream, when it is over. */
export function send(
  request: IncomingMessage,
  response: ServerResponse,
  answer: PlainAnswer,
): Promise<void> | undefined {
  const { status, headers, body, stream } = answer;
  if (stream) return sendStream(request, response, { ...PLAIN_HEADERS, ...STREAM_HEADERS, ...headers }, stream);
  if (body instanceof Content) response.setHeader('vary', 'accept-encoding');
  if (answer.etag !== undefined) {
    // One tag for both codings of a content, so a weak one (RFC 9110, 8.8.1).
    response.setHeader('etag', body instanceof Content ? `W/${answer.etag}` : answer.etag);
    if (isReading(request) && isKnown(answer.etag, request.headers['if-none-match'])) {
      response.writeHead(304, { ...PLAIN_HEADERS, ...headers }).end();
      return undefined;
    }
  }
  if (body instanceof Content) return sendContent(request, response, answer, body);
  if (body === undefined) {
    response.writeHead(status, { ...PLAIN_HEADERS, ...headers }).end();
    return undefined;
  }
  // As text: head and body then leave in one piece.
  const json = JSON.stringify(body);
  const length = Buffer.byteLength(json);
  response
    .writeHead(status, { ...PLAIN_HEADERS, 'content-type': 'application/json', 'content-length': length, ...headers })
    .end(json);
  return undefined;
}

async function sendContent(
  request: IncomingMessage,
  response: ServerResponse,
  { status, headers }: PlainAnswer,
  content: Content,
): Promise<void> {
  const { bytes, gzipped } = await content.for(request.headers['accept-encoding']);
  response
    .writeHead(status, {
      ...PLAIN_HEADERS,
      'content-type': 'application/json',
      ...(gzipped ? { 'content-encoding': 'gzip' } : {}),
      'content-length': bytes.length,
      ...headers,
    })
    .end(bytes);
}

async function sendStream(
  request: IncomingMessage,
  response: ServerResponse,
  headers: Record<string, string>,
  body: StreamBody,
): Promise<void> {
  using stream = body;
  response.writeHead(200, headers);
  const open = new EventStream(response);
  if (request.method === 'HEAD') response.end();
  else response.flushHeaders();
  stream.begin(open);
  await open.closed;
}

/** Weak comparison (RFC 9110, 13.1.2): a proxy that compresses makes a tag weak. */
function isKnown(etag: string, ifNoneMatch: string | undefined): boolean {
  if (ifNoneMatch === undefined) return false;
  const known = tagsIn(ifNoneMatch);
  return known === '*' || known.some(({ tag }) => tag === etag);
}

/** What was changed is told, whatever the caller has. */
function isReading({ method }: IncomingMessage): boolean {
  return method === 'GET' || method === 'HEAD';
}
