/** Whatever is thrown becomes problem+json here, and nowhere else. */
import type { PlainAnswer } from '../http/call.ts';
import { PROBLEM_HEADERS } from '../http/answer-head.ts';
import { Problem } from '../problem.ts';
import type { Trace } from '../trace.ts';

/** The answer to a request that failed. Its trace id leads to the lines of the logs that say why. */
export function problemAnswer(error: unknown, { traceId }: Trace): PlainAnswer {
  const problem =
    error instanceof Problem ? error : new Problem('internal', 'it was logged and can be found by the trace id');
  const headers: Record<string, string> = { ...PROBLEM_HEADERS, ...problem.headers };
  if (problem.retryAfterSeconds !== undefined) headers['retry-after'] = String(problem.retryAfterSeconds);
  if (problem.status === 401) headers['www-authenticate'] = challengeOf(problem);
  return { status: problem.status, body: { ...problem.toJSON(), traceId }, headers };
}

/** RFC 6750, 3: who sent no token is not told of an error. */
function challengeOf({ code, message }: Problem): string {
  const isOfToken = code === 'token_invalid' || code === 'token_expired';
  return `Bearer realm="seatmesh"${isOfToken ? `, error="invalid_token", error_description="${message}"` : ''}`;
}
