/** The Secrets of a trial: what servers know is what functions are given, and real servers take it. */
import { createHash } from 'node:crypto';
import { expect, test } from 'vitest';
import { capabilities } from '../../../functions/capabilities.ts';
import { readShards } from '../../platform/spec/shards.ts';
import { manifests } from '../../manifests/read.ts';
import { ofKind } from '../../platform/spec/manifests.ts';
import { trialSecrets } from './trial-secrets.ts';

const shards = await readShards();
const made = trialSecrets('a seed', shards, 'seatmesh');
const own = new Map(made.map((secret) => [`${secret.metadata.namespace}/${secret.metadata.name}`, secret.stringData]));

test('every Secret that an installation declares for functions is there with its keys, but those of keys and of RabbitMQ', () => {
  for (const { metadata, spec } of ofKind(manifests, 'ExternalSecret')) {
    if (metadata.namespace !== 'seatmesh' || ['signing-key', 'rabbitmq-ca'].includes(metadata.name)) continue;
    for (const { secretKey } of (spec as { data: { secretKey: string }[] }).data)
      expect([metadata.name, own.get(`seatmesh/${metadata.name}`)?.[secretKey]]).toEqual([
        metadata.name,
        expect.any(String),
      ]);
  }
});

test('MySQL knows each account by the password that it is given, and gives functions no more than rows', () => {
  const sql = own.get('seatmesh-databases/mysql-accounts')?.['accounts.sql'] ?? '';
  for (const { name } of shards)
    for (const secret of [`mysql-${name}`, `mysql-owner-${name}`]) {
      const url = new URL(own.get(`seatmesh/${secret}`)?.['url'] ?? '');
      expect(sql).toContain(`CREATE USER IF NOT EXISTS '${url.username}'@'%' IDENTIFIED BY '${url.password}';`);
      expect(url.host).toBe('mysql.seatmesh-databases.svc.cluster.local:3306');
      expect(sql).toContain(`CREATE DATABASE IF NOT EXISTS \`${url.pathname.slice(1)}\``);
    }
  expect(sql).toContain("GRANT SELECT, INSERT, UPDATE, DELETE ON `seatmesh\\_e0`.* TO 'seatmesh_e0_functions'@'%';");
  expect(sql.match(/'seatmesh_owner'@'%' IDENTIFIED/g)).toHaveLength(1);
});

test('Redis knows each function by its password, and nobody else', () => {
  const lines = (own.get('seatmesh-databases/redis-accounts')?.['users.acl'] ?? '').trim().split('\n');
  expect(lines[0]).toBe('user default off');
  const withRedis = capabilities.filter(({ redis }) => redis);
  expect(lines).toHaveLength(withRedis.length + 1);
  for (const { name } of withRedis) {
    const { password } = new URL(own.get(`seatmesh/redis-${name}`)?.['url'] ?? '');
    const hash = createHash('sha256').update(decodeURIComponent(password)).digest('hex');
    expect(lines.find((line) => line.startsWith(`user ${name} on #${hash} `))).toBeDefined();
  }
});

test('they follow from the seed: the same again, others by another; keys are long enough', () => {
  expect(trialSecrets('a seed', shards, 'seatmesh')).toEqual(made);
  const other = trialSecrets('another', shards, 'seatmesh').find(({ metadata }) => metadata.name === 'ticks');
  expect(other?.stringData).not.toEqual(own.get('seatmesh/ticks'));
  for (const name of ['ticks', 'events-e0', 'events-u1'])
    for (const value of Object.values(own.get(`seatmesh/${name}`) ?? {}))
      expect(value.length).toBeGreaterThanOrEqual(32);
});
