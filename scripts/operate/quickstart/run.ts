/** Everything for trying it out, step by step; each may be repeated. */
import { randomBytes } from 'node:crypto';
import { existsSync } from 'node:fs';
import { Agent } from 'node:https';
import { join } from 'node:path';
import { Fault } from '../../cli/fault.ts';
import { SOMETHING_FOUND } from '../../cli/main.ts';
import { writeWhole } from '../../cli/write-whole.ts';
import { imagesComponent } from '../../images/deployed-images.ts';
import { IMAGES } from '../../images/migrate-files.ts';
import type { Repository } from '../../images/registry/reference.ts';
import { makeAll } from '../../images/run.ts';
import { readShards } from '../../platform/spec/shards.ts';
import { deploy } from '../cluster/deploy/run.ts';
import { renderOverlay } from '../cluster/deploy/render-overlay.ts';
import { install } from '../cluster/install/run.ts';
import { Kubectl, type KubeObject } from '../cluster/kubectl.ts';
import { pause } from '../cluster/pause.ts';
import { withPortForward } from '../cluster/port-forward.ts';
import { stepOnCluster } from '../keys/keys-on-cluster.ts';
import { bookASeat, endStory } from '../verify/story.ts';
import type { Options } from './options.ts';
import { DATABASES, trialSecrets } from './trial-secrets.ts';

const ROOT = join(import.meta.dirname, '../../..');
const OVERLAY = join(ROOT, 'scripts/overlays/trial');
const SEED = 'trial-seed';
const EDGE = 'edge-istio';
const HTTPS = 443;
const WAIT_MS = 10 * 60_000;
const LOOK_MS = 2_000;
const EVERYWHERE = { everywhere: true };

const STEPS = [
  'what the system needs (npm run cluster -- install)',
  'namespaces, secrets, databases',
  'images',
  'the system (npm run deploy)',
  'a seat',
];

/** @returns the exit code; @throws Fault that says which step, and why */
export async function quickstart(options: Options, signal: AbortSignal): Promise<number> {
  if (options.isDryRun) {
    for (const [index, step] of STEPS.entries()) console.log(`[${index + 1}/${STEPS.length}] ${step}`);
    return SOMETHING_FOUND;
  }
  const cluster = new Kubectl(options);
  begin(0);
  if (options.installs) await install(installing(options), signal);
  begin(1);
  await makeGround(cluster, options, signal);
  begin(2);
  await bringImages(cluster, options);
  begin(3);
  await deploy(deploying(options), signal);
  begin(4);
  await tryOut(cluster, signal);
  console.log(howTo(options));
  return 0;
}

const begin = (step: number): void => console.log(`\n[${step + 1}/${STEPS.length}] ${STEPS[step]}`);

function installing({ context, namespace, from, istioctl }: Options): Parameters<typeof install>[0] {
  const none: ReadonlySet<string> = new Set();
  const checksums = join(ROOT, '.seatmesh/cluster-checksums');
  return {
    context,
    namespace,
    from,
    istioctl,
    checksums,
    collector: undefined,
    isDryRun: false,
    with: none,
    without: none,
    timeoutMinutes: 15,
  };
}

function deploying({ context, namespace }: Options): Parameters<typeof deploy>[0] {
  const edge = { to: undefined, ca: undefined, insecure: true };
  // Nobody outside reaches the Gateway's address: what is asked is asked below.
  return {
    overlay: OVERLAY,
    context,
    namespace,
    isDryRun: false,
    canaryPercent: 100,
    bakeSeconds: 0,
    timeoutMinutes: 20,
    migrates: true,
    smokeTests: false,
    dropKey: undefined,
    newHost: undefined,
    edge,
  };
}

async function makeGround(cluster: Kubectl, { context, namespace }: Options, signal: AbortSignal): Promise<void> {
  for (const name of [namespace, DATABASES, 'rabbitmq'])
    await createOnce(cluster, { apiVersion: 'v1', kind: 'Namespace', metadata: { name } });
  await stepOnCluster({ verb: 'make', overlay: OVERLAY, context, namespace, isDryRun: false });
  await nameImages(OVERLAY, { keeps: true }); // those of the last time, where it stopped after them
  await cluster.apply(trialSecrets(await seedOf(cluster), await readShards(), namespace));
  const objects = await renderOverlay(cluster, OVERLAY);
  await cluster.apply(objects.filter(({ metadata }) => metadata.namespace === DATABASES));
  await cluster.apply(
    objects.filter(({ kind, metadata }) => kind === 'ClusterIssuer' || metadata.name === 'rabbitmq-tls'),
  );
  const ca = await until(
    'the certificate of RabbitMQ',
    signal,
    async () => (await secretIn(cluster, 'rabbitmq', 'rabbitmq-tls'))?.data?.['ca.crt'],
  );
  const rabbitCa = (place: string) => ({
    apiVersion: 'v1',
    kind: 'Secret',
    metadata: { name: 'rabbitmq-ca', namespace: place },
    data: { 'ca.crt': ca },
  });
  await cluster.apply([namespace, 'rabbitmq', 'rabbitmq-system'].map(rabbitCa));
  await trustOfTopologyOperator(cluster);
  for (const workload of ['statefulset/mysql', 'deployment/redis'])
    await cluster.text(['-n', DATABASES, 'rollout', 'status', workload, '--timeout=600s'], {
      ...EVERYWHERE,
      timeoutMs: WAIT_MS + 10_000,
    });
}

