/** Tables for the terminal. */
import stringWidth from 'string-width';

/** Rows as lines whose columns begin below each other, also after characters that are two columns wide. The first row is the head. */
export function textTable(rows: readonly (readonly string[])[]): string {
  const widths = (rows[0] ?? []).map((_, column) => Math.max(...rows.map((row) => stringWidth(row[column] ?? ''))));
  const padded = (cell: string, column: number) =>
    cell + ' '.repeat(Math.max(0, (widths[column] ?? 0) - stringWidth(cell)));
  return rows.map((row) => row.map(padded).join('  ').trimEnd()).join('\n');
}

/** A text of at most so many characters, with a sign where the rest was. */
export function shortened(text: string, most: number): string {
  return text.length <= most ? text : `${text.slice(0, most - 1)}…`;
}
