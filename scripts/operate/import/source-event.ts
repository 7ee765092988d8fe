/** What a source tells of one event, whatever format it came in. */

/** An event found in a source: ready to be given a venue chart and prices. */
export interface SourceEvent {
  /** What makes it the same event at the next import. */
  identity: readonly string[];
  title: string;
  description: string;
  category: string;
  startsAt: Date;
  endsAt: Date;
  /** Nobody has to be at a place to attend. */
  online: boolean;
  venue: { name: string; city: string; country: string; timeZone: string };
}

/** An entry that is no event one could publish, with the reason in plain words. */
export interface Skipped {
  /** Names the entry for a person: its number in the file and its title. */
  entry: string;
  reason: string;
}

/** A source, read: every entry is in one of the two lists. */
export interface Source {
  events: { entry: string; event: SourceEvent }[];
  skipped: Skipped[];
}

/** Why an entry is skipped; thrown while it is read. */
export class SkipReason extends Error {}
