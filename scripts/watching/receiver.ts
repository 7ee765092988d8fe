/** An OTLP/HTTP receiver for this machine: takes spans and figures on loopback, and nothing that is not as OTLP has it. */
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import { text } from 'node:stream/consumers';
import { NotOtlp, readPoints, readSpans, type ToldPoint, type ToldSpan } from './told.ts';

/** Who is told of what comes. */
export interface ToldListener {
  spans(spans: readonly ToldSpan[]): void;
  points(points: readonly ToldPoint[]): void;
  /** What was refused, and why. */
  refused?(why: string): void;
}

/** Takes what is neither of the two signals. @returns false when it does not know it either */
export type OtherRequests = (request: IncomingMessage, response: ServerResponse) => boolean;

const HOST = '127.0.0.1';
const MOST_BYTES = 4_000_000;
const CLIENT_FAULT = 400;

/** @param port 0: a free one */
export async function startReceiver(
  listener: ToldListener,
  port = 0,
  otherwise: OtherRequests = () => false,
): Promise<Server> {
  const server = createServer({ requestTimeout: 10_000, keepAliveTimeout: 65_000 }, (request, response) => {
    void receive(request, response, listener, otherwise);
  });
  const { promise, resolve, reject } = Promise.withResolvers<void>();
  server.once('error', reject);
  server.listen(port, HOST, resolve);
  await promise;
  return server;
}

async function receive(
  request: IncomingMessage,
  response: ServerResponse,
  listener: ToldListener,
  otherwise: OtherRequests,
): Promise<void> {
  const answer = (status: number, body = {}): void =>
    void response.writeHead(status, { 'content-type': 'application/json' }).end(JSON.stringify(body));
  try {
    const isSignal = request.url === '/v1/traces' || request.url === '/v1/metrics';
    if (!isSignal) return void (otherwise(request, response) || answer(404));
    if (request.method !== 'POST') return answer(405);
    // A page of some site in a browser of this machine could send anything else without asking.
    if (request.headers['content-type'] !== 'application/json') return answer(415);
    if (!(Number(request.headers['content-length']) <= MOST_BYTES)) return answer(413);
    const body = await text(request);
    if (request.url === '/v1/traces') listener.spans(readSpans(body));
    else listener.points(readPoints(body));
    answer(200, {});
  } catch (error) {
    if (!(error instanceof NotOtlp)) return void response.destroy();
    listener.refused?.(error.message);
    answer(CLIENT_FAULT, { code: 3, message: error.message });
  }
}
