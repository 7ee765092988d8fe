/** Starts throwaway MariaDB, Redis and RabbitMQ for a test run, in a temporary folder, and stops them afterwards. */
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { TestProject } from 'vitest/node';
import { bundleFunctions } from '../../system/build/bundle.ts';
import type { ServerUrls } from '../../system/installation.ts';
import { startServers } from '../../servers/start.ts';

declare module 'vitest' {
  export interface ProvidedContext {
    servers: ServerUrls;
  }
}

export default async function setup(project: TestProject): Promise<() => Promise<void>> {
  await bundleFunctions({ root: join(import.meta.dirname, '../../..') });
  const dataDir = await mkdtemp(join(tmpdir(), 'seatmesh-test-'));
  const servers = await startServers({ dataDir, throwaway: true, env: process.env, say: (line) => console.log(line) });
  const { mysqlUrl, redisUrl, amqpUrl, own } = servers;
  project.provide('servers', { mysqlUrl, redisUrl, amqpUrl, own });
  return async () => {
    await servers.stop();
    await rm(dataDir, { recursive: true, force: true });
  };
}
