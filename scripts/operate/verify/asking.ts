/** Asking a deployed system as its callers do, with JSON, and saying what is wrong with an answer. */
import { Fault } from '../../cli/fault.ts';
import { pause } from '../cluster/pause.ts';
import { askEdge, type EdgeAnswer, type EdgePlace } from '../cluster/edge-client.ts';

/** What a request has beside its path. */
export interface EdgeQuestion {
  method?: string;
  token?: string;
  body?: unknown;
  headers?: Record<string, string>;
  signal?: AbortSignal;
}

export async function ask(place: EdgePlace, path: string, asked: EdgeQuestion = {}): Promise<EdgeAnswer> {
  const { method = 'GET', token, body, headers = {}, signal } = asked;
  return askEdge(place, path, {
    method,
    headers: {
      ...(body !== undefined && { 'content-type': 'application/json' }),
      ...(token !== undefined && { authorization: `Bearer ${token}` }),
      ...headers,
    },
    ...(body !== undefined && { body: typeof body === 'string' ? body : JSON.stringify(body) }),
    ...(signal && { signal }),
  });
}

/** Asks, and again as often as the edge says that this network asks too much. */
export async function askAtPace(
  place: EdgePlace,
  path: string,
  asked: EdgeQuestion & { signal: AbortSignal },
): Promise<EdgeAnswer> {
  for (let tries = 1; ; tries += 1) {
    const answer = await ask(place, path, asked);
    if (answer.status !== 429 || tries === PACE_TRIES) return answer;
    await pause((Number(answer.headers['retry-after']) || 1) * 1_000 * (0.5 + Math.random()), asked.signal);
  }
}
const PACE_TRIES = 30;

/** So often somebody tries again who is told to, and waits so long at most each time. */
const TRIES = 6;
const LONGEST_WAIT_MS = 10_000;

/**
 * Asks as patient callers do: who is answered 503 with Retry-After tries again after that time, where nothing is done twice by it. On a busy machine
 * functions may take longer to start than reads wait.
 */
async function askPatiently(place: EdgePlace, path: string, asked: EdgeQuestion): Promise<EdgeAnswer> {
  const { method = 'GET', headers, signal = new AbortController().signal } = asked;
  const mayRepeat = method === 'GET' || path === '/v1/auth/login' || headers?.['idempotency-key'] !== undefined;
  for (let tries = 1; ; tries += 1) {
    const answer = await ask(place, path, asked).catch((error: unknown) => {
      // A port-forward breaks off what is under way when it ends.
      if (!place.isForwarded || !mayRepeat || tries === TRIES || signal.aborted) throw error;
      return undefined;
    });
    const after = Number(answer === undefined ? 1 : answer.headers['retry-after']);
    if (answer && (answer.status !== 503 || !mayRepeat || Number.isNaN(after) || tries === TRIES)) return answer;
    await pause(Math.min(after * 1_000 + Math.random() * 500, LONGEST_WAIT_MS), signal);
  }
}

/** The body of an answer that has this status. @throws Fault that shows the answer */
export async function wanted(
  place: EdgePlace,
  status: number,
  path: string,
  asked: EdgeQuestion = {},
): Promise<Record<string, unknown>> {
  const answer = await askPatiently(place, path, asked);
  if (answer.status !== status)
    throw new Fault(`${asked.method ?? 'GET'} ${path} should be answered ${status}; it is ${shown(answer)}`);
  return jsonOf(answer) ?? {};
}

export function jsonOf({ body }: EdgeAnswer): Record<string, unknown> | undefined {
  try {
    return JSON.parse(body) as Record<string, unknown>;
  } catch {
    return undefined;
  }
}

export function shown({ status, headers, body }: EdgeAnswer): string {
  return `${status} ${String(headers['content-type'] ?? 'without a type')}: ${body.slice(0, 160).replaceAll(/\s+/g, ' ')}`;
}

/** @throws Fault unless the answer is a problem of this status and code, as every refusal is */
export function requireProblem(what: string, answer: EdgeAnswer, status: number, code: string): void {
  const type = String(answer.headers['content-type'] ?? '');
  const body = jsonOf(answer);
  if (answer.status !== status || !type.startsWith('application/problem+json') || body?.['code'] !== code)
    throw new Fault(`${what}: should be ${status} ${code}; it is ${shown(answer)}`);
  // Of its own the edge begins traces only where they are sent somewhere (OPERATIONS.md, "Watching"): null without.
  if (body['traceId'] !== null && typeof body['traceId'] !== 'string')
    throw new Fault(`${what}: its problem has no traceId`);
}
