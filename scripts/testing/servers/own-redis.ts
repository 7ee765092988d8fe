/** A Redis database that the test files running at the same moment do not share; of a given cluster, which has one alone, they share that. */
import { Cluster, Redis } from 'ioredis';
import { serverUrls } from './of-run.ts';

const DATABASES = 16;

/** The Redis that a test's system is on. */
export interface TestRedis {
  url: string;
  isCluster: boolean;
}

/** Where it is: files of one worker have one after the other what no other worker has. */
export async function ownRedis(): Promise<TestRedis> {
  const { redisUrl, isRedisCluster = false } = await serverUrls();
  const url = new URL(redisUrl);
  if (!isRedisCluster) url.pathname = `/${Number(process.env['VITEST_POOL_ID'] ?? 1) % DATABASES}`;
  return { url: url.href, isCluster: isRedisCluster };
}

/** As `ownRedis`, for who needs no more than its URL. */
export async function ownRedisUrl(): Promise<string> {
  return (await ownRedis()).url;
}

/** A test's own way into it. What tests ask for is there with both clients. */
export function redisClient({ url, isCluster }: TestRedis): Redis {
  return isCluster ? (new Cluster([url]) as unknown as Redis) : new Redis(url);
}
