/** Takes an overlay away, in the reverse order of a deployment. */
import { COPY_OF } from '../../../../functions/shared/sharding/content-name.ts';
import { SHARD_MAP } from '../../../../functions/shared/sharding/shard-map-resource.ts';
import { SOMETHING_FOUND } from '../../../cli/main.ts';
import { shortName } from '../conditions.ts';
import { forgetFormer } from '../deploy/back/former-state.ts';
import { findShardMap, SHARD_MAP_RESOURCE } from '../deploy/live-shard-map.ts';
import { phasesOf } from '../deploy/phases.ts';
import { renderOverlay } from '../deploy/render-overlay.ts';
import { dropTurn, inTurn } from '../deploy-turn.ts';
import { Kubectl, type KubeObject } from '../kubectl.ts';
import type { Options } from './options.ts';
import { remove, stillThere, whyLeft } from './remove.ts';

const say = (line: string): void => console.log(line);

/** @returns the exit code. @throws Fault that names what did not go */
export async function undeploy(options: Options, signal: AbortSignal): Promise<number> {
  const cluster = new Kubectl(options);
  const steps = stepsOf(await renderOverlay(cluster, options.overlay), options.all);
  const all = steps.flatMap(([, objects]) => objects);
  if (options.isDryRun) {
    const there = await stillThere(cluster, all);
    for (const object of there) console.log(`  ${shortName(object)}`);
    return there.length > 0 ? SOMETHING_FOUND : 0;
  }
  try {
    // Where there is no namespace there is nobody who could deploy to it.
    const isThere = (await cluster.find('namespace', options.namespace, { everywhere: true })) !== undefined;
    if (isThere)
      await inTurn(cluster, { say, signal }, (turn) => removeAll(turn.cluster, steps, { say, signal: turn.signal }));
    else await removeAll(cluster, steps, { say, signal });
  } catch (error) {
    await sayWhatIsLeft(cluster, all, options);
    throw error;
  }
  if (!options.all) await dropTurn(cluster);
  console.log('gone');
  return 0;
}

/** In which order what is rendered goes. */
function stepsOf(rendered: readonly KubeObject[], isAll: boolean): [string, KubeObject[]][] {
  const { functions, ways, identities, ...phases } = phasesOf(rendered);
  const ground = [...phases.ground, ...phases.edge];
  const namespaces = ground.filter(({ kind }) => kind === 'Namespace');
  const kinds = ground.filter(({ kind }) => kind === 'CustomResourceDefinition');
  const rest = ground.filter((object) => !namespaces.includes(object) && !kinds.includes(object)).toReversed();
  return [
    ['routes, deliveries and ticks', ways],
    ['functions', functions],
    // Not before them, for then they would be open to everybody; nor left, for those beside other namespaces' things are others' concern.
    ['who may speak to whom', identities],
    ['what they stood on', rest],
    ...(isAll ? [['namespaces, and the kinds of their own', [...namespaces, ...kinds]] as [string, KubeObject[]]] : []),
  ];
}

const MOST_SHOWN = 40;

/** Of one that has ended early. */
async function sayWhatIsLeft(cluster: Kubectl, all: readonly KubeObject[], options: Options): Promise<void> {
  const left = await stillThere(cluster, all).catch(() => undefined);
  if (left === undefined) return say('what still stands cannot be seen now');
  say(`still there: ${left.length} objects${left.length > MOST_SHOWN ? ', among them' : ''}`);
  for (const object of left.slice(0, MOST_SHOWN)) say(`  ${whyLeft(object)}`);
  const place = options.context === undefined ? '' : ` --context ${options.context}`;
  say(`to go on: npm run undeploy -- ${options.overlay} --yes${options.all ? ' --all' : ''}${place}`);
}

async function removeAll(
  cluster: Kubectl,
  steps: readonly [string, KubeObject[]][],
  removing: Parameters<typeof remove>[2],
): Promise<void> {
  await removeShardMap(cluster);
  for (const [index, [name, objects]] of steps.entries()) {
    removing.signal.throwIfAborted();
    console.log(`[${index + 1}/${steps.length}] ${name}: ${objects.length} objects`);
    await remove(cluster, objects, removing);
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
