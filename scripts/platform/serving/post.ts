/** A POST from the platform itself (dispatcher, PingSource) to a Service or an address, its answer read whole. */
import type { IncomingHttpHeaders } from 'node:http';
import type { Dispatcher } from 'undici';
import type { ProcessPool } from './process-pool.ts';
import { Upstream } from './upstream.ts';

export interface PostAnswer {
  status: number;
  headers: IncomingHttpHeaders;
  body: Buffer;
}

export interface Posted {
  path: string;
  /** Flat name-value pairs, without Host and what frames the body. */
  headers: string[];
  body: Buffer;
  /** A bound on the whole exchange, waiting for a process included; 0 is none but the Service's own. */
  timeoutMs: number;
  signal: AbortSignal;
  /** Of a PingSource. */
  isTick?: boolean;
}

const LONGEST_ANSWER = 1024 * 1024;
const NOTHING: Buffer = Buffer.alloc(0);
/** Addresses outside are few: those that the manifests name. */
const outside = new Map<string, Upstream>();

/** Posts to a Service from inside the mesh. Throws when there is no answer. */
export async function postToService(pool: ProcessPool, what: Posted): Promise<PostAnswer> {
  const deadline = performance.now() + (what.timeoutMs || Infinity);
  const replica = await pool.acquire(what.isTick);
  try {
    if (what.signal.aborted) throw new Error('stopped');
    const left = Math.min(deadline - performance.now(), pool.spec.timeoutMs);
    return await exchange(
      replica.upstream,
      { ...what, timeoutMs: Math.max(1, left) },
      `${pool.spec.name}.${pool.spec.namespace}.svc.cluster.local`,
    );
  } finally {
    pool.release(replica);
  }
}

/** Posts to an address outside the manifests. */
export function postToUrl(url: string, what: Posted): Promise<PostAnswer> {
  const { origin, pathname, host } = new URL(url);
  const upstream = outside.get(origin) ?? new Upstream(origin);
  outside.set(origin, upstream);
  return exchange(upstream, { ...what, path: pathname }, host);
}

function exchange(upstream: Upstream, what: Posted, host: string): Promise<PostAnswer> {
  const { path, body, timeoutMs, signal } = what;
  if (signal.aborted) return Promise.reject(new Error('stopped'));
  const { promise, resolve, reject } = Promise.withResolvers<PostAnswer>();
  let controller: Dispatcher.DispatchController | undefined;
  let failure: Error | undefined;
  const cut = (error: Error): void => {
    failure = error;
    controller?.abort(error);
    end(() => reject(error));
  };
  const stopped = (): void => cut(new Error('stopped'));
  const timer = timeoutMs > 0 ? setTimeout(() => cut(new Error('timed out')), timeoutMs) : undefined;
  const end = (settle: () => void): void => {
    clearTimeout(timer);
    signal.removeEventListener('abort', stopped);
    settle();
  };
  signal.addEventListener('abort', stopped);
  const answer: PostAnswer = { status: 0, headers: {}, body: NOTHING };
  let size = 0;
  upstream.dispatch(
    { method: 'POST', path, headers: ['Host', host, ...what.headers], body },
    {
      onRequestStart: (started) => {
        controller = started;
        if (failure) started.abort(failure);
      },
      onResponseStart: (_controller, status, headers) => {
        answer.status = status;
        answer.headers = headers;
      },
      onResponseData: (_controller, chunk) => {
        size += chunk.length;
        if (size > LONGEST_ANSWER) cut(new Error('the answer is too long'));
        else answer.body = answer.body === NOTHING ? chunk : Buffer.concat([answer.body, chunk]);
      },
      onResponseEnd: () => end(() => resolve(answer)),
      onResponseError: (_controller, error) => end(() => reject(error)),
    },
  );
  return promise;
}
