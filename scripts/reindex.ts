/** npm run reindex: makes the browse index and the order records what the events shards say; `--help` says everything. */
import { openPool, type Pool } from '../functions/shared/mysql/pool.ts';
import { reasonOf } from './system/databases/database-error.ts';
import { mysqlOptions } from './servers/trust.ts';
import { readShardMaps } from './platform/spec/shards.ts';
import { findTargets, type Target } from './system/databases/targets.ts';
import { textOf } from './operate/reindex/mark.ts';
import { HELP, type Options, readOptions } from './operate/reindex/options.ts';
import { type Outcome, run, Unfinished } from './operate/reindex/run.ts';
import type { Databases } from './operate/reindex/databases.ts';
import { Fault } from './cli/fault.ts';

const CONNECTIONS = 4;
const DIFFERS = 2;

/** Somebody wants it to end. */
class Stopped extends Error {}

const ending = new AbortController();
for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, () => ending.abort(new Stopped('ended')));

try {
  const options = readOptions(process.argv.slice(2));
  if (options) await reindex(options);
  else console.log(HELP);
} catch (error) {
  console.error(error instanceof Fault ? error.message : error);
  process.exitCode = 1;
}

async function reindex({ dryRun, dataDir, after }: Options): Promise<void> {
  const targets = await findTargets({ dataDir, as: 'functions', env: process.env });
  if (after && !targets.some(({ name }) => name === after.shard)) throw new Fault(`no shard is named ${after.shard}`);
  const pools = new Map(targets.map(({ name, url }) => [name, openPool(mysqlOptions(url), CONNECTIONS)]));
  try {
    const databases = await databasesOf(targets, pools);
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

async function databasesOf(targets: readonly Target[], pools: ReadonlyMap<string, Pool>): Promise<Databases> {
  const ofKind = (wanted: Target['kind']): [string, Pool][] =>
    targets.flatMap(({ name, kind }) => {
      const pool = pools.get(name);
      return kind === wanted && pool ? [[name, pool]] : [];
    });
  const [[, catalog] = []] = ofKind('catalog');
  if (!catalog) throw new Fault('there is no catalog');
  return { events: new Map(ofKind('events')), users: new Map(ofKind('users')), catalog, maps: await readShardMaps() };
}

function report({ lookedAt, differed, left }: Outcome, dryRun: boolean): void {
  if (dryRun) console.log(differed > 0 ? `${differed} of ${lookedAt} differ` : `all ${lookedAt} are right`);
  else console.log(`${lookedAt} looked at, ${differed} set right`);
  for (const what of left) console.error(`${what}: was changed by somebody all the time; run it again`);
  if (dryRun && differed > 0) process.exitCode = DIFFERS;
  if (left.length > 0) process.exitCode = 1;
}
