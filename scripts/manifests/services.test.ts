/** Every function has its manifest: what it may reach, and nothing else. What is rendered here is also looked at as it stands. */
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { type ShardKind } from '../../functions/shared/slots.ts';
import { readShardMaps } from '../platform/spec/shards.ts';
import { ofKind } from '../platform/spec/manifests.ts';
import { ROOT } from './render/files.ts';
import { shardKindOf } from './render/route-plan.ts';
import { capabilities } from '../../functions/capabilities.ts';
import type * as z from 'zod';
import { tokenSettings } from '../../functions/shared/identity/token-settings.ts';
import { logSettings } from '../../functions/shared/log.ts';
import { telemetrySettings } from '../../functions/shared/telemetry/telemetry.ts';
import { hostSettings } from '../../functions/shared/serve/host.ts';
import { addresses, addressVariable } from '../../functions/shared/serve/asked.ts';
import { type Capability, sendersOf } from '../../functions/shared/serve/capability.ts';
import { appliedFiles, containerOf, find, functionOf, manifests, services } from './read.ts';

const maps = await readShardMaps();
const shardsOf = (kind: ShardKind): string[] => maps[kind].shards.map(({ name }) => name);
const nameOf = ({ name, key }: { name: string; key: string }) => `${name}/${key}`;
const asksShards = ({ asks = {} }: Capability) => Object.values(asks).some((how) => how !== 'the one');
const names = services.map((service) => service.metadata.name);

it('every folder of a function is listed', () => {
  const folders = readdirSync(join(ROOT, 'functions'), { withFileTypes: true }).filter((entry) => entry.isDirectory());
  const listed = capabilities.map(({ name }) => name);
  expect([...listed, 'shared'].toSorted()).toEqual(folders.map(({ name }) => name).toSorted());
});

it('the functions are the Services, and one for each shard where routes go by slot', () => {
  const expected = capabilities.flatMap((capability) => {
    const kind = shardKindOf(capability);
    return [capability.name, ...(kind ? shardsOf(kind).map((shard) => `${capability.name}-${shard}`) : [])];
  });
  expect(names.toSorted()).toEqual(expected.toSorted());
});

it('whose routes go by slot works on the shards that they go to', () => {
  const bySlot = capabilities.filter((capability) => shardKindOf(capability) !== undefined);
  expect(bySlot.map(({ shards }) => shards)).toEqual(bySlot.map(shardKindOf));
});

it.each(['knative', 'istio', 'istio/tokens'])('%s/kustomization.yaml applies every file of its folder', (folder) => {
  const files = readdirSync(join(ROOT, folder), { recursive: true, encoding: 'utf8' });
  const manifestFiles = files.filter((name) => /^(?!tokens\/|kustomization\.).*\.yaml$/.test(name));
  expect(appliedFiles(folder).toSorted()).toEqual(manifestFiles.toSorted());
});

it.each(capabilities)("functions/$name/index.ts begins with the function's sentence", ({ name, summary }) => {
  const source = readFileSync(join(ROOT, `functions/${name}/index.ts`), 'utf8');
  const [, sentence = ''] = /^\/\*\*([^]*?)\*\//.exec(source) ?? [];
  expect(sentence.replaceAll(/\n \*/g, ' ').replaceAll(/\s+/g, ' ').trim()).toBe(summary);
});

