/** The edge: what Istio's ingress gateway does, on one loopback port. */
import { createServer, type IncomingMessage, type Server, type ServerResponse, STATUS_CODES } from 'node:http';
import type { Socket } from 'node:net';
import { Callers } from './connections.ts';
import type { Edge } from './edge.ts';
import { localReply } from './local-reply.ts';
import type { PlatformOptions } from '../spec/options.ts';
import { ProxiedRequest } from './proxy.ts';
import { Pipeline } from './pipelining.ts';
import { originFormOf, toOriginForm } from '../http/framing.ts';
import { continueTrace } from '../../../functions/shared/trace.ts';
import { type ParserFault, readUnknownMethod } from '../../../functions/shared/http/incoming/unknown-method.ts';
import { normalPath } from './paths.ts';
import { requestId, traceIdOf, traceparent, traceresponse } from '../http/tracing.ts';

// Idle connections are kept for long, so that clients need not reconnect. The parser is the strict one, whatever NODE_OPTIONS say.
const OPTIONS = {
  insecureHTTPParser: false,
  // Refused with the others that are in doubt (framing.ts), in the form that callers know.
  requireHostHeader: false,
  keepAliveTimeout: 65_000,
  keepAlive: true,
  keepAliveInitialDelay: 30_000,
  noDelay: true,
  connectionsCheckingInterval: 1000,
};
const THIS_MACHINE = new Set(['localhost', '127.0.0.1', '[::1]', '0.0.0.0']);
/** Whoever is told that a connection ends has this long to close it, too. */
const LINGER_MS = 2000;
/** An attack is logged once in a while, not once a connection. */
const SILENCE_MS = 10_000;
const PIPELINE = Symbol('pipeline');

interface Connection extends Socket {
  [PIPELINE]?: Pipeline;
}

type Told = Pick<PlatformOptions, 'log' | 'edgeSpan'>;

/** A server that routes by the manifests. A request to this machine by name or address counts as one to the routes' first host. */
export function createGateway(edge: Edge, ownHost: string, { log, edgeSpan }: Told): Server {
  const first = edge.routes.hosts[0] ?? '*';
  const {
    headersTimeoutMs: headersTimeout,
    requestTimeoutMs: requestTimeout,
    maxHeaderBytes: maxHeaderSize,
  } = edge.envoy;
  let silentUntil = 0;
  const turnedAway = (address: string | undefined): void => {
    if (performance.now() < silentUntil) return;
    silentUntil = performance.now() + SILENCE_MS;
    log({ level: 'warn', msg: 'connections turned away: too many', address });
  };
  const callers = new Callers(edge.envoy.maxConnections);
  const begin = (req: IncomingMessage, res: ServerResponse, pipeline: Pipeline): void => {
    toOriginForm(req);
    const name = (req.headers.host ?? '').replace(/:\d{1,5}$/, '').toLowerCase();
    if (edgeSpan) noteSpan(req, res, edgeSpan);
    const host = THIS_MACHINE.has(name) || name === ownHost ? first : name;
    new ProxiedRequest({ edge, callers, pipeline, req, res, host, log }).start();
  };
  const server = createServer({ ...OPTIONS, maxHeaderSize, headersTimeout, requestTimeout }, take);
  // All of them, to be counted: of more than its bound Node would drop the rest without a word.
  server.maxHeadersCount = 0;
  // A connection on which nothing moves while an answer is due: who never reads it holds its place no longer.
  server.timeout = edge.envoy.streamIdleTimeoutMs;
  server.on('connection', (socket: Connection) => {
    const caller = callers.admit(socket);
    if (caller) socket[PIPELINE] = new Pipeline(caller, begin);
    else {
      socket.destroy();
      turnedAway(socket.remoteAddress);
    }
  });
  // ProxiedRequest tells a caller to go on with the body, or refuses before anything of the body was sent.
  server.on('checkContinue', take).on('checkExpectation', take);
  const refused = new WeakSet<Connection>();
  const refuse = (socket: Connection, why: Unread): void => {
    refused.add(socket);
    socket.end(lastWord(edge, why));
    setTimeout(() => socket.destroy(), LINGER_MS).unref();
  };
  const giveUp = (socket: Connection, why: Unread): void => {
    // What follows cannot be read either. It is taken all the same: a connection closed on unread bytes is reset, and the answer lost.
    if (refused.has(socket) && why.code !== 'ECONNRESET') return;
    const isDue = socket[PIPELINE]?.unreadable(socket) ?? false;
    if (!socket.writable || why.code === 'ECONNRESET') socket.destroy();
    else if (!isDue) refuse(socket, why);
  };
  server.on('clientError', (error: Error & ParserFault, socket: Connection) => {
    if (!edge.envoy.takesAnyMethod) return giveUp(socket, { code: error.code });
    readUnknownMethod(error, socket, (asked, { code }) =>
      giveUp(socket, asked ? { code: UNKNOWN_METHOD, ...asked } : { code }),
    );
  });
  // Node would close the connection without a word; what follows on it belongs to a tunnel that there is not.
  server.on('connect', ({ url = '' }, socket: Connection) => {
    socket.on('error', () => socket.destroy()).resume();
    giveUp(socket, { code: HOST_AND_PORT.test(url) ? 'CONNECT' : undefined, method: 'CONNECT' });
  });
  server.on('timeout', (socket: Connection) => {
    if (socket[PIPELINE]?.isArriving === true && socket.writable) refuse(socket, { code: 'ERR_HTTP_REQUEST_TIMEOUT' });
    else socket.destroy();
  });
  return server;
}

