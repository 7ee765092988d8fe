/**
 * From a request to an answer: finds the route, checks the token, parses parameters, query and body by the route's
 * schemas, calls the handler, and turns whatever is thrown into problem+json in this one place.
 */
import type { IncomingMessage, ServerResponse } from 'node:http';
import type { Authenticate } from '../identity/tokens.ts';
import type { Binding, Call, PlainAnswer } from '../http/call.ts';
import { isDeliveryPath, TRY_AGAIN } from '../http/delivery-paths.ts';
import { readConfig } from '../config.ts';
import { beside, counting, isOfMessage, type Readable, traceOf } from './beside.ts';
import { host, type Hosted, type HostSettings, hostSettings } from './host.ts';
import { log, requestLog } from '../log.ts';
import { Problem } from '../problem.ts';
import type { Dependency } from '../telemetry/dependency.ts';
import { addressOf, readCall } from '../http/request.ts';
import type { Route } from '../http/route.ts';
import { compileRoutes, methodNotAllowed, type Routes } from '../http/router.ts';
import { send } from '../http/sending.ts';
import { problemAnswer } from './problem-answer.ts';
import type { Inlet } from '../messages/subscriber.ts';
import { countFigure, endTelling, nowMs, recordedTrace } from '../telemetry/telemetry.ts';
import { SingleFlight } from '../single-flight.ts';
import type { Trace } from '../trace.ts';
import { type SeenRequest, watched } from './watched.ts';
import { requireNoBody } from '../http/incoming/undeclared.ts';
import { acceptedPatches } from '../http/patches.ts';
import { requireAsRead } from '../http/read-condition.ts';

/** What a function answers with. */
export interface Work {
  name: string;
  /** Where it listens; default: read from the environment. */
  settings?: HostSettings;
  routes?: readonly Binding[];
  /** What answers people: any path that no route has. What it throws is answered as a problem. */
  pages?: (request: PageRequest) => Promise<PlainAnswer>;
  /** What takes the CloudEvents that are POSTed to it. */
  messages?: Inlet;
  /** Checks access tokens; needed as soon as a route or a subscription says so. */
  authenticate?: Authenticate;
  /** Finds out which shard has the event of a path, before its handler is called (`mysql/databases.ts`). */
  find?: (id: string) => Promise<void> | undefined;
  /** Who must let it in before it can do its work (/readyz); default: nobody. */
  dependsOn?: readonly Dependency[];
  /** The process is about to end: what would go on by itself is brought to its end now. */
  drain?: () => void;
  /** Flushes and closes, in order, before the process ends. */
  closers?: readonly (() => Promise<unknown>)[];
}

/** What somebody asks of the pages. */
export interface PageRequest {
  method: string;
  path: string;
  /** Behind the question mark. */
  query: string;
  headers: IncomingMessage['headers'];
  body: Buffer;
  /** The caller's network address as the edge gateway saw it. */
  address: string;
  trace: Trace;
}

/** Serves a function's work in this process. */
export function serve(work: Work): void {
  const routes = compileRoutes(work.routes ?? []);
  const settings = work.settings ?? readConfig(hostSettings);
  const answerTo = (request: IncomingMessage, response: ServerResponse, answer: PlainAnswer, trace: Trace) =>
    send(request, response, answer, beside(request, answer, readableBy(routes, settings, request), trace));
  const handle = async (
    request: IncomingMessage,
    response: ServerResponse,
    body: Buffer,
    trace: Trace,
    seen: SeenRequest,
  ): Promise<void> => {
    const started = performance.now();
    let refused: object | undefined;
    try {
      const answer = await answerOf(work, routes, request, body, trace, seen);
      if (answer.stream) seen.begunMs = nowMs();
      await answerTo(request, response, answer, trace);
    } catch (error) {
      const answer = problemAnswer(error, trace);
      if (isFault(answer)) log.error({ err: error, trace: trace.traceId }, 'failed');
      refused = refusalForLog(error, request);
      seen.code = error instanceof Problem ? error.code : 'internal';
      if (response.headersSent) response.destroy();
      else void answerTo(request, response, answer, trace);
    }
    requestLog.info(
      {
        trace: trace.traceId,
        request: requestIdOf(request),
        method: request.method,
        path: pathOf(request),
        status: response.statusCode,
        ms: Math.round((performance.now() - started) * 10) / 10,
        ...refused,
      },
      'answered',
    );
  };
  host({
    name: work.name,
    settings,
    admit: work.routes?.some((binding) => binding.admit) ? (request) => admission(routes, request) : undefined,
    refuse: (request, response, problem) => {
      const path = pathOf(request);
      const trace = traceOf(request);
      const answer = work.messages && isDeliveryPath(path) ? TRY_AGAIN : problemAnswer(problem, trace);
      void answerTo(request, response, answer, trace);
      countFigure('seatmesh.refusals', 1, '', problem.code);
      log.info(
        { trace: trace.traceId, method: request.method, path, status: answer.status, code: problem.code },
        'refused',
      );
    },
    notAllowed: (path) => notAllowed(routes, path),
    takesDeliveries: work.messages !== undefined,
    hasPages: work.pages !== undefined,
    ...readinessOf(work.dependsOn ?? []),
    drain: () => work.drain?.(),
    close: async () => {
      for (const closer of work.closers ?? []) await closer();
      await endTelling();
    },
    handle: (request, response, body) => {
      const trace = recordedTrace(traceOf(request), isOfMessage(request));
      return watched(request, response, trace, (seen) => handle(request, response, body, trace, seen));
    },
  });
}

