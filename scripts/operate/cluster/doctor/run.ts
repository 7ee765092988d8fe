/** Looks at a cluster, and says what is to be mended. */
import { readBy } from '../deploy/named-contents.ts';
import { isFunction } from '../deploy/phases.ts';
import { renderOverlay } from '../deploy/render-overlay.ts';
import { Kubectl, type KubeObject } from '../kubectl.ts';
import { type ClusterFacts, findingsIn } from './cluster-findings.ts';
import type { Options } from './options.ts';

const TO_MEND = 3;

/** @returns the exit code; @throws Fault when the cluster does not answer */
export async function doctor(options: Options): Promise<number> {
  const cluster = new Kubectl(options);
  const objects = options.overlay === undefined ? [] : await renderOverlay(cluster, options.overlay);
  const facts = await factsOf(cluster);
  const queue = objects.find(({ kind }) => kind === 'RabbitmqCluster')?.spec as
    | { persistence?: { storageClassName?: string } }
    | undefined;
  const settings = objects.find(({ kind, metadata }) => kind === 'ConfigMap' && metadata.name === 'seatmesh');
  const { OTEL_EXPORTER_OTLP_ENDPOINT: collector } = settings?.['data'] ?? {};
  const read = readBy(objects.filter(isFunction));
  const found = findingsIn(facts, read, queue?.persistence?.storageClassName, collector);
  console.log(`Kubernetes ${facts.version}`);
  for (const { what, mend } of found) console.log(`! ${what}\n  ${mend}`);
  console.log(found.length === 0 ? 'nothing is to be mended' : `${found.length} to be mended`);
  return found.length === 0 ? 0 : TO_MEND;
}

async function meshConfig(cluster: Kubectl): Promise<string | undefined> {
  const place = ['-n', 'istio-system', 'get', 'configmap', 'istio', '-o', 'jsonpath={.data.mesh}'];
  const { code, output } = await cluster.attempt(place, { everywhere: true });
  return code === 0 ? output : undefined;
}

async function factsOf(cluster: Kubectl): Promise<ClusterFacts> {
  const everywhere = { everywhere: true };
  const version = JSON.parse(await cluster.text(['version', '-o', 'json'], everywhere)) as {
    serverVersion?: { gitVersion?: string };
  };
  const all = (kinds: string): Promise<KubeObject[]> => cluster.list(kinds, ['-A'], everywhere);
  const names = async (kinds: string): Promise<Set<string>> => {
    const said = await cluster.text(['get', kinds, '-o', 'name'], everywhere);
    return new Set(said.split('\n').flatMap((line) => line.split('/')[1] ?? []));
  };
  return {
    version: version.serverVersion?.gitVersion ?? '',
    kinds: await names('customresourcedefinitions'),
    deployments: await all('deployments.apps'),
    services: await all('services'),
    storageClasses: await names('storageclasses.storage.k8s.io'),
    secrets: await cluster.list('secrets'),
    mesh: await meshConfig(cluster),
  };
}
