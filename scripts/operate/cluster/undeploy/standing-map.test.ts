/** Whether a map may go with its namespace. */
import { expect, test } from 'vitest';
import { parseShardMap } from '../../../../functions/shared/slots.ts';
import type { KubeObject } from '../kubectl.ts';
import { databasesGo, differencesIn } from './standing-map.ts';

test('maps are compared by slot, with where slots are on the way to and came from', () => {
  const live = parseShardMap('e0=000-3ff+500-5ff>e1+600-7ff,e1=400-4ff<e0+800-fff');
  expect(differencesIn('events', live, parseShardMap('e0=000-7ff,e1=800-fff'))).toEqual([
    'events 400-4ff: e1 from e0 on the cluster, e0 in the overlay',
    'events 500-5ff: e0 on the way to e1 on the cluster, e0 in the overlay',
  ]);
  expect(
    differencesIn('events', live, parseShardMap('e1=400-4ff<e0+800-fff,e0=000-3ff+500-5ff>e1+600-7ff,e2=')),
  ).toEqual([]);
  expect(differencesIn('users', parseShardMap('u0=000-fff,u1='), parseShardMap('u0=000-fff'))).toEqual([
    'users: the overlay has no shard u1',
  ]);
  expect(differencesIn('users', parseShardMap('u0=000-fff'), undefined)).toEqual([
    'users 000-fff: u0 on the cluster, nothing in the overlay',
    'users: the overlay has no shard u0',
  ]);
});

const maps = { users: parseShardMap('u0=000-fff'), events: parseShardMap('e0=000-fff,e1=') };
const secret = (shard: string, host: string): KubeObject => ({
  apiVersion: 'v1',
  kind: 'Secret',
  metadata: { name: `mysql-${shard}` },
  data: { url: Buffer.from(`mysql://a:b@${host}:3306/${shard}`).toString('base64') },
});
const server = (spec: object): KubeObject[] => [
  { apiVersion: 'v1', kind: 'Namespace', metadata: { name: 'databases' } },
  { apiVersion: 'v1', kind: 'Service', metadata: { name: 'mysql', namespace: 'databases' }, spec: { ...spec } },
];
const own = server({ selector: { app: 'mysql' } });
const INSIDE = 'mysql.databases.svc.cluster.local';

test('databases go with an overlay that brings their servers, all of them, and the namespace', () => {
  expect(databasesGo(own, [secret('u0', INSIDE), secret('e0', 'mysql.databases')], maps)).toBe(true);
  expect(databasesGo(own, [secret('u0', INSIDE), secret('e0', 'e0.example.org')], maps)).toBe(false);
  expect(databasesGo(own, [secret('u0', INSIDE), secret('e0', 'mysql.databases.example.org')], maps)).toBe(false);
  expect(databasesGo(own, [secret('u0', INSIDE)], maps)).toBe(false);
  const both = [secret('u0', INSIDE), secret('e0', INSIDE)];
  expect(databasesGo(own.slice(1), both, maps)).toBe(false);
  expect(databasesGo(server({ type: 'ExternalName', externalName: 'db.example.org' }), both, maps)).toBe(false);
});
