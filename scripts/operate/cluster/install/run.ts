/** Brings what the system needs to a cluster, part by part. */
import { SOMETHING_FOUND } from '../../../cli/main.ts';
import { Fault } from '../../../cli/fault.ts';
import { useProxy } from '../../../cli/outgoing-proxy.ts';
import { pause } from '../pause.ts';
import { Kubectl, type KubeObject, MANAGER } from '../kubectl.ts';
import { awaited, type PlannedPart, planOf } from './install-plan.ts';
import { withGatewayRoutes } from './gateway-routes.ts';
import { installIstio, istioctlArchive } from './istio.ts';
import { DATAPLANE_MODE, outsideMesh } from './mesh.ts';
import type { Options } from './options.ts';
import { CLUSTER_PARTS, type ClusterPart } from './cluster-parts.ts';
import { Checksums, nameInFolder, releaseFile } from './release-files.ts';

const PAUSE_MS = 2_000;
const SAY_MS = 15_000;
/** A webhook that has just come up may refuse the first objects that it is asked of. */
const APPLY_TRIES = 6;
/** What kubectl says of a file that no later try makes better. */
const NO_OBJECTS = /error parsing|error converting YAML|Object 'Kind' is missing|cannot unmarshal/;
const APPLY_PAUSE_MS = 5_000;
const APPLY_MS = 5 * 60_000;

/** @returns the exit code; @throws Fault that says which part, and why */
export async function install(options: Options, signal: AbortSignal): Promise<number> {
  const restore = useProxy(process.env);
  try {
    return await installParts(options, signal);
  } finally {
    restore();
  }
}

async function installParts(options: Options, signal: AbortSignal): Promise<number> {
  const cluster = new Kubectl(options);
  const parts = CLUSTER_PARTS.filter(
    ({ name, isOptional }) => !options.without.has(name) && (!isOptional || options.with.has(name)),
  );
  const plan = planOf(parts, await signsIn(cluster));
  const checksums = await Checksums.open(options.checksums);
  for (const planned of plan) console.log(lineOf(planned));
  const changes = plan.filter(({ does }) => does !== 'keep');
  const joining = outsideMesh(parts, await cluster.list('namespaces', [], { everywhere: true }));
  for (const name of joining) console.log(`${name}: is to come into the mesh`);
  if (options.isDryRun) {
    for (const { part } of changes)
      for (const url of part.name === 'istio' ? istioFiles(options) : part.files)
        console.log(
          `  ${url}${options.from === undefined ? '' : ` (${nameInFolder(url)})`}${checksums.has(url) ? '' : ', hash not known yet'}`,
        );
    return changes.length + joining.length === 0 ? 0 : SOMETHING_FOUND;
  }
  const changed: string[] = [];
  for (const { part } of plan) {
    const isChanged = changes.some((change) => change.part === part);
    // What is there may still be coming up, from a run that was cut short.
    if (isChanged) changed.push(...(await bring(cluster, part, { options, checksums, signal })));
    await untilAvailable(cluster, part, options, signal);
    if (isChanged) console.log(`${part.title} ${part.version} is there`);
  }
  // What runs there comes into it as it is, without being begun anew.
  for (const name of joining) {
    await cluster.text(['label', 'namespace', name, `${DATAPLANE_MODE}=ambient`, '--overwrite'], { everywhere: true });
    changed.push(`namespace/${name} is in the mesh`);
  }
  for (const line of changed) console.log(`  ${line}`);
  console.log(
    changed.length === 0 ? 'nothing was changed' : `${changes.length} parts, ${changed.length} objects changed`,
  );
  return 0;
}

const istioFiles = ({ istioctl }: Options): string[] => (istioctl === undefined ? [istioctlArchive()] : []);

interface Bringing {
  options: Options;
  checksums: Checksums;
  signal: AbortSignal;
}

