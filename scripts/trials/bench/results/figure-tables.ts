/** Figures as text. */
import { textTable } from '../../../cli/text-table.ts';
import { spreadOf } from './comparison.ts';
import type { Measured } from '../part.ts';
import type { Line } from './bench-targets.ts';

/** Three digits that count; no more than the rounds allow. */
export function brief(value: number): string {
  if (!Number.isFinite(value)) return '–';
  const size = Math.abs(value);
  if (size >= 100) return Math.round(value).toLocaleString('en');
  return value.toFixed(size >= 10 ? 1 : size >= 1 ? 2 : 3);
}

/** `median (low…high)`. */
export function withSpread(spread: { median: number; low: number; high: number } | undefined): string {
  return spread ? `${brief(spread.median)} (${brief(spread.low)}…${brief(spread.high)})` : '–';
}

/** What each variant came to, a row a variant; of a single one, a row a figure. */
export function figureRows(measured: Measured): { head: string[]; rows: string[][] } {
  const [only = '', ...others] = Object.keys(measured);
  if (only !== '' && others.length === 0) {
    const figures = Object.keys(measured[only]?.[0] ?? {});
    return { head: [only, ''], rows: figures.map((name) => [name, withSpread(spreadOf(measured, only, name))]) };
  }
  const names = [...new Set(Object.values(measured).flatMap((rounds) => Object.keys(rounds[0] ?? {})))];
  const rows = Object.keys(measured).map((variant) => [
    variant,
    ...names.map((name) =>
      measured[variant]?.[0]?.[name] === undefined ? '' : withSpread(spreadOf(measured, variant, name)),
    ),
  ]);
  return { head: ['variant', ...names], rows };
}

/** The targets with what was found. */
export function targetRows(lines: readonly Line[]): { head: string[]; rows: string[][] } {
  const rows = lines.map(({ what, found, bounds, unit, verdict }) => {
    const bound = (which: 'must' | 'stretch'): string =>
      bounds ? `${bounds.atLeast ? '≥' : '≤'} ${bounds[which]} ${unit}`.trimEnd() : '';
    return [what, `${withSpread(found)} ${unit}`.trimEnd(), bound('must'), bound('stretch'), bounds ? verdict : ''];
  });
  return { head: ['what', 'measured', 'must', 'stretch', ''], rows };
}

/** As text for the terminal. */
export function figureTable({ name, measured }: { name: string; measured: Measured }): string {
  const { head, rows } = figureRows(measured);
  return `\n${name}\n${textTable([head, ...rows])}`;
}

/** As text for the terminal. */
export function targetTable(lines: readonly Line[]): string {
  const { head, rows } = targetRows(lines);
  return rows.length === 0 ? '' : `\n${textTable([head, ...rows])}`;
}
