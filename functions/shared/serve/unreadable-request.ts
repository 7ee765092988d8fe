/**
 * The last word on a connection on which no request could be read: Node would answer with a bare status line. Here it is a
 * problem document like any other, and the connection is closed, for nobody knows where a next request would begin.
 */
import { STATUS_CODES } from 'node:http';
import type { Socket } from 'node:net';
import { isDeliveryPath, TRY_AGAIN } from '../http/delivery-paths.ts';
import { log } from '../log.ts';
import { Problem } from '../problem.ts';
import { headTooLarge } from '../http/incoming/head.ts';
import { problemAnswer } from './problem-answer.ts';
import { continueTrace } from '../trace.ts';

/** So long what was sent already is still taken: a connection closed on unread bytes is reset, and the answer lost. */
const LINGER_MS = 1_000;

/** What is asked for by CONNECT, on whose connection nothing else can follow. */
export const TUNNEL = 'TUNNEL';

/** What Node calls it when a head is too large, and when a request takes too long. */
const CODES: Record<string, () => Problem> = {
  HPE_HEADER_OVERFLOW: headTooLarge,
  ERR_HTTP_REQUEST_TIMEOUT: () => new Problem('request_timeout', 'send it in one go'),
  [TUNNEL]: () => new Problem('route_not_found', 'no tunnel leads through here'),
};

const answered = new WeakSet<Socket>();

/** What Node says of it: which bytes it could not read. */
type Fault = NodeJS.ErrnoException & { rawPacket?: Buffer };

/** An answer that is due, of a request whose body cannot be read. */
interface UnderWay {
  headersSent: boolean;
  req?: { url?: string | undefined };
}

/**
 * Answers and ends a connection. Nothing is said when an answer is under way, or when nobody is there to hear it.
 * @param takesDeliveries whether the Broker may be at the other end: it is told to try again
 */
export function refuseUnreadable(error: Fault, socket: Socket, takesDeliveries: boolean): void {
  // What follows on the connection fails as well.
  if (answered.has(socket)) return;
  answered.add(socket);
  const { _httpMessage: underWay } = socket as Socket & { _httpMessage?: UnderWay | null };
  if (!socket.writable || error.code === 'ECONNRESET' || underWay?.headersSent) return void socket.destroy();
  const problem = CODES[error.code ?? '']?.() ?? new Problem('malformed_request', 'this is not HTTP as it should be');
  const isDelivery = takesDeliveries && isDeliveryPath(targetOf(error, underWay));
  // What it says of its trace was not read.
  const trace = continueTrace(undefined);
  const { status, headers: kind } = isDelivery ? TRY_AGAIN : problemAnswer(problem, trace);
  log.info({ trace: trace.traceId, status, code: problem.code, fault: error.code }, 'refused');
  const body = isDelivery ? '' : JSON.stringify({ ...problem.toJSON(), traceId: trace.traceId });
  const headers = {
    ...kind,
    traceresponse: trace.traceparent,
    date: new Date().toUTCString(),
    'content-length': Buffer.byteLength(body),
    connection: 'close',
  };
  const lines = Object.entries(headers).map(([name, value]) => `${name}: ${value}\r\n`);
  socket.end(`HTTP/1.1 ${status} ${STATUS_CODES[status]}\r\n${lines.join('')}\r\n${body}`);
  socket.resume();
  setTimeout(() => socket.destroy(), LINGER_MS).unref();
}

/** Where a request went, as far as it can be told: of one that was begun, or by the first line of what came. */
function targetOf({ rawPacket }: Fault, underWay: UnderWay | null | undefined): string | undefined {
  if (underWay) return underWay.req?.url;
  return /^[A-Z]+ (\S+) HTTP/.exec(rawPacket?.toString('latin1', 0, 100) ?? '')?.[1];
}
