/** Deploys an overlay, step by step. */
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { parse } from 'yaml';
import { COPY_OF } from '../../../../functions/shared/sharding/content-name.ts';
import { plural } from '../../../../functions/shared/plural.ts';
import { shardNamesIn } from '../../../../functions/shared/sharding/shard-map-resource.ts';
import type { ShardMaps } from '../../../../functions/shared/sharding/slot-routes.ts';
import { Fault } from '../../../cli/fault.ts';
import { readShardMaps } from '../../../platform/spec/shards.ts';
import { closedToOthers } from '../closed-to-others.ts';
import { type HeldTurn, inTurn, TurnLost } from '../deploy-turn.ts';
import { findEdge, requireOutsideName } from '../edge-client.ts';
import { Kubectl, type KubeObject } from '../kubectl.ts';
import { requireKeysInUse } from '../signing-keys.ts';
import { bake, smokeTest } from '../smoke-test.ts';
import { askWithin } from './ask-within.ts';
import { withKeysOf } from './back/edge-keys.ts';
import { type FormerState, forgetFormer, hasMapMoved, keepFormer } from './back/former-state.ts';
import { putBackEdge, putBackFunctions, putBackTraffic } from './back/put-back.ts';
import { changedNames } from './findings/changed-names.ts';
import { contentsFor, missingLine, proofOfTicks } from './read-contents.ts';
import { showDifference } from './show-difference.ts';
import { findShardMap, keepShardMap, mapsOfDeployment, objectsInMap } from './live-shard-map.ts';
import { runMigrations } from './migrate-in-cluster.ts';
import { MIGRATE, migrationJob } from './migration-job.ts';
import type { OverlayFinding } from './findings/overlay-finding.ts';
import { overlayFindings } from './findings/overlay-findings.ts';
import { unlessLoaded } from './loaded-images.ts';
import { readBy, surplusCopies, withNamedContents } from './named-contents.ts';
import type { Options } from './options.ts';
import { type DeployPhases, type DigestOf, imageOf, isBroker, phasesOf, withProof } from './phases.ts';
import { renderOverlay } from './render-overlay.ts';
import { movedFrom, type ServingRevision, standingOf, withTraffic } from './back/traffic.ts';
import { dropFormerTriggers } from './former-triggers.ts';
import { networkStepsOf, withPolicies } from './network-rules.ts';
import { applyIdentities, dropIdentities, newIdentitiesOf } from './identities.ts';
import { untilReady } from './waiting-for.ts';
import { letSleep } from './woken-revisions.ts';

const FUNCTIONS = 'services.serving.knative.dev';
/** Of a hundred requests to one function, as many may fail before traffic goes back. */
const MOST_FAILED_PERCENT = 1;

/** @returns the exit code; @throws Fault that says which step failed, and why */
export async function deploy(options: Options, signal: AbortSignal): Promise<number> {
  const cluster = new Kubectl(options);
  const rendered = await renderOverlay(cluster, options.overlay);
  await requireUsable(cluster, rendered, options.newHost);
  await requireKeysInUse(cluster, rendered, options.dropKey);
  const { objects, map, maps } = await inLiveMap(cluster, rendered);
  const phases = phasesOf(objects);
  if (phases.functions.length === 0)
    throw new Fault(`${options.overlay} has no functions: is it an overlay of this project?`);
  if (options.isDryRun) return showDifference(cluster, objects);
  if (options.smokeTests) await requireOutsideName(cluster, options.edge);
  if (!(await cluster.find('namespace', options.namespace, { everywhere: true })))
    await cluster.apply(phases.ground.filter(({ kind }) => kind === 'Namespace'));
  return inTurn(cluster, { say, signal }, async (turn) => {
    const standing = standingOf(await turn.cluster.list(FUNCTIONS));
    const all = { objects, map, maps, standing, ...phases };
    return deployAll(options, all, turn).catch((error: unknown) => sayWhatStands(cluster, standing, error));
  });
}

/** What is deployed: by which map, in which order, and in place of what. */
type Deployed = DeployPhases & Awaited<ReturnType<typeof inLiveMap>> & { standing: ServingRevision[] };

