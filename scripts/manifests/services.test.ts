/** Every function has its manifest, and a manifest sets exactly what its function reads. */
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { type ShardKind } from '../../functions/shared/slots.ts';
import { readShardMaps } from '../platform/spec/shards.ts';
import { ofKind } from '../platform/spec/manifests.ts';
import { ROOT } from './render/files.ts';
import { shardKindOf } from './render/plan.ts';
import { REDIS_FUNCTIONS } from '../servers/redis-users.ts';
import { loadRouteTables } from './route-tables.ts';
import { appliedFiles, containerOf, find, functionOf, functions, manifests, services, sourceOf } from './read.ts';

const [tables, maps] = await Promise.all([loadRouteTables(), readShardMaps()]);
const shardsOf = (kind: ShardKind): string[] => maps[kind].shards.map(({ name }) => name);
const nameOf = ({ name, key }: { name: string; key: string }) => `${name}/${key}`;
const names = services.map((service) => service.metadata.name);

it('the functions are the Services, and one for each shard where routes go by slot', () => {
  const expected = functions.flatMap((fn) => {
    const table = tables.find((entry) => entry.fn === fn);
    const kind = table && shardKindOf(table);
    return [fn, ...(kind ? shardsOf(kind).map((shard) => `${fn}-${shard}`) : [])];
  });
  expect(names.toSorted()).toEqual(expected.toSorted());
});

it.each(['knative', 'istio'])('%s/kustomization.yaml applies every file of its folder', (folder) => {
  const files = readdirSync(join(ROOT, folder), { recursive: true, encoding: 'utf8' });
  const manifestFiles = files.filter((name) => name.endsWith('.yaml') && name !== 'kustomization.yaml');
  expect(appliedFiles(folder).toSorted()).toEqual(manifestFiles.toSorted());
});

it.each(functions)('knative/%s.yaml begins with the sentence that its index.ts begins with', (fn) => {
  const [comment = ''] = readFileSync(join(ROOT, `knative/${fn}.yaml`), 'utf8').split('\n');
  const source = readFileSync(join(ROOT, `functions/${fn}/index.ts`), 'utf8');
  const [, sentence = ''] = /^\/\*\*([^]*?)\*\//.exec(source) ?? [];
  expect(comment).toBe(`# ${sentence.replaceAll(/\n \*/g, ' ').replaceAll(/\s+/g, ' ').trim()}`);
});

