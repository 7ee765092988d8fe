/**
 * When a look may show an event as it was before a change that was acknowledged. Redis is told of a change before it is answered, and says so to
 * whoever looks. Only if Redis was away from the process that made the change, or has lost the news since, does `event-detail` go by what it has read
 * itself: for five seconds (`seat-views.ts`), and for longer only while MySQL cannot be asked.
 */
import type { Evidence } from '../evidence/evidence.ts';
import { isQuiet } from './quiet-invariant.ts';

/** What was read of an event is gone by for so long. */
const REMEMBERED_MS = 5_000;
/** Processes have connected to a server again so long after it is back: they try every two seconds at the latest, and a busy machine takes its time. */
const BACK_MS = 4_000;
/** With a change that took longer, Redis may not have answered in time whoever told it: a process that has just begun waits so long for it, and no longer. */
const TOLD_WITHIN_MS = 500;

const ON_REDIS = /\bredis\b(?!')/i;
const ON_MYSQL = /\bmysql\b/i;

interface Time {
  from: number;
  to: number;
}

/** Tells whether a look may not have seen a change that was acknowledged before. */
export function maybeUnseen(evidence: Evidence): (change: Time, look: Time) => boolean {
  const spans = (kinds: RegExp): Time[] =>
    evidence.faults.filter(({ kind }) => kinds.test(kind)).map(({ from, to }) => ({ from, to: to + BACK_MS }));
  const [redis, mysql] = [spans(ON_REDIS), spans(ON_MYSQL)];
  return (change, look) => {
    if (isQuiet(evidence, look)) return false;
    const isTold =
      change.to - change.from < TOLD_WITHIN_MS && !redis.some(({ from, to }) => to >= change.from && from <= look.to);
    return !isTold && change.to > readSince(look, mysql);
  };
}

/** What a look shows was read of MySQL after this. A read that failed is tried again when what was known has got old once more. */
function readSince({ from, to }: Time, mysqlAway: readonly Time[]): number {
  let since = from - REMEMBERED_MS;
  for (const away of mysqlAway.toSorted((a, b) => b.from - a.from))
    if (away.from <= to && away.to >= since) since = Math.min(since, away.from - REMEMBERED_MS);
  return since;
}
