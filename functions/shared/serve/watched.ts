/** A request as it is counted and recorded: by its route, for its path has ids in it. */
import type { IncomingMessage, ServerResponse } from 'node:http';
import { isDeliveryPath } from '../http/delivery-paths.ts';
import type { ProblemCode } from '../problem.ts';
import { countFigure, endSpan, inTrace, isTold, measureFigure, nowMs } from '../telemetry/telemetry.ts';
import type { Trace } from '../trace.ts';

/** What becomes known of a request while it is answered. */
export interface SeenRequest {
  /** The path of its route, with the names of its parameters. */
  route?: string;
  code?: ProblemCode;
  /** When its answer began, where that is not its end: of a stream. */
  begunMs?: number;
}

/** Methods that are told apart; any token is one. */
const METHODS: ReadonlySet<string> = new Set(['GET', 'HEAD', 'POST', 'PUT', 'PATCH', 'DELETE', 'OPTIONS']);

/** Answers a request. @param answer must not throw */
export async function watched(
  request: IncomingMessage,
  response: ServerResponse,
  trace: Trace,
  answer: (seen: SeenRequest) => Promise<void>,
): Promise<void> {
  const seen: SeenRequest = {};
  if (!isTold) return answer(seen);
  const startMs = nowMs();
  await inTrace(trace, () => answer(seen));
  const isDelivery = isDeliveryPath(request.url);
  const { method: asked = 'GET' } = request;
  const method = METHODS.has(asked) ? asked : '_OTHER';
  const route = seen.route ?? (isDelivery ? request.url : '') ?? '';
  const status = response.statusCode;
  const seconds = ((seen.begunMs ?? nowMs()) - startMs) / 1_000;
  measureFigure('http.server.request.duration', seconds, method, route, String(status));
  if (seen.code !== undefined) countFigure('seatmesh.refusals', 1, route, seen.code);
  if (!trace.isSampled) return;
  const type = isDelivery ? String(request.headers['ce-type'] ?? '').slice(0, 100) : undefined;
  endSpan({
    ...trace,
    name: isDelivery ? `process ${type}` : `${method} ${route}`.trim(),
    kind: isDelivery ? 'consumer' : 'server',
    attributes: {
      'http.request.method': method,
      'http.route': route || undefined,
      'http.response.status_code': status,
      'error.type': seen.code ?? (status >= 500 ? String(status) : undefined),
      ...(isDelivery && {
        'messaging.system': 'cloudevents',
        'messaging.operation.type': 'process',
        'messaging.message.type': type,
      }),
    },
    startMs,
    endMs: nowMs(),
    isError: status >= 500,
  });
}
