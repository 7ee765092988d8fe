/** The cluster's API over HTTP, as whoever is logged in: `kubectl proxy`, for what is asked so often or so exactly that a process each time would be in the way. */
import { once } from 'node:events';
import { Agent, type IncomingMessage, request } from 'node:http';
import { text } from 'node:stream/consumers';
import { Fault } from '../../cli/fault.ts';
import type { Kubectl } from './kubectl.ts';

const BEGIN_MS = 20_000;
const ANSWER_MS = 30_000;

/** Asks the API. @returns status and body */
export type AskCluster = (method: string, path: string, body?: object) => Promise<{ status: number; body: string }>;

/** @throws Fault when it does not come about */
export async function withApi<T>(cluster: Kubectl, work: (ask: AskCluster) => Promise<T>): Promise<T> {
  const child = cluster.start(['proxy', '--port=0']);
  const agent = new Agent({ keepAlive: true });
  try {
    const port = await portOf(child);
    return await work((method, path, body) => ask({ port, agent, method, path, body }));
  } finally {
    agent.destroy();
    child.kill('SIGTERM');
  }
}

function portOf(child: ReturnType<Kubectl['start']>): Promise<number> {
  const { promise, resolve, reject } = Promise.withResolvers<number>();
  let said = '';
  const failed = (): void => reject(new Fault(`kubectl proxy: ${said.trim().split('\n').at(-1) || 'gave no port'}`));
  const timer = setTimeout(failed, BEGIN_MS);
  child.once('error', failed);
  child.once('close', failed);
  for (const stream of [child.stdout, child.stderr])
    stream?.on('data', (chunk) => {
      if (said.length < 2_000) said += String(chunk);
      const found = /serve on 127\.0\.0\.1:(\d+)/.exec(said)?.[1];
      if (found !== undefined) resolve(Number(found));
    });
  return promise.finally(() => clearTimeout(timer));
}

async function ask(asked: {
  port: number;
  agent: Agent;
  method: string;
  path: string;
  body: object | undefined;
}): Promise<{ status: number; body: string }> {
  const { port, agent, method, path, body } = asked;
  const sent = request({
    host: '127.0.0.1',
    port,
    agent,
    method,
    path,
    headers: { ...(body && { 'content-type': 'application/json' }) },
    signal: AbortSignal.timeout(ANSWER_MS),
  });
  sent.end(body && JSON.stringify(body));
  const [response] = (await once(sent, 'response')) as [IncomingMessage];
  return { status: response.statusCode ?? 0, body: await text(response) };
}
