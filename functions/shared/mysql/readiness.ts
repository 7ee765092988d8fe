/**
 * Whether a function can do its work: its databases let it in. One that is away is an outage, in which a function is still of
 * use: it says so at once, and serves what needs no database. One that refuses for good (no such account, database or host) is
 * a mistake in the deployment, and its revision must not take the place of one that works.
 */
import { log } from '../log.ts';
import type { Dependency } from '../telemetry/dependency.ts';
import { absenceOf, type Pool, refusalOf } from './pool.ts';
import { isDistrust } from '../tls.ts';

/** Probes come every few milliseconds while a process starts. */
const ASKED_AGAIN_MS = 1_000;

/** Ready when connections can be opened to some databases, or could be if these were not away. */
export function whenOpenable(pools: () => readonly Pool[]): Dependency['letsIn'] {
  let asked: { at: number; isReady: Promise<boolean> } | undefined;
  let ready = false;
  return async () => {
    if (ready) return true;
    if (!asked || performance.now() - asked.at > ASKED_AGAIN_MS)
      asked = { at: performance.now(), isReady: areOpenable(pools()) };
    return (ready = await asked.isReady);
  };
}

async function areOpenable(pools: readonly Pool[]): Promise<boolean> {
  const refusals = (await Promise.all(pools.map(refusalOf))).filter((refusal) => refusal !== undefined);
  for (const refusal of refusals)
    log.error(
      { err: refusal },
      isDistrust((refusal as Error).cause)
        ? 'not ready: a database is not who CA_FILE (or MYSQL_CA_FILE) and its URL say, or speaks no TLS'
        : 'not ready: a database refuses this function',
    );
  return refusals.length === 0;
}

/** One database as what a function needs. */
export function oneDatabase(name: string, pool: Pool): Dependency {
  return { letsIn: whenOpenable(() => [pool]), away: () => awayOf([{ name, pool }]) };
}

/** Which databases do not answer now, by their names. */
export async function awayOf(databases: readonly { name: string; pool: Pool }[]): Promise<string[]> {
  const found = await Promise.all(
    databases.map(async ({ name, pool }) => {
      const why = await absenceOf(pool);
      return why === undefined ? [] : [`${name} (${why})`];
    }),
  );
  return found.flat();
}
