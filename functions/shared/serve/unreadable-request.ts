/**
 * The last word on a connection on which no request could be read: Node would answer with a bare status line. Here it is a
 * problem document like any other, and the connection is closed, for nobody knows where a next request would begin.
 */
import { type ServerResponse, STATUS_CODES } from 'node:http';
import type { Socket } from 'node:net';
import { isDeliveryPath, TRY_AGAIN } from '../http/delivery-paths.ts';
import { log } from '../log.ts';
import { Problem } from '../problem.ts';
import { headTooLarge } from '../http/incoming/head.ts';
import { type ParserFault, readUnknownMethod } from '../http/incoming/unknown-method.ts';
import { problemAnswer } from './problem-answer.ts';
import { continueTrace } from '../trace.ts';

/** So long what was sent already is still taken: a connection closed on unread bytes is reset, and the answer lost. */
const LINGER_MS = 1_000;

/** What Node calls it when a head is too large, and when a request takes too long. */
const CODES: Record<string, () => Problem> = {
  HPE_HEADER_OVERFLOW: headTooLarge,
  ERR_HTTP_REQUEST_TIMEOUT: () => new Problem('request_timeout', 'send it in one go'),
};

const answered = new WeakSet<Socket>();

/** What Node says of it: which bytes it could not read. */
type Fault = Error & ParserFault;

/** An answer that is due: of a request whose body cannot be read, or of one before the one that cannot. */
type UnderWay = Pick<ServerResponse, 'headersSent' | 'shouldKeepAlive' | 'once'> & {
  req?: { url?: string | undefined; complete: boolean };
};

/** What is known of who answers. */
export interface Answering {
  /** Whether the Broker may be at the other end: it is told to try again. */
  takesDeliveries: boolean;
  /** The problem of a method that is not taken of a path, or without one of any. */
  notAllowed: (path?: string) => Problem;
}

/** Of CONNECT the target is a host with a port, and what follows belongs to the tunnel (RFC 9112, 3.2.3): no tunnel leads through here. */
export function refuseTunnel(target: string | undefined, socket: Socket, { notAllowed }: Answering): void {
  socket.on('error', () => socket.destroy());
  if (!isToAnswer(socket)) return;
  const isTarget = /^[^/?#]+:\d{1,5}$/.test(target ?? '');
  refuse(socket, isTarget ? notAllowed() : new Problem('malformed_request', 'CONNECT takes a host and a port'));
}

/**
 * Answers and ends a connection. Nothing is said when nobody is there to hear it, or when what was asked before it is still to be answered: the connection
 * closes with that answer.
 */
export function refuseUnreadable(error: Fault, socket: Socket, { takesDeliveries, notAllowed }: Answering): void {
  readUnknownMethod(error, socket, (line, fault) => {
    if (!isToAnswer(socket, fault.code === 'ECONNRESET')) return;
    const problem =
      (line && notAllowed(line.target.split('?', 1)[0] ?? '')) ??
      CODES[fault.code ?? '']?.() ??
      new Problem('malformed_request', 'this is not HTTP as it should be');
    refuse(socket, problem, takesDeliveries && isDeliveryPath(targetOf(error, underWayOn(socket))), fault.code);
  });
}

/** Whether something is still to be said on a connection, once; else it is ended. */
function isToAnswer(socket: Socket, isGone = false): boolean {
  // What follows on the connection fails as well.
  if (answered.has(socket)) return false;
  answered.add(socket);
  const underWay = underWayOn(socket);
  if (socket.writable && !isGone) {
    if (underWay?.req?.complete) {
      if (underWay.headersSent) underWay.once('close', () => socket.destroy());
      else underWay.shouldKeepAlive = false;
      return false;
    }
    if (!underWay?.headersSent) return true;
  }
  socket.destroy();
  return false;
}

function underWayOn(socket: Socket & { _httpMessage?: UnderWay | null }): UnderWay | null | undefined {
  const { _httpMessage: underWay } = socket;
  return underWay;
}

function refuse(socket: Socket, problem: Problem, isDelivery = false, fault?: string): void {
  // What a request says of its trace was not read.
  const trace = continueTrace(undefined);
  const { status, headers: kind } = isDelivery ? TRY_AGAIN : problemAnswer(problem, trace);
  log.info({ trace: trace.traceId, status, code: problem.code, fault }, 'refused');
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
