/** Takes an overlay away, in the reverse order of a deployment. */
import { COPY_OF } from '../../../../functions/shared/sharding/content-name.ts';
import { SHARD_MAP } from '../../../../functions/shared/sharding/shard-map-resource.ts';
import { Fault } from '../../../cli/fault.ts';
import { shortName } from '../conditions.ts';
import { forgetFormer } from '../deploy/back/former-state.ts';
import { findShardMap, SHARD_MAP_RESOURCE } from '../deploy/live-shard-map.ts';
import { phasesOf } from '../deploy/phases.ts';
import { renderOverlay } from '../deploy/render-overlay.ts';
import { dropTurn, inTurn } from '../deploy-turn.ts';
import { Kubectl, type KubeObject } from '../kubectl.ts';
import type { Options } from './options.ts';

const LIMIT_MS = 10 * 60_000;

const say = (line: string): void => console.log(line);

/** @throws Fault that names what did not go */
export async function undeploy(options: Options, signal: AbortSignal): Promise<void> {
  const cluster = new Kubectl(options);
  const phases = phasesOf(await renderOverlay(cluster, options.overlay));
  const { functions, ways, identities } = phases;
  const ground = [...phases.ground, ...phases.edge];
  const namespaces = ground.filter(({ kind }) => kind === 'Namespace');
  const kinds = ground.filter(({ kind }) => kind === 'CustomResourceDefinition');
  const rest = ground.filter((object) => !namespaces.includes(object) && !kinds.includes(object)).toReversed();
  const steps: [string, KubeObject[]][] = [
    ['routes, deliveries and ticks', ways],
    ['functions', functions],
    // Not before them, for then they would be open to everybody; nor left, for those beside other namespaces' things are others' concern.
    ['who may speak to whom', identities],
    ['what they stood on', rest],
    ...(options.all
      ? [['namespaces, and the kinds of their own', [...namespaces, ...kinds]] as [string, KubeObject[]]]
      : []),
  ];
  if (options.isDryRun) {
    for (const [, objects] of steps) for (const object of objects) console.log(`  ${shortName(object)}`);
    return;
  }
  // Where there is no namespace there is nobody who could deploy to it.
  const isThere = (await cluster.find('namespace', options.namespace, { everywhere: true })) !== undefined;
  if (isThere) await inTurn(cluster, { say, signal }, (turn) => removeAll(turn.cluster, steps, turn.signal));
  else await removeAll(cluster, steps, signal);
  if (!options.all) await dropTurn(cluster);
  console.log('gone');
}

async function removeAll(
  cluster: Kubectl,
  steps: readonly [string, KubeObject[]][],
  signal: AbortSignal,
): Promise<void> {
  await removeShardMap(cluster);
  for (const [index, [name, objects]] of steps.entries()) {
    signal.throwIfAborted();
    console.log(`[${index + 1}/${steps.length}] ${name}: ${objects.length} objects`);
    await remove(cluster, objects, signal);
  }
  await cluster.attempt(['delete', 'secrets,configmaps,jobs', '-l', COPY_OF, '--ignore-not-found']);
  await forgetFormer(cluster);
  await cluster.attempt(['delete', 'jobs', '-l', 'app.kubernetes.io/part-of=seatmesh', '--ignore-not-found']);
}

/** With it goes all that follows from it: that of shards which the overlay does not know, too. It would wait for somebody to say that its shards may go: this is he. */
async function removeShardMap(cluster: Kubectl): Promise<void> {
  if (!(await findShardMap(cluster))) return;
  await cluster.text(['delete', SHARD_MAP_RESOURCE, SHARD_MAP, '--ignore-not-found', '--wait=false']);
  await cluster.attempt([
    'patch',
    SHARD_MAP_RESOURCE,
    SHARD_MAP,
    '--type=merge',
    '-p',
    '{"metadata":{"finalizers":null}}',
  ]);
}

async function remove(cluster: Kubectl, objects: readonly KubeObject[], signal: AbortSignal): Promise<void> {
  const input = JSON.stringify({ apiVersion: 'v1', kind: 'List', items: objects });
  const args = ['delete', '--ignore-not-found', '--cascade=foreground', '--timeout=9m', '-f', '-'];
  const { code, errors } = await cluster.attempt(args, { input, timeoutMs: LIMIT_MS, everywhere: true });
  // A kind that the cluster does not know has no objects.
  const lines = errors
    .split('\n')
    .filter((line) => line !== '' && !/no matches for kind|^Warning|ensure CRDs/.test(line));
  if (code === null) signal.throwIfAborted(); // a terminal's Ctrl-C is kubectl's, too
  if (code !== 0 && lines.length > 0) throw new Fault(`something is left: ${lines.at(-1)}`);
}
