/** Availability as callers see it: the agreed full form, and the two that updates are made of. Pure. */
import type * as z from 'zod';
import type { NumberedChart, Seating } from '../shared/event/chart.ts';
import { Content } from '../shared/http/content.ts';
import type { EventView } from '../shared/event/event-view.ts';
import { eventText } from '../shared/http/event-stream.ts';
import { isSet, type SeatMaps } from '../shared/seats/state.ts';
import type { AvailabilityChange, AvailabilitySnapshot, FullAvailability } from './api.ts';
import { countSeats, rangesOf, rangesOfSeats, shortestOf } from './seat-ranges.ts';

/** What is known of an event's seats at one moment. */
export interface Availability extends SeatMaps {
  eventId: string;
  /** 0 for what MySQL alone says. */
  version: number;
  /** Of the event, which may change while no seat does. */
  eventVersion: number;
  status: EventView['status'];
  /** Of the live state: what was known of another one need not have been the same. */
  build: string;
  chartVersion: number;
  seating: Seating;
}

/** The forms of `?seats=`. */
export type Form = 'ranges' | 'compact';

/** What an update says, in either of its forms. */
export type UpdateView = z.input<typeof AvailabilitySnapshot> | z.input<typeof AvailabilityChange>;

/** An update, written once for all who get it: as a body, or as an event of a stream. */
export class Update extends Content<UpdateView> {
  readonly kind: UpdateView['kind'];
  readonly #version: number;
  #text: string | undefined;

  private constructor(kind: UpdateView['kind'], version: number, view: () => UpdateView) {
    super(view);
    this.kind = kind;
    this.#version = version;
  }

  /** Everything. */
  static snapshot(now: Availability, form: Form): Update {
    return new Update('snapshot', now.version, () => snapshotView(now, form));
  }

  /** What has changed since a version. */
  static change(now: Availability, since: number, changed: readonly number[]): Update {
    return new Update('change', now.version, () => changeView(now, since, changed));
  }

  /** As an event of a stream. */
  get text(): string {
    return (this.#text ??= eventText({ event: this.kind, id: this.#version, data: this.plain.toString() }));
  }
}

/** So few changes are sent as such, even if a small chart as a whole would be shorter. */
const FEW = 100;

/** The numbers of a chart's seats, where its order does not say them. */
export function numbersView({ numbers }: NumberedChart): { numbers?: [number, number][] } {
  // What was added last, at the end, is numbered in the order of the chart.
  if (!numbers || numbers.length === 1) return {};
  return { numbers: numbers.map(([from, to]) => [from, to]) };
}

/** The agreed form: everything, as ranges. */
export function fullView(now: Availability): z.input<typeof FullAvailability> {
  const { eventId, version, status, eventVersion, seating, held, sold } = now;
  return {
    eventId,
    version,
    status,
    eventVersion,
    ...countSeats(seating, held, sold),
    held: rangesOf(held, seating.total),
    sold: rangesOf(sold, seating.total),
  };
}

/** Everything, said to be so. */
export function snapshotView(now: Availability, form: Form): z.input<typeof AvailabilitySnapshot> {
  const { eventId, version, status, eventVersion, chartVersion, seating } = now;
  const list = form === 'compact' ? shortestOf : rangesOf;
  return {
    kind: 'snapshot',
    eventId,
    version,
    status,
    eventVersion,
    chartVersion,
    ...countSeats(seating, now.held, now.sold),
    held: list(now.held, seating.total),
    sold: list(now.sold, seating.total),
  };
}

/**
 * What the seats that changed since a version are now, and the counts of the sections they are in.
 * @param changed each once, in any order; one that is as it was does no harm
 */
export function changeView(
  now: Availability,
  since: number,
  changed: readonly number[],
): z.input<typeof AvailabilityChange> {
  const { eventId, version, status, eventVersion, chartVersion, seating, held, sold } = now;
  // Seats that were added are another chart's, of which this process is yet to hear: then everything is said anew.
  const seats = changed.filter((seat) => seat < seating.total).toSorted((a, b) => a - b);
  const { counts, sections, prices } = countSeats(seating, held, sold);
  const touched = new Set(seats.map((seat) => seating.sectionOf(seat).id));
  const priced = new Set(seats.map((seat) => seating.categoryOf(seat)));
  return {
    kind: 'change',
    eventId,
    version,
    since,
    status,
    eventVersion,
    chartVersion,
    counts,
    sections: Object.fromEntries(Object.entries(sections).filter(([id]) => touched.has(id))),
    prices: Object.fromEntries(Object.entries(prices).filter(([id]) => priced.has(id))),
    free: rangesOfSeats(seats.filter((seat) => !isSet(held, seat) && !isSet(sold, seat))),
    held: rangesOfSeats(seats.filter((seat) => isSet(held, seat))),
    sold: rangesOfSeats(seats.filter((seat) => isSet(sold, seat))),
  };
}

/** The change, unless many seats changed and the whole is shorter; or the whole, where it is not known what changed. */
export function shorterUpdate(
  now: Availability,
  since: number,
  changed: readonly number[] | undefined,
  snapshot: Update,
): Update {
  if (!changed) return snapshot;
  const change = Update.change(now, since, changed);
  return changed.length > FEW && change.plain.length >= snapshot.plain.length ? snapshot : change;
}
