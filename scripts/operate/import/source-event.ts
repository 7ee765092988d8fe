/** What a source tells of one event, whatever format it came in. */

/** An event found in a source: ready to be given a venue chart and prices. */
export interface SourceEvent {
  /** What makes it the same event at the next import. */
  identity: readonly string[];
  /** What it has in common with the others of its series or play; the same when it moves, also where its identity is another then. */
  family: string;
  /** When it begins; of one of a series that was moved, when it would have begun. */
  originally: Date;
  /** Where that is a day: when an event of that day begins. */
  placeBegins?: Date | undefined;
  /** One of a series: what names it is its place there, so that another place is another event. */
  isOfSeries: boolean;
  /** When its series begins; undefined where that is not known. */
  seriesBegins?: Date | undefined;
  /** Further in the future than was asked for: followed where it was published before, and not published. */
  isBeyond: boolean;
  /** How often its organizer has revised it (SEQUENCE); undefined where nobody counts. */
  sequence?: number | undefined;
  /** A message adds it to what there is: nothing has moved. */
  isAdded?: boolean;
  title: string;
  description: string;
  category: string;
  startsAt: Date;
  endsAt: Date;
  /** Nobody has to be at a place to attend. */
  online: boolean;
  venue: SourceVenue;
  /** What the importer had to assume of it, in words: its time zone where nothing says one. */
  assumed?: string | undefined;
  /** Links as the API takes them. */
  url?: string | undefined;
  imageUrl?: string | undefined;
}

/** Where an event takes place, as far as its source says. */
export interface SourceVenue {
  name: string;
  city: string;
  country: string;
  timeZone: string;
  address?: string | undefined;
  url?: string | undefined;
}

/** An entry that is no event one could publish, with the reason in plain words. */
export interface Skipped {
  /** Names the entry for a person: its number in the file and its title. */
  entry: string;
  reason: string;
  /** Where it is known: what was published of this family stays as it is, since nobody can read what it is now. */
  family?: string;
  /** It can be read well: nothing of it is to come. */
  isOver?: boolean;
}

/**
 * Of which events of a family a source says that they will not be: of the one; of the performance that begins then, or of all of the series
 * that does; of one and those after it; of all.
 */
export type Extent = 'one' | 'what begins then' | 'from then on' | 'all';

/** An event that the source says will not be, or is not for everybody. */
export interface Withdrawn {
  entry: string;
  reason: string;
  identity: readonly string[];
  family: string;
  /** As with an event; undefined where the source does not say. */
  originally?: Date;
  /** As with an event. */
  placeBegins?: Date | undefined;
  /** As with an event; undefined where it is no date of its own. */
  isOfSeries?: boolean;
  /** As with an event. */
  sequence?: number | undefined;
  extent: Extent;
  /** Its identity where its family has several performances, of which it is one. */
  asPerformance?: readonly string[];
  /** Without an entry of its own: nothing to be told where it was never published. */
  isSilent: boolean;
}

/** A source, read: every entry is in one of the lists. */
export interface Source {
  events: { entry: string; event: SourceEvent }[];
  skipped: Skipped[];
  withdrawn: Withdrawn[];
  /** Why what is not in it may be on nevertheless; undefined for a source that is whole. */
  partial?: string;
  /** It is a message about some events of a source. */
  isMessage?: boolean;
  /** By kin: the families of which it tells every date that is to come. */
  complete?: Map<string, Complete>;
  /** What had to be guessed to read it, a line each. */
  notes?: string[];
}

/** What a source says of all dates of a family. */
export interface Complete {
  /** Of its entries, as `titleIn` has them. */
  titles: Set<string>;
  /** The newest of its entries. */
  sequence?: number | undefined;
}

/** Why an entry is skipped; thrown while it is read. */
export class SkipReason extends Error {}

/** Of what can be read, and has no dates to come. */
export class IsOver extends SkipReason {}

/** The name of a family, from whatever its members have in common. */
export function familyOf(...parts: readonly string[]): string {
  return JSON.stringify(parts);
}

/** What Google puts behind the UID of a series for what follows a change of "this and following events", which is a series of its own. */
const SPLIT_OFF = /_R\d{8}(?:T\d{6}Z?)?(?=@|$|"])/;

/** The family of a series that was split in two, which is that of both. */
export function kinOf(family: string): string {
  return family.startsWith('["ics","') ? family.replace(SPLIT_OFF, '') : family;
}

/** An entry is its number in the file and its title. */
export const titleIn = (entry: string): string => entry.slice(entry.indexOf(' ') + 1);

/** Notes that a source tells all dates of a family. */
export function noteComplete(
  source: Source,
  family: string,
  { entry, sequence }: { entry: string; sequence?: number },
) {
  source.complete ??= new Map();
  const kin = kinOf(family);
  const known = source.complete.get(kin) ?? { titles: new Set() };
  known.titles.add(titleIn(entry));
  if (sequence !== undefined) known.sequence = Math.max(known.sequence ?? 0, sequence);
  source.complete.set(kin, known);
}
