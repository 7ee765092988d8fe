/** A tick of warm: what is about to be sold, which revisions are to stand by for it, and one request to each that was not there. */
import type { Databases } from '../shared/mysql/databases.ts';
import { log } from '../shared/log.ts';
import { latestOnSale } from './store.ts';
import type { Revisions } from './revisions.ts';
import { changesFor, type RevisionChange, type WantedPods } from './revision-plan.ts';

/** What a tick works with. */
export interface Warming {
  databases: Databases;
  revisions: Revisions;
  /** A function, and whether it has a Service for each shard. */
  warmed: readonly { name: string; isSharded: boolean }[];
  beforeMs: number;
  afterMs: number;
  pods: number;
  /** Asks a function of a shard whether it can do its work. */
  greet: (name: string, shard: string | undefined) => Promise<void>;
}

/** Another tick may have changed a revision in between; then all is looked at again. */
const MOST_TRIES = 3;

/** @throws KubernetesFault when revisions cannot be seen or changed: the next tick does all of it */
export async function warmUp(warming: Warming, now = new Date()): Promise<void> {
  const wanted = await wantedServices(warming, now);
  const begun = new Set<string>();
  for (let tries = 1; ; tries += 1) {
    const changes = changesFor(await warming.revisions.list(), wanted, warming.pods, now);
    const left = await apply(warming.revisions, changes, begun);
    if (left === 0) break;
    if (tries === MOST_TRIES) throw new Error(`${left} revisions are changed by somebody else all the time`);
    await new Promise((resolve) => setTimeout(resolve, 50 + Math.random() * 100));
  }
  await greetAll(warming, begun);
}

/** Until when each Service is to be warm, if it is. A shard that does not answer says nothing of its own. */
async function wantedServices({ databases, warmed, beforeMs, afterMs }: Warming, now: Date): Promise<WantedPods> {
  const from = new Date(now.getTime() - afterMs);
  const until = new Date(now.getTime() + beforeMs);
  const wanted = new Map<string, Date | undefined>();
  let latest: Date | undefined;
  let isWhole = true;
  const asked = databases.all().map(async ({ name, pool }) => {
    try {
      return { name, onSaleAt: await latestOnSale(pool, from, until) };
    } catch (error) {
      log.warn({ err: error, shard: name }, 'its sales are not known now');
      return { name };
    }
  });
  for (const shard of await Promise.all(asked)) {
    const isKnown = 'onSaleAt' in shard;
    isWhole &&= isKnown;
    const end = shard.onSaleAt && new Date(shard.onSaleAt.getTime() + afterMs);
    if (end && (latest === undefined || end > latest)) latest = end;
    if (isKnown && !end) continue;
    for (const { name, isSharded } of warmed) if (isSharded) wanted.set(serviceOf(name, shard.name), end);
  }
  if (latest || !isWhole) for (const { name, isSharded } of warmed) if (!isSharded) wanted.set(name, latest);
  return wanted;
}

const serviceOf = (name: string, shard: string | undefined): string =>
  shard === undefined ? name : `${name}-${shard}`;

/** @returns how many were changed by somebody else since they were seen */
async function apply(revisions: Revisions, changes: readonly RevisionChange[], begun: Set<string>): Promise<number> {
  let left = 0;
  for (const change of changes) {
    const read = await revisions.read(change.revision.name);
    if (!read) continue;
    // One that cannot run would only be started again and again.
    if (change.does === 'warm' && !read.isReady) continue;
    const isAsSeen = JSON.stringify(read.annotations) === JSON.stringify(change.revision.annotations);
    if (!isAsSeen || !(await revisions.annotate(read, change.annotations))) {
      left += 1;
      continue;
    }
    log.info({ revision: read.name, does: change.does, annotations: change.annotations }, 'pods that stand by');
    if (change.does === 'warm') begun.add(read.service);
  }
  return left;
}

/** Opens its connections, and tells whether it has come up; that the autoscaler starts its pods depends on nothing of it. */
async function greetAll({ warmed, databases, greet }: Warming, begun: ReadonlySet<string>): Promise<void> {
  const shards = databases.all().map(({ name }) => name);
  const asked = warmed.flatMap(({ name, isSharded }) =>
    (isSharded ? shards : [undefined])
      .filter((shard) => begun.has(serviceOf(name, shard)))
      .map(async (shard) => {
        await greet(name, shard).catch((error: unknown) => {
          log.warn({ err: error, service: serviceOf(name, shard) }, 'does not answer yet');
        });
      }),
  );
  await Promise.all(asked);
}