describe.each(services.map((service) => [service.metadata.name, service] as const))('%s', (name, service) => {
  const fn = functionOf(service);
  const { env = [], envFrom } = containerOf(service);
  const configMaps = new Set(envFrom.map(({ configMapRef }) => configMapRef.name));
  const capability = capabilities.find((entry) => entry.name === fn)!;
  const kind = capability.shards;
  const served = kind ? (name === fn ? shardsOf(kind) : [name.slice(fn.length + 1)]) : [];

  it('runs its function, cluster-local, from zero', () => {
    const { labels } = service.metadata;
    expect(name === fn || name.startsWith(`${fn}-`)).toBe(true);
    expect(labels).toMatchObject({ 'networking.knative.dev/visibility': 'cluster-local' });
    expect(service.spec.template.metadata.annotations['autoscaling.knative.dev/min-scale']).toBe('0');
  });

  it('scales by figures that Knative takes', () => {
    const { annotations } = service.spec.template.metadata;
    const figure = (key: string): number => Number(annotations[`autoscaling.knative.dev/${key}`]);
    // pkg/apis/autoscaling/annotation_validation.go
    const [panicWindow, threshold] = [figure('panic-window-percentage'), figure('panic-threshold-percentage')];
    expect(panicWindow >= 1 && panicWindow <= 100).toBe(true);
    expect(threshold >= 110 && threshold <= 1000).toBe(true);
    // Knative takes no activation-scale below two: it is not said, then.
    const activation = Number(annotations['autoscaling.knative.dev/activation-scale'] ?? figure('max-scale'));
    expect(activation >= Math.max(2, figure('min-scale')) && activation <= figure('max-scale')).toBe(true);
    expect(figure('target')).toBeLessThanOrEqual(service.spec.template.spec.containerConcurrency);
  });

  it('gets deliveries, all at once, that are no reason for another pod', () => {
    const { annotations } = service.spec.template.metadata;
    const aimedAt =
      (Number(annotations['autoscaling.knative.dev/target']) *
        Number(annotations['autoscaling.knative.dev/target-utilization-percentage'])) /
      100;
    const deliveries = ofKind(manifests, 'Trigger')
      .filter(({ spec }) => (spec as { subscriber: { ref: { name: string } } }).subscriber.ref.name === name)
      .map(({ metadata }) => Number(metadata.annotations?.['rabbitmq.eventing.knative.dev/parallelism']));
    expect(deliveries.reduce((sum, parallelism) => sum + parallelism, 0)).toBeLessThanOrEqual(aimedAt);
  });

  it('has the databases of the shards it serves, and no other', () => {
    const databases = capability.catalog ? [...served, 'catalog'] : served;
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
    expect(secrets).toEqual(capability.redis ? [{ name: `redis-${fn}`, key: 'url' }] : []);
  });

  it('has the keys of the shards it publishes for and of those it listens to, and no other', () => {
    const publishes = capability.publishes ? served : [];
    const senders = sendersOf(capability);
    const listensTo = senders === undefined ? [] : senders === kind ? served : shardsOf(senders);
    const shards = [...new Set([...publishes, ...listensTo])];
    const proofs = [
      ...shards.map((shard) => ({
        name: `EVENT_KEY_${shard.toUpperCase()}`,
        ref: { name: `events-${shard}`, key: 'key' },
      })),
      ...(capability.sweep ? [{ name: 'TICK_PROOF', ref: { name: 'ticks', key: 'proof' } }] : []),
    ];
    expect(env.filter((variable) => /^(EVENT_KEY_|TICK_PROOF$)/.test(variable.name))).toEqual(
      proofs.map(({ name: variable, ref }) => ({ name: variable, valueFrom: { secretKeyRef: ref } })),
    );
  });

  it('reaches the ingress of the Broker if and only if it publishes', () => {
    const { labels = {} } = service.spec.template.metadata;
    expect('seatmesh.dev/publishes-events' in labels).toBe(capability.publishes !== undefined);
  });

  it('knows where the functions are that it asks, shard by shard where they have a Service each', () => {
    const { labels = {} } = service.spec.template.metadata;
    expect('seatmesh.dev/asks-functions' in labels).toBe(capability.asks !== undefined);
    for (const [asked, how] of Object.entries(capability.asks ?? {})) {
      const other = capabilities.find((entry) => entry.name === asked)!;
      expect([asked, how]).toEqual([asked, shardKindOf(other) ?? 'the one']);
      const known = addresses.parse(env.find((variable) => variable.name === addressVariable(asked))?.value);
      const urls = typeof known === 'string' ? [known] : [...known.values()];
      // The one of all shards comes last: it is asked of slots that are being moved.
      const expected = how === 'the one' ? [asked] : [...shardsOf(how).map((shard) => `${asked}-${shard}`), asked];
      expect(urls).toEqual(expected.map((one) => `http://${one}.seatmesh.svc.cluster.local`));
    }
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
      shards: kind !== undefined || sendersOf(capability) !== undefined || asksShards(capability),
      keys: 'JWKS' in capability.settings,
      K_SINK: capability.publishes !== undefined,
      REDIS_URL: capability.redis !== undefined,
      SIGNING_KEY: 'SIGNING_KEY' in capability.settings,
    });
  });

  it('sets nothing that the function does not read, each setting to its default', () => {
    const derived = /^(SHARDS|K_SINK|REDIS_URL|TICK_PROOF|(MYSQL|EVENT_KEY)_\w+)$/;
    const asked = new Set(Object.keys(capability.asks ?? {}).map(addressVariable));
    for (const variable of env.filter(({ name: own }) => !derived.test(own) && !asked.has(own))) {
      const setting = (capability.settings as Record<string, z.ZodType>)[variable.name];
      expect(setting, variable.name).toBeDefined();
      expect(variable.value ?? 'from a Secret').toBe(
        variable.valueFrom ? 'from a Secret' : String(setting?.parse(undefined)),
      );
    }
  });
});

it('the common settings are read by every function that has what they are about', () => {
  const { data = {} } = find('ConfigMap', 'seatmesh');
  const ofParts = { ...hostSettings, ...logSettings, ...telemetrySettings, ...tokenSettings };
  const ofServers = ['CA_FILE', 'MYSQL_CA_FILE', 'REDIS_CA_FILE', 'REDIS_CLUSTER'];
  const known = new Set([...Object.keys(ofParts), 'NODE_ENV', 'PUBLIC_URL', ...ofServers, 'MYSQL_CONNECTIONS']);
  expect(Object.keys(data).filter((name) => !known.has(name))).toEqual([]);
});

/** The files of the Secret ca that the common settings name. */
const caFiles = Object.values(find('ConfigMap', 'seatmesh').data ?? {}).flatMap(
  (value) => /^\/etc\/seatmesh\/ca\/(.+)$/.exec(value)?.[1] ?? [],
);

it('every function finds the CA files where the common settings name them', () => {
  expect(caFiles.toSorted()).toEqual(['ca.pem']);
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
