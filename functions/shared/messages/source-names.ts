/**
 * Under which name a shard sends its messages. Functions of the release before know the former name alone, and while a new release is rolled out,
 * or back, messages reach them, too. So a shard that they have set up goes on with that name for some days; both are taken by now for the same.
 */
import { log } from '../log.ts';
import type { Shard } from '../mysql/databases.ts';
import { errnoOf } from '../mysql/errors.ts';
import { rows } from '../mysql/statements.ts';
import { SingleFlight } from '../single-flight.ts';
import { formerSourceOf, sourceOf } from './proof.ts';

/** The first migrations of the release with the other name, of both kinds of shards that send: they say when it came. */
const CAME_WITH = ['0009_when_orders_changed.ts', '0004_when_changed.ts'];
/** So long after a release has come, the one before may come back. */
const FORMER_DAYS = 7;
const KNOWN_MS = 3_600_000;
/** Nobody may read the table, or there is none: then nobody says that this shard is older. */
const NOT_TO_BE_READ: ReadonlySet<number | undefined> = new Set([1142, 1143, 1146]);

/** The names of the shards that a process sends for. */
export class SourceNames {
  readonly #known = new Map<string, { source: string; readAt: number }>();
  readonly #reads = new SingleFlight<string>();

  /** @throws as `rows`: when the shard cannot say, its messages wait for it */
  async of(shard: Shard): Promise<string> {
    const known = this.#known.get(shard.name);
    if (known && performance.now() - known.readAt < KNOWN_MS) return known.source;
    return this.#reads.join(
      shard.name,
      () => readSource(shard),
      (source) => this.#known.set(shard.name, { source, readAt: performance.now() }),
    );
  }
}

/** The migrations of a database that was made by one release were run at once. */
async function readSource({ name, pool }: Shard): Promise<string> {
  try {
    const [came] = await rows<{ name: string }>(
      pool,
      `SELECT latest.name FROM migrations latest
       WHERE latest.name IN (?, ?) AND latest.migration_time > NOW() - INTERVAL ${FORMER_DAYS} DAY
       AND EXISTS (SELECT 1 FROM migrations earlier WHERE earlier.batch < latest.batch)`,
      CAME_WITH,
    );
    return came ? formerSourceOf(name) : sourceOf(name);
  } catch (error) {
    if (!NOT_TO_BE_READ.has(errnoOf(error) ?? errnoOf((error as Error).cause))) throw error;
    log.warn({ err: error, shard: name }, 'whether this shard was set up by a release before is not known');
    return sourceOf(name);
  }
}
