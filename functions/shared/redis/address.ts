/** What Redis is reached by. */
import { trustOf } from '../tls.ts';

export interface RedisAddress {
  url: string;
  /** The CA that signed its certificate (PEM); without one, those that Node knows. */
  ca?: string | undefined;
  /** Keys are spread over several masters; the URL leads to any server of theirs. */
  isCluster?: boolean;
}

/** @throws Error that says why a URL will not do; it never repeats the URL */
export function requireRedisUrl(url: string, ca: string | undefined, isCluster: boolean): void {
  const { protocol, pathname } = new URL(url);
  if (protocol !== 'redis:' && protocol !== 'rediss:') throw new Error('must begin with redis:// or rediss://');
  trustOf(url, ca);
  if (isCluster && !/^(\/0?)?$/.test(pathname)) throw new Error('names a database; a cluster has only database 0');
}
