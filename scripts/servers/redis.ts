import { spawnSync } from 'node:child_process';
import { join } from 'node:path';
import { placeFile } from './unix-account.ts';
import { redisAnswers } from './answer.ts';
import type { Need } from './install.ts';
import { findProgram } from './machine.ts';
import { redisUserLines } from './redis-users.ts';
import { type RunningServer, serve, type Setting } from './serve.ts';

export const needRedis: Need = {
  programs: ['redis-server', 'valkey-server'],
  package: 'redis-server',
  variable: 'REDIS_URL',
};

/** Starts Redis, or Valkey where the machine has that. */
export async function startRedis(setting: Setting): Promise<{ url: string; running: RunningServer[] }> {
  const program = findProgram(setting.machine, ...needRedis.programs) ?? 'redis-server';
  const password = setting.data.secrets.redis;
  const tellsReads = majorOf(program) >= 7;
  const url = (port: number): string => `redis://:${password}@127.0.0.1:${port}`;
  const running = await serve(
    {
      name: 'redis',
      title: 'Redis',
      accounts: ['redis', 'valkey'],
      readyLimitMs: 60_000,
      stopLimitMs: 30_000,
      ready: (port) => redisAnswers(url(port)),
      prepare: async (folder, port, account) => {
        // A file, for a password on the command line could be read by every user of the machine.
        const file = join(folder, 'redis.conf');
        await placeFile(file, settings(port, password, setting.throwaway, tellsReads), account);
        return { program, args: [file] };
      },
    },
    setting,
  );
  return { url: url(running.port), running: [running] };
}

/** Valkey began with 7.2. */
function majorOf(program: string): number {
  const { stdout } = spawnSync(program, ['--version'], { encoding: 'utf8', timeout: 10_000 });
  return Number(/v=(\d+)/.exec(stdout)?.[1] ?? 0);
}

/** Its data goes to where it runs: the folder. */
function settings(port: number, password: string, throwaway: boolean, tellsReads: boolean): string {
  return [
    'bind 127.0.0.1',
    `port ${port}`,
    'protected-mode yes',
    `requirepass ${password}`,
    ...redisUserLines(password, { tellsReads }),
    'daemonize no',
    'save ""',
    // Losing Redis may cost a hold, never a seat sold twice: a second of its log is affordable.
    ...(throwaway ? ['appendonly no'] : ['appendonly yes', 'appendfsync everysec']),
    'maxmemory-policy noeviction',
    // How often it looks for something to do by itself. Ten times a second, which is usual, is most of what it does at rest.
    'hz 2',
    '',
  ].join('\n');
}
