/** Calls of the public API over HTTP, tried again while that makes sense. */
import { setTimeout as wait } from 'node:timers/promises';
import { errorCode, Fault } from '../../cli/fault.ts';
import { isWorthAnotherTry, MOST_UNANSWERED, waitMs } from './request-retry.ts';

const TIMEOUT_MS = 30_000;

/** An answer of the API. `body` is the problem when the status says so. */
export interface ApiAnswer {
  status: number;
  /** The entity tag of what it shows. */
  etag?: string;
  body: { code?: string; detail?: string } & Record<string, unknown>;
}

/** What goes with a call. */
export interface ApiCall {
  token?: string;
  /** Only if what is there has this entity tag. */
  ifMatch?: string;
  body?: unknown;
}

/** A server that does not answer, try after try. */
export class Unreachable extends Fault {}

/** Sends a request. @throws Unreachable when the server cannot be reached, try after try */
export type Api = (method: string, path: string, call?: ApiCall) => Promise<ApiAnswer>;

/** Makes calls to a gateway. Every one of them may be repeated without harm. */
export function apiAt(url: URL, random: () => number = Math.random): Api {
  return async (method, path, call = {}) => {
    for (let tries = 1; ; tries++) {
      let retryAfter: string | null = null;
      let outcome: ApiAnswer | Error;
      try {
        const response = await fetch(new URL(path, url), requestOf(method, call));
        retryAfter = response.headers.get('retry-after');
        const etag = response.headers.get('etag');
        outcome = { ...(await answerOf(response)), ...(etag === null ? {} : { etag }) };
        if (!isWorthAnotherTry(response.status)) return outcome;
      } catch (error) {
        outcome = new Unreachable(`${url.origin} cannot be reached (${reasonOf(error)}): is it running? Set --url`, {
          cause: error,
        });
      }
      const isLimited = !(outcome instanceof Error) && outcome.status === 429;
      const delay = waitMs(tries, retryAfter, random, isLimited);
      if (delay === undefined || (outcome instanceof Error && tries >= MOST_UNANSWERED)) {
        if (outcome instanceof Error) throw outcome;
        return outcome;
      }
      await wait(delay);
    }
  };
}

function requestOf(method: string, { token, ifMatch, body }: ApiCall): RequestInit {
  return {
    method,
    headers: {
      ...(token === undefined ? {} : { authorization: `Bearer ${token}` }),
      ...(ifMatch === undefined ? {} : { 'if-match': ifMatch }),
      ...(body === undefined ? {} : { 'content-type': 'application/json' }),
    },
    signal: AbortSignal.timeout(TIMEOUT_MS),
    redirect: 'error', // a token goes to nobody else
    ...(body === undefined ? {} : { body: JSON.stringify(body) }),
  };
}

async function answerOf(response: Response): Promise<ApiAnswer> {
  const text = await response.text();
  try {
    const body: unknown = text ? JSON.parse(text) : {};
    if (typeof body === 'object' && body !== null) return { status: response.status, body: body as ApiAnswer['body'] };
  } catch {
    // said below
  }
  return { status: response.status, body: { detail: 'with something that is not JSON: is this Seatmesh?' } };
}

function reasonOf(error: unknown): string {
  const cause = error instanceof Error && error.cause !== undefined ? error.cause : error;
  return errorCode(cause) ?? (cause instanceof Error ? cause.message : String(cause));
}
