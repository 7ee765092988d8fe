/** Databases of a test's own, by shard. */
import { randomBytes } from 'node:crypto';
import { createConnection } from 'mysql2/promise';
import { readShards } from '../../platform/spec/shards.ts';
import { databaseOn, type Target } from '../../system/databases/database-targets.ts';

/** Names for the databases of all shards; none is made. */
export interface OwnDatabases {
  targets: Target[];
  /** As MYSQL_<SHARD>. */
  env: Record<string, string>;
  url: (shard: string) => string;
  drop: () => Promise<void>;
}

/** Chooses names nobody else has. */
export async function ownDatabases(serverUrl: string): Promise<OwnDatabases> {
  const prefix = `t${randomBytes(5).toString('hex')}_`;
  const targets = (await readShards()).map((shard) => ({ ...shard, url: databaseOn(serverUrl, shard.name, prefix) }));
  return {
    targets,
    env: Object.fromEntries(targets.map(({ name, url }) => [`MYSQL_${name.toUpperCase()}`, url])),
    url: (shard) => targets.find(({ name }) => name === shard)?.url ?? '',
    drop: async () => {
      const connection = await createConnection(serverUrl);
      for (const { name } of targets) await connection.query(`DROP DATABASE IF EXISTS \`${prefix}${name}\``);
      await connection.end();
    },
  };
}
