/**
 * Whether a function can do its work: its databases let it in. One that is away is an outage, in which a function is still of
 * use: it says so at once, and serves what needs no database. One that refuses for good (no such account, database or host) is
 * a mistake in the deployment, and its revision must not take the place of one that works.
 */
import { log } from '../log.ts';
import { type Pool, refusalOf } from './pool.ts';
import { isDistrust } from '../tls.ts';

/** Answers a readiness probe. A process that was ready once stays so. */
export type Ready = () => Promise<boolean>;

/** Probes come every few milliseconds while a process starts. */
const ASKED_AGAIN_MS = 1_000;

/** Ready when connections can be opened to some databases, or could be if these were not away. */
export function whenOpenable(pools: () => readonly Pool[]): Ready {
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