/** What is away is asked for once at a time, by whoever wants to know. */
function readinessOf(dependsOn: readonly Dependency[]): Pick<Hosted, 'ready' | 'away'> {
  const asking = new SingleFlight<readonly string[]>();
  return {
    ready: async () => (await Promise.all(dependsOn.map(({ letsIn }) => letsIn()))).every(Boolean),
    away: () => asking.join('', async () => (await Promise.all(dependsOn.map(({ away }) => away()))).flat()),
  };
}

/** Who may read what is answered, a problem as much as anything else. */
function readableBy(routes: Routes, settings: HostSettings, request: IncomingMessage): Readable {
  const isRead = request.method === 'GET' || request.method === 'HEAD';
  const isForAll = isRead && routes.isPublicRead(pathOf(request));
  return { origins: settings.CORS_ORIGINS, readers: isForAll ? settings.EMBED_ORIGINS : [] };
}

/** What a request is answered. @throws Problem */
async function answerOf(
  work: Work,
  routes: Routes,
  request: IncomingMessage,
  body: Buffer,
  trace: Trace,
  seen: SeenRequest,
): Promise<PlainAnswer> {
  const delivery = work.messages?.(request, body, trace);
  if (delivery) return delivery;
  if (work.pages && !routes.has(pathOf(request))) {
    const { method = 'GET', headers, url = '/' } = request;
    const [path, address] = [pathOf(request), addressOf(request)];
    return work.pages({ method, path, query: url.slice(path.length + 1), headers, body, address, trace });
  }
  if (request.method === 'OPTIONS') {
    requireNoBody(request, body);
    const allow = routes.allow(pathOf(request));
    return { status: 204, headers: { allow, ...acceptedPatches(allow) } };
  }
  const { binding, params } = routes.find(request.method ?? '', pathOf(request));
  const { route, handler } = binding;
  seen.route = route.path;
  const call = await readCall(route, params, request, body, trace, work.authenticate);
  const { eventId } = params as { eventId?: string };
  if (work.find && eventId !== undefined) await work.find(eventId);
  const isCounted = route.problems.includes('too_many_requests');
  const answer = await (isCounted ? counting(request, () => handler(call)) : handler(call));
  if (route.method === 'GET') requireAsRead(answer, request.headers);
  return answer.status === 201 ? located(answer, route, call) : answer;
}

/** The problem of a method that no route of a path has, or, without a path, none at all. */
function notAllowed(routes: Routes, path: string | undefined): Problem {
  try {
    return methodNotAllowed(path === undefined ? routes.allowAnywhere : routes.allow(path));
  } catch (error) {
    if (error instanceof Problem) return error;
    throw error;
  }
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
function admission({ find }: Routes, request: IncomingMessage): Promise<unknown> | undefined {
  try {
    const { admit } = find(request.method ?? '', pathOf(request)).binding;
    return admit && counting(request, () => admit(addressOf(request)));
  } catch {
    return undefined;
  }
}

/** With where that is from now on what a 201 tells of (RFC 9110, 15.3.2). */
function located(answer: PlainAnswer, { location = '/' }: Route, { params }: Call): PlainAnswer {
  const [asked, made] = [params as Record<string, string>, answer.body as Record<string, unknown>];
  const path = location.replaceAll(/\{(\w+)\}/g, (_, name: string) => String(asked[name] ?? made[name]));
  return { ...answer, headers: { location: path, ...answer.headers } };
}

function pathOf(request: IncomingMessage): string {
  const url = request.url ?? '/';
  const query = url.indexOf('?');
  return query < 0 ? url : url.slice(0, query);
}

/** The edge's name for a request, which its access log has, too. */
function requestIdOf({ headers }: IncomingMessage): string | undefined {
  return headers['x-request-id']?.toString().slice(0, 64);
}
