/** What is done about an event of a source, and what is remembered of it. */
import type { NewEvent } from '../../../../functions/publish/api.ts';
import type { Extras } from './extras.ts';
import type { SourceEvent } from '../source-event.ts';

/** An event ready to be published. */
export interface Publication {
  entry: string;
  event: SourceEvent;
  body: NewEvent;
}

/** What is remembered of an event that was published from a source. */
export interface Known {
  entry: string;
  family: string;
  isOfSeries: boolean;
  /** When its series begins; absent where that is not known, and with former versions. */
  seriesBegins?: string | undefined;
  /** When it begins, or began before it was moved. */
  originally: string;
  /** Where that is a day: when an event of that day begins; absent with former versions. */
  placeBegins?: string | undefined;
  startsAt: string;
  endsAt: string;
  /** Where its source has it by now, as `originally`, though it stays: what is sold is left. */
  movesTo?: string | undefined;
  /** Its id is not that of its name: it was another date of its series, or performance of its play, before. */
  isUnderOtherName?: boolean | undefined;
  /** How often its organizer had revised it; undefined where that is not known. */
  sequence?: number | undefined;
  /**
   * What the source told beyond what every event has, when the event was last as it said. Null as long as it is only meant to be published;
   * absent where it was published by a version that told none of it.
   */
  told?: Extras | null | undefined;
}

/** An event that was cancelled since its source took it back, or did not have it any more. */
export interface EndedEvent extends Known {
  /** As it was told then. */
  reason: string;
  /** It was never published: a message has cancelled a date of a series that has it only at a later import. */
  isAhead?: boolean | undefined;
}

/** Which date an event is by now that is cancelled, where its source has moved it. */
export type DateMovedTo = Pick<Known, 'originally' | 'placeBegins' | 'isUnderOtherName' | 'endsAt'>;

/** The ids under which an event may be: the first is that of a new one. */
export type Ids = readonly string[];

/** Taken back by its source, not among the dates of its series any more, or not in the source at all. */
type Why = 'cancelled' | 'dropped' | 'missing';

/** What is to be done about one event. */
export type ImportTask =
  | {
      kind: 'keep';
      entry: string;
      ids: readonly string[];
      publication: Publication;
      /** Undefined where it is not known. */
      told: Extras | undefined;
      isUnderOtherName?: boolean;
      /** Why it was cancelled at an earlier import; undefined where it was not. */
      ended?: string | undefined;
    }
  | {
      kind: 'end';
      entry: string;
      ids: readonly string[];
      reason: string;
      why: Why;
      isSilent: boolean;
      /** Which date it is by now, where its source has moved what it takes back. */
      movedTo?: DateMovedTo;
      /** What is remembered if there is no such event: its series may have that date later. */
      ahead?: EndedEvent;
    }
  | {
      kind: 'leave';
      entry: string;
      ids: readonly string[];
      reason: string;
      /** When it begins, as it was published; undefined where no one event is meant. */
      at?: string | undefined;
    };
