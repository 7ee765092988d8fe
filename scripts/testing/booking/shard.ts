/** One events shard with a live state: for tests of what stands between Redis and MySQL, below HTTP. */
import { randomBytes } from 'node:crypto';
import type { Redis } from 'ioredis';
import { createConnection } from 'mysql2/promise';
import type { StoredEvent } from '../../../functions/shared/event/row.ts';
import { newId } from '../../../functions/shared/ids.ts';
import { openPool, type Pool } from '../../../functions/shared/mysql/pool.ts';
import { NewEvent } from '../../../functions/publish/api.ts';
import { firstVersion, publicationFingerprint } from '../../../functions/publish/event-versions.ts';
import { insertEvent } from '../../../functions/publish/store.ts';
import { migrateShards } from '../../system/databases/run-migrations.ts';
import { databaseOn } from '../../system/databases/database-targets.ts';
import { eventBody } from '../events.ts';
import { ownRedis, redisClient, type TestRedis } from '../servers/own-redis.ts';
import { serverUrl } from '../servers/of-run.ts';

/** A shard of a test file's own. */
export interface TestShard {
  name: 'e0';
  url: string;
  /** As a function opens it. */
  pool: Pool;
  redis: Redis;
  /** Publishes an event, telling nobody. @param slot default: 1 */
  publish(changes?: Record<string, unknown>, slot?: number): Promise<StoredEvent>;
  close(): Promise<void>;
}

/** Opens a shard. Close it in `afterAll`. */
export async function openShard(on?: TestRedis): Promise<TestShard> {
  const mysqlUrl = await serverUrl('mysql');
  const prefix = `t${randomBytes(5).toString('hex')}_`;
  const url = databaseOn(mysqlUrl, 'e0', prefix);
  await migrateShards([{ name: 'e0', kind: 'events', url }], 'up', () => {});
  const pool = openPool(url, 10, true);
  const redis = redisClient(on ?? (await ownRedis()));
  return {
    name: 'e0',
    url,
    pool,
    redis,
    publish: async (changes, slot = 1) => {
      const body = NewEvent.parse(eventBody(changes));
      const event = firstVersion(body, newId('evt', slot), newId('usr', 1), new Date());
      await insertEvent(pool, event, publicationFingerprint(body, event.organizerId));
      return event;
    },
    close: async () => {
      await pool.end();
      redis.disconnect();
      const connection = await createConnection(mysqlUrl);
      await connection.query(`DROP DATABASE \`${prefix}e0\``);
      await connection.end();
    },
  };
}

/** A pool that counts how often a connection is taken: once a transaction. */
export function counted(pool: Pool): { pool: Pool; taken: () => number } {
  let taken = 0;
  const proxy = new Proxy(pool, {
    get: (target, name) => {
      if (name === 'getConnection') taken++;
      const value = Reflect.get(target, name) as unknown;
      return typeof value === 'function' ? value.bind(target) : value;
    },
  });
  return { pool: proxy, taken: () => taken };
}
