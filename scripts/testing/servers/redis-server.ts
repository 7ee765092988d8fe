/** A Redis of a test's own, beside the run's: for what is done to servers, as a fail-over or a cluster. */
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Redis } from 'ioredis';
import { needRedis } from '../../servers/redis.ts';
import { findProgram, thisMachine } from '../../servers/machine.ts';
import { releasePort, takePort } from '../../servers/ports.ts';

/** What a server of a cluster adds to its port, for what they say to each other. */
export const TO_THE_BUS = 10_000;

/** A running server without a password, on loopback. */
export interface RedisServer {
  port: number;
  url: string;
  /** To tell it what no function may. */
  admin: Redis;
  /** Ends it as a machine ends that loses its power. */
  kill(): void;
  /** Ends it, and starts it again on the same data. */
  restart(): Promise<void>;
  stop(): Promise<void>;
}

/** Starts one. @param settings of its own, as `--cluster-enabled yes` */
export async function startRedisServer(...settings: string[]): Promise<RedisServer> {
  const folder = await mkdtemp(join(tmpdir(), 'seatmesh-redis-'));
  const port = await takePort('127.0.0.1', TO_THE_BUS);
  const program = findProgram(thisMachine(), ...needRedis.programs) ?? 'redis-server';
  const own = [
    '--port',
    String(port),
    '--bind',
    '127.0.0.1',
    '--dir',
    folder,
    '--save',
    '',
    '--repl-diskless-sync-delay',
    '0',
  ];
  const begin = () => spawn(program, [...own, ...settings], { stdio: 'ignore' });
  let child = begin();
  const url = `redis://127.0.0.1:${port}`;
  const admin = new Redis(url, { retryStrategy: () => 50, maxRetriesPerRequest: 600 });
  admin.on('error', () => {});
  await admin.ping();
  const end = async (): Promise<void> => {
    const gone = child.exitCode === null && child.signalCode === null ? once(child, 'exit') : undefined;
    child.kill('SIGKILL');
    await gone;
  };
  return {
    port,
    url,
    admin,
    kill: () => void child.kill('SIGKILL'),
    restart: async () => {
      await end();
      child = begin();
      await admin.ping();
    },
    stop: async () => {
      admin.disconnect();
      await end();
      releasePort(port);
      releasePort(port + TO_THE_BUS);
      await rm(folder, { recursive: true, force: true });
    },
  };
}
