/** The shard map of a cluster: the one object of its kind, which the function shard-map has everything follow. */
import { capabilities } from '../../../functions/capabilities.ts';
import { mapsIn, specOf } from '../../../functions/shared/sharding/shard-map-resource.ts';
import { parseShardMap, shardMapText } from '../../../functions/shared/slots.ts';
import { Fault } from '../../cli/fault.ts';
import { whyUnready } from '../cluster/conditions.ts';
import { findShardMap } from '../cluster/deploy/live-shard-map.ts';
import { podsOfFormer } from '../cluster/deploy/former-triggers.ts';
import type { Kubectl, KubeObject } from '../cluster/kubectl.ts';
import { pause } from '../cluster/pause.ts';
import { mapFollowers } from '../../manifests/render/map-needs.ts';
import { databaseIn, type MapHome } from './map-homes.ts';

const PAUSE_MS = 2_000;
/** What is still waited for is said so often. */
const SAY_MS = 15_000;

interface Waiting {
  timeoutMs: number;
  say: (line: string) => void;
  signal: AbortSignal;
  pauseMs?: number;
}

/** The map that the cluster has. To write it is to wait until everything goes by it. */
export function homeInCluster(
  cluster: Kubectl,
  env: Readonly<Record<string, string | undefined>>,
  waiting: Waiting,
): MapHome {
  const maps = async () => mapsIn((await findMap(cluster)).spec);
  /** As this run has read or written it last: a run that waited may have been overtaken by another one, or by --abort. */
  let known: string | undefined;
  return {
    read: async () => {
      const { events } = await maps();
      known = shardMapText(events.shards);
      return events;
    },
    write: async (text) => {
      const live = await findMap(cluster);
      requireKnown(live, known);
      const spec = specOf({ users: mapsIn(live.spec).users, events: parseShardMap(text) });
      // With the version that was read: somebody who has changed it meanwhile is not overruled.
      await cluster.text(['replace', '-f', '-'], { input: JSON.stringify({ ...live, spec }) });
      known = shardMapText(parseShardMap(text).shards);
      await untilFollowed(cluster, known, waiting);
      return true;
    },
    others: async () => ['catalog', ...(await maps()).users.shards.map(({ name }) => name)],
    requireRoomFor: (shard) => requireSecretsOf(cluster, shard),
    requireAllFollow: () => requireFree(cluster),
    database: (shard) => databaseIn(env, shard),
  };
}

/** @throws Fault when the map is not what this run goes by any more */
function requireKnown(live: KubeObject, known: string | undefined): void {
  if (known === undefined || shardMapText(mapsIn(live.spec).events.shards) === known) return;
  throw new Fault('somebody else has changed the map meanwhile: npm run reshard -- --status says what it is now');
}

/** Pods of a shard read them: without, its Services would never be ready, and the map waits for that. @throws Fault that names what is missing */
async function requireSecretsOf(cluster: Kubectl, shard: string): Promise<void> {
  const there = new Set((await cluster.list('secrets')).map(({ metadata }) => metadata.name));
  const missing = [`mysql-${shard}`, `events-${shard}`].filter((name) => !there.has(name));
  if (missing.length > 0)
    throw new Fault(
      `there is no shard ${shard}, and ${cluster.place.namespace} has no Secret ${missing.join(', ')} for one: OPERATIONS.md, "Moving slots", says what a new shard needs`,
    );
}

/** A Service whose traffic is led to a revision by name gets one of another map, and nobody is led there. @throws Fault that names them */
async function requireFree(cluster: Kubectl): Promise<void> {
  const bound = boundServices(await cluster.list('services.serving.knative.dev'));
  if (bound.length === 0) return;
  const more = bound.length > MOST_NAMED ? `, and ${bound.length - MOST_NAMED} more` : '';
  throw new Fault(
    `${bound.slice(0, MOST_NAMED).join(', ')}${more}: by name, as a deployment that was taken back leaves it, so it could not go by another map. The map was not touched; npm run deploy leads all traffic to the newest revision, then type this again`,
  );
}

const MOST_NAMED = 3;

/** Of what goes by the map: a line each. Pure. */
export function boundServices(services: readonly KubeObject[]): string[] {
  const fns = mapFollowers(capabilities).map(({ name }) => name);
  return services.flatMap(({ metadata: { name }, spec }) => {
    if (!fns.some((fn) => name === fn || name.startsWith(`${fn}-`))) return [];
    const shares = (spec?.['traffic'] ?? []) as { revisionName?: string; percent?: number }[];
    const share = shares.find(({ revisionName, percent = 0 }) => revisionName && percent > 0);
    return share ? [`${share.percent} % of ${name}'s traffic is led to ${share.revisionName}`] : [];
  });
}

async function findMap(cluster: Kubectl): Promise<KubeObject> {
  const found = await findShardMap(cluster);
  if (!found) throw new Fault(`${cluster.place.namespace} has no ShardMap: npm run deploy makes it`);
  return found;
}

/** Everything goes by the map, and no pod that goes by another one runs any more. @throws Fault that names what does not */
async function untilFollowed(
  cluster: Kubectl,
  known: string,
  { timeoutMs, say, signal, pauseMs = PAUSE_MS }: Waiting,
): Promise<void> {
  const begun = performance.now();
  let saidAt = begun;
  for (;;) {
    const map = await findMap(cluster);
    requireKnown(map, known);
    const why = await whyNotFollowed(cluster, map);
    if (why === undefined) return;
    const now = performance.now();
    if (now - begun > timeoutMs)
      throw new Fault(
        `not everything goes by the map after ${Math.round(timeoutMs / 1_000)} s: ${why}. Go on with npm run reshard`,
      );
    if (now - saidAt > SAY_MS) {
      saidAt = now;
      say(`  still waiting: ${why}`);
    }
    await pause(pauseMs, signal);
  }
}

async function whyNotFollowed(cluster: Kubectl, map: KubeObject): Promise<string | undefined> {
  const why = whyUnready(map);
  if (why !== undefined) return why;
  const pods = await cluster.list('pods', ['-l', 'serving.knative.dev/revision']);
  const [former] = podsOfFormer(pods, await cluster.list('services.serving.knative.dev'));
  return former === undefined ? undefined : `${former}, of a former revision, still runs`;
}
