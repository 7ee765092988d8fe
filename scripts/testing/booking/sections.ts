/** Sections as a chart numbers them, for tests that need one without its chart. */
import type { NumberRange, RowPart, RowRange, SectionRange } from '../../../functions/shared/event/chart.ts';

/** General admission with these seats. */
export function generalSection(id: string, ...parts: NumberRange[]): SectionRange {
  const size = parts.reduce((sum, [from, to]) => sum + to - from + 1, 0);
  return { id, kind: 'general', priceCategory: 'P1', size, parts, rows: [], prices: pricesOf(parts) };
}

const pricesOf = (parts: readonly NumberRange[]) => parts.map(([from, to]) => ({ from, to, category: 'P1' }));

type Row = Omit<RowRange, 'parts' | 'label'>;

/**
 * Rows whose seats are numbered on from a number, in their order.
 * @param added so many more for a row, numbered after all others
 */
export function seatedSection(rows: readonly Row[], from: number, added: readonly number[] = []): SectionRange {
  let next = from;
  const first = rows.map((row): RowPart[] => [{ from: next, to: (next += row.seats) - 1, place: 1 }]);
  const parts = first.map((known, index): RowPart[] => {
    const more = added[index] ?? 0;
    if (more === 0) return known;
    return [...known, { from: next, to: (next += more) - 1, place: (rows[index]?.seats ?? 0) + 1 }];
  });
  const numbered = rows.map((row, index) => ({
    ...row,
    label: `${index}`,
    seats: row.seats + (added[index] ?? 0),
    parts: parts[index] ?? [],
  }));
  return {
    id: 'A',
    kind: 'seated',
    priceCategory: 'P1',
    size: next - from,
    parts: parts.flatMap((some) => some.map((part): NumberRange => [part.from, part.to])),
    rows: numbered,
    prices: pricesOf([[from, next - 1]]),
  };
}