/** @returns what kubectl says of each object that is different now */
async function bring(cluster: Kubectl, part: ClusterPart, { options, checksums, signal }: Bringing): Promise<string[]> {
  const fresh: string[] = [];
  const take = async (url: string): Promise<Buffer> => {
    const content = await releaseFile(url, options.from, signal);
    if (checksums.check(url, content)) fresh.push(url);
    return content;
  };
  const changed: string[] = [];
  if (part.name === 'istio') changed.push(...(await installIstio(options, take, signal)));
  for (const url of part.files) {
    const content = (await take(url)).toString();
    const manifest = part.name === 'cert-manager' ? withGatewayRoutes(content) : content;
    changed.push(...(await applied(cluster, part, manifest, signal)));
  }
  if (fresh.length === 0) return changed;
  await checksums.write();
  for (const url of fresh) console.log(`  hash of ${nameInFolder(url)} is written down: ${options.checksums}`);
  return changed;
}

async function applied(
  cluster: Kubectl,
  { title }: ClusterPart,
  input: string,
  signal: AbortSignal,
): Promise<string[]> {
  const args = ['apply', '--server-side', '--force-conflicts', `--field-manager=${MANAGER}-install`, '-f', '-'];
  for (let tries = 1; ; tries += 1) {
    const { code, output, errors } = await cluster.attempt(args, {
      input,
      timeoutMs: APPLY_MS,
      everywhere: true,
      signal,
    });
    signal.throwIfAborted();
    if (code === 0) return output.split('\n').filter((line) => line !== '' && !line.endsWith(' unchanged'));
    const reason = errors.trim().split('\n').at(-1) ?? '';
    if (tries === APPLY_TRIES || NO_OBJECTS.test(reason)) throw new Fault(`${title}: ${reason}`);
    console.log(`  ${title}: ${reason.slice(0, 160)}; again`);
    await pause(APPLY_PAUSE_MS * (0.75 + Math.random() / 2), signal);
  }
}

async function untilAvailable(
  cluster: Kubectl,
  { title, namespaces }: ClusterPart,
  { timeoutMinutes }: Options,
  signal: AbortSignal,
): Promise<void> {
  if (namespaces.length === 0) return;
  const begun = performance.now();
  let saidAt = begun;
  for (;;) {
    const left = awaited(namespaces, await workloadsIn(cluster));
    if (left.length === 0) return;
    const now = performance.now();
    if (now - begun > timeoutMinutes * 60_000)
      throw new Fault(
        `${title}: not available after ${timeoutMinutes} min: ${left.join(', ')}; kubectl describe says why`,
      );
    if (now - saidAt > SAY_MS) {
      saidAt = now;
      console.log(`  ${title}: waiting for ${left.slice(0, 4).join(', ')}`);
    }
    await pause(PAUSE_MS, signal);
  }
}

const workloadsIn = (cluster: Kubectl): Promise<KubeObject[]> =>
  cluster.list('deployments.apps,daemonsets.apps', ['-A'], { everywhere: true });

/** The objects by which versions are told. */
async function signsIn(cluster: Kubectl): Promise<KubeObject[]> {
  const everywhere = { everywhere: true };
  const kinds = CLUSTER_PARTS.flatMap(({ sign }) => (sign.kind === 'customresourcedefinitions' ? [sign.name] : []));
  const found = await workloadsIn(cluster);
  for (const name of kinds) found.push(...(await cluster.list('customresourcedefinitions', [name], everywhere)));
  return found;
}

function lineOf({ part: { title, version }, found, does, because, missing = [] }: PlannedPart): string {
  if (does === 'install') return `${title}: is not there; ${version} is to come`;
  if (missing.length > 0) return `${title}: ${found}, but without ${missing.join(' and ')}, which are to come`;
  if (does === 'upgrade') return `${title}: ${found}; ${version} is to come`;
  return because === undefined ? `${title}: ${found}` : `${title}: ${found || 'there'}, stays: ${because}`;
}