describe.each(services.map((service) => [service.metadata.name, service] as const))('%s', (name, service) => {
  const fn = functionOf(service);
  const { env = [], envFrom } = containerOf(service);
  const configMaps = new Set(envFrom.map(({ configMapRef }) => configMapRef.name));
  const source = sourceOf(fn);
  const publishes = /\bopen(Events)?Relay\(/.test(source);
  const kind = /openShards\('(users|events)'[,)]/.exec(source)?.[1] as ShardKind | undefined;

  it('runs its function, cluster-local, from zero', () => {
    const { labels } = service.metadata;
    expect(name === fn || name.startsWith(`${fn}-`)).toBe(true);
    expect(labels).toMatchObject({ 'networking.knative.dev/visibility': 'cluster-local' });
    expect(service.spec.template.metadata.annotations['autoscaling.knative.dev/min-scale']).toBe('0');
  });

  it('has the databases of the shards it serves, and no other', () => {
    const served = kind ? (name === fn ? shardsOf(kind) : [name.slice(fn.length + 1)]) : [];
    const databases = source.includes('openCatalog()') ? [...served, 'catalog'] : served;
    expect(env.find((variable) => variable.name === 'SHARDS')?.value).toBe(kind && served.join(','));
    expect(env.filter((variable) => variable.name.startsWith('MYSQL_'))).toEqual(
      databases.map((shard) => ({
        name: `MYSQL_${shard.toUpperCase()}`,
        valueFrom: { secretKeyRef: { name: `mysql-${shard}`, key: 'url' } },
      })),
    );
  });

  it('has the Redis user of its function, and no other', () => {
    const secrets = env.flatMap((variable) => (variable.name === 'REDIS_URL' ? variable.valueFrom?.secretKeyRef : []));
    expect(secrets).toEqual(REDIS_FUNCTIONS.includes(fn) ? [{ name: `redis-${fn}`, key: 'url' }] : []);
  });

  it('has the keys of the shards it speaks for and of those it listens to, and no other', () => {
    const events = shardsOf('events');
    const served = kind ? (name === fn ? shardsOf(kind) : [name.slice(fn.length + 1)]) : [];
    const speaksFor = publishes ? served : [];
    const listensTo = source.includes("trustEvents('all'")
      ? events
      : source.includes("trustEvents('served'")
        ? served
        : source.includes('trustUsers(')
          ? shardsOf('users')
          : [];
    const shards = [...new Set([...speaksFor, ...listensTo])];
    const proofs = [
      ...shards.map((shard) => ({
        name: `EVENT_KEY_${shard.toUpperCase()}`,
        ref: { name: `events-${shard}`, key: 'key' },
      })),
      ...(source.includes('onTick(') ? [{ name: 'TICK_PROOF', ref: { name: 'ticks', key: 'proof' } }] : []),
    ];
    expect(env.filter((variable) => /^(EVENT_KEY_|TICK_PROOF$)/.test(variable.name))).toEqual(
      proofs.map(({ name: variable, ref }) => ({ name: variable, valueFrom: { secretKeyRef: ref } })),
    );
  });

  it('reaches the ingress of the Broker if and only if it publishes', () => {
    const { labels = {} } = service.spec.template.metadata;
    expect('seatmesh.dev/publishes-events' in labels).toBe(publishes);
  });

  it('gets keys, broker, Redis and signing key only as far as the function uses them', () => {
    const given = new Set(env.map((variable) => variable.name));
    expect({
      shards: configMaps.has('shards'),
      keys: configMaps.has('keys'),
      K_SINK: given.has('K_SINK'),
      REDIS_URL: given.has('REDIS_URL'),
      SIGNING_KEY: given.has('SIGNING_KEY'),
    }).toEqual({
      shards: kind !== undefined || source.includes('trustEvents('),
      keys: source.includes('tokenConfig'),
      K_SINK: publishes,
      REDIS_URL: source.includes('REDIS_URL:'),
      SIGNING_KEY: source.includes('SIGNING_KEY:'),
    });
  });

  it('sets nothing that the function does not read', () => {
    const derived = /^(SHARDS|K_SINK|TICK_PROOF|(MYSQL|EVENT_KEY)_\w+)$/;
    const own = env.map((variable) => variable.name).filter((variable) => !derived.test(variable));
    expect(own.filter((variable) => !source.includes(`${variable}:`))).toEqual([]);
  });
});

it('the common settings are read by the shared parts, or by the framework', () => {
  const shared = sourceOf('shared');
  const { data = {} } = find('ConfigMap', 'seatmesh');
  expect(Object.keys(data).filter((name) => name !== 'NODE_ENV' && !shared.includes(`${name}:`))).toEqual([]);
});

/** The files of the Secret ca that the common settings name. */
const caFiles = Object.values(find('ConfigMap', 'seatmesh').data ?? {}).flatMap(
  (value) => /^\/etc\/seatmesh\/ca\/(.+)$/.exec(value)?.[1] ?? [],
);

it('every function finds the CA files where the common settings name them', () => {
  expect(caFiles.toSorted()).toEqual(['mysql.pem', 'redis.pem']);
  for (const service of services) {
    const { volumes } = service.spec.template.spec as { volumes?: unknown[] };
    expect(volumes, service.metadata.name).toContainEqual({ name: 'ca', secret: { secretName: 'ca' } });
    const { volumeMounts } = containerOf(service) as { volumeMounts?: unknown[] };
    expect(volumeMounts).toContainEqual({ name: 'ca', mountPath: '/etc/seatmesh/ca', readOnly: true });
  }
});

it('every Secret that is used is declared, and every declared one is used', () => {
  const rabbit = find('RabbitmqCluster', 'rabbitmq').spec as { tls: Record<'secretName' | 'caSecretName', string> };
  const rabbitTls = rabbit.tls;
  const used = [
    ...services.flatMap((service) =>
      (containerOf(service).env ?? []).flatMap(({ valueFrom }) => valueFrom?.secretKeyRef ?? []),
    ),
    ...caFiles.map((key) => ({ name: 'ca', key })),
    { name: rabbitTls.secretName, key: 'tls.crt' },
    { name: rabbitTls.secretName, key: 'tls.key' },
    { name: rabbitTls.caSecretName, key: 'ca.crt' },
  ];
  const declared = ofKind(manifests, 'ExternalSecret').flatMap(({ metadata, spec }) =>
    (spec as { data: { secretKey: string }[] }).data.map(({ secretKey }) => ({ name: metadata.name, key: secretKey })),
  );
  expect(new Set(used.map(nameOf))).toEqual(new Set(declared.map(nameOf)));
});