async function deployAll(
  options: Options,
  { objects, map, maps, standing, ground, edge, functions, ways, identities }: Deployed,
  { cluster, signal, confirm }: HeldTurn,
): Promise<number> {
  const waiting = { timeoutMs: options.timeoutMinutes * 60_000, say, signal };
  const newIdentities = await newIdentitiesOf(cluster, identities);
  const network = await networkStepsOf(cluster, ground, standing.length > 0);
  const routes = ways.filter(({ kind }) => kind === 'HTTPRoute');
  const { former, isOfAnother } = await keepFormer(cluster, { standing, edge: [...edge, ...routes], say });
  // Callers are let in as before until new revisions have proved themselves; where there was no edge, its address is what is waited for.
  const [edgeFirst, edgeLast] = former.edge
    ? [withKeysOf(former.edge, edge, options.dropKey).filter(isOfTokens), edge]
    : [edge, []];

  const named = await prepare(
    cluster,
    options,
    { objects, ground: [...withPolicies(ground, network.first), ...edgeFirst], functions, maps },
    waiting,
  ).catch(async (error: unknown) => {
    if (network.former.length > 0) await confirm();
    await cluster.apply(network.former);
    if (!isOfAnother) await forgetFormer(cluster);
    throw error;
  });
  try {
    say(`[3/5] functions: ${functions.length}`);
    // Whoever has traffic keeps it until the new ones are ready, and reach what they need.
    await cluster.apply([
      ...named.copies,
      ...withTraffic(named.objects, standing, options.smokeTests ? 0 : options.canaryPercent),
    ]);
    await untilReady(cluster, [...functions, ...ground.filter(isBroker)], waiting);
    if (options.smokeTests) {
      await letSleep(cluster);
      await askWithin(cluster, functions, standing, waiting);
      await cluster.apply(withTraffic(named.objects, standing, options.canaryPercent));
      await untilReady(cluster, functions, waiting);
    }
    say(`[4/5] edge, routes, deliveries and ticks: ${edgeLast.length + ways.length}`);
    await cluster.apply([...edgeLast, ...withProof(ways, named.ticks)]);
    await untilReady(cluster, [...edgeLast, ...ways], waiting);
    const isAllTraffic = options.canaryPercent === 100;
    if (isAllTraffic) await applyIdentities(cluster, identities, newIdentities, waiting);
    say(`[5/5] smoke test${options.smokeTests ? '' : ': left out'}`);
    if (options.smokeTests) await tryOut(cluster, options, signal);
    if (!isAllTraffic) {
      say('  all traffic to the new revisions');
      await cluster.apply(withTraffic(named.objects, standing, 100));
      await untilReady(cluster, functions, waiting);
      await applyIdentities(cluster, identities, newIdentities, waiting);
    }
    await cluster.apply(network.last);
  } catch (error) {
    await confirm();
    await putBack(cluster, former, { news: newIdentities, edge: [...edge, ...routes], dropKey: options.dropKey, say });
    await cluster.apply(network.former); // not before traffic: what has it keeps its ways
    signal.throwIfAborted(); // a terminal's Ctrl-C is kubectl's, too: what that says of it is not the reason
    throw error;
  }
  await forgetFormer(cluster);
  // Not before all traffic is where it belongs: whoever follows the map waits for that.
  if (maps) await untilReady(cluster, [await keepShardMap(cluster, map, maps)], waiting);
  await dropSurplus(cluster);
  await dropFormerTriggers(cluster, ways, waiting);
  say('deployed');
  return 0;
}

const isOfTokens = ({ kind }: KubeObject): boolean => kind === 'RequestAuthentication';

/** What functions stand on, and the databases. @returns functions with copies of what they read. @throws Fault */
async function prepare(
  cluster: Kubectl,
  options: Options,
  { objects, ground, functions, maps }: Pick<Deployed, 'objects' | 'ground' | 'functions' | 'maps'>,
  waiting: Parameters<typeof untilReady>[2],
): Promise<ReturnType<typeof withNamedContents> & { ticks: string }> {
  say(`[1/5] what functions stand on: ${ground.length} objects`);
  await cluster.apply(ground);
  await untilReady(
    cluster,
    ground.filter(({ kind }) => kind === 'ExternalSecret'),
    waiting,
  );
  const contents = await contentsFor(cluster, objects);
  const named = withNamedContents(functions, contents);
  if (named.missing.length > 0) throw new Fault(missingLine(named.missing, options.namespace));
  await untilReady(
    cluster,
    ground.filter((object) => !isBroker(object)),
    waiting,
  );
  say(`[2/5] databases${options.migrates ? '' : ': left as they are'}`);
  if (options.migrates) await migrate(cluster, options, { functions, ground, maps }, waiting);
  return { ...named, ticks: proofOfTicks(contents) };
}

const say = (line: string): void => console.log(line);

/** What an overlay sets is looked at before anything of it is applied. @throws Fault when some of it cannot be so */
async function requireUsable(
  cluster: Kubectl,
  objects: readonly KubeObject[],
  newHost: string | undefined,
): Promise<void> {
  const services = await cluster.list('services.serving.knative.dev', ['-A'], { everywhere: true });
  const others: OverlayFinding[] = closedToOthers(objects, services);
  const names = await changedNames(cluster, objects, newHost);
  const found = [...(await unlessLoaded(cluster, overlayFindings(objects))), ...names, ...others];
  for (const { what, mend, isBearable } of found) console.error(`${isBearable ? '·' : '!'} ${what}\n  ${mend}`);
  const wrong = found.filter(({ isBearable }) => !isBearable).length;
  if (wrong > 0) throw new Fault(`${plural(wrong, 'thing')} that the overlay sets cannot be so; nothing was applied`);
}

