/**
 * What was there before a deployment: who had traffic, functions and edge as they were applied. It is kept in the cluster until the deployment has ended one
 * way or the other, so that what one has left behind that was killed is taken back by the next that fails, and not taken for what was good.
 */
import { isDeepStrictEqual } from 'node:util';
import { gunzipSync, gzipSync } from 'node:zlib';
import { SHARD_MAP } from '../../../../../functions/shared/sharding/shard-map-resource.ts';
import { Fault } from '../../../../cli/fault.ts';
import { isAuthor } from '../../authors.ts';
import type { Kubectl, KubeObject } from '../../kubectl.ts';
import type { ServingRevision } from './traffic.ts';

const KEPT = 'deployment-before';
/** An object of the API has a megabyte and a half at most. Packed, what is kept has some twenty kilobytes. */
const MOST_BYTES = 900_000;
/** What was there before that, somebody has looked after since. */
const GOOD_MS = 24 * 3_600_000;

export interface FormerState {
  standing: ServingRevision[];
  /** Those whose newest revision has run. */
  functions: KubeObject[];
  /** By which map routes were made, and functions know their slots; null: there was none. */
  map: unknown;
  /** What callers are let in by, and led to functions; undefined: there was no Gateway, so nobody was. */
  edge: KubeObject[] | undefined;
}

/**
 * What is there now, kept; or what a deployment has kept that did not end.
 * @param edge what is to be deployed of it, by name
 */
export async function keepFormer(
  cluster: Kubectl,
  { standing, edge, say }: { standing: ServingRevision[]; edge: readonly KubeObject[]; say: (line: string) => void },
): Promise<{ former: FormerState; isOfAnother: boolean }> {
  const kept = await cluster.find('configmap', KEPT);
  const keptFor = Date.now() - Date.parse(kept?.metadata.creationTimestamp ?? new Date().toISOString());
  const map = await mapOf(cluster);
  const keptState = kept && keptFor < GOOD_MS ? unpacked(kept) : undefined;
  if (kept && keptState && isDeepStrictEqual(keptState.map, map)) {
    say(
      `  a deployment did not end (begun ${kept.metadata.creationTimestamp ?? 'before'}): if this one fails, all goes back to what was before that`,
    );
    return { former: keptState, isOfAnother: true };
  }
  if (kept) await forgetFormer(cluster);
  const services = await cluster.list('services.serving.knative.dev');
  const live = await liveOf(cluster, edge);
  const isOpen = live.some(({ kind }) => kind === 'Gateway');
  const functions = services.filter(isRunning).map(asApplied);
  const former: FormerState = { standing, functions, map, edge: isOpen ? live : undefined };
  const text = gzipSync(JSON.stringify(former)).toString('base64');
  if (text.length > MOST_BYTES)
    throw new Fault(`what is there has ${text.length} bytes, too many to be kept for the way back`);
  const labels = { 'app.kubernetes.io/part-of': 'seatmesh' };
  const made: KubeObject = {
    apiVersion: 'v1',
    kind: 'ConfigMap',
    metadata: { name: KEPT, namespace: cluster.place.namespace, labels },
    binaryData: { former: text },
  };
  await cluster.apply([made]);
  return { former, isOfAnother: false };
}

export const isRunning = ({ status }: KubeObject): boolean =>
  status?.['latestCreatedRevisionName'] === status?.['latestReadyRevisionName'];

function unpacked(kept: KubeObject): FormerState {
  const { former = '' } = (kept['binaryData'] ?? {}) as { former?: string };
  return JSON.parse(gunzipSync(Buffer.from(former, 'base64')).toString()) as FormerState;
}

async function mapOf(cluster: Kubectl): Promise<unknown> {
  return (await cluster.find('shardmaps.seatmesh.dev', SHARD_MAP))?.spec ?? null;
}

/** Slots were moved since: what is led by the map of before goes astray. */
export async function hasMapMoved(cluster: Kubectl, { map }: FormerState): Promise<boolean> {
  return !isDeepStrictEqual(await mapOf(cluster), map);
}

/** Once it has ended. */
export async function forgetFormer(cluster: Kubectl): Promise<void> {
  await cluster.attempt(['delete', 'configmap', KEPT, '--ignore-not-found']);
}

/** Those of some objects that are there, as they were applied. */
export async function liveOf(cluster: Kubectl, objects: readonly KubeObject[]): Promise<KubeObject[]> {
  return (await cluster.there(objects)).map(asApplied);
}

/** Said by others than who applied it. */
const isOfOthers = (annotation: string): boolean =>
  annotation.startsWith('kubectl.kubernetes.io/') || isAuthor(annotation);

/** Without what the server and controllers have put in: so that it can be applied again. */
export function asApplied(object: KubeObject): KubeObject {
  const { metadata, ...rest } = object;
  delete rest.status;
  const { name, namespace, labels, annotations = {} } = metadata;
  const own = Object.entries(annotations).filter(([key]) => !isOfOthers(key));
  return {
    ...rest,
    metadata: {
      name,
      ...(namespace !== undefined && { namespace }),
      ...(labels && { labels }),
      ...(own.length > 0 && { annotations: Object.fromEntries(own) }),
    },
  };
}
