/** Installing, with a program in kubectl's place that keeps objects in a file, and releases in a folder. */
import { mkdtemp, mkdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { runScript } from '../../../testing/run-script.ts';
import type { KubeObject } from '../kubectl.ts';
import { CLUSTER_PARTS } from './cluster-parts.ts';
import { istioOperator, MESH_DAEMONS, outsideMesh } from './mesh.ts';
import { awaited, compareVersions, planOf, versionOf } from './install-plan.ts';
import { Checksums, nameInFolder } from './release-files.ts';

const LIMIT_MS = 60_000;
const deployment = (namespace: string, name: string, version: string, image = ''): KubeObject => ({
  apiVersion: 'apps/v1',
  kind: 'Deployment',
  metadata: { name, namespace, labels: version === '' ? {} : { 'app.kubernetes.io/version': version } },
  spec: { replicas: 1, template: { spec: { containers: [{ image }] } } },
  status: { availableReplicas: 1 },
});
const daemonSet = (name: string, status: object = { desiredNumberScheduled: 2, numberReady: 2 }): KubeObject => ({
  apiVersion: 'apps/v1',
  kind: 'DaemonSet',
  metadata: { name, namespace: 'istio-system' },
  status: { ...status },
});
const namespace = (name: string, labels: Record<string, string> = {}): KubeObject => ({
  apiVersion: 'v1',
  kind: 'Namespace',
  metadata: { name, labels },
});
const part = (name: string) => CLUSTER_PARTS.find((one) => one.name === name)!;

describe('what is to be done', () => {
  const serving = part('serving');
  const plan = (there: KubeObject[]) => planOf([serving], there).map(({ does, found }) => [does, found]);

  test('is not there, older, the same, newer, of no known version', () => {
    expect(plan([])).toEqual([['install', undefined]]);
    const controller = (version: string) => [deployment('knative-serving', 'controller', version)];
    expect(plan(controller('1.21.0'))).toEqual([['upgrade', '1.21.0']]);
    expect(plan(controller('1.22.1'))).toEqual([['keep', '1.22.1']]);
    expect(plan(controller('1.30.0'))).toEqual([['keep', '1.30.0']]);
    expect(plan(controller(''))).toEqual([['keep', '']]);
    expect(plan([deployment('elsewhere', 'controller', '1.22.1')])).toEqual([['install', undefined]]);
  });

  test('versions by label, annotation and image', () => {
    const istiod = deployment(
      'istio-system',
      'istiod',
      '',
      'registry.example.com:5000/istio/pilot:1.29.0-distroless@sha256:0a',
    );
    expect(versionOf(part('istio'), [istiod])).toBe('1.29.0');
    const definition: KubeObject = {
      apiVersion: 'apiextensions.k8s.io/v1',
      kind: 'CustomResourceDefinition',
      metadata: {
        name: 'httproutes.gateway.networking.k8s.io',
        annotations: { 'gateway.networking.k8s.io/bundle-version': 'v1.4.1' },
      },
    };
    expect(versionOf(part('gateway-api'), [definition])).toBe('1.4.1');
    expect(compareVersions('1.9.0', '1.10')).toBeLessThan(0);
    expect(compareVersions('1.10', '1.10.0')).toBe(0);
  });

  test('deployments that are waited for', () => {
    const away = { ...deployment('knative-serving', 'webhook', '1.22.1'), status: {} };
    expect(awaited(['knative-serving'], [away, deployment('knative-serving', 'controller', '')])).toEqual([
      'knative-serving/webhook',
    ]);
    expect(awaited(['istio-system'], [away])).toEqual([]);
    const half = daemonSet('ztunnel', { desiredNumberScheduled: 2, numberReady: 1 });
    expect(awaited(['istio-system'], [half, daemonSet('istio-cni-node'), daemonSet('new', {})])).toEqual([
      'istio-system/ztunnel',
      'istio-system/new',
    ]);
  });
});

test('Istio in the right version, but without the mesh’s proxies: it is installed again', () => {
  const istiod = deployment('istio-system', 'istiod', '', `istio/pilot:${part('istio').version}`);
  const plan = (...more: KubeObject[]) => planOf([part('istio')], [istiod, ...more])[0];
  expect(plan(daemonSet('ztunnel'))).toMatchObject({ does: 'upgrade', missing: ['istio-cni-node'] });
  expect(plan(...MESH_DAEMONS.map((name) => daemonSet(name)))).toMatchObject({ does: 'keep' });
});

test('namespaces that are to be in the mesh: those of parts that are not left to others', () => {
  const mode = 'istio.io/dataplane-mode';
  const there = [
    namespace('knative-serving', { [mode]: 'ambient' }),
    namespace('knative-eventing', { [mode]: 'none' }),
  ];
  expect(outsideMesh(CLUSTER_PARTS, there)).toEqual(['knative-eventing', 'rabbitmq-system']);
  expect(outsideMesh([part('serving'), part('eventing')], [])).toEqual(['knative-serving', 'knative-eventing']);
});

test('Knative’s gateway is a pod of the mesh, and does not tunnel by itself', () => {
  const text = JSON.stringify(istioOperator(undefined));
  expect(text).toContain('"profile":"ambient"');
  expect(text).toContain(String.raw`"spec.template.metadata.labels.istio\\.io/dataplane-mode","value":"ambient"`);
  expect(text).toContain('{"name":"ISTIO_META_DISABLE_HBONE_SEND","value":"true"}');
});

test('every part is pinned: its version is in each of its addresses, which are of releases', () => {
  for (const { name, version, files } of CLUSTER_PARTS)
    for (const url of files) {
      expect([name, url]).toEqual([name, expect.stringContaining(version)]);
      expect(url).toMatch(/^https:\/\/github\.com\/[\w.-]+\/[\w.-]+\/releases\/download\//);
    }
  const names = CLUSTER_PARTS.flatMap(({ files }) => files.map(nameInFolder));
  expect(new Set(names).size).toBe(names.length);
});

test('a tracing provider where a collector is named', () => {
  expect(JSON.stringify(istioOperator('http://collector.observability:4317'))).toContain(
    '"extensionProviders":[{"name":"otel","opentelemetry":{"service":"collector.observability","port":4317}}]',
  );
  expect(JSON.stringify(istioOperator(undefined))).not.toContain('extensionProviders');
});

describe('on a cluster', () => {
  let folder: string;
  const at = (name: string): string => join(folder, name);
  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), 'seatmesh-install-'));
    await mkdir(at('releases'));
    for (const { files, name, version, sign } of CLUSTER_PARTS)
      for (const [index, url] of files.entries())
        await writeFile(
          at(`releases/${nameInFolder(url)}`),
          JSON.stringify({
            items: [
              ...(sign.namespace === undefined ? [] : [namespace(sign.namespace)]),
              sign.kind === 'deployments.apps' && index === files.length - 1
                ? deployment(sign.namespace ?? 'default', sign.name, version, `r/x:${version}`)
                : {
                    apiVersion: 'v1',
                    kind: sign.kind === 'deployments.apps' ? 'ConfigMap' : 'CustomResourceDefinition',
                    metadata: {
                      name: sign.kind === 'deployments.apps' ? `${name}-${index}` : sign.name,
                      annotations: { 'gateway.networking.k8s.io/bundle-version': `v${version}` },
                    },
                  },
            ],
          }),
        );
    const istiod = deployment('istio-system', 'istiod', '', 'istio/pilot:1.29.4');
    const daemons = MESH_DAEMONS.map((name) => [`DaemonSet.apps/${name}`, daemonSet(name)]);
    await writeFile(
      at('objects.json'),
      JSON.stringify({ 'Deployment.apps/istiod': istiod, ...Object.fromEntries(daemons) }),
    );
  });
  afterEach(() => rm(folder, { recursive: true, force: true }));
  const install = (...args: string[]) =>
    runScript('cluster', ['install', '--from', at('releases'), '--checksums', at('known/checksums'), ...args], {
      KUBECTL: join(import.meta.dirname, '../fixtures/kubectl.mjs'),
      FAKE_CLUSTER: folder,
    });
  const objects = async () => JSON.parse(await readFile(at('objects.json'), 'utf8')) as Record<string, KubeObject>;

  test('all that is missing, in order; again nothing; what is newer stays', { timeout: LIMIT_MS }, async () => {
    const dry = await install('--dry-run');
    expect(dry.code, dry.errors).toBe(3);
    expect(dry.output).toContain('Istio: 1.29.4, stays: it is newer than 1.29.0, and nothing is downgraded\n');
    expect(dry.output).toContain('(serving-serving-core.yaml), hash not known yet');
    expect(dry.output).toContain('knative-serving: is to come into the mesh');
    expect(Object.keys(await objects())).toHaveLength(1 + MESH_DAEMONS.length);

    const first = await install();
    expect([first.code, first.errors]).toEqual([0, '']);
    const made = Object.keys(await objects());
    const order = ['httproutes', 'cert-manager', 'controller', 'net-istio', 'eventing-', 'rabbitmq-broker'];
    const places = order.map((name) => made.findIndex((key) => key.includes(`/${name}`)));
    expect(places).toEqual(places.toSorted((a, b) => a - b));
    expect(places).not.toContain(-1);
    expect(made.some((key) => key.includes('external-secrets'))).toBe(false);
    const joined = Object.values(await objects()).filter(
      ({ metadata }) => metadata.labels?.['istio.io/dataplane-mode'],
    );
    expect(joined.map(({ metadata }) => metadata.name)).toEqual(
      expect.arrayContaining(['knative-serving', 'knative-eventing', 'rabbitmq-system']),
    );

    const again = await install();
    expect([again.code, again.output.trim().split('\n').at(-1)]).toEqual([0, 'nothing was changed']);
  });

  test('a file that is not what it was: nothing of it is applied', { timeout: LIMIT_MS }, async () => {
    await install('--without', 'serving');
    const [url = ''] = part('serving').files;
    const checksums = await Checksums.open(at('known/checksums'));
    checksums.check(url, Buffer.from('what was published'));
    await checksums.write();
    const { code, errors } = await install();
    expect(code).toBe(1);
    expect(errors).toMatch(/serving-crds\.yaml has the hash [0-9a-f]{64}, and should have [0-9a-f]{64}/);
    expect(Object.keys(await objects())).not.toContain('ConfigMap./serving-0');
  });

  test('where kubectl knows of no cluster that is said in a line, once', { timeout: LIMIT_MS }, async () => {
    const said = 'The connection to the server localhost:8080 was refused - did you specify the right host or port?';
    await writeFile(at('kubectl'), `#!/bin/sh\necho '${said}' >&2\nexit 1\n`, { mode: 0o755 });
    const { code, output, errors } = await runScript('cluster', ['install', '--dry-run'], { KUBECTL: at('kubectl') });
    expect([code, output]).toEqual([1, '']);
    expect(errors).toMatch(
      /^kubectl get \S+: kubectl knows of no cluster: log in to one \(KUBECONFIG, or ~\/\.kube\/config\)\n$/,
    );
  });

  test('what does not fit is said in a line', { timeout: LIMIT_MS }, async () => {
    const wrong = await install('--without', 'sail');
    expect([wrong.code, wrong.output]).toEqual([2, '']);
    expect(wrong.errors).toMatch(/^there is no part sail; there are gateway-api, [^\n]+\n$/);
    await rm(at(`releases/${nameInFolder(part('serving').files[1]!)}`));
    expect((await install()).errors).toMatch(/serving-serving-core\.yaml is not there: it is https:/);
  });
});
