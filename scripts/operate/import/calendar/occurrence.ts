import type { CalendarEntry } from './event-times.ts';
import type { Moment } from './moments.ts';

/** One time that an event takes place. */
export interface Occurrence {
  entry: CalendarEntry;
  /** Beside the UID: what makes it this occurrence at the next import; empty for an event that does not recur. */
  recurrenceId: string;
  isOfSeries: boolean;
  /** When its series begins, as `place` is told; undefined where that is not known. */
  seriesBegins?: number;
  /** Further in the future than was asked for. */
  isBeyond: boolean;
  /** The instant in ms that its series has it at, also where it was moved; of days, by a clock in UTC. */
  place: number;
  start: Moment;
  /** Instants in ms. */
  startsAt: number;
  endsAt: number;
}

/** What would be an occurrence. */
export type LeftOut = Pick<Occurrence, 'entry' | 'recurrenceId' | 'place' | 'startsAt' | 'start'> & {
  /** What a series leaves out is of a series. */
  isOfSeries?: boolean;
};
