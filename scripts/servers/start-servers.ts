import { join } from 'node:path';
import { amqpAnswers, checkGiven, checkRedisMode, mysqlAnswers, redisAnswers } from './answer.ts';
import { openDataFolder } from './data-folder.ts';
import { installMissing } from './install.ts';
import { type Machine, thisMachine } from './machine.ts';
import { needMariadb, startMariadb } from './mariadb.ts';
import { needRabbitmq, startRabbitmq } from './rabbitmq.ts';
import { needRedis, startRedis } from './redis.ts';
import type { RunningServer, Setting } from './serve.ts';
import { removeOutside } from './server-folder.ts';

/** The three servers. */
export type ServerKind = 'mysql' | 'redis' | 'amqp';

/** The servers, ready for use. */
export interface Servers {
  /** Without a database; the account may create databases. */
  readonly mysqlUrl: string;
  readonly redisUrl: string;
  /** Whether Redis, which was given, is a cluster, of which the URL leads to any server. */
  readonly isRedisCluster: boolean;
  readonly amqpUrl: string;
  /** Which of them, where accounts are made for functions, were started here. */
  readonly own: { readonly mysql: boolean; readonly redis: boolean };
  /** What was started here. */
  readonly running: readonly { name: string; pid: number; port: number }[];
  /** One line about the first of them that ended, whether or not it was stopped. */
  readonly ended: Promise<string>;
  /** Stops what was started here, and only that; may be called again. */
  stop(): Promise<void>;
}

const KINDS = ['mysql', 'redis', 'amqp'] as const;
const NEEDS = { mysql: needMariadb, redis: needRedis, amqp: needRabbitmq };
const VARIABLES = { mysql: 'MYSQL_URL', redis: 'REDIS_URL', amqp: 'AMQP_URL' } as const;
const ANSWERS = { mysql: mysqlAnswers, redis: redisAnswers, amqp: amqpAnswers };

export interface StartOptions {
  readonly dataDir: string;
  /** For tests: nothing has to survive a power cut. */
  readonly throwaway?: boolean;
  /** A given URL is used, and its server not started. */
  readonly env: {
    readonly MYSQL_URL?: string | undefined;
    readonly REDIS_URL?: string | undefined;
    readonly REDIS_CLUSTER?: string | undefined;
    readonly AMQP_URL?: string | undefined;
  };
  readonly say: (line: string) => void;
  readonly signal?: AbortSignal;
  /** Is told what is waited for, by its name. */
  readonly during?: <T>(what: string, work: Promise<T>) => Promise<T>;
  /** Which of them are wanted; all unless told otherwise. The URL of one that is not is empty. */
  readonly only?: readonly ServerKind[];
  /** Where to look for programs, and what may be installed: this machine, unless told otherwise. */
  readonly machine?: Machine;
}

/**
 * Starts private MariaDB, Redis and RabbitMQ in a data folder, on free loopback ports, and installs what is missing. Throws a
 * Fault, one line that says what to do, when that fails; then nothing is left running.
 */
export async function startServers(options: StartOptions): Promise<Servers> {
  const { env, only } = options;
  const isStarted = (kind: ServerKind): boolean => !given(env, kind) && (only?.includes(kind) ?? true);
  await checkGivens(options);
  const machine = options.machine ?? thisMachine();
  const needs = KINDS.filter(isStarted).map((kind) => NEEDS[kind]);
  const data = await openDataFolder(options.dataDir);
  const running: RunningServer[] = [];
  const stop = once(async () => {
    // RabbitMQ before its epmd, the rest side by side.
    const epmd = running.filter((server) => server.name === 'epmd');
    await Promise.all(running.filter((server) => server.name !== 'epmd').map((server) => server.stop()));
    await Promise.all(epmd.map((server) => server.stop()));
    if (options.throwaway) await removeOutside(data.path);
    await data.release();
  });
  const failed = new AbortController();
  const signal = options.signal === undefined ? failed.signal : AbortSignal.any([options.signal, failed.signal]);
  try {
    const during = options.during ?? ((_what, work) => work);
    const installing = installMissing(needs, machine, join(data.path, 'log', 'install.log'), options.say);
    await during('the packages of the servers', installing);
    const setting: Setting = { data, machine, throwaway: options.throwaway ?? false, signal };
    const started = ({ url, running: own }: { url: string; running: RunningServer[] }): string => {
      running.push(...own);
      return url;
    };
    const [mysqlUrl, redisUrl, amqpUrl] = await allOrFirstError(failed, [
      isStarted('mysql') ? during('MariaDB', startMariadb(setting)).then(started) : given(env, 'mysql'),
      isStarted('redis') ? during('Redis', startRedis(setting)).then(started) : given(env, 'redis'),
      isStarted('amqp') ? during('RabbitMQ', startRabbitmq(setting)).then(started) : given(env, 'amqp'),
    ]);
    const list = running.map(({ name, pid, port }) => ({ name, pid, port }));
    const ended = Promise.race(running.map((server) => server.ended));
    const own = { mysql: !env.MYSQL_URL, redis: !env.REDIS_URL };
    const isRedisCluster = !own.redis && env.REDIS_CLUSTER === 'true';
    return { mysqlUrl, redisUrl, isRedisCluster, amqpUrl, own, running: list, ended, stop };
  } catch (error) {
    await stop();
    throw error;
  }
}

const given = (env: StartOptions['env'], kind: ServerKind): string => env[VARIABLES[kind]] ?? '';

async function checkGivens({ env, only = KINDS }: StartOptions): Promise<void> {
  const kinds = only.filter((kind) => given(env, kind));
  await Promise.all(kinds.map((kind) => checkGiven(VARIABLES[kind], given(env, kind), ANSWERS[kind])));
  if (kinds.includes('redis')) await checkRedisMode(given(env, 'redis'), env.REDIS_CLUSTER);
}

/** Waits for all, also after an error, so that nothing comes up behind our back; the error calls the others off. */
async function allOrFirstError<T extends readonly (string | Promise<string>)[]>(
  failed: AbortController,
  work: readonly [...T],
): Promise<{ [K in keyof T]: string }> {
  let first: { error: unknown } | undefined;
  const settled = await Promise.all(
    work.map(async (one) => {
      try {
        return await one;
      } catch (error) {
        first ??= { error };
        failed.abort(error);
        return '';
      }
    }),
  );
  if (first !== undefined) throw first.error;
  return settled as { [K in keyof T]: string };
}

function once(work: () => Promise<void>): () => Promise<void> {
  let done: Promise<void> | undefined;
  return () => (done ??= work());
}
