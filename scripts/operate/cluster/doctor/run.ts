/** Looks at a cluster, and says what is to be mended. */
import { lookup } from 'node:dns/promises';
import { Fault } from '../../../cli/fault.ts';
import { SOMETHING_FOUND } from '../../../cli/main.ts';
import { closedToOthers } from '../closed-to-others.ts';
import { changedNames } from '../deploy/findings/changed-names.ts';
import { readBy } from '../deploy/named-contents.ts';
import { unlessLoaded } from '../deploy/loaded-images.ts';
import { overlayFindings } from '../deploy/findings/overlay-findings.ts';
import { isFunction } from '../deploy/phases.ts';
import { renderOverlay } from '../deploy/render-overlay.ts';
import { Kubectl, type KubeObject } from '../kubectl.ts';
import { troublesOfNodes } from '../rabbitmq-nodes.ts';
import { type ClusterFacts, findingsIn } from './cluster-findings.ts';
import { challengeFindings } from './challenge-findings.ts';
import type { DoctorFinding } from './doctor-finding.ts';
import { edgeNames, type InstallationFacts, installationFindings } from './installation-findings.ts';
import { meshFindings } from './mesh-findings.ts';
import type { Options } from './options.ts';
import { overlayThereFindings } from './overlay-there.ts';
import { servedCertificateFindings } from './served-certificate.ts';

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
  const everywhere = { everywhere: true };
  const { deployments, secrets } = facts;
  const services = (): Promise<KubeObject[]> => cluster.list('services.serving.knative.dev', ['-A'], everywhere);
  const found: DoctorFinding[] = [
    ...(await lookedAt('images', () => unlessLoaded(cluster, overlayFindings(objects)))),
    ...(await lookedAt('by which names it is called', () => changedNames(cluster, objects, undefined))),
    ...(await lookedAt('functions of others', async () => closedToOthers(objects, await services()))),
    ...(await lookedAt('what of the overlay is there', async () =>
      overlayThereFindings(cluster, objects, await services()),
    )),
    ...findingsIn(facts, read, queue?.persistence?.storageClassName, collector),
    ...(await lookedAt('the mesh', async () => {
      const namespaces = await cluster.list('namespaces', [], everywhere);
      return meshFindings({
        deployments,
        daemons: await cluster.list('daemonsets.apps', ['-A'], everywhere),
        namespaces,
      });
    })),
    // Where none is installed there is nobody to be asked.
    ...(await lookedAt("RabbitMQ's nodes", async () =>
      (await cluster.list('rabbitmqclusters.rabbitmq.com', ['-n', 'rabbitmq'], everywhere)).length === 0
        ? []
        : (await troublesOfNodes(cluster)).map(({ name, why, mend }) => ({ what: `${name}: ${why}`, mend })),
    )),
    ...(await lookedAt('keys, names, clocks and policies', async () => {
      const installation = await installationOf(cluster, objects, facts);
      return [
        ...installationFindings(installation, new Date()),
        ...challengeFindings(issuerOf(objects, installation.there), deployments, options.namespace),
        ...servedCertificateFindings(secrets, installation.host, new Date()),
      ];
    })),
  ];
  console.log(`Kubernetes ${facts.version}`);
  const wrong = found.filter(({ isNote }) => !isNote);
  for (const { what, mend, isNote } of found) console.log(`${isNote ? '·' : '!'} ${what}\n  ${mend}`);
  console.log(wrong.length === 0 ? 'nothing is to be mended' : `${wrong.length} to be mended`);
  return wrong.length === 0 ? 0 : SOMETHING_FOUND;
}

/** What one look finds. That it failed is found, too, and holds up no other. */
async function lookedAt<Found extends DoctorFinding>(
  what: string,
  look: () => Promise<Found[]>,
): Promise<(Found | DoctorFinding)[]> {
  try {
    return await look();
  } catch (error) {
    if (!(error instanceof Fault)) throw error;
    return [
      {
        what: `${what} could not be looked at: ${error.message}`,
        mend: 'look as somebody who may, or when it answers; the other findings are whole',
      },
    ];
  }
}

/** Who certifies for the edge of the overlay, as the cluster has it. */
function issuerOf(objects: readonly KubeObject[], there: readonly KubeObject[]): KubeObject | undefined {
  const { issuer } = edgeNames(objects);
  return there.find(({ kind, metadata }) => kind === issuer?.kind && metadata.name === issuer?.name);
}

const LOOKUP_MS = 5_000;

/** @returns no addresses where the name leads nowhere; undefined when nobody could be asked */
async function addressesOf(name: string): Promise<string[] | undefined> {
  const late = new Promise<undefined>((resolve) => setTimeout(() => resolve(undefined), LOOKUP_MS).unref());
  const found = lookup(name, { all: true }).then(
    (all) => all.map(({ address }) => address),
    (error: NodeJS.ErrnoException) => (error.code === 'ENOTFOUND' ? [] : undefined),
  );
  return Promise.race([found, late]);
}

async function installationOf(
  cluster: Kubectl,
  objects: readonly KubeObject[],
  { secrets, kinds }: ClusterFacts,
): Promise<InstallationFacts> {
  const everywhere = { everywhere: true };
  const { host, issuer } = edgeNames(objects);
  const stores = objects.flatMap(({ kind, spec }) =>
    kind === 'ExternalSecret' ? [(spec?.['secretStoreRef'] as { kind: string; name: string }) ?? []] : [],
  );
  const wanted = [...(issuer ? [issuer] : []), ...stores.slice(0, 1)];
  const gateways = await cluster.list('gateways.gateway.networking.k8s.io');
  const edge = gateways.flatMap(({ status }) => (status?.['addresses'] ?? []) as { value: string }[]);
  const named = await Promise.all(edge.map(async ({ value }) => (await addressesOf(value)) ?? [value]));
  const leases = await cluster.list('leases.coordination.k8s.io', ['-n', 'kube-node-lease'], everywhere);
  const keys = objects.find(({ kind, data }) => kind === 'ConfigMap' && data?.['JWKS'] !== undefined);
  return {
    secrets,
    externalSecrets: objects.filter(({ kind }) => kind === 'ExternalSecret').length,
    kinds,
    jwks: keys?.data?.['JWKS'],
    host,
    hostAddresses: host === undefined ? undefined : await addressesOf(host),
    edgeAddresses: [...new Set([...edge.map(({ value }) => value), ...named.flat()])],
    renewals: new Map(
      leases.flatMap(({ metadata, spec }) => {
        const at = spec?.['renewTime'];
        return typeof at === 'string' ? [[metadata.name, new Date(at)] as const] : [];
      }),
    ),
    daemons: await cluster.list('daemonsets.apps', ['-A'], everywhere),
    wanted,
    there: await cluster.list('clusterissuers.cert-manager.io,clustersecretstores.external-secrets.io', [], everywhere),
  };
}

/** Of each revision of Istio: `istio`, `istio-canary`. */
async function meshConfigs(cluster: Kubectl): Promise<string[] | undefined> {
  const maps = await cluster.list('configmaps', ['-n', 'istio-system'], { everywhere: true }).catch(() => undefined);
  return maps
    ?.filter(({ metadata }) => /^istio(?:-|$)/.test(metadata.name))
    .flatMap(({ data }) => (data?.['mesh'] === undefined ? [] : [data['mesh']]));
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
    meshes: await meshConfigs(cluster),
  };
}
