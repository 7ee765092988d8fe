/** A POST from the platform itself (dispatcher, PingSource) to a Service or an address, its answer read whole. */
import { Agent, type IncomingHttpHeaders, request } from 'node:http';
import type { Pool } from './process-pool.ts';
import { HOST, type Replica } from './replica.ts';

export interface PostAnswer {
  status: number;
  headers: IncomingHttpHeaders;
  body: Buffer;
}

export interface Posted {
  path: string;
  headers: Record<string, string>;
  body: Buffer;
  /** A bound on the whole exchange, waiting for a process included; 0 is none but the Service's own. */
  timeoutMs: number;
  signal: AbortSignal;
}

const LONGEST_ANSWER = 1024 * 1024;
const outside = new Agent({ keepAlive: true, timeout: 4000 });

/** Posts to a Service from inside the mesh. Throws when there is no answer. */
export async function postToService(pool: Pool, what: Posted): Promise<PostAnswer> {
  const deadline = performance.now() + (what.timeoutMs || Infinity);
  const replica = await pool.acquire();
  try {
    if (what.signal.aborted) throw new Error('stopped');
    const left = Math.min(deadline - performance.now(), pool.spec.timeoutMs);
    return await exchange(
      replica,
      { ...what, timeoutMs: Math.max(1, left) },
      `${pool.spec.name}.${pool.spec.namespace}.svc.cluster.local`,
    );
  } finally {
    pool.release(replica);
  }
}

/** Posts to an address outside the manifests. */
export function postToUrl(url: string, what: Posted): Promise<PostAnswer> {
  const { hostname, port, pathname, host } = new URL(url);
  return exchange({ agent: outside, port: Number(port || 80), hostname }, { ...what, path: pathname }, host);
}

function exchange(
  to: Pick<Replica, 'agent' | 'port'> & { hostname?: string },
  what: Posted,
  host: string,
): Promise<PostAnswer> {
  const { promise, resolve, reject } = Promise.withResolvers<PostAnswer>();
  const req = request({
    agent: to.agent,
    host: to.hostname ?? HOST,
    port: to.port,
    method: 'POST',
    path: what.path,
    headers: { host, ...what.headers },
    signal: what.signal,
  });
  const timer = what.timeoutMs > 0 ? setTimeout(() => req.destroy(new Error('timed out')), what.timeoutMs) : undefined;
  req.once('error', reject);
  req.once('close', () => clearTimeout(timer));
  req.once('response', (answer) => {
    const chunks: Buffer[] = [];
    let size = 0;
    answer.on('data', (chunk: Buffer) => {
      size += chunk.length;
      if (size <= LONGEST_ANSWER) chunks.push(chunk);
      else req.destroy(new Error('the answer is too long'));
    });
    answer.once('error', reject);
    answer.once('end', () =>
      resolve({ status: answer.statusCode ?? 0, headers: answer.headers, body: Buffer.concat(chunks) }),
    );
  });
  req.end(what.body);
  return promise;
}
