/** The way back: all to what was there before. What cannot be put back is said, and holds up nothing. */
import { isDeepStrictEqual } from 'node:util';
import { type Kubectl, type KubeObject, listOf } from '../../kubectl.ts';
import { pause } from '../../pause.ts';
import { withKeysOf } from './edge-keys.ts';
import { type FormerState, isRunning, liveOf } from './former-state.ts';
import { takenBack } from './traffic.ts';

const FUNCTIONS = 'services.serving.knative.dev';
const REVISIONS = 'revisions.serving.knative.dev';
/** In which order the edge goes back: whatever lets somebody in comes before what keeps somebody out. */
const ORDER = ['ConfigMap', 'Certificate', 'RequestAuthentication', 'Gateway', 'ReferenceGrant', 'HTTPRoute'];
/** Which may go when they are new. A Gateway that goes loses its address, and without keys to check them tokens are not looked at. */
const GOES = ['EnvoyFilter', 'AuthorizationPolicy', 'HTTPRoute', 'Telemetry', 'ReferenceGrant'];
const REVISION_MS = 60_000;
const LOOK_MS = 1_000;

type Say = (line: string) => void;

/** Traffic first, for that is what callers wait for. @returns whether all is as it was */
export async function putBackTraffic(cluster: Kubectl, { standing }: FormerState, say: Say): Promise<boolean> {
  const services = await cluster.list(FUNCTIONS).catch(() => []);
  let isAll = services.length > 0 || standing.length === 0;
  for (const { service, revision, patch } of takenBack(services, standing)) {
    const args = ['patch', FUNCTIONS, service, '--type=merge', '--field-manager=seatmesh'];
    const { code, errors } = await cluster.persist([...args, '-p', JSON.stringify(patch)]);
    say(code === 0 ? `  ${service}: back to ${revision}` : `  ${service}: NOT back to ${revision}: ${errors.trim()}`);
    isAll &&= code === 0;
  }
  return isAll;
}

/**
 * What callers are let in by, and led to functions. Where there was no Gateway it stays: its address is wanted.
 * @param edge what the deployment has brought, or would have
 * @param dropKey a public key that has leaked; others stay, for tokens of them are good
 */
export async function putBackEdge(
  cluster: Kubectl,
  { edge: former }: FormerState,
  { edge, dropKey, say }: { edge: readonly KubeObject[]; dropKey: string | undefined; say: Say },
): Promise<boolean> {
  if (!former) return true;
  try {
    const live = await liveOf(cluster, [...edge, ...former]);
    const now = new Map(live.map((object) => [placeOf(object), object]));
    const wanted = withKeysOf(former, live, dropKey);
    const changed = wanted.filter((object) => !isDeepStrictEqual(now.get(placeOf(object)), object));
    await cluster.apply(changed.toSorted((a, b) => rank(ORDER, a) - rank(ORDER, b)));
    const before = new Set(former.map(placeOf));
    const news = [...now.values()].filter((object) => !before.has(placeOf(object)) && GOES.includes(object.kind));
    if (news.length > 0) {
      const items = news.toSorted((a, b) => rank(GOES, a) - rank(GOES, b));
      const input = listOf(items);
      await cluster.text(['delete', '--ignore-not-found', '-f', '-'], { input, everywhere: true });
    }
    if (changed.length + news.length > 0)
      say(`  edge: ${changed.length} objects as before, ${news.length} new ones gone`);
    return true;
  } catch (error) {
    say(`  edge: NOT as before: ${(error as Error).message}`);
    return false;
  }
}

const placeOf = ({ kind, metadata }: KubeObject): string => `${kind}/${metadata.namespace}/${metadata.name}`;

function rank(kinds: readonly string[], { kind }: KubeObject): number {
  const place = kinds.indexOf(kind);
  return place === -1 ? kinds.length : place;
}

/**
 * Functions as they were applied, with traffic where it is now: else whoever gives the newest revision traffic, by hand or with `kubectl apply`, rolls out what has
 * failed. And of revisions that never were ready nothing is left: Knative makes one anew for as long as its Service describes it (one for each version of
 * the template), and begins its pods again and again. So both go, in this order.
 */
export async function putBackFunctions(cluster: Kubectl, former: FormerState, say: Say): Promise<boolean> {
  try {
    const services = await cluster.list(FUNCTIONS);
    const before = new Map(former.functions.map((one) => [one.metadata.name, one]));
    const stood = new Map(former.standing.map(({ service, revision }) => [service, revision]));
    const changed = services.filter(({ metadata, spec }) => {
      const one = before.get(metadata.name);
      return one && stood.has(metadata.name) && !isDeepStrictEqual(one.spec?.['template'], spec?.['template']);
    });
    const traffic = (name: string): unknown =>
      services.find(({ metadata }) => metadata.name === name)?.spec?.['traffic'];
    await cluster.apply(
      changed.map(({ metadata: { name } }) => {
        const one = before.get(name)!;
        return { ...one, spec: { ...one.spec, traffic: traffic(name) } };
      }),
    );
    const failed = changed
      .filter((one) => !isRunning(one))
      .map(({ metadata, status }) => ({
        service: metadata.name,
        revision: String(status?.['latestCreatedRevisionName']),
      }));
    return await dropFailed(cluster, failed, say);
  } catch (error) {
    say(`  functions: NOT described as before: ${(error as Error).message}`);
    return false;
  }
}

interface FailedRevision {
  service: string;
  revision: string;
}

/** Each as soon as its Service has a newer one, and where it has no traffic. */
async function dropFailed(cluster: Kubectl, failed: readonly FailedRevision[], say: Say): Promise<boolean> {
  const giveUpAt = performance.now() + REVISION_MS;
  let left = failed;
  while (left.length > 0) {
    const services = new Map((await cluster.list(FUNCTIONS)).map((one) => [one.metadata.name, one]));
    const mayGo = left.filter(({ service, revision }) => isLeft(services.get(service), revision));
    if (mayGo.length > 0) {
      const names = mayGo.map(({ revision }) => revision);
      await cluster.text(['delete', REVISIONS, ...names, '--ignore-not-found', '--wait=false']);
      say(`  gone: ${names.join(', ')}, which never ran`);
    }
    left = left.filter((one) => !mayGo.includes(one));
    if (left.length === 0 || performance.now() > giveUpAt) break;
    await pause(LOOK_MS);
  }
  for (const { revision } of left)
    say(`  still there: ${revision} (kubectl -n ${cluster.place.namespace} delete revision ${revision})`);
  return left.length === 0;
}

function isLeft(service: KubeObject | undefined, revision: string): boolean {
  if (!service) return false;
  const { latestCreatedRevisionName, traffic = [] } = (service.status ?? {}) as {
    latestCreatedRevisionName?: string;
    traffic?: { revisionName?: string; percent?: number }[];
  };
  return (
    latestCreatedRevisionName !== revision &&
    !traffic.some(({ revisionName, percent = 0 }) => revisionName === revision && percent > 0)
  );
}
