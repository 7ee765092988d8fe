/**
 * A system for a test file: databases of its own, the manifests' own system on them, and ways in: through the gateway as
 * a caller, past it as the mesh does, and as the broker delivers.
 */
import { randomBytes } from 'node:crypto';
import { join } from 'node:path';
import type { Redis } from 'ioredis';
import { createPool, type Pool } from 'mysql2/promise';
import type { Manifest } from '../platform/spec/manifests.ts';
import type { PlatformOptions } from '../platform/spec/options.ts';
import type { Platform } from '../platform/platform.ts';
import { bundleCommand } from '../system/build/bundle.ts';
import { startOwnSystem } from '../system/own-system.ts';
import { type TestDelivery, deliveryOf, proven } from './test-deliveries.ts';
import { ownRedis, redisClient, type TestRedis } from './servers/own-redis.ts';
import { ONE_ORGANIZER } from '../system/own-limits.ts';
import { patchServices, PROMPT, type ServicePatch } from '../platform/spec/patch-services.ts';
import { until } from './until.ts';
import { built, serverUrls } from './servers/of-run.ts';

/** An answer, its body parsed when it is JSON. */
export interface Reply {
  status: number;
  headers: Headers;
  // Tests look into bodies of many shapes.
  // oxlint-disable-next-line typescript/no-explicit-any
  body: any;
}

/** What a request has beside method and path. */
export interface Ask {
  token?: string;
  body?: unknown;
  /** Sent as it is, instead of `body`. */
  raw?: string;
  /** Idempotency-Key. */
  key?: string;
  headers?: Record<string, string>;
}

/** Somebody with an account, logged in. */
export interface Person {
  id: string;
  email: string;
  password: string;
  name: string;
  token: string;
  refreshToken: string;
}

export interface TestSystemOptions extends ServicePatch {
  /** How functions are run; default: their bundles, made when the first process starts. */
  command?: PlatformOptions['command'];
  /** Another Redis than the run's. */
  redis?: TestRedis & {
    /** Functions have accounts of their own there. */
    withAccounts?: boolean;
  };
  /** Any other change to the manifests. */
  patch?: (manifests: Manifest[]) => void;
}

/** A running system of a test file's own. */
export interface TestSystem {
  url: string;
  platform: Platform;
  redis: Redis;
  /** The system's signing key (private JWK), for forging. */
  signingKey: string;
  /** The keys of events, and what proves a tick. */
  eventSecrets: string[];
  /** What the platform and its processes logged. */
  logs: Record<string, unknown>[];
  ask(method: string, path: string, options?: Ask): Promise<Reply>;
  inside(service: string, method: string, path: string, options?: Ask): Promise<Reply>;
  deliver(service: string, event: TestDelivery): Promise<Reply>;
  /** The headers and body of what `deliver` sends. */
  delivery(event: TestDelivery): ReturnType<typeof deliveryOf>;
  /** Headers with the proof of whoever they name as their source. */
  proven(headers: Record<string, string>, raw: string): Record<string, string>;
  user(name?: string): Promise<Person>;
  database(shard: string): Pool;
  until<T>(what: string, ask: () => Promise<T | undefined | false>, ms?: number): Promise<T>;
  close(): Promise<void>;
}

const ROOT = join(import.meta.dirname, '../..');

