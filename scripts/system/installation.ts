/**
 * An installation on one machine: what a cluster would get from its secret store and its operator. Databases by name on
 * one MySQL server, the signing key, and the addresses of Redis and RabbitMQ.
 */
import { hkdfSync } from 'node:crypto';
import { readFile, rename, rm, writeFile } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { functionUrl, grantFunctionAccount } from './databases/function-account.ts';
import { migrateShards } from './databases/run-migrations.ts';
import { readShards, type ShardName } from '../platform/spec/shards.ts';
import { databaseOn, givenDatabase, type Target } from './databases/database-targets.ts';
import { folderFault } from '../servers/data-folder.ts';
import { Fault } from '../cli/fault.ts';
import { REDIS_FUNCTIONS, redisUserUrl } from '../servers/redis-users.ts';
import { makeSigningKey } from './signing-key.ts';

/** The servers an installation runs on. */
export interface ServerUrls {
  mysqlUrl: string;
  redisUrl: string;
  /** Whether that is a cluster. */
  isRedisCluster?: boolean;
  amqpUrl: string;
  /** Which are private: there functions get accounts of their own. On others they use what the URL says. */
  own?: { readonly mysql: boolean; readonly redis: boolean };
}

/** A database of an installation. */
export interface InstalledTarget extends Target {
  /** By the account that functions use. */
  functionUrl: string;
  /** Whether that account is made here. */
  makesAccount: boolean;
}

type Environment = Readonly<Record<string, string | undefined>>;

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
  /** The databases, by shard; `url` is by the account that owns them. */
  targets: InstalledTarget[];
}

/** What only a cluster reads as files. Here settings name files of the machine, and the private RabbitMQ speaks plain AMQP. */
const CLUSTER_ONLY = {
  ca: { 'ca.pem': '' },
  'rabbitmq-ca': { 'ca.crt': '' },
  'rabbitmq-tls': { 'tls.crt': '', 'tls.key': '' },
};

/**
 * Puts an installation together; nothing is written. MYSQL_<SHARD> in the environment is a shard's own database.
 * @param eventsMap its own shard map, where slots were moved
 */
export async function installation(
  servers: ServerUrls,
  key: SigningKey,
  databasePrefix?: string,
  env: Environment = {},
  eventsMap?: string,
): Promise<Installation> {
  const shards = await readShards(eventsMap);
  const targets = shards.map((shard) => {
    const given = givenDatabase(shard.name, env);
    const url = given ?? databaseOn(servers.mysqlUrl, shard.name, databasePrefix);
    const makesAccount = given === undefined && servers.own?.mysql === true;
    return { ...shard, url, makesAccount, functionUrl: makesAccount ? plain(functionUrl(url), env) : url };
  });
  const redis = REDIS_FUNCTIONS.map((name) => {
    const url = servers.own?.redis ? redisUserUrl(servers.redisUrl, name) : servers.redisUrl;
    return [`redis-${name}`, { url }] as const;
  });
  return {
    targets,
    jwks: key.jwks,
    configMaps: { keys: { JWKS: key.jwks }, seatmesh: serverSettings(servers, env) },
    secrets: {
      ...Object.fromEntries(targets.map((target) => [`mysql-${target.name}`, { url: target.functionUrl }])),
      ...Object.fromEntries(redis),
      ...CLUSTER_ONLY,
      'signing-key': { jwk: key.jwk },
      ...eventSecrets(key, shards),
    },
  };
}

/** Where functions find the CA files, and what kind of Redis there is; servers of the machine's own have no TLS. */
function serverSettings({ own, isRedisCluster = false }: ServerUrls, env: Environment): Record<string, string> {
  const mysql = caFileOf('MYSQL_CA_FILE', env);
  const redis = own?.redis ? undefined : caFileOf('REDIS_CA_FILE', env);
  return {
    CA_FILE: '',
    MYSQL_CA_FILE: mysql ? resolve(mysql) : '',
    REDIS_CA_FILE: redis ? resolve(redis) : '',
    REDIS_CLUSTER: String(isRedisCluster),
  };
}

function caFileOf(own: 'MYSQL_CA_FILE' | 'REDIS_CA_FILE', env: Environment): string | undefined {
  return env[own] || env['CA_FILE'];
}

/** A database of the machine's own, beside one of somebody's with a CA file. */
function plain(url: string, env: Environment): string {
  if (!caFileOf('MYSQL_CA_FILE', env)) return url;
  const changed = new URL(url);
  changed.searchParams.set('ssl-mode', 'DISABLED');
  return changed.href;
}

/**
 * The keys of events, from the signing key, so that they stay with the installation: events that wait in RabbitMQ or among the
 * dead letters are still believed after the next start.
 */
function eventSecrets({ jwk }: SigningKey, shards: readonly ShardName[]): Installation['secrets'] {
  const { d = '' } = JSON.parse(jwk) as { d?: string };
  const derive = (purpose: string): string =>
    Buffer.from(hkdfSync('sha256', Buffer.from(d, 'base64url'), '', `seatmesh ${purpose}`, 32)).toString('base64url');
  const senders = shards.filter(({ kind }) => kind !== 'catalog');
  return {
    ...Object.fromEntries(senders.map(({ name }) => [`events-${name}`, { key: derive(`events of ${name}`) }])),
    ticks: { proof: derive('ticks') },
  };
}

/** Brings the databases of an installation up to date, and lets its functions in. */
export async function migrateInstallation({ targets }: Installation, say: (line: string) => void): Promise<void> {
  await migrateShards(targets, 'up', say);
  await Promise.all(targets.filter(({ makesAccount }) => makesAccount).map(grantFunctionAccount));
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
