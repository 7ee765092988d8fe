/**
 * When connections have served their time. After a fail-over a name leads to another server, while connections to the old one may
 * go on: it answers what it can, from what it knew then. So none is used for longer than a while, and when one hears that its server does not write any
 * more, all that were opened before go with it.
 */
import type { Pool, PoolConnection } from 'mysql2/promise';

/** A connection opened anew costs a few ms; what was read from a server that is behind may be this old. */
export const CONNECTION_MAX_AGE_MS = 60_000;

/** From when on connections are not used any more, and pools' connections from before when, in ms of `performance.now`. */
const endsAt = new WeakMap<object, { since: number; until: number }>();
const left = new WeakMap<object, number>();

/** Notes a connection that was just opened. Those opened together do not end together. */
export function opened(connection: object, maxAgeMs: number): void {
  const since = performance.now();
  endsAt.set(connection, { since, until: since + maxAgeMs * (0.5 + Math.random() / 2) });
}

/** Whether a connection is not to be used again. */
export function hasServed(pool: Pool, { connection }: Pick<PoolConnection, 'connection'>): boolean {
  const life = endsAt.get(connection);
  return life !== undefined && (performance.now() > life.until || life.since <= (left.get(pool.pool) ?? -1));
}

/** None of the connections that a pool has now is to be used again. */
export function leaveServer(pool: Pool): void {
  left.set(pool.pool, performance.now());
}
