/** A Redis database that the test files running at the same moment do not share. */
import { inject } from 'vitest';

const DATABASES = 16;

/** Where it is: files of one worker have one after the other what no other worker has. */
export function ownRedisUrl(): string {
  const url = new URL(inject('servers').redisUrl);
  url.pathname = `/${Number(process.env['VITEST_POOL_ID'] ?? 1) % DATABASES}`;
  return url.href;
}