/** What is there stays: whoever applies it later has more to say of it. */
async function createOnce(cluster: Kubectl, object: object): Promise<void> {
  const { code, errors } = await cluster.attempt(['create', '-f', '-'], {
    input: JSON.stringify(object),
    ...EVERYWHERE,
  });
  if (code !== 0 && !/AlreadyExists|already exists/.test(errors)) throw new Fault(`kubectl create: ${errors.trim()}`);
}

/** Made once, by whoever is first. */
async function seedOf(cluster: Kubectl): Promise<string> {
  await createOnce(cluster, {
    apiVersion: 'v1',
    kind: 'Secret',
    metadata: { name: SEED, namespace: DATABASES },
    data: { seed: randomBytes(32).toString('base64') },
  });
  const seed = (await secretIn(cluster, DATABASES, SEED))?.data?.['seed'];
  if (seed === undefined) throw new Fault(`Secret ${DATABASES}/${SEED} has no seed`);
  return seed;
}

async function secretIn(cluster: Kubectl, namespace: string, name: string): Promise<KubeObject | undefined> {
  const [found] = await cluster.list('secrets', [name, '-n', namespace], EVERYWHERE);
  return found;
}

/** It speaks to RabbitMQ with TLS, and trusts what lies among its system's certificates. */
async function trustOfTopologyOperator(cluster: Kubectl): Promise<void> {
  const name = 'messaging-topology-operator';
  const mount = { name: 'rabbitmq-ca', mountPath: '/etc/ssl/certs/rabbitmq-ca.crt', subPath: 'ca.crt' };
  const spec = {
    containers: [{ name: 'manager', volumeMounts: [mount] }],
    volumes: [{ name: 'rabbitmq-ca', secret: { secretName: 'rabbitmq-ca' } }],
  };
  const patch = JSON.stringify({ spec: { template: { spec } } });
  await cluster.text(
    ['-n', 'rabbitmq-system', 'patch', 'deployment', name, '--type=strategic', '-p', patch],
    EVERYWHERE,
  );
}

/** All of them, for the overlay runs them all by digest. */
export function makingImages(push: Repository, plainHttp: boolean): Parameters<typeof makeAll>[0] {
  const nothingElse = { out: undefined, base: undefined, folder: undefined, tag: undefined };
  return { ...nothingElse, functions: IMAGES, push, overlay: OVERLAY, compression: 'zstd', plainHttp };
}

/** The overlay's images under the names that the manifests have: nothing is pushed yet, or nothing will be. @param keeps leaves what is there */
export async function nameImages(overlay: string, { keeps }: { keeps: boolean }): Promise<void> {
  const file = join(overlay, 'images/kustomization.yaml');
  if (!keeps || !existsSync(file)) await writeWhole(file, imagesComponent([]));
}

async function bringImages(cluster: Kubectl, { registry, isLoaded, plainHttp }: Options): Promise<void> {
  if (registry) {
    await makeAll(makingImages(registry, plainHttp));
    return;
  }
  if (!isLoaded) return;
  await nameImages(OVERLAY, { keeps: false });
  // Knative asks the registry for the digest of a tag; of images on the nodes there is none to be asked.
  const patch = JSON.stringify({ data: { 'registries-skipping-tag-resolving': 'registry.example.com' } });
  await cluster.text(
    ['-n', 'knative-serving', 'patch', 'configmap', 'config-deployment', '--type=merge', '-p', patch],
    EVERYWHERE,
  );
}

async function tryOut(cluster: Kubectl, signal: AbortSignal): Promise<void> {
  const host = await hostOf(cluster);
  // As few connections as can be: with one that is reset a port-forward ends.
  const agent = new Agent({ keepAlive: true, maxSockets: 2 });
  await withPortForward(cluster, EDGE, HTTPS, async (local) => {
    const place = {
      agent,
      url: new URL(`https://${host}`),
      connectTo: { host: local.hostname, port: Number(local.port) },
      trustsAny: true,
      isForwarded: true,
    };
    const story = await bookASeat(place, (line) => console.log(`  ${line}`), signal);
    await endStory(place, story, signal);
  }).finally(() => agent.destroy());
}

async function hostOf(cluster: Kubectl): Promise<string> {
  const gateway = await cluster.find('gateways.gateway.networking.k8s.io', 'edge');
  const [first] = (gateway?.spec?.['listeners'] ?? []) as { hostname?: string }[];
  if (first?.hostname === undefined) throw new Fault('the Gateway edge has no host');
  return first.hostname;
}

async function until<T>(what: string, signal: AbortSignal, look: () => Promise<T | undefined>): Promise<T> {
  const giveUpAt = performance.now() + WAIT_MS;
  for (;;) {
    const found = await look();
    if (found !== undefined) return found;
    if (performance.now() > giveUpAt) throw new Fault(`${what} is not there after ${WAIT_MS / 60_000} min`);
    await pause(LOOK_MS, signal);
  }
}

function howTo({ namespace }: Options): string {
  return `
A seat was booked. To book one yourself:

  kubectl -n ${namespace} port-forward service/${EDGE} 8443:443 &
  curl -k --resolve seatmesh.local:8443:127.0.0.1 https://seatmesh.local:8443/v1/events

README.md, "Try it", has the rest: API='https://seatmesh.local:8443/v1', and -k --resolve as above. With a browser: a line
"127.0.0.1 seatmesh.local" in /etc/hosts, then https://seatmesh.local:8443/ (it certifies itself). npm run verify-cluster -- --to 127.0.0.1:8443 --insecure
checks it, npm run status -- --cluster shows it, npm run undeploy -- scripts/overlays/trial --yes --all takes it away.`;
}