/** The overlay's objects under the map that the cluster has, for slots may have been moved since it was written. */
async function inLiveMap(cluster: Kubectl, rendered: readonly KubeObject[]) {
  const map = await findShardMap(cluster);
  const maps = mapsOfDeployment(rendered, map);
  return { objects: map && maps ? objectsInMap(rendered, maps) : rendered, map, maps };
}

async function migrate(
  cluster: Kubectl,
  { overlay, namespace }: Options,
  {
    functions,
    ground,
    maps,
  }: { functions: readonly KubeObject[]; ground: readonly KubeObject[]; maps: ShardMaps | undefined },
  waiting: Parameters<typeof runMigrations>[2],
): Promise<void> {
  const { images = [] } = (parse(
    await readFile(join(overlay, 'images/kustomization.yaml'), 'utf8').catch(() => 'images: []'),
  ) ?? {}) as { images?: DigestOf[] };
  const names = shardNamesIn(maps ?? (await readShardMaps()));
  const job = migrationJob({
    namespace,
    image: imageOf(MIGRATE, functions, images),
    shards: [...names.users, ...names.events, 'catalog'],
    secrets: new Set((await cluster.list('secrets')).map(({ metadata }) => metadata.name)),
    settings: ground.find(({ kind, metadata }) => kind === 'ConfigMap' && metadata.name === 'seatmesh')?.data ?? {},
  });
  await runMigrations(cluster, job, waiting);
}

/** @throws Fault with what went wrong */
async function tryOut(cluster: Kubectl, { edge, bakeSeconds }: Options, signal: AbortSignal): Promise<void> {
  const place = await findEdge(cluster, edge);
  const results = await smokeTest(
    place,
    ({ name, ms, wrong }) => say(wrong === undefined ? `  ok ${name} (${ms} ms)` : `  FAILED ${name}: ${wrong}`),
    signal,
  );
  const failed = results.filter(({ wrong }) => wrong !== undefined);
  if (failed.length > 0) throw new Fault(`smoke test: ${failed.length} of ${results.length} failed`);
  if (bakeSeconds === 0) return;
  say(`  requests for ${bakeSeconds} s`);
  const outcome = await bake(place, { seconds: bakeSeconds, mostFailedPercent: MOST_FAILED_PERCENT }, signal);
  say(`  ${outcome.asked} requests, ${outcome.failed} failed`);
  if (outcome.worst) {
    const { name, asked, failed: often, example } = outcome.worst;
    throw new Fault(`too many requests failed: ${often} of ${asked} for ${name}; one of them ${example}`);
  }
}

/** Traffic goes back first, and what describes functions last. What is not put back now is by the next deployment that fails. */
async function putBack(
  cluster: Kubectl,
  former: FormerState,
  { news, ...edge }: Parameters<typeof putBackEdge>[2] & { news: readonly KubeObject[] },
): Promise<void> {
  const hasTraffic = await putBackTraffic(cluster, former, say);
  await dropIdentities(cluster, news, say);
  // Routes and functions of another map than the one that slots are where they are by.
  if (await hasMapMoved(cluster, former))
    return say('  slots were moved meanwhile: edge and functions stay as they are');
  const hasEdge = await putBackEdge(cluster, former, edge);
  const hasFunctions = await putBackFunctions(cluster, former, say);
  if (hasTraffic && hasEdge && hasFunctions) await forgetFormer(cluster);
}

/** Of a deployment whose turn somebody else has now, who has to know where it left off. @throws what it ended with */
async function sayWhatStands(cluster: Kubectl, standing: readonly ServingRevision[], error: unknown): Promise<never> {
  if (!(error instanceof TurnLost)) throw error;
  const moved = movedFrom(await cluster.list(FUNCTIONS).catch(() => []), standing);
  say(`  nothing is changed any more, nor taken back; traffic is ${moved.length === 0 ? 'where it was' : 'at:'}`);
  for (const line of moved) say(`  ${line}`);
  throw error;
}

/** Copies of Secrets and settings that no revision names any more. */
async function dropSurplus(cluster: Kubectl): Promise<void> {
  const copies = await cluster.list('secrets,configmaps', ['-l', COPY_OF]);
  const readers = await cluster.list('services.serving.knative.dev,revisions.serving.knative.dev');
  if (readBy(readers).size === 0) return; // nothing is known of who reads them
  const surplus = surplusCopies(copies, readers);
  if (surplus.length === 0) return;
  await cluster.text(['delete', ...surplus.map(({ kind, metadata }) => `${kind.toLowerCase()}/${metadata.name}`)]);
  say(`  ${surplus.length} copies of former secrets and settings dropped`);
}
