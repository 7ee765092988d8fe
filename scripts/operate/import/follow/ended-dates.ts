/** Which date of a source an event was that is cancelled by now, whatever its id is: what its source has cancelled is not sold anew. Pure. */
import { type Complete, kinOf } from '../source-event.ts';
import { playsOf } from './date-matching.ts';
import type { EndedEvent, Ids, Known } from './import-task.ts';

/** What names a date of a source. */
interface DateOfSource {
  family: string;
  originally: Date;
  /** Undefined where it is taken back: whichever begins then. */
  isOfSeries?: boolean;
}

/**
 * Finds the events that were cancelled at earlier imports by when they were. An event that had moved is not under the id of its name; one that
 * has not is found by that, too.
 */
export function endedAt({
  ended = new Map(),
  ledger,
  complete = new Map(),
}: {
  ended?: ReadonlyMap<string, EndedEvent> | undefined;
  ledger: ReadonlyMap<string, Known>;
  complete?: ReadonlyMap<string, Complete> | undefined;
}): (date: DateOfSource, entry: string) => Ids {
  const byDate = Map.groupBy(ended, ([, { family, originally }]) => keyOf(family, originally));
  const plays = playsOf({ known: new Map([...ended, ...ledger]), complete });
  return ({ family, originally, isOfSeries }, entry) => {
    const then = byDate.get(keyOf(family, originally.toISOString())) ?? [];
    // A refused one is in the ledger as well, and has its place there.
    const found = then.find(([id, one]) => {
      if (ledger.has(id)) return false;
      return isOfSeries === undefined || plays.ofKnown(one) === plays.ofKnown({ ...one, isOfSeries, entry });
    });
    return found ? [found[0]] : [];
  };
}

const keyOf = (family: string, at: string): string => `${at} ${kinOf(family)}`;
