/**
 * Runs one function on the Functions Framework: what the framework does with a request, behind a server with rules of its own.
 * The framework accepts bodies of 1 GB, exits at once on SIGTERM and listens on every interface; so head and body are read
 * here within limits, SIGTERM drains, and HOST says where to listen. The framework's own main would do none of these,
 * hence its published `getTestServer` is used to obtain what it does.
 */
import { http as registerFunction } from '@google-cloud/functions-framework';
import { getTestServer } from '@google-cloud/functions-framework/testing';
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { Socket } from 'node:net';
import * as z from 'zod';
import { readConfig, wholeNumber } from '../config.ts';
import { log } from '../log.ts';
import { beginTelling } from '../telemetry/telemetry.ts';
import { Passing } from './in-flight.ts';
import type { Problem } from '../problem.ts';
import { discardBody, hasBody, NO_BODY, readBody } from '../http/incoming/body.ts';
import { originList, readerList } from '../http/cross-origin.ts';
import { headFault, READ_HEAD_BYTES } from '../http/incoming/head.ts';
import { methodNotAllowed } from '../http/router.ts';
import { PLAIN_HEADERS } from '../http/answer-head.ts';
import { undeclaredBody } from '../http/incoming/undeclared.ts';
import { type Answering, refuseTunnel, refuseUnreadable } from './unreadable-request.ts';

/** Where a function listens, and what it takes. */
export const hostSettings = {
  PORT: wholeNumber(1, 65_535, 8080),
  HOST: z.string().default('0.0.0.0'),
  BODY_LIMIT_BYTES: wholeNumber(1024, 10_000_000, 262_144),
  /** Pages of which origins may use it from a browser. */
  CORS_ORIGINS: originList,
  /** Pages of which origins may read, from a browser, what everybody may see: to show the seats of an event, say. */
  EMBED_ORIGINS: readerList,
};

/** Connections that wait to be taken: what the kernel allows, for a crowd comes within a second. Node's own is 511. */
const BACKLOG = 65_535;
/** In-flight requests get this long to finish after SIGTERM; Knative's grace period is the Service's timeoutSeconds. */
const DRAIN_MS = 20_000;
/** What a deployment asks before it gives a revision traffic: in an outage a process is ready, and yet reaches not everything. */
const REACHED = '/readyz/all';
/** What the kubelet asks, and that. */
const PROBES: ReadonlySet<string> = new Set(['/healthz', '/readyz', REACHED]);
const PROBE_HEADERS = { ...PLAIN_HEADERS, 'content-type': 'text/plain' };

type Receive = (request: IncomingMessage, response: ServerResponse) => void;

/** What the host hands a request to. It must not throw: it answers. */
export type RequestHandler = (request: IncomingMessage, response: ServerResponse, body: Buffer) => Promise<void>;

/** The settings of a host. */
export type HostSettings = z.output<z.ZodObject<typeof hostSettings>>;

/** What a function is to its host. */
export interface Hosted {
  name: string;
  /** Default: read from the environment. */
  settings?: HostSettings;
  handle: RequestHandler;
  /** Whether it can do its work. */
  ready: () => Promise<boolean>;
  /** What it needs that does not answer now. */
  away: () => Promise<readonly string[]>;
  /** What is decided before the body is read, by whoever it comes from; undefined when nothing is. @throws Problem */
  admit?: ((request: IncomingMessage) => Promise<unknown> | undefined) | undefined;
  /** Whether events are delivered to it. */
  takesDeliveries?: boolean;
  /** It has pages, at any path: also where the framework would answer itself. */
  hasPages?: boolean;
  /** What it says of a method that a path, or without one no path, takes. */
  notAllowed: (path?: string) => Problem;
  /** Answers a request whose head or body will not do. */
  refuse: (request: IncomingMessage, response: ServerResponse, problem: Problem) => void;
  /** The process is to end: answers that would go on by themselves are to end now. Called once, first. */
  drain: () => void;
  /** Flushes and closes what the function holds; called once, after the last request was answered. */
  close: () => Promise<void>;
}

