/** The numbers of a chart's seats, as availability counts them. Pure. */
import type { DrawnChart } from './drawn-chart.ts';

/**
 * The numbers of the seats of each section, in the order of its places: those that a layout has at the same index.
 * @param numbers of a chart that has grown, as `GET …/chart` answers them: inclusive ranges in the order of the chart
 */
export function seatNumbers(chart: DrawnChart, numbers?: readonly (readonly [number, number])[]): Int32Array[] {
  let index = 0;
  let next = numbers?.[0]?.[0] ?? 0;
  let last = numbers?.[0]?.[1] ?? Infinity;
  return chart.sections.map((section) => {
    const all = new Int32Array(placesIn(section));
    for (let place = 0; place < all.length; place++) {
      if (next > last) [next, last] = numbers?.[++index] ?? [next, Infinity];
      all[place] = next++;
    }
    return all;
  });
}

/** How many places a section has. */
export function placesIn(section: DrawnChart['sections'][number]): number {
  return section.kind === 'general' ? section.capacity : section.rows.reduce((sum, row) => sum + row.seats, 0);
}
