/** One run: every database is opened, everything is compared, and what it comes to is said. */
import { SOMETHING_FOUND } from '../../cli/main.ts';
import { openPool, type Pool } from '../../../functions/shared/mysql/pool.ts';
import { reasonOf } from '../../system/databases/database-error.ts';
import { readRunning } from '../../servers/running.ts';
import { mysqlOptions } from '../../servers/server-trust.ts';
import { readShardMaps } from '../../platform/spec/shards.ts';
import { findTargets, type Target } from '../../system/databases/database-targets.ts';
import { textOf } from './mark.ts';
import type { Options } from './options.ts';
import { becameOf, type ReindexOutcome, run, Unfinished } from './compare.ts';
import type { ReindexDatabases } from './reindex-databases.ts';
import { Fault } from '../../cli/fault.ts';

const CONNECTIONS = 4;

/** Somebody wants it to end. */
class Stopped extends Error {}

/**
 * Compares everything, and sets right what differs. SIGINT or SIGTERM ends it at a mark that it can go on from.
 * @throws Fault that names that mark when it could not finish
 */
export async function reindex({ dryRun, dataDir, after }: Options): Promise<void> {
  const ending = new AbortController();
  for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, () => ending.abort(new Stopped('ended')));
  const targets = await findTargets({ dataDir, as: 'functions', env: process.env });
  if (after && !targets.some(({ name }) => name === after.shard)) throw new Fault(`no shard is named ${after.shard}`);
  const pools = new Map(targets.map(({ name, url }) => [name, openPool(mysqlOptions(url), CONNECTIONS)]));
  try {
    const databases = await databasesOf(targets, pools, dataDir);
    report(await run(databases, { dryRun, after, signal: ending.signal, say: (line) => console.log(line) }), dryRun);
  } catch (error) {
    if (!(error instanceof Unfinished)) throw error;
    const { mark, cause } = error;
    const reason =
      cause instanceof Stopped ? 'ended' : `shard ${mark.shard} and those it is compared with: ${reasonOf(cause)}`;
    throw new Fault(`${reason}; go on with: npm run reindex -- --after ${textOf(mark)}`, { cause: error });
  } finally {
    await Promise.allSettled([...pools.values()].map((pool) => pool.end()));
  }
}

async function databasesOf(
  targets: readonly Target[],
  pools: ReadonlyMap<string, Pool>,
  dataDir: string,
): Promise<ReindexDatabases> {
  const ofKind = (wanted: Target['kind']): [string, Pool][] =>
    targets.flatMap(({ name, kind }) => {
      const pool = pools.get(name);
      return kind === wanted && pool ? [[name, pool]] : [];
    });
  const [[, catalog] = []] = ofKind('catalog');
  if (!catalog) throw new Fault('there is no catalog');
  const maps = await readShardMaps((await readRunning(dataDir))?.eventsMap);
  if (maps.events.shards.some(({ ranges }) => ranges.some(({ movingTo }) => movingTo !== undefined)))
    throw new Fault('slots are on their way to another shard: npm run reshard -- --status');
  return { events: new Map(ofKind('events')), users: new Map(ofKind('users')), catalog, maps };
}

function report({ lookedAt, differed, left }: ReindexOutcome, dryRun: boolean): void {
  if (dryRun) console.log(differed > 0 ? `${differed} of ${lookedAt} differ` : `all ${lookedAt} are right`);
  else console.log(`${lookedAt} looked at, ${becameOf(differed, left.length)}`);
  for (const what of left) console.error(`${what}: was changed by somebody all the time; run it again`);
  if (dryRun && differed > 0) process.exitCode = SOMETHING_FOUND;
  if (left.length > 0) process.exitCode = 1;
}