/** What goes on is beneath the gateway's own span; a trace that is not sampled is left as it is. */
function noteSpan(req: IncomingMessage, res: ServerResponse, tell: NonNullable<PlatformOptions['edgeSpan']>): void {
  const { traceparent: sent } = req.headers;
  const trace = continueTrace(typeof sent === 'string' ? sent : undefined);
  if (!trace.isSampled) return;
  req.headers['traceparent'] = trace.traceparent;
  const [startMs, began] = [Date.now(), performance.now()];
  res.once('close', () => {
    const { method = '' } = req;
    const { traceId, spanId, parentId } = trace;
    tell({ traceId, spanId, parentId, method, status: res.statusCode, startMs, ms: performance.now() - began });
  });
}

function take(req: IncomingMessage, res: ServerResponse): void {
  (req.socket as Connection)[PIPELINE]?.take(req, res);
}

/** What could not be read as a request, and what is known of it. */
interface Unread {
  code: string | undefined;
  method?: string;
  target?: string;
}

const UNKNOWN_METHOD = 'UNKNOWN_METHOD';
/** What CONNECT is asked with (RFC 9112, 3.2.3). */
const HOST_AND_PORT = /^[^/?#@]{1,255}:\d{1,5}$/;

/** What is said of what is no HTTP request, does not arrive in time, has a method that no route has, or asks for a tunnel. */
const REFUSALS: Record<string, [status: number, details: string, flag: string]> = {
  HPE_HEADER_OVERFLOW: [431, 'http1.headers_too_large', 'DPE'],
  ERR_HTTP_REQUEST_TIMEOUT: [408, 'request_overall_timeout', 'DPE'],
  [UNKNOWN_METHOD]: [404, 'route_not_found', 'NR'],
  CONNECT: [403, 'upgrade_failed', '-'],
};

/** The answer to a connection that ends with it. */
function lastWord(edge: Edge, { code, method, target }: Unread): string {
  const path = target === undefined ? undefined : normalPath(pathOf(target));
  const isReadable = code !== undefined && (target === undefined || path !== undefined);
  const [status, details, flag] = (isReadable && REFUSALS[code]) || [400, 'http1.codec_error', 'DPE'];
  const [id, trace] = [requestId(undefined), traceparent(undefined)];
  const asked = { method, path, url: target, httpVersion: '1.1', headers: {}, id, traceId: traceIdOf(trace) };
  const refusal = { status, flag, details, body: STATUS_CODES[status] ?? '' };
  const reply = localReply(edge.envoy.localReply, refusal, asked);
  const headers = {
    ...reply.headers,
    ...(edge.envoy.namesRequests && { 'x-request-id': id }),
    traceresponse: traceresponse(trace),
    date: new Date().toUTCString(),
    'content-length': Buffer.byteLength(reply.body),
    connection: 'close',
  };
  const lines = Object.entries(headers).map(([name, value]) => `${name}: ${value}\r\n`);
  return `HTTP/1.1 ${reply.status} ${STATUS_CODES[reply.status]}\r\n${lines.join('')}\r\n${reply.body}`;
}

/** The path in a target, which may be a whole URL. */
function pathOf(target: string): string {
  const [path = ''] = (originFormOf(target)?.target ?? target).split('?', 1);
  return path;
}
