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
import { isGrowthOf } from './kept-seats.ts';

/**
 * How many ranges a chart's numbers may have come apart into, and those of one section without rows: what is chosen from one is asked for
 * by its ranges. Seats that are added at one place time after time stay one range.
 */
const MOST_RANGES = 5_000;
const MOST_RANGES_OF_GENERAL = 100;

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
