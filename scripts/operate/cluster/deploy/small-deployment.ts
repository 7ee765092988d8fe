/** Deployments of a small overlay, with a program in kubectl's place that keeps objects in a file: what tests of them begin with. */
import { mkdtemp, mkdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { stringify } from 'yaml';
import { runScript } from '../../../testing/run-script.ts';
import type { KubeObject } from '../kubectl.ts';

const PUBLIC_KEY = { kty: 'OKP', crv: 'Ed25519', x: 'a'.repeat(43), kid: 'k', alg: 'EdDSA', use: 'sig' };

const DIGEST = `sha256:${'0a'.repeat(32)}`;

let folder: string;
export const at = (name: string): string => join(folder, name);
export const LIMIT_MS = 180_000;

/** A folder with an overlay, and a cluster with the Secrets that it reads. */
export async function beginDeployment(): Promise<void> {
  folder = await mkdtemp(join(tmpdir(), 'seatmesh-deploy-'));
  await mkdir(at('overlay'));
  await writeFile(at('overlay/kustomization.yaml'), '');
  await writeFile(at('overlay/jwks.json'), JSON.stringify({ keys: [PUBLIC_KEY] }));
  await rendered('book:1');
  await secrets({ 'mysql-e0': { url: 'one' }, ticks: { proof: Buffer.from('believed').toString('base64') } });
}
export const endDeployment = (): Promise<void> => rm(folder, { recursive: true, force: true });

const service = (name: string, image: string) => ({
  apiVersion: 'serving.knative.dev/v1',
  kind: 'Service',
  metadata: { name, namespace: 'seatmesh' },
  spec: {
    template: {
      spec: {
        containers: [
          {
            image: `r.example.org/${image}@${DIGEST}`,
            envFrom: [{ configMapRef: { name: 'seatmesh' } }, { configMapRef: { name: 'keys-2b9k8tm7g4' } }],
            env: [{ name: 'MYSQL_E0', valueFrom: { secretKeyRef: { name: 'mysql-e0', key: 'url' } } }],
          },
        ],
        volumes: [{ name: 'tmp', emptyDir: {} }],
      },
    },
  },
});
export const plain = (apiVersion: string, kind: string, name: string, more: object = {}) => ({
  apiVersion,
  kind,
  metadata: { name, namespace: 'seatmesh' },
  ...more,
});

/** @param more objects beside those that every one has */
export async function rendered(image: string, level = 'info', more: readonly object[] = []): Promise<void> {
  const documents = [
    ...more,
    plain('eventing.knative.dev/v1', 'Trigger', 'book', { spec: { broker: 'seatmesh' } }),
    plain('sources.knative.dev/v1', 'PingSource', 'book-sweep', { spec: { schedule: '* * * * *' } }),
    service('book-e0', image),
    plain('v1', 'ConfigMap', 'seatmesh', { data: { LOG_LEVEL: level } }),
    plain('v1', 'ConfigMap', 'keys-2b9k8tm7g4', { data: { JWKS: JSON.stringify({ keys: [PUBLIC_KEY] }) } }),
    plain('eventing.knative.dev/v1', 'Broker', 'seatmesh', {
      spec: { delivery: { deadLetterSink: { ref: { name: 'book-e0' } } } },
    }),
    plain('v1', 'ConfigMap', 'shards', { data: { SHARD_MAP_USERS: 'u0=000-fff', SHARD_MAP_EVENTS: 'e0=000-fff' } }),
    plain('v1', 'ServiceAccount', 'function'),
    plain('security.istio.io/v1', 'PeerAuthentication', 'identity-required', { spec: { mtls: { mode: 'STRICT' } } }),
    plain('security.istio.io/v1', 'AuthorizationPolicy', 'nobody', { spec: {} }),
    plain('security.istio.io/v1', 'AuthorizationPolicy', 'functions', {
      spec: { rules: [{ from: [{ source: { principals: ['cluster.local/ns/a/sa/b'] } }] }] },
    }),
    plain('security.istio.io/v1', 'AuthorizationPolicy', 'edge', { spec: { action: 'ALLOW', rules: [{}] } }),
    { apiVersion: 'v1', kind: 'Namespace', metadata: { name: 'seatmesh' } },
  ];
  await writeFile(at('overlay/rendered.yaml'), documents.map((one) => stringify(one)).join('---\n'));
}

export async function objects(): Promise<Record<string, KubeObject>> {
  return JSON.parse(await readFile(at('objects.json'), 'utf8').catch(() => '{}')) as Record<string, KubeObject>;
}
export async function secrets(contents: Record<string, Record<string, string>>): Promise<void> {
  const made = Object.entries(contents).map(([name, data]) => [
    `Secret./${name}`,
    plain('v1', 'Secret', name, { type: 'Opaque', data }),
  ]);
  await writeFile(at('objects.json'), JSON.stringify({ ...(await objects()), ...Object.fromEntries(made) }));
}
export const faults = (given: object) => writeFile(at('faults.json'), JSON.stringify(given));
export async function calls(): Promise<string[]> {
  const all = JSON.parse(await readFile(at('calls.json'), 'utf8')) as string[];
  await writeFile(at('calls.json'), '[]');
  return all;
}
/** That of scripts, with this cluster. */
export const environment = () => ({
  KUBECTL: join(import.meta.dirname, '../fixtures/kubectl.mjs'),
  FAKE_CLUSTER: folder,
});
export const run = (name: string, ...args: string[]) => runScript(name, args, environment());
export const deploy = (...args: string[]) => run('deploy', at('overlay'), '--no-smoke', ...args);
export const book = async () => (await objects())['Service.serving.knative.dev/book-e0'];
export const revision = async () => (await book())?.status?.['latestCreatedRevisionName'];
export const trafficOf = async () => (await book())?.status?.['traffic'];