/** Opens a system. Close it in `afterAll`. */
export async function startTestSystem(options: TestSystemOptions = {}): Promise<TestSystem> {
  const servers = await serverUrls();
  const {
    url: redisUrl,
    isCluster: isRedisCluster,
    withAccounts = servers.own?.redis ?? false,
  }: NonNullable<TestSystemOptions['redis']> = options.redis ?? (await ownRedis());
  const redis = redisClient({ url: redisUrl, isCluster: isRedisCluster });
  // A cluster has one database for all.
  if (!isRedisCluster) await redis.flushdb();
  const logs: Record<string, unknown>[] = [];
  const { platform, installed, key, prefix } = await startOwnSystem(
    { ...servers, redisUrl, isRedisCluster, own: { mysql: servers.own?.mysql ?? false, redis: withAccounts } },
    {
      patch: (manifests) => {
        patchServices(manifests, { annotations: { '*': PROMPT }, env: { '*': ONE_ORGANIZER } });
        patchServices(manifests, options);
        options.patch?.(manifests);
      },
      command: options.command ?? ((folder) => ({ ...bundleCommand(ROOT, folder), prepare: () => built(folder) })),
      log: (line) => logs.push(line),
    },
  );
  const pools = new Map<string, Pool>();
  const urls = new Map(installed.targets.map((target) => [target.name, target.url]));
  const system: TestSystem = {
    url: platform.url,
    platform,
    redis,
    signingKey: key.jwk,
    logs,
    ask: (method, path, ask) => send(platform.url + path, method, ask),
    inside: async (service, method, path, ask) => send((await platform.address(service)) + path, method, ask),
    deliver: async (service, event) =>
      send(`${await platform.address(service)}/cloudevents`, 'POST', deliveryOf(installed.secrets, event)),
    delivery: (event) => deliveryOf(installed.secrets, event),
    eventSecrets: secretsOf(installed.secrets),
    proven: (headers, raw) => proven(installed.secrets, headers, raw),
    user: (name) => signUp(system, name),
    database: (shard) => {
      let pool = pools.get(shard);
      if (!pool)
        pools.set(shard, (pool = createPool({ uri: urls.get(shard) ?? '', timezone: 'Z', connectionLimit: 4 })));
      return pool;
    },
    until,
    close: async () => {
      await platform.stop();
      // One after the other, and last the one by which the others are reached: a new connection would not find it any more.
      const [first] = installed.targets;
      for (const { name } of installed.targets.toReversed())
        await system.database(first?.name ?? name).query(`DROP DATABASE \`${prefix}${name}\``);
      await Promise.all([...pools.values()].map((pool) => pool.end()));
      redis.disconnect();
    },
  };
  return system;
}

function secretsOf(secrets: Record<string, Record<string, string>>): string[] {
  return Object.entries(secrets).flatMap(([name, values]) =>
    /^(events-|ticks$)/.test(name) ? Object.values(values) : [],
  );
}

async function send(url: string, method: string, { token, body, raw, key, headers = {} }: Ask = {}): Promise<Reply> {
  const given = { ...headers };
  if (token !== undefined) given['authorization'] = `Bearer ${token}`;
  if (key !== undefined) given['idempotency-key'] = key;
  const text = raw ?? (body === undefined ? undefined : JSON.stringify(body));
  if (text !== undefined && !Object.keys(given).some((name) => name.toLowerCase() === 'content-type'))
    given['content-type'] = 'application/json';
  const response = await fetch(url, {
    method,
    headers: given,
    signal: AbortSignal.timeout(30_000),
    ...(text === undefined ? {} : { body: text }),
  });
  const answer = await response.text();
  const isJson = /json/.test(response.headers.get('content-type') ?? '');
  return {
    status: response.status,
    headers: response.headers,
    body: isJson && answer ? JSON.parse(answer) : answer || undefined,
  };
}

async function signUp(system: TestSystem, name = 'Ada'): Promise<Person> {
  const email = `${name.toLowerCase().replaceAll(/\W/g, '')}.${randomBytes(5).toString('hex')}@example.com`;
  const password = `correct horse ${randomBytes(6).toString('hex')}`;
  const registered = await system.ask('POST', '/v1/users', { body: { email, password, name } });
  if (registered.status !== 201)
    throw new Error(`register answered ${registered.status} ${JSON.stringify(registered.body)}`);
  const session = await system.ask('POST', '/v1/auth/login', { body: { email, password } });
  if (session.status !== 200) throw new Error(`login answered ${session.status} ${JSON.stringify(session.body)}`);
  return {
    id: registered.body.id,
    email,
    password,
    name,
    token: session.body.accessToken,
    refreshToken: session.body.refreshToken,
  };
}
