/** A Redis database that the test files running at the same moment do not share. */
import { serverUrl } from './of-run.ts';

const DATABASES = 16;

/** Where it is: files of one worker have one after the other what no other worker has. */
export async function ownRedisUrl(): Promise<string> {
  const url = new URL(await serverUrl('redis'));
  url.pathname = `/${Number(process.env['VITEST_POOL_ID'] ?? 1) % DATABASES}`;
  return url.href;
}
