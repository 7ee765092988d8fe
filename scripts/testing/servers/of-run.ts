/**
 * What a test run has for its files: servers, and built functions. Each is started, or built, when the first file asks for it. Only files
 * that import this one can ask, so whether a file needs servers is read from its imports (projects.ts).
 */
import { text } from 'node:stream/consumers';
import { request } from 'node:http';
import { inject } from 'vitest';
import type { ServerKind } from '../../servers/start-servers.ts';
import type { ServerUrls } from '../../system/installation.ts';

declare module 'vitest' {
  export interface ProvidedContext {
    /** Where the run itself is asked (setup.ts). */
    run: string;
  }
}

const answers = new Map<string, Promise<string>>();

/** The URL of a server of the run. */
export const serverUrl = (kind: ServerKind): Promise<string> => ask(`/servers/${kind}`);

/** All of them. */
export async function serverUrls(): Promise<ServerUrls> {
  const [mysqlUrl, redisUrl, amqpUrl, own, isRedisCluster] = await Promise.all([
    serverUrl('mysql'),
    serverUrl('redis'),
    serverUrl('amqp'),
    ask('/own'),
    ask('/redis-cluster'),
  ]);
  return { mysqlUrl, redisUrl, amqpUrl, own: JSON.parse(own), isRedisCluster: JSON.parse(isRedisCluster) };
}

/** The program of a browser, installed if the machine had none. */
export const chromiumProgram = (): Promise<string> => ask('/chromium');

/** Resolves when the bundle of a function stands below `.build`. */
export async function built(name: string): Promise<void> {
  await ask(`/built/${name}`);
}

/** Asks once for all of a worker; not by `fetch`, which tests may replace. */
function ask(path: string): Promise<string> {
  const known = answers.get(path);
  if (known) return known;
  const { promise, resolve, reject } = Promise.withResolvers<string>();
  request(inject('run') + path, { agent: false }, (response) => {
    const isGood = response.statusCode === 200;
    text(response).then((answer) => (isGood ? resolve(answer) : reject(new Error(answer))), reject);
  })
    .on('error', reject)
    .end();
  answers.set(path, promise);
  return promise;
}
