/** Takes an overlay away, in the reverse order of a deployment. */
import { COPY_OF } from '../../../../functions/shared/sharding/content-name.ts';
import { SOMETHING_FOUND } from '../../../cli/main.ts';
import { shortName } from '../conditions.ts';
import { DATABASE_WAY } from '../database-way.ts';
import { forgetFormer } from '../deploy/back/former-state.ts';
import { findShardMap } from '../deploy/live-shard-map.ts';
import { isFunction, phasesOf } from '../deploy/phases.ts';
import { renderOverlay } from '../deploy/render-overlay.ts';
import { dropTurn, inTurn } from '../deploy-turn.ts';
import { Kubectl, type KubeObject } from '../kubectl.ts';
import { FOR_A_WHILE } from '../node-pod.ts';
import type { Options } from './options.ts';
import { remove, type Removing, stillThere, whyLeft } from './remove.ts';
import { removeFunctions, untilCollected } from './remove-functions.ts';
import { releaseShardMap, removeShardMap, requireMapKept, withFollowers } from './standing-map.ts';

const say = (line: string): void => console.log(line);

/** @returns the exit code. @throws Fault that names what did not go */
export async function undeploy(options: Options, signal: AbortSignal): Promise<number> {
  const cluster = new Kubectl(options);
  const rendered = await renderOverlay(cluster, options.overlay);
  const map = await findShardMap(cluster);
  if (map && options.all && !options.forgetsMap) await requireMapKept(cluster, rendered, map);
  const steps = stepsOf(await withFollowers(cluster, rendered, map), options.all);
  const mapGoes = options.all || options.forgetsMap;
  const fate = map && (mapGoes ? 'goes' : 'stays');
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
      await inTurn(cluster, { say, signal }, (turn) =>
        removeInside(turn.cluster, steps, fate, { say, signal: turn.signal }),
      );
    else await removeInside(cluster, steps, fate, { say, signal });
    // The turn has ended, for its Lease goes with its namespace; into one that goes nobody else deploys.
    for (const [index, [name, objects]] of steps.entries())
      if (name === OUTSIDE) {
        sayStep(steps, index);
        await remove(cluster, objects, { say, signal });
      }
    if (!options.all) await untilCollected(cluster, all.filter(isFunction), { say, signal });
  } catch (error) {
    await sayWhatIsLeft(cluster, all, options);
    throw error;
  }
  if (!options.all) await dropTurn(cluster);
  if (fate === 'stays') say('the shard map stays: by it the next deployment finds every slot');
  console.log('gone');
  return 0;
}

const FUNCTIONS = 'functions';
const OUTSIDE = 'namespaces, and the kinds of their own';

/** In which order what is rendered goes. */
function stepsOf(rendered: readonly KubeObject[], isAll: boolean): [string, KubeObject[]][] {
  const { functions, ways, identities, ...phases } = phasesOf(rendered);
  const ground = [...phases.ground, ...phases.edge];
  const namespaces = ground.filter(({ kind }) => kind === 'Namespace');
  const kinds = ground.filter(({ kind }) => kind === 'CustomResourceDefinition');
  const rest = ground.filter((object) => !namespaces.includes(object) && !kinds.includes(object)).toReversed();
  return [
    ['routes, deliveries and ticks', ways],
    [FUNCTIONS, functions],
    // Not before them, for then they would be open to everybody; nor left, for those beside other namespaces' things are others' concern.
    ['who may speak to whom', identities],
    ['what they stood on', rest],
    ...(isAll ? [[OUTSIDE, [...namespaces, ...kinds]] as [string, KubeObject[]]] : []),
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
  say(
    `to go on: npm run undeploy -- ${options.overlay} --yes${options.all ? ' --all' : ''}${options.forgetsMap ? ' --forget-map' : ''}${place}`,
  );
}

function sayStep(steps: readonly [string, KubeObject[]][], index: number): void {
  const [name, objects] = steps[index]!;
  say(`[${index + 1}/${steps.length}] ${name}: ${objects.length} objects`);
}

/** What is in the namespace. @param fate what becomes of the shard map; undefined: there is none */
async function removeInside(
  cluster: Kubectl,
  steps: readonly [string, KubeObject[]][],
  fate: 'goes' | 'stays' | undefined,
  removing: Removing,
): Promise<void> {
  if (fate === 'goes') await removeShardMap(cluster);
  // It would bring back what follows from the map.
  if (fate === 'stays') await removeFunctions(cluster, steps.flatMap(followerIn), removing);
  for (const [index, [name, objects]] of steps.entries()) {
    if (name === OUTSIDE) continue;
    removing.signal.throwIfAborted();
    sayStep(steps, index);
    await (name === FUNCTIONS ? removeFunctions : remove)(cluster, objects, removing);
  }
  if (fate === 'stays') await releaseShardMap(cluster);
  await cluster.attempt(['delete', 'secrets,configmaps,jobs', '-l', COPY_OF, '--ignore-not-found']);
  await forgetFormer(cluster);
  await cluster.attempt(['delete', 'jobs', '-l', 'app.kubernetes.io/part-of=seatmesh', '--ignore-not-found']);
  // Of a run that was killed, with a way to databases; it would stay for hours.
  for (const label of [FOR_A_WHILE, DATABASE_WAY])
    await cluster.attempt(['delete', 'pods', '-l', label, '--ignore-not-found', '--wait=false']);
}

const followerIn = ([, objects]: [string, KubeObject[]]): KubeObject[] =>
  objects.filter((object) => isFunction(object) && object.metadata.name === 'shard-map');
