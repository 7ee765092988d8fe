/** What Kustomize makes of the overlays, in a copy of them with values of another installation. */
import { execFile } from 'node:child_process';
import { cp, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { parse } from 'yaml';
import { COPY_OF } from '../../functions/shared/sharding/content-name.ts';
import { imagesComponent } from '../images/deployed-images.ts';
import { containerOf, functionOf, type Service } from '../manifests/read.ts';
import { ROOT } from '../manifests/render/files.ts';
import { type Manifest, ofKind, parseManifests } from '../platform/spec/manifests.ts';
import { nameImages } from '../operate/quickstart/run.ts';
import { findProgram, thisMachine } from '../servers/machine.ts';
import { FUNCTIONS } from '../system/build/bundle.ts';
import { makeSigningKey } from '../system/signing-key.ts';

const kubectl = findProgram(thisMachine(), 'kubectl');
const LIMIT_MS = 60_000;
const VALUES = {
  host: 'tickets.example.org',
  url: 'https://tickets.example.org',
  'certificate-issuer': 'house-ca',
  'database-addresses': '10.42.0.0/16',
  'redis-cluster': "'true'",
  'rabbitmq-storage-class': 'fast',
  'rabbitmq-storage': '7Gi',
  'telemetry-endpoint': 'http://collector.example.org:4318',
  'mysql-connections': "'7'",
  'publish-pods': "'11'",
  'event-detail-pods': "'44'",
  'book-pods': "'33'",
  'order-record-pods': "'22'",
};
const DIGEST = `sha256:${'0a'.repeat(32)}`;
let folder: string;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'seatmesh-overlays-'));
  for (const part of ['knative', 'istio', 'scripts/overlays'])
    await cp(join(ROOT, part), join(folder, part), { recursive: true });
});
afterAll(() => rm(folder, { recursive: true, force: true }));

async function render(name: string): Promise<Manifest[]> {
  const args = ['kustomize', join(folder, 'scripts/overlays', name)];
  const { stdout } = await promisify(execFile)(kubectl ?? '', args, { timeout: LIMIT_MS, maxBuffer: 64e6 });
  return parseManifests(stdout);
}

/** A manifest by kind and name, as tests compare it. */
const only = (manifests: readonly Manifest[], kind: string, name: string, group?: string): Manifest | undefined =>
  ofKind(manifests, kind, group).find(({ metadata }) => metadata.name === name);
const keysOf = (manifests: readonly Manifest[]): Manifest[] =>
  ofKind(manifests, 'ConfigMap').filter(({ metadata }) => metadata.name.startsWith('keys-'));

describe.skipIf(kubectl === undefined).each(['eks', 'in-cluster'])(
  '%s (needs kubectl)',
  { timeout: LIMIT_MS },
  (name) => {
    let before: Manifest[];
    const at = (file: string): string => join(folder, 'scripts/overlays', name, file);

    test('without public keys nothing is applied', async () => {
      await expect(render(name)).rejects.toThrow(/jwks\.json: no such file/);
    });

    test('the public keys reach functions and edge; they are of one name, which changes with them', async () => {
      const { jwks } = await makeSigningKey();
      await writeFile(at('jwks.json'), jwks);
      before = await render(name);
      const [keys] = keysOf(before);
      expect(keys?.data).toEqual({ JWKS: jwks });
      // So that a deployment after a rotation, or one that takes all away, knows it as its own.
      expect(keys?.metadata.labels).toHaveProperty([COPY_OF], 'keys');
      expect(only(before, 'RequestAuthentication', 'access-tokens')).toHaveProperty('spec.jwtRules.0.jwks', jwks);
      const services = ofKind(before, 'Service', 'serving.knative.dev') as Service[];
      const named = services.flatMap((service) =>
        containerOf(service).envFrom.flatMap(({ configMapRef }) =>
          configMapRef.name.startsWith('keys') ? configMapRef : [],
        ),
      );
      expect(new Set(named.map((ref) => ref.name))).toEqual(new Set([keys?.metadata.name]));
      expect(await render(name)).toEqual(before);
      await writeFile(at('jwks.json'), (await makeSigningKey()).jwks);
      expect(keysOf(await render(name)).map(({ metadata }) => metadata.name)).not.toEqual([keys?.metadata.name]);
    });

    test('every value of installation.yaml gets to where it belongs, and is itself not applied', async () => {
      const file = at('installation.yaml');
      let text = await readFile(file, 'utf8');
      const set = [...text.matchAll(/^ {2}([a-z-]+): \S+$/gm)].map(([, key]) => key);
      expect(set.filter((key) => key !== 'name' && key !== 'secret-store' && key !== 'ca-file')).toEqual(
        Object.keys(VALUES).filter((key) => set.includes(key)),
      );
      for (const [key, value] of Object.entries(VALUES))
        text = text.replace(new RegExp(`^  ${key}: .*$`, 'm'), `  ${key}: ${value}`);
      await writeFile(file, text.replace(/^ {2}ca-file: .*$/m, '  ca-file: /etc/seatmesh/ca/own.pem'));
      const made = await render(name);
      expect(JSON.stringify(made)).not.toContain('api.example.com');
      expect(only(made, 'ConfigMap', 'installation')).toBeUndefined();
      const listener = { hostname: VALUES.host };
      expect(only(made, 'Gateway', 'edge')?.spec).toMatchObject({ listeners: [listener, listener] });
      expect(only(made, 'Certificate', 'edge-certificate')?.spec).toMatchObject({
        dnsNames: [VALUES.host],
        issuerRef: { name: 'house-ca' },
      });
      expect(only(made, 'ConfigMap', 'seatmesh')?.data).toMatchObject({
        TOKEN_ISSUER: VALUES.url,
        PUBLIC_URL: VALUES.url,
        CA_FILE: '/etc/seatmesh/ca/own.pem',
        REDIS_CLUSTER: 'true',
        MYSQL_CONNECTIONS: '7',
        OTEL_EXPORTER_OTLP_ENDPOINT: VALUES['telemetry-endpoint'],
      });
      expect(only(made, 'RequestAuthentication', 'access-tokens')).toHaveProperty('spec.jwtRules.0.issuer', VALUES.url);
      for (const policy of ['functions', 'migrations'])
        expect(only(made, 'NetworkPolicy', policy)).toHaveProperty('spec.egress.0.to', [
          { ipBlock: { cidr: '10.42.0.0/16' } },
        ]);
      expect(only(made, 'RabbitmqCluster', 'rabbitmq')).toHaveProperty('spec.persistence', {
        storage: '7Gi',
        storageClassName: 'fast',
      });
      const services = new Map(
        (ofKind(made, 'Service', 'serving.knative.dev') as Service[]).map((one) => [one.metadata.name, one]),
      );
      const most = (service: string) =>
        services.get(service)?.spec.template.metadata.annotations['autoscaling.knative.dev/max-scale'];
      expect([most('book-e0'), most('book-e1'), most('event-detail-e0'), most('order-record-u1')]).toEqual([
        '33',
        '33',
        '44',
        '22',
      ]);
    });

    test('what was pushed is run by digest, every function', async () => {
      const images = FUNCTIONS.map((fn) => ({ function: fn, name: `r.example.org/shop/${fn}`, digest: DIGEST }));
      await writeFile(at('images/kustomization.yaml'), imagesComponent(images));
      const services = ofKind(await render(name), 'Service', 'serving.knative.dev') as Service[];
      const run = services.map((service) => containerOf(service).image);
      expect(new Set(run)).toEqual(new Set(images.map((image) => `${image.name}@${DIGEST}`)));
      expect(services.every((service) => functionOf(service) === '')).toBe(true); // no tag is left
    });
  },
);

