/** A plot of a report: a canvas that draw.js fills, and the same figures as a table. */
import { type Cell, escaped, tableMarkup } from './markup.ts';

/** What can be plotted. `lines` joins points; `steps` keeps a value until the next. `low` and `high` give error bars. */
export type Plot =
  | {
      kind: 'lines';
      title: string;
      x: Axis;
      y: Axis;
      series: { name: string; points: [x: number, y: number][]; steps?: boolean }[];
      /** Moments worth a word, drawn as upright lines. */
      marks?: { x: number; label: string }[];
    }
  | {
      kind: 'bars';
      title: string;
      unit: string;
      log?: boolean;
      bars: { name: string; value: number; low?: number; high?: number }[];
    }
  /** Bars made of parts, one behind the other: `values` are in the order of `parts`. */
  | {
      kind: 'stacks';
      title: string;
      unit: string;
      parts: string[];
      bars: { name: string; values: number[] }[];
    };

/** An axis; the label has the unit. On a logarithmic one, values of zero and less are left out. */
export interface Axis {
  label: string;
  log?: boolean;
}

/** A longer table is thinned out evenly; the whole data stands in the file as JSON. */
const TABLE_ROWS = 240;

/** The plot's place in the page. `index` is its place in the page's data. */
export function plotMarkup(plot: Plot, index: number): string {
  const { head, rows } = plotTable(plot);
  const every = Math.ceil(rows.length / TABLE_ROWS);
  const shown = every > 1 ? rows.filter((_, row) => row % every === 0 || row === rows.length - 1) : rows;
  const note = every > 1 ? ` (every ${every}th of ${rows.length} rows)` : '';
  // Bars lie, one a line; a plot of lines has a fixed height.
  const height = plot.kind === 'lines' ? 20 : (plot.kind === 'bars' ? 4.5 : 7) + 2.2 * plot.bars.length;
  return `<figure>
<figcaption>${escaped(plot.title)}</figcaption>
<div class="plot" style="height:${height}rem"><canvas data-plot="${index}" role="img" aria-label="${escaped(spoken(plot))}"></canvas></div>
<details><summary>Figures of this plot${note}</summary>
${tableMarkup(head, shown)}
</details>
</figure>`;
}

function spoken(plot: Plot): string {
  if (plot.kind !== 'lines') return `${plot.title}: bars, in ${plot.unit}. The figures follow as a table.`;
  return `${plot.title}: ${plot.y.label} by ${plot.x.label}. The figures follow as a table.`;
}

function plotTable(plot: Plot): { head: string[]; rows: Cell[][] } {
  if (plot.kind === 'stacks')
    return {
      head: [plot.unit, ...plot.parts, 'sum'],
      rows: plot.bars.map(({ name, values }) => [name, ...values, values.reduce((sum, value) => sum + value, 0)]),
    };
  if (plot.kind === 'bars') {
    const ranged = plot.bars.some(({ low, high }) => low !== undefined || high !== undefined);
    return {
      head: ['', plot.unit, ...(ranged ? ['low', 'high'] : [])],
      rows: plot.bars.map(({ name, value, low, high }) => [name, value, ...(ranged ? [low ?? '', high ?? ''] : [])]),
    };
  }
  const columns = plot.series.map(({ points }) => new Map(points));
  const xs = [...new Set(columns.flatMap((column) => [...column.keys()]))].toSorted((one, other) => one - other);
  const marks = plot.marks ?? [];
  const marked = marks.length > 0 ? [`Marks: ${marks.map(({ x, label }) => `${label} at ${x}`).join('; ')}`] : [];
  return {
    head: [[plot.x.label, ...marked].join(' · '), ...plot.series.map(({ name }) => name)],
    rows: xs.map((x) => [x, ...columns.map((column) => column.get(x) ?? '')]),
  };
}
