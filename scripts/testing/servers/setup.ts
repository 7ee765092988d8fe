/**
 * Gives the files of a test run throwaway MariaDB, Redis and RabbitMQ, in a temporary folder, and bundles of functions: each from when it is
 * first asked for (of-run.ts) to the end of the run.
 */
import { once } from 'node:events';
import { chmod, mkdtemp, rm } from 'node:fs/promises';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { TestProject } from 'vitest/node';
import { type ServerKind, type Servers, startServers } from '../../servers/start-servers.ts';
import { bundleFunctions } from '../../system/build/bundle.ts';
import { chromium } from './chromium.ts';

const ROOT = join(import.meta.dirname, '../../..');

export default async function setup(project: TestProject): Promise<() => Promise<void>> {
  const folder = await mkdtemp(join(tmpdir(), 'seatmesh-test-'));
  await chmod(folder, 0o711); // servers that root starts run as somebody else, who must get there
  const servers = new Map<string, Promise<Servers>>();
  const start = async (kind: ServerKind): Promise<string> => {
    const starting = startServers({
      dataDir: join(folder, kind),
      throwaway: true,
      env: process.env,
      only: [kind],
      say: (line) => console.log(line),
    });
    servers.set(kind, starting);
    return (await starting)[`${kind}Url`];
  };
  const { MYSQL_URL, REDIS_URL, REDIS_CLUSTER } = process.env;
  const give: Record<string, (name: string) => Promise<string>> = {
    servers: (name) => start(name as ServerKind),
    built: async (name) => {
      await bundleFunctions({ root: ROOT, functions: [name] });
      return '';
    },
    chromium: () => chromium(folder, (line) => console.log(line)),
    own: async () => JSON.stringify({ mysql: !MYSQL_URL, redis: !REDIS_URL }),
    'redis-cluster': async () => JSON.stringify(REDIS_CLUSTER === 'true'),
  };
  const given = new Map<string, Promise<string>>();
  const server = createServer((request, response) => {
    const path = request.url ?? '';
    const [, what = '', name = ''] = path.split('/');
    let answer = given.get(path);
    if (!answer) given.set(path, (answer = give[what]?.(name) ?? Promise.reject(new Error(`no ${path}`))));
    answer.then(
      (text) => response.end(text),
      (error: Error) => response.writeHead(500).end(error.message),
    );
  }).listen(0, '127.0.0.1');
  await once(server, 'listening');
  project.provide('run', `http://127.0.0.1:${(server.address() as AddressInfo).port}`);
  return async () => {
    server.closeAllConnections();
    server.close();
    const started = await Promise.allSettled(servers.values());
    await Promise.all(started.flatMap((one) => (one.status === 'fulfilled' ? [one.value.stop()] : [])));
    await rm(folder, { recursive: true, force: true });
  };
}
