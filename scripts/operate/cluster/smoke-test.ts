/** What a deployed system must answer before anybody is led to it: reads only, which leave nothing behind. */
import { askEdge, type EdgeAnswer, type EdgePlace } from './edge-client.ts';
import { pause } from './pause.ts';

/** A question, and what is wrong with an answer to it. */
interface SmokeCheck {
  name: string;
  /** The edge does not answer it by itself. */
  isOfFunction?: true;
  method?: string;
  path: string;
  headers?: Record<string, string>;
  body?: string;
  wrong: (answer: EdgeAnswer) => string | undefined;
}

/** What came of a check. */
export interface SmokeResult {
  name: string;
  ms: number;
  wrong: string | undefined;
}

const SOMEBODY = '/v1/users/usr_000_01HZ0000000000000000000000';
const NO_EVENT = '/v1/events/evt_000_01HZ0000000000000000000000';

const json = (answer: EdgeAnswer): Record<string, unknown> | undefined => {
  try {
    return JSON.parse(answer.body) as Record<string, unknown>;
  } catch {
    return undefined;
  }
};
const shown = ({ status, headers, body }: EdgeAnswer): string =>
  `answered ${status} ${String(headers['content-type'] ?? 'without a type')}: ${body.slice(0, 120).replaceAll(/\s+/g, ' ')}`;

/** A problem document of a code. */
const refusal =
  (status: number, code: string) =>
  (answer: EdgeAnswer): string | undefined =>
    answer.status === status &&
    answer.headers['content-type'] === 'application/problem+json' &&
    json(answer)?.['code'] === code
      ? undefined
      : `should answer ${status} ${code}, ${shown(answer)}`;

const member =
  (name: string) =>
  (answer: EdgeAnswer): string | undefined =>
    answer.status === 200 && json(answer)?.[name] !== undefined
      ? undefined
      : `should answer 200 with ${name}, ${shown(answer)}`;

/** In the order in which they say the most: the edge alone, then each function. */
export const SMOKE_CHECKS: readonly SmokeCheck[] = [
  { name: 'a path that there is not', path: '/v1/nowhere', wrong: refusal(404, 'route_not_found') },
  { name: 'what needs a token, without one', path: SOMEBODY, wrong: refusal(401, 'token_missing') },
  {
    name: 'a token that is none',
    path: SOMEBODY,
    headers: { authorization: 'Bearer e30.e30.AA' },
    wrong: refusal(401, 'token_invalid'),
  },
  {
    name: "functions' doors for events",
    method: 'POST',
    path: '/cloudevents',
    body: '{}',
    wrong: refusal(404, 'route_not_found'),
  },
  { name: 'events (event-global, catalog)', isOfFunction: true, path: '/v1/events?limit=1', wrong: member('items') },
  {
    name: 'an event that there is not (event-detail, first events shard)',
    isOfFunction: true,
    path: NO_EVENT,
    wrong: refusal(404, 'event_not_found'),
  },
  { name: 'public keys (verify)', isOfFunction: true, path: '/v1/.well-known/jwks.json', wrong: member('keys') },
  {
    name: 'a login that is none (login)',
    isOfFunction: true,
    method: 'POST',
    path: '/v1/auth/login',
    headers: { 'content-type': 'application/json' },
    body: '{}',
    wrong: refusal(422, 'invalid'),
  },
];

/** Runs the checks, one after the other. A start from zero may take several seconds. */
export async function smokeTest(
  place: EdgePlace,
  tell: (result: SmokeResult) => void,
  signal?: AbortSignal,
  checks: readonly SmokeCheck[] = SMOKE_CHECKS,
): Promise<SmokeResult[]> {
  const results: SmokeResult[] = [];
  for (const check of checks) {
    const result = await runCheck(place, check, signal);
    tell(result);
    results.push(result);
  }
  return results;
}

async function runCheck(place: EdgePlace, check: SmokeCheck, signal: AbortSignal | undefined): Promise<SmokeResult> {
  const { name, method, path, headers, body, wrong } = check;
  const asked = { ...(method && { method }), ...(headers && { headers }), ...(body !== undefined && { body }), signal };
  try {
    const answer = await askEdge(place, path, asked);
    return { name, ms: Math.round(answer.ms), wrong: wrong(answer) };
  } catch (error) {
    signal?.throwIfAborted();
    return { name, ms: 0, wrong: `gave no answer: ${(error as Error).message}` };
  }
}

/** How many requests of a check failed, asked again and again for a while. */
export interface BakedCheck {
  name: string;
  asked: number;
  failed: number;
  /** One of what went wrong. */
  example: string | undefined;
}

export interface BakeOutcome {
  asked: number;
  failed: number;
  /** The check of which too many failed. */
  worst: BakedCheck | undefined;
}

const PAUSE_MS = 200;
/** Those that a function answers: a revision that is new says nothing of the edge. */
const BAKED = SMOKE_CHECKS.filter(({ isOfFunction }) => isOfFunction);

/** So many of a check's requests may fail: a function that is wrong everywhere is one of several, and its new revision has a share of its traffic. */
export function mostFailedOf(seconds: number, percent: number): number {
  return Math.max(1, Math.floor((seconds * (1_000 / PAUSE_MS) * percent) / 100));
}

/** Asks what functions answer, all at once, for so long, and ends early once too many requests of one check have failed. */
export async function bake(
  place: EdgePlace,
  { seconds, mostFailedPercent }: { seconds: number; mostFailedPercent: number },
  signal: AbortSignal,
): Promise<BakeOutcome> {
  const end = performance.now() + seconds * 1_000;
  const mostFailed = mostFailedOf(seconds, mostFailedPercent);
  const checks = BAKED.map((check): [SmokeCheck, BakedCheck] => [
    check,
    { name: check.name, asked: 0, failed: 0, example: undefined },
  ]);
  const worst = (): BakedCheck | undefined => checks.map(([, one]) => one).find(({ failed }) => failed > mostFailed);
  const askAgain = async ([check, outcome]: [SmokeCheck, BakedCheck]): Promise<void> => {
    while (performance.now() < end && !worst()) {
      const { wrong } = await runCheck(place, check, signal);
      outcome.asked += 1;
      if (wrong !== undefined) {
        outcome.failed += 1;
        outcome.example ??= wrong;
      }
      await pause(PAUSE_MS, signal);
    }
  };
  await Promise.all(checks.map(askAgain));
  const sum = (of: 'asked' | 'failed'): number => checks.reduce((all, [, one]) => all + one[of], 0);
  return { asked: sum('asked'), failed: sum('failed'), worst: worst() };
}