/** Listens and serves until SIGTERM or SIGINT, then drains and ends the process. */
export function host(hosted: Hosted): void {
  const config = hosted.settings ?? readConfig(hostSettings);
  const bodies = new WeakMap<IncomingMessage, Buffer>();
  registerFunction(hosted.name, async (request, response) => {
    await hosted.handle(request, response, bodies.get(request) ?? NO_BODY);
  });
  const [framework] = getTestServer(hosted.name).listeners('request') as [Receive];
  const receive: Receive = (request, response) => {
    request.url = originForm(request.url);
    const refuse = (problem: Problem): void => {
      hosted.refuse(request, response, problem);
      discardBody(request);
    };
    const fault = headFault(request);
    if (fault) {
      response.shouldKeepAlive = false;
      return refuse(fault);
    }
    if (PROBES.has(request.url)) return answerProbe(request, response, hosted, refuse);
    const admitted = hosted.admit?.(request);
    if (admitted) admitted.then(() => take(request, response, refuse), refuse);
    else take(request, response, refuse);
  };
  const take = (request: IncomingMessage, response: ServerResponse, refuse: (problem: Problem) => void): void => {
    const receiveWhole =
      hosted.hasPages && isTakenByFramework(request.url)
        ? () => void hosted.handle(request, response, bodies.get(request) ?? NO_BODY)
        : () => framework(request, response);
    if (!hasBody(request)) return receiveWhole();
    readBody(request, config.BODY_LIMIT_BYTES).then((body) => {
      bodies.set(request, body);
      receiveWhole();
    }, refuse);
  };
  const server = createServer({
    maxHeaderSize: READ_HEAD_BYTES,
    requireHostHeader: false, // it would answer without a word; `headFault` does
    keepAliveTimeout: 75_000, // longer than any proxy in front keeps an idle connection
    headersTimeout: 10_000,
    requestTimeout: 30_000,
    connectionsCheckingInterval: 2_000,
  });
  server.on('request', receive);
  server.on('checkExpectation', receive);
  const answering: Answering = {
    takesDeliveries: hosted.takesDeliveries === true,
    notAllowed: (target) => {
      if (target === undefined) return hosted.notAllowed();
      const path = originForm(target);
      return PROBES.has(path) ? methodNotAllowed('GET, HEAD') : hosted.notAllowed(path);
    },
  };
  server.on('clientError', (error: NodeJS.ErrnoException, socket: Socket) =>
    refuseUnreadable(error, socket, answering),
  );
  // Node would close the connection without a word.
  server.on('connect', ({ url }, socket: Socket) => refuseTunnel(url, socket, answering));
  server.listen({ port: config.PORT, host: config.HOST, backlog: BACKLOG }, () => {
    beginTelling();
    log.debug({ port: config.PORT }, 'listening');
  });
  server.on('error', (error) => {
    log.fatal({ err: error }, 'cannot listen');
    process.exit(1);
  });
  endGracefully(server, hosted);
}

/** A target as a path with a query: a whole URL (RFC 9112, 3.2.2) says by its host only where the request has come to already. */
function originForm(target = '/'): string {
  const [authority] = /^https?:\/\/[^/?#@\\]+(?=[/?]|$)/i.exec(target) ?? [];
  if (authority === undefined) return target;
  const rest = target.slice(authority.length);
  return rest.startsWith('/') ? rest : `/${rest}`;
}

/** The framework answers these itself, with an empty 404, whatever function it hosts. */
function isTakenByFramework(target = ''): boolean {
  return target.startsWith('/robots.txt') || target.startsWith('/favicon.ico');
}

/** Probes are what the kubelet sends: GET, without query and body. */
function answerProbe(
  request: IncomingMessage,
  response: ServerResponse,
  hosted: Hosted,
  refuse: (problem: Problem) => void,
): void {
  if (request.method !== 'GET' && request.method !== 'HEAD') return refuse(methodNotAllowed('GET, HEAD'));
  if (hasBody(request)) return refuse(undeclaredBody());
  const answer = (isWell: boolean, why = 'not ready'): void =>
    void response.writeHead(isWell ? 200 : 503, PROBE_HEADERS).end(`${isWell ? 'ok' : why}\n`);
  if (request.url === '/healthz') answer(true);
  else if (request.url === REACHED) void hosted.away().then((away) => answer(away.length === 0, away.join(', ')));
  else void hosted.ready().then((isReady) => answer(isReady));
}

/** Callers are told with their last answer: a connection that is kept alive would keep the process, and be cut in the end. */
function tellLast(response: ServerResponse): void {
  if (!response.headersSent) response.setHeader('connection', 'close');
}

function endGracefully(server: Server, hosted: Hosted): void {
  let ending = false;
  const unanswered = new Passing<ServerResponse>();
  server.prependListener('request', (_request: IncomingMessage, response: ServerResponse) => {
    const place = unanswered.enter(response);
    if (ending) tellLast(response);
    response.once('close', () => {
      unanswered.leave(place);
      if (ending) server.closeIdleConnections();
    });
  });
  const end = (code: number): void => {
    if (ending) return;
    ending = true;
    unanswered.here().forEach(tellLast);
    hosted.drain();
    const force = setTimeout(() => process.exit(code || 1), DRAIN_MS + 5_000);
    force.unref();
    const cut = setTimeout(() => server.closeAllConnections(), DRAIN_MS);
    server.close(() => {
      clearTimeout(cut);
      hosted.close().then(
        () => process.exit(code),
        (error: unknown) => {
          log.error({ err: error }, 'could not close cleanly');
          process.exit(1);
        },
      );
    });
    server.closeIdleConnections();
  };
  for (const signal of ['SIGTERM', 'SIGINT'] as const) process.on(signal, () => end(0));
  for (const event of ['uncaughtException', 'unhandledRejection'] as const) {
    process.on(event, (error: unknown) => {
      log.fatal({ err: error }, event);
      end(1);
    });
  }
}
