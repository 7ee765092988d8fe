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
import { Problem } from './problem.ts';

const config = readConfig({
  PORT: wholeNumber(1, 65_535, 8080),
  HOST: z.string().default('0.0.0.0'),
  BODY_LIMIT_BYTES: wholeNumber(1024, 10_000_000, 262_144),
});

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
  /** Answers a request whose body could not be read. */
  refuse: (request: IncomingMessage, response: ServerResponse, problem: Problem) => void;
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
    if (request.url === '/healthz') return void response.writeHead(200, { 'content-type': 'text/plain' }).end('ok\n');
    readBody(request).then(
      (body) => {
        bodies.set(request, body);
        // The framework would answer it with a page of its own.
        if (isDecodable(request.url ?? '')) framework(request, response);
        else
          hosted.refuse(request, response, new Problem('malformed_request', 'the path is not percent-encoded UTF-8'));
      },
      (error: unknown) => {
        const problem = error instanceof Problem ? error : new Problem('malformed_request', 'the request ended early');
        hosted.refuse(request, response, problem);
        discard(request);
      },
    );
  });
  server.keepAliveTimeout = 75_000; // longer than any proxy in front keeps an idle connection
  server.headersTimeout = 10_000;
  server.requestTimeout = 30_000;
  server.listen(config.PORT, config.HOST, () => log.debug({ port: config.PORT }, 'listening'));
  server.on('error', (error) => {
    log.fatal({ err: error }, 'cannot listen');
    process.exit(1);
  });
  endGracefully(server, hosted);
}

function isDecodable(url: string): boolean {
  try {
    decodeURIComponent(url.split('?', 1)[0] ?? '');
    return true;
  } catch {
    return false;
  }
}

async function readBody(request: IncomingMessage): Promise<Buffer> {
  const { 'content-length': length, 'transfer-encoding': chunked } = request.headers;
  if (chunked === undefined && (length === undefined || length === '0')) return NO_BODY;
  const tooLarge = () => new Problem('body_too_large', `a body may have ${config.BODY_LIMIT_BYTES} bytes at most`);
  if (Number(length ?? 0) > config.BODY_LIMIT_BYTES) throw tooLarge();
  const chunks: Buffer[] = [];
  let size = 0;
  for await (const chunk of request.iterator({ destroyOnReturn: false }) as AsyncIterable<Buffer>) {
    size += chunk.length;
    if (size > config.BODY_LIMIT_BYTES) throw tooLarge();
    chunks.push(chunk);
  }
  return chunks.length === 1 ? (chunks[0] ?? NO_BODY) : Buffer.concat(chunks, size);
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
  const unanswered = new Set<ServerResponse>();
  server.prependListener('request', (_request: IncomingMessage, response: ServerResponse) => {
    unanswered.add(response);
    if (ending) tellLast(response);
    response.once('close', () => {
      unanswered.delete(response);
      if (ending) server.closeIdleConnections();
    });
  });
  const end = (code: number): void => {
    if (ending) return;
    ending = true;
    unanswered.forEach(tellLast);
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
