/**
 * The Secrets of a trial. All follow from one seed, so that they fit together however often they are made: what the servers know and what functions
 * are given is said in one place. Pure.
 */
import { createHmac } from 'node:crypto';
import type { ShardName } from '../../platform/spec/shards.ts';
import { REDIS_FUNCTIONS, redisUserLines, redisUserUrl } from '../../servers/redis-users.ts';
import { FUNCTION_RIGHTS, functionUrl } from '../../system/databases/function-account.ts';

export const DATABASES = 'seatmesh-databases';

/** A Secret of text. */
export interface TextSecret {
  apiVersion: 'v1';
  kind: 'Secret';
  metadata: { name: string; namespace: string; labels: Record<string, string> };
  stringData: Record<string, string>;
}

/** Who owns the databases may do with tables what migrations ask for. */
const OWNER_RIGHTS = [...FUNCTION_RIGHTS, 'CREATE', 'ALTER', 'DROP', 'INDEX', 'REFERENCES'];

/** @param namespace of the functions */
export function trialSecrets(seed: string, shards: readonly ShardName[], namespace: string): TextSecret[] {
  const word = (about: string): string => createHmac('sha256', seed).update(about).digest('base64url');
  const own = (name: string, data: Record<string, string>): TextSecret => secret(namespace, name, data);
  const owner = (shard: string): string =>
    `mysql://seatmesh_owner:${word('mysql owner')}@mysql.${DATABASES}.svc.cluster.local:3306/seatmesh_${shard}`;
  const redis = `redis://:${word('redis')}@redis.${DATABASES}.svc.cluster.local:6379`;
  return [
    secret(DATABASES, 'mysql-accounts', {
      root: word('mysql root'),
      'accounts.sql': accountsSql(shards.map(({ name }) => owner(name))),
    }),
    secret(DATABASES, 'redis-accounts', {
      'users.acl': `${[`user default off`, ...redisUserLines(word('redis'), { tellsReads: true })].join('\n')}\n`,
    }),
    ...shards.flatMap(({ name }) => [
      own(`mysql-${name}`, { url: functionUrl(owner(name)) }),
      own(`mysql-owner-${name}`, { url: owner(name) }),
    ]),
    ...shards
      .filter(({ kind }) => kind !== 'catalog')
      .map(({ name }) => own(`events-${name}`, { key: word(`events ${name}`) })),
    ...REDIS_FUNCTIONS.map((name) => own(`redis-${name}`, { url: redisUserUrl(redis, name) })),
    own('ticks', { proof: word('ticks') }),
    // Nothing is spoken with TLS to these servers; the volume is asked for all the same.
    own('ca', { 'ca.pem': '' }),
  ];
}

/** As OPERATIONS.md has them: functions read and write rows of one database, who migrates owns all. */
export function accountsSql(ownerUrls: readonly string[]): string {
  const lines = new Set<string>();
  for (const url of ownerUrls) {
    const database = new URL(url).pathname.slice(1);
    const [owner, functions] = [accountIn(url), accountIn(functionUrl(url))];
    const scope = `\`${database.replaceAll('_', String.raw`\_`)}\`.*`;
    lines.add(`CREATE DATABASE IF NOT EXISTS \`${database}\` CHARACTER SET utf8mb4 COLLATE utf8mb4_bin;`);
    for (const { name, password } of [owner, functions])
      lines.add(`CREATE USER IF NOT EXISTS ${name} IDENTIFIED BY '${password}';`);
    lines.add(`GRANT ${OWNER_RIGHTS.join(', ')} ON ${scope} TO ${owner.name};`);
    lines.add(`GRANT ${FUNCTION_RIGHTS.join(', ')} ON ${scope} TO ${functions.name};`);
  }
  return `${[...lines].join('\n')}\n`;
}

function accountIn(url: string): { name: string; password: string } {
  const { username, password } = new URL(url);
  return { name: `'${decodeURIComponent(username)}'@'%'`, password: decodeURIComponent(password) };
}

function secret(namespace: string, name: string, stringData: Record<string, string>): TextSecret {
  const metadata = { name, namespace, labels: { 'app.kubernetes.io/part-of': 'seatmesh' } };
  return { apiVersion: 'v1', kind: 'Secret', metadata, stringData };
}
