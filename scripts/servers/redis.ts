import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { redisAnswers } from './answer.ts';
import type { Need } from './install.ts';
import { findProgram } from './machine.ts';
import { type Running, serve, type Setting } from './serve.ts';

export const needRedis: Need = {
  programs: ['redis-server', 'valkey-server'],
  package: 'redis-server',
  variable: 'REDIS_URL',
};

/** Starts Redis, or Valkey where the machine has that. */
export async function startRedis(setting: Setting): Promise<{ url: string; running: Running[] }> {
  const program = findProgram(setting.machine, ...needRedis.programs) ?? 'redis-server';
  const password = setting.data.secrets.redis;
  const url = (port: number): string => `redis://:${password}@127.0.0.1:${port}`;
  const running = await serve(
    {
      name: 'redis',
      title: 'Redis',
      readyLimitMs: 60_000,
      stopLimitMs: 30_000,
      ready: (port) => redisAnswers(url(port)),
      prepare: async (folder, port) => {
        // A file, for a password on the command line could be read by every user of the machine.
        const file = join(folder, 'redis.conf');
        await writeFile(file, settings(port, password, setting.throwaway), { mode: 0o600 });
        return { program, args: [file] };
      },
    },
    setting,
  );
  return { url: url(running.port), running: [running] };
}

/** Its data goes to where it runs: the folder. */
function settings(port: number, password: string, throwaway: boolean): string {
  return [
    'bind 127.0.0.1',
    `port ${port}`,
    'protected-mode yes',
    `requirepass ${password}`,
    'daemonize no',
    'save ""',
    // Losing Redis may cost a hold, never a seat sold twice: a second of its log is affordable.
    ...(throwaway ? ['appendonly no'] : ['appendonly yes', 'appendfsync everysec']),
    'maxmemory-policy noeviction',
    '',
  ].join('\n');
}