test.skipIf(kubectl === undefined)(
  'secrets are from the store that eks names; in the cluster there is none, and one node of RabbitMQ',
  { timeout: LIMIT_MS },
  async () => {
    const store = ofKind(await render('eks'), 'ExternalSecret').map(
      ({ spec }) => (spec as { secretStoreRef: { name: string } }).secretStoreRef.name,
    );
    expect(new Set(store)).toEqual(new Set(['aws-secrets-manager']));
    const inCluster = await render('in-cluster');
    expect(ofKind(inCluster, 'ExternalSecret')).toEqual([]);
    expect(only(inCluster, 'RabbitmqCluster', 'rabbitmq')).toHaveProperty('spec.replicas', 1);
    expect(JSON.stringify(inCluster)).not.toContain('aws-load-balancer');
  },
);

test.skipIf(kubectl === undefined)(
  'a trial has its databases beside it, certifies itself, and asks nobody for a load balancer or a class of storage',
  { timeout: LIMIT_MS },
  async () => {
    const { jwks } = await makeSigningKey();
    // Neither is committed: the quick start makes both.
    await nameImages(join(folder, 'scripts/overlays/trial'), { keeps: false });
    await writeFile(join(folder, 'scripts/overlays/trial/jwks.json'), jwks);
    const made = await render('trial');
    expect(ofKind(made, 'ExternalSecret')).toEqual([]);
    const { data } = only(made, 'ConfigMap', 'edge') ?? {};
    expect(parse((data as { service: string }).service)).toMatchObject({
      spec: { type: 'ClusterIP' },
    });
    // Who comes with a certificate of his own would be checked; those of the Broker come without.
    expect(only(made, 'RabbitmqCluster', 'rabbitmq')).toHaveProperty(
      'spec.rabbitmq.additionalConfig',
      expect.stringContaining('ssl_options.fail_if_no_peer_cert = false'),
    );
    const rabbit = only(made, 'RabbitmqCluster', 'rabbitmq')?.spec as { replicas: number; persistence: object };
    expect([rabbit.replicas, Object.keys(rabbit.persistence)]).toEqual([1, ['storage']]);
    expect(only(made, 'Certificate', 'edge-certificate')?.spec).toMatchObject({
      issuerRef: { name: 'seatmesh-trial' },
    });
    expect(ofKind(made, 'ClusterIssuer').map(({ metadata }) => metadata.name)).toEqual(['seatmesh-trial']);
    // Whoever reaches the databases is of the functions or of the migrations.
    const policy = only(made, 'NetworkPolicy', 'databases')?.spec as { ingress: { from: object[] }[] };
    expect(policy.ingress[0]?.from).toHaveLength(2);
    for (const [kind, name] of [
      ['StatefulSet', 'mysql'],
      ['Deployment', 'redis'],
    ] as const)
      expect(only(made, kind, name)?.metadata.namespace).toBe('seatmesh-databases');
  },
);
