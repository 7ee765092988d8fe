/**
 * A chart that grows: seats are added to a section, a row or the chart while others are sold. Those that were there keep their labels,
 * their order, their price category and their numbers; what is added has the numbers after them. Pure.
 */
import {
  type Chart,
  joined,
  labelledSeats,
  type NumberedChart,
  numberingOf,
  type NumberRange,
  seatingOf,
} from './chart.ts';
import { shownNumber, shownNumbers } from '../plan/shown-numbers.ts';
import { pricedPlaces } from './row-prices.ts';

/**
 * How many ranges a chart's numbers may have come apart into, and those of one section without rows: what is chosen from one is asked for
 * by its ranges. Seats that are added at one place time after time stay one range.
 */
const MOST_RANGES = 5_000;
const MOST_RANGES_OF_GENERAL = 100;

type Section = Chart['sections'][number];
type Row = Extract<Section, { kind: 'seated' }>['rows'][number];

/** Whether a chart has all that another one has, as it was and in the same order, and perhaps more. */
export function isGrowthOf(before: Chart, after: Chart): boolean {
  return areKept(before.sections, after.sections, (section) => section.id, isKeptSection);
}

/**
 * The chart that an event's has grown to, with the numbers of its seats.
 * @returns undefined when it is another chart, or has been added to in too many places
 */
export function grownChart(
  event: { chart: NumberedChart; chartVersion: number },
  after: Chart,
): NumberedChart | undefined {
  if (!isGrowthOf(event.chart, after)) return undefined;
  const before = seatingOf(event.chart);
  const known = new Map<string, readonly NumberRange[]>();
  for (const { id, kind, parts, rows } of before.sections) {
    if (kind === 'general') known.set(id, parts);
    for (const row of rows)
      known.set(
        `${id}-${row.label}`,
        row.parts.map(({ from, to }) => [from, to] as const),
      );
  }
  let next = before.total;
  const numbers: NumberRange[] = [];
  for (const { prefix, seats } of after.sections.flatMap(labelledSeats)) {
    const kept = known.get(prefix) ?? [];
    const added = seats - kept.reduce((sum, [from, to]) => sum + to - from + 1, 0);
    numbers.push(...kept);
    if (added > 0) numbers.push([next, next + added - 1]);
    next += added;
  }
  const grown = { sections: after.sections, numbers: joined(numbers), since: numberingOf(event) };
  return isWithinLimits(grown) ? grown : undefined;
}

function isWithinLimits(chart: NumberedChart): boolean {
  if ((chart.numbers?.length ?? 0) > MOST_RANGES) return false;
  return seatingOf(chart).sections.every(
    ({ kind, parts }) => kind === 'seated' || parts.length <= MOST_RANGES_OF_GENERAL,
  );
}

/** Whether each of the parts before is among those after, in the same order, and as it was. */
function areKept<Part>(
  before: readonly Part[],
  after: readonly Part[],
  nameOf: (part: Part) => string,
  isKept: (before: Part, after: Part) => boolean,
): boolean {
  let index = 0;
  for (const part of after) {
    const known = before[index];
    if (known === undefined || nameOf(known) !== nameOf(part)) continue;
    if (!isKept(known, part)) return false;
    index++;
  }
  return index === before.length && new Set(after.map(nameOf)).size === after.length;
}

function isKeptSection(before: Section, after: Section): boolean {
  if (before.name !== after.name) return false;
  if (before.kind === 'general')
    return (
      after.kind === 'general' && before.priceCategory === after.priceCategory && after.capacity >= before.capacity
    );
  if (after.kind !== 'seated') return false;
  return areKept(
    before.rows,
    after.rows,
    (row) => row.label,
    (was, is) => isKeptRow(was, is) && isKeptPrice(was, before.priceCategory, is, after.priceCategory),
  );
}

/** Each seat that was there has the price category that it had, wherever that is said. */
function isKeptPrice(before: Row, usual: string, after: Row, usualNow: string): boolean {
  const was = pricedPlaces(before, usual);
  const is = pricedPlaces(after, usualNow);
  return was.every(({ from, to, category }) =>
    is.every((now) => now.category === category || now.to < from || now.from > to),
  );
}

/** A row may go on beyond its end, perhaps behind an aisle. */
function isKeptRow(before: Row, after: Row): boolean {
  const isKept = (part: 'accessible' | 'companion' | 'restricted' | 'aisleAfter', upTo: number): boolean => {
    const was = new Set(before[part]);
    const is = new Set(after[part]?.filter((place) => place <= upTo));
    return was.symmetricDifference(is).size === 0;
  };
  return (
    after.seats >= before.seats &&
    after.name === before.name &&
    shownNumbers(before).every((shown, index) => shownNumber(after, index + 1) === shown) &&
    isKept('accessible', before.seats) &&
    isKept('companion', before.seats) &&
    isKept('restricted', before.seats) &&
    isKept('aisleAfter', before.seats - 1)
  );
}
