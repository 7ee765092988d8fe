/**
 * An installation on one machine: what a cluster would get from its secret store and its operator. Databases by name on
 * one MySQL server, the signing key, and the addresses of Redis and RabbitMQ.
 */
import { readFile, rename, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { migrateShards } from './migrations/migrate.ts';
import { readShards } from './migrations/shards.ts';
import { databaseOn, givenDatabase, type Target } from './migrations/targets.ts';
import { folderFault } from './servers/data-folder.ts';
import { Fault } from './servers/fault.ts';
import { makeSigningKey } from './signing-key.ts';

/** The servers an installation runs on. */
export interface ServerUrls {
  mysqlUrl: string;
  redisUrl: string;
  amqpUrl: string;
}

/** A private key as a JWK and the public key set that goes with it, both JSON text. */
export interface SigningKey {
  jwk: string;
  jwks: string;
}

/** What the one-machine run is given beside the manifests. */
export interface Installation {
  secrets: Record<string, Record<string, string>>;
  configMaps: Record<string, Record<string, string>>;
  jwks: string;
  /** The databases, by shard. */
  targets: Target[];
}

/** Puts an installation together; nothing is written. MYSQL_<SHARD> in the environment is a shard's own database. */
export async function installation(
  servers: ServerUrls,
  key: SigningKey,
  databasePrefix?: string,
  env: Readonly<Record<string, string | undefined>> = {},
): Promise<Installation> {
  const shards = await readShards();
  const targets = shards.map((shard) => ({
    ...shard,
    url: givenDatabase(shard.name, env) ?? databaseOn(servers.mysqlUrl, shard.name, databasePrefix),
  }));
  return {
    targets,
    jwks: key.jwks,
    configMaps: { keys: { JWKS: key.jwks } },
    secrets: {
      ...Object.fromEntries(targets.map((target) => [`mysql-${target.name}`, { url: target.url }])),
      redis: { url: servers.redisUrl },
      'signing-key': { jwk: key.jwk },
    },
  };
}

/** Brings the databases of an installation up to date. */
export async function migrateInstallation({ targets }: Installation, say: (line: string) => void): Promise<void> {
  await migrateShards(targets, 'up', say);
}

/** The signing key of a data folder, made at the first start. The file is readable by its owner alone. */
export async function keptSigningKey(dataDir: string): Promise<SigningKey> {
  const file = join(dataDir, 'signing-key.json');
  try {
    return JSON.parse(await readFile(file, 'utf8')) as SigningKey;
  } catch (error) {
    if (error instanceof SyntaxError) throw new Fault(`${file} is damaged: delete it, and everybody logs in anew`);
    if ((error as NodeJS.ErrnoException).code !== 'ENOENT') throw folderFault(dataDir, error);
  }
  const key = await makeSigningKey();
  try {
    // Renamed into place, so that a full disk never leaves half a file behind.
    await rm(`${file}.new`, { force: true });
    await writeFile(`${file}.new`, JSON.stringify(key), { mode: 0o600 });
    await rename(`${file}.new`, file);
  } catch (error) {
    throw folderFault(dataDir, error);
  }
  return key;
}
