/**
 * From a request to an answer: finds the route, checks the token, parses parameters, query and body by the route's
 * schemas, calls the handler, and turns whatever is thrown into problem+json in this one place.
 */
import type { IncomingMessage } from 'node:http';
import type { Authenticate } from '../identity/tokens.ts';
import type { Binding, PlainAnswer } from '../http/call.ts';
import { isDeliveryPath, TRY_AGAIN } from '../http/broker-paths.ts';
import { host, type HostSettings } from './host.ts';
import { log, requestLog } from '../log.ts';
import { Problem } from '../problem.ts';
import type { Ready } from '../mysql/readiness.ts';
import { addressOf, readCall } from '../http/request.ts';
import { compileRoutes } from '../http/router.ts';
import { PROBLEM_HEADERS, send } from '../http/sending.ts';
import type { Inlet } from '../messages/subscriber.ts';
import { continueTrace } from '../trace.ts';

/** What a function answers with. */
export interface Work {
  name: string;
  /** Where it listens; default: read from the environment. */
  settings?: HostSettings;
  routes?: readonly Binding[];
  /** What takes the CloudEvents that are POSTed to it. */
  events?: Inlet;
  /** Checks access tokens; needed as soon as a route or a subscription says so. */
  authenticate?: Authenticate;
  /** Whether it can do its work (/readyz); default: as soon as it listens. */
  ready?: Ready;
  /** The process is about to end: what would go on by itself is brought to its end now. */
  drain?: () => void;
  /** Flushes and closes, in order, before the process ends. */
  closers?: readonly (() => Promise<unknown>)[];
}

/** Serves a function's work in this process. */
export function serve(work: Work): void {
  const find = compileRoutes(work.routes ?? []);
  host({
    name: work.name,
    settings: work.settings,
    admit: work.routes?.some((binding) => binding.admit) ? (request) => admission(find, request) : undefined,
    refuse: (request, response, problem) => {
      const path = pathOf(request);
      const answer = work.events && isDeliveryPath(path) ? TRY_AGAIN : problemAnswer(problem);
      void send(request, response, answer);
      log.info({ method: request.method, path, status: answer.status, code: problem.code }, 'refused');
    },
    takesDeliveries: work.events !== undefined,
    ready: work.ready ?? (async () => true),
    drain: () => work.drain?.(),
    close: async () => {
      for (const closer of work.closers ?? []) await closer();
    },
    handle: async (request, response, body) => {
      const started = performance.now();
      const trace = continueTrace(headerOf(request, 'traceparent'));
      let refused: object | undefined;
      try {
        let answer: PlainAnswer;
        const delivery = work.events?.(request, body, trace);
        if (delivery) {
          answer = await delivery;
        } else {
          const { binding, params } = find(request.method ?? '', pathOf(request));
          answer = await binding.handler(
            await readCall(binding.route, params, request, body, trace, work.authenticate),
          );
        }
        await send(request, response, answer);
      } catch (error) {
        const answer = problemAnswer(error);
        if (isFault(answer)) log.error({ err: error, trace: trace.traceId }, 'failed');
        refused = refusalForLog(error, request);
        if (response.headersSent) response.destroy();
        else void send(request, response, answer);
      }
      requestLog.info(
        {
          trace: trace.traceId,
          method: request.method,
          path: pathOf(request),
          status: response.statusCode,
          ms: Math.round((performance.now() - started) * 10) / 10,
          ...refused,
        },
        'answered',
      );
    },
  });
}

/** Whether an operator has to see it. What an installation does not do at all (501) is no fault: the line of the answer says it. */
function isFault({ status }: PlainAnswer): boolean {
  return status >= 500 && status !== 501;
}

/** What a refusal's line says besides; who is refused for a token or a right, and from where, is looked for after an attack. */
function refusalForLog(error: unknown, request: IncomingMessage): object | undefined {
  if (!(error instanceof Problem)) return undefined;
  const { code, status } = error;
  return status === 401 || status === 403 ? { code, address: addressOf(request) } : { code };
}

/** What a route wants to know of a caller before it takes a body. What is no route is found out later. */
function admission(find: ReturnType<typeof compileRoutes>, request: IncomingMessage): Promise<unknown> | undefined {
  try {
    return find(request.method ?? '', pathOf(request)).binding.admit?.(addressOf(request));
  } catch {
    return undefined;
  }
}

/** RFC 6750, 3: who sent no token is not told of an error. */
function challengeOf({ code, message }: Problem): string {
  const isOfToken = code === 'token_invalid' || code === 'token_expired';
  return `Bearer realm="seatmesh"${isOfToken ? `, error="invalid_token", error_description="${message}"` : ''}`;
}

function problemAnswer(error: unknown): PlainAnswer {
  const problem =
    error instanceof Problem ? error : new Problem('internal', 'it was logged and can be found by the trace id');
  const headers: Record<string, string> = { ...PROBLEM_HEADERS };
  if (problem.retryAfterSeconds !== undefined) headers['retry-after'] = String(problem.retryAfterSeconds);
  if (problem.status === 401) headers['www-authenticate'] = challengeOf(problem);
  return { status: problem.status, body: problem, headers };
}

function pathOf(request: IncomingMessage): string {
  const url = request.url ?? '/';
  const query = url.indexOf('?');
  return query < 0 ? url : url.slice(0, query);
}

function headerOf(request: IncomingMessage, name: string): string | undefined {
  const value = request.headers[name];
  return Array.isArray(value) ? value[0] : value;
}
