/**
 * Runs one function on the Functions Framework: the framework's own HTTP server with this process's rules around it.
 * The framework accepts bodies of 1 GB, exits at once on SIGTERM and listens on every interface; so the body is read
 * here within a limit, SIGTERM drains, and HOST says where to listen. The framework's own main would do none of these,
 * hence its published `getTestServer` is used to obtain the server.
 */
import { http as registerFunction } from '@google-cloud/functions-framework';
import { getTestServer } from '@google-cloud/functions-framework/testing';
import type { IncomingMessage, Server, ServerResponse } from 'node:http';
import * as z from 'zod';
import { readConfig, wholeNumber } from './config.ts';
import { log } from './log.ts';
import { Passing } from './passing.ts';
import { Problem } from './problem.ts';

const config = readConfig({
  PORT: wholeNumber(1, 65_535, 8080),
  HOST: z.string().default('0.0.0.0'),
  BODY_LIMIT_BYTES: wholeNumber(1024, 10_000_000, 262_144),
});

/** Connections that wait to be taken: what the kernel allows, for a crowd comes within a second. Node's own is 511. */
const BACKLOG = 65_535;
/** In-flight requests get this long to finish after SIGTERM; Knative's grace period is the Service's timeoutSeconds. */
const DRAIN_MS = 20_000;
const DISCARDED_BYTES = 16 * 1024 * 1024;
const NO_BODY = Buffer.alloc(0);

/** What the host hands a request to. It must not throw: it answers. */
export type RequestHandler = (request: IncomingMessage, response: ServerResponse, body: Buffer) => Promise<void>;

/** What a function is to its host. */
export interface Hosted {
  name: string;
  handle: RequestHandler;
  /** Whether it can do its work. */
  ready: () => Promise<boolean>;
  /** Answers a request whose body could not be read. */
  refuse: (request: IncomingMessage, response: ServerResponse, problem: Problem) => void;
  /** The process is to end: answers that would go on by themselves are to end now. Called once, first. */
  drain: () => void;
  /** Flushes and closes what the function holds; called once, after the last request was answered. */
  close: () => Promise<void>;
}

/** Listens and serves until SIGTERM or SIGINT, then drains and ends the process. */
export function host(hosted: Hosted): void {
  const bodies = new WeakMap<IncomingMessage, Buffer>();
  registerFunction(hosted.name, async (request, response) => {
    await hosted.handle(request, response, bodies.get(request) ?? NO_BODY);
  });
  const server = getTestServer(hosted.name);
  const [framework] = server.listeners('request') as [(request: IncomingMessage, response: ServerResponse) => void];
  server.removeAllListeners('request');
  server.on('request', (request: IncomingMessage, response: ServerResponse) => {
    if (request.url === '/healthz') return answerProbe(response, true);
    if (request.url === '/readyz') return void hosted.ready().then((isReady) => answerProbe(response, isReady));
    const refuse = (problem: Problem): void => {
      hosted.refuse(request, response, problem);
      discard(request);
    };
    // The framework would answer it with a page of its own.
    if (!isDecodable(request.url ?? ''))
      return refuse(new Problem('malformed_request', 'the path is not percent-encoded UTF-8'));
    if (!hasBody(request)) return framework(request, response);
    readBody(request).then((body) => {
      bodies.set(request, body);
      framework(request, response);
    }, refuse);
  });
  server.keepAliveTimeout = 75_000; // longer than any proxy in front keeps an idle connection
  server.headersTimeout = 10_000;
  server.requestTimeout = 30_000;
  server.listen({ port: config.PORT, host: config.HOST, backlog: BACKLOG }, () =>
    log.debug({ port: config.PORT }, 'listening'),
  );
  server.on('error', (error) => {
    log.fatal({ err: error }, 'cannot listen');
    process.exit(1);
  });
  endGracefully(server, hosted);
}

function answerProbe(response: ServerResponse, isWell: boolean): void {
  response.writeHead(isWell ? 200 : 503, { 'content-type': 'text/plain' }).end(isWell ? 'ok\n' : 'not ready\n');
}

function isDecodable(url: string): boolean {
  if (!url.includes('%')) return true;
  try {
    decodeURIComponent(url.split('?', 1)[0] ?? '');
    return true;
  } catch {
    return false;
  }
}

/** @throws Problem `body_too_large`, or `malformed_request` when the request ended early; the rest is then still to be read */
function readBody(request: IncomingMessage): Promise<Buffer> {
  return new Promise((resolve, reject) => {
    const tooLarge = () =>
      reject(new Problem('body_too_large', `a body may have ${config.BODY_LIMIT_BYTES} bytes at most`));
    if (Number(request.headers['content-length'] ?? 0) > config.BODY_LIMIT_BYTES) return tooLarge();
    const chunks: Buffer[] = [];
    let size = 0;
    const take = (chunk: Buffer): void => {
      size += chunk.length;
      chunks.push(chunk);
      if (size <= config.BODY_LIMIT_BYTES) return;
      request.off('data', take);
      tooLarge();
    };
    request.on('data', take);
    request.on('end', () => resolve(chunks.length === 1 ? (chunks[0] ?? NO_BODY) : Buffer.concat(chunks, size)));
    request.on('error', () => reject(new Problem('malformed_request', 'the request ended early')));
  });
}

function hasBody({ headers }: IncomingMessage): boolean {
  return headers['transfer-encoding'] !== undefined || !/^0?$/.test(headers['content-length'] ?? '');
}

/** A connection closed on unread bytes is reset, and takes the answer with it: so what is refused is read, within a bound. */
function discard(request: IncomingMessage): void {
  let left = DISCARDED_BYTES;
  request.on('data', (chunk: Buffer) => {
    left -= chunk.length;
    if (left < 0) request.destroy();
  });
  request.on('error', () => {});
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
