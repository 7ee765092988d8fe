/** What the desk asks the API, as whoever is signed in. */
import { useCallback, useEffect, useState } from 'preact/hooks';
import { askApi } from '../islands/session.ts';

/** Why something was not done: a code of the API, or `offline` where nothing was answered. */
export interface DeskProblem {
  code: string;
  reason?: string;
  seats?: readonly string[];
  errors?: readonly { path: string; message: string }[];
  retryAfterSeconds?: number;
}

/** What was answered. */
export type DeskAnswer<Body> = { ok: true; body: Body; etag: string | undefined } | { ok: false; problem: DeskProblem };

export interface DeskQuestion {
  method?: 'GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE';
  body?: object;
  ifMatch?: string | undefined;
  /** Idempotency-Key. */
  key?: string;
  signal?: AbortSignal;
}

/** Asks once. */
export async function askDesk<Body>(path: string, question: DeskQuestion = {}): Promise<DeskAnswer<Body>> {
  const { method = 'GET', body, ifMatch, key, signal } = question;
  try {
    const response = await askApi(path, {
      method,
      headers: {
        accept: 'application/json',
        ...(body && { 'content-type': 'application/json' }),
        ...(ifMatch !== undefined && { 'if-match': ifMatch }),
        ...(key !== undefined && { 'idempotency-key': key }),
      },
      ...(body && { body: JSON.stringify(body) }),
      // What is looked at here is what will be changed: never a copy that the browser has kept.
      cache: 'no-cache',
      ...(signal && { signal }),
    });
    const text = await response.text();
    const parsed: unknown = text === '' ? undefined : JSON.parse(text);
    if (response.ok) return { ok: true, body: parsed as Body, etag: response.headers.get('etag') ?? undefined };
    const after = Number(response.headers.get('retry-after') ?? Number.NaN);
    const problem = { code: String(response.status), ...(parsed as Partial<DeskProblem> | undefined) };
    return { ok: false, problem: Number.isNaN(after) ? problem : { ...problem, retryAfterSeconds: after } };
  } catch {
    return { ok: false, problem: { code: 'offline' } };
  }
}

/** What is known of an answer that is on its way. */
export interface Awaited<Body> {
  answer: DeskAnswer<Body> | undefined;
  /** Asks anew; what is there stays until that is answered. */
  again: () => void;
}

/** What a path answers, asked for whenever it is another one. @param path undefined: nothing yet */
export function useAnswer<Body>(path: string | undefined): Awaited<Body> {
  const [known, setKnown] = useState<{ path: string; answer: DeskAnswer<Body> }>();
  const [count, setCount] = useState(0);
  const again = useCallback(() => setCount((before) => before + 1), []);
  useEffect(() => {
    if (path === undefined) return undefined;
    const ended = new AbortController();
    void askDesk<Body>(path).then((answer) => {
      if (!ended.signal.aborted) setKnown({ path, answer });
    });
    return () => ended.abort();
  }, [path, count]);
  return { answer: known?.path === path ? known?.answer : undefined, again };
}
