/** Times that are one and the same, however they are written: by their instants, so that none is compared with each other one. */
import { DEFAULT_ZONE } from '../import-rules.ts';
import { first } from './lines/calendar-parser.ts';
import type { CalendarProperty } from './lines/component.ts';
import { type CalendarEntry, instantOf, isRecurring, startOf } from './event-times.ts';
import { DAY_MS, type Moment, momentOf } from './moments.ts';
import { placeOf } from './series-places.ts';

/** The zone of the place of an entry, which is that of times without one. */
export type ZoneOfPlace = (entry: CalendarEntry) => string;

/** Names the start of an entry: two have one name where they begin at once. Empty without a start. */
export function startName(entry: CalendarEntry, zoneOf: ZoneOfPlace): string {
  const property = first(entry.component, 'DTSTART');
  if (!property) return '';
  return orText(property, () => {
    const { start, clock } = startOf(entry, floatingOf(entry, zoneOf, momentOf(property)));
    return start.isDate ? `day ${start.wall}` : `at ${clock.instantOf(start.wall)}`;
  });
}

/** How to name the occurrence that an exception to an entry is of; without an entry, to a series that is not in the file. */
export function occurrenceNamesOf(
  entry: CalendarEntry | undefined,
  zoneOf: ZoneOfPlace,
): (exception: CalendarEntry) => string {
  const series = entry && seriesTimes(entry, zoneOf);
  return ({ component, clocks }) => {
    const property = first(component, 'RECURRENCE-ID');
    if (!property) return '';
    return orText(property, () => {
      const moment = momentOf(property);
      if (series) return `at ${placeOf(moment, series, { clocks, floating: series.floating })}`;
      const at = instantOf(moment, { clocks, floating: clocks.floating ?? DEFAULT_ZONE });
      return `${moment.isDate ? 'day' : 'at'} ${at}`;
    });
  };
}

/** Finds the one of some performances that an exception names by its RECURRENCE-ID: by its instant, by its day where either is a day. */
export function performanceFinder(
  entries: readonly CalendarEntry[],
  zoneOf: ZoneOfPlace,
): (exception: CalendarEntry) => CalendarEntry | undefined {
  const byName = new Map<string, CalendarEntry>();
  for (const entry of entries) {
    const its = isRecurring(entry) ? undefined : seriesTimes(entry, zoneOf);
    if (!its) continue;
    const { start, clock } = its;
    const names = start.isDate
      ? [`day ${dayOf(start)}`, `all day ${dayOf(start)}`]
      : [`day ${dayOf(start)}`, `wall ${start.wall}`, `at ${clock.instantOf(start.wall)}`];
    for (const name of names) if (!byName.has(name)) byName.set(name, entry);
  }
  return (exception) => {
    const property = first(exception.component, 'RECURRENCE-ID');
    const named = property && namesOf(property, exception).find((name) => byName.has(name));
    return named === undefined ? undefined : byName.get(named);
  };
}

/** A time without a zone is one of the clock of what it names. */
function namesOf(property: CalendarProperty, { clocks }: CalendarEntry): string[] {
  try {
    const moment = momentOf(property);
    if (moment.isDate) return [`day ${dayOf(moment)}`];
    const at = instantOf(moment, { clocks, floating: clocks.floating ?? DEFAULT_ZONE });
    return [...(isFloating(moment) ? [`wall ${moment.wall}`] : []), `at ${at}`, `all day ${dayOf(moment)}`];
  } catch {
    return []; // What cannot be read is reported where it counts.
  }
}

function seriesTimes(entry: CalendarEntry, zoneOf: ZoneOfPlace) {
  try {
    const property = first(entry.component, 'DTSTART');
    const floating = floatingOf(entry, zoneOf, property && momentOf(property));
    return { ...startOf(entry, floating), floating };
  } catch {
    return undefined;
  }
}

/** The place is not looked for where it does not matter. */
function floatingOf(entry: CalendarEntry, zoneOf: ZoneOfPlace, start: Moment | undefined): string {
  return start && !isFloating(start) ? (entry.clocks.floating ?? DEFAULT_ZONE) : zoneOf(entry);
}

const isFloating = ({ isUtc, zoneId }: Moment): boolean => !isUtc && zoneId === undefined;
const dayOf = ({ wall }: Moment): number => Math.floor(wall / DAY_MS);

function orText({ parameters, value }: CalendarProperty, name: () => string): string {
  try {
    return name();
  } catch {
    return `${parameters.get('TZID') ?? ''} ${value}`;
  }
}
