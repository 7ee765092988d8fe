/** What is known of an event's seats at a moment, kept up by what the server says. Pure. */
import { entryOf } from '../../../shared/plan/section-places.ts';

/** What becomes of a seat, as kept in `SeatStates.of`. */
export const FREE = 0;
export const HELD = 1;
export const SOLD = 2;

/** Seats by their numbers, both ends inclusive. */
export type SeatSpan = readonly [from: number, to: number];

/** How many seats of a section, or of all, are what. */
export interface SeatFigures {
  free: number;
  held: number;
  sold: number;
}

/** Of a section: by price category, too, where its seats have several. */
export interface SectionFigures extends SeatFigures {
  prices?: Readonly<Record<string, SeatFigures>>;
}

interface OfEvent {
  version: number;
  eventVersion: number;
  status: 'draft' | 'published' | 'cancelled';
  chartVersion: number;
  counts: SeatFigures;
  /** A change has those of the sections it touches. */
  sections: Readonly<Record<string, SectionFigures>>;
  /** By price category; a change has those of the seats it tells of. */
  prices?: Readonly<Record<string, SeatFigures>>;
}

/** Everything; seats as ranges, or as a bitmap in base64 with seat 0 in the highest bit of the first byte. */
export interface SnapshotMessage extends OfEvent {
  kind: 'snapshot';
  held: readonly SeatSpan[] | string;
  sold: readonly SeatSpan[] | string;
}

/** What the seats that changed are now: good for a state of version `since`, or of any from there to `version`. */
export interface ChangeMessage extends OfEvent {
  kind: 'change';
  since: number;
  free: readonly SeatSpan[];
  held: readonly SeatSpan[];
  sold: readonly SeatSpan[];
}

export type SeatMessage = SnapshotMessage | ChangeMessage;

/**
 * What became of a message: `applied`; `known`, for it says nothing newer; `gap`, for something between is missing, so everything must be
 * asked for; `other chart`, for seats were added that these numbers do not know.
 */
export type Outcome = 'applied' | 'known' | 'gap' | 'other chart';

/** The seats of an event by their numbers. */
export class SeatStates {
  /** By number: FREE, HELD or SOLD. */
  readonly of: Uint8Array;
  readonly chartVersion: number;
  version = -1;
  eventVersion = 0;
  status: OfEvent['status'] = 'published';
  counts: SeatFigures = { free: 0, held: 0, sold: 0 };
  readonly sections = new Map<string, SectionFigures>();
  readonly prices = new Map<string, SeatFigures>();
  /** Another whenever how many are free of anything is another, or of what nothing is free whether that may change. */
  figures = 0;

  constructor(total: number, chartVersion: number) {
    this.of = new Uint8Array(total);
    this.chartVersion = chartVersion;
  }

  /** Takes over what a message says, unless it is older than what is known. */
  apply(message: SeatMessage): Outcome {
    if (message.chartVersion !== this.chartVersion) {
      // One from before the seats were added, on its way while the newer chart was fetched.
      return message.chartVersion < this.chartVersion ? 'known' : 'other chart';
    }
    const isNewer = message.version > this.version || message.eventVersion > this.eventVersion;
    // Version 0 is what is sold while the live state is away: nothing to replace better knowledge by.
    if (!isNewer || message.version < this.version) return 'known';
    if (message.kind === 'change' && message.since > this.version) return 'gap';
    if (message.kind === 'snapshot') this.#replace(message);
    else this.#change(message);
    this.version = message.version;
    this.eventVersion = message.eventVersion;
    this.status = message.status;
    this.counts = message.counts;
    this.#take(this.sections, message.sections);
    this.#take(this.prices, message.prices ?? {});
    return 'applied';
  }

  #take<Figures extends SectionFigures>(known: Map<string, Figures>, told: Readonly<Record<string, Figures>>): void {
    for (const [id, figures] of Object.entries(told)) {
      if (isOther(known.get(id), figures)) this.figures++;
      known.set(id, figures);
    }
  }

  #replace({ held, sold }: SnapshotMessage): void {
    this.of.fill(FREE);
    mark(this.of, held, HELD);
    mark(this.of, sold, SOLD);
  }

  #change({ free, held, sold }: ChangeMessage): void {
    mark(this.of, free, FREE);
    mark(this.of, held, HELD);
    mark(this.of, sold, SOLD);
  }
}

/** Of a seat that was on hold and is sold nothing is seen where others are free. */
function isOther(before: SectionFigures | undefined, now: SectionFigures): boolean {
  if (!before || before.free !== now.free || (now.free === 0 && before.held !== now.held)) return true;
  return Object.entries(now.prices ?? {}).some(([id, figures]) => isOther(entryOf(before.prices, id), figures));
}

function mark(states: Uint8Array, seats: readonly SeatSpan[] | string, state: number): void {
  if (typeof seats !== 'string') {
    for (const [from, to] of seats)
      // Most are a seat alone, for which a call takes longer than all the rest.
      if (from === to) states[from] = state;
      else states.fill(state, from, to + 1);
    return;
  }
  const bytes = atob(seats);
  for (let index = 0; index < bytes.length; index++)
    for (let bits = bytes.charCodeAt(index), seat = index * 8; bits !== 0; seat++, bits = (bits << 1) & 0xff)
      if (bits & 0x80 && seat < states.length) states[seat] = state;
}

/** Everything that is known, as a message for another who knows nothing. */
export function snapshotOf(states: SeatStates): SnapshotMessage {
  const { version, eventVersion, status, chartVersion, counts, sections, prices } = states;
  return {
    kind: 'snapshot',
    version,
    eventVersion,
    status,
    chartVersion,
    counts,
    sections: Object.fromEntries(sections),
    prices: Object.fromEntries(prices),
    held: spansOf(states.of, HELD),
    sold: spansOf(states.of, SOLD),
  };
}

/** The seats that are in a state, as ranges. */
export function spansOf(states: Uint8Array, state: number): SeatSpan[] {
  const spans: SeatSpan[] = [];
  for (let from = states.indexOf(state); from >= 0;) {
    let to = from;
    while (states[to + 1] === state) to++;
    spans.push([from, to]);
    from = states.indexOf(state, to + 1);
  }
  return spans;
}
