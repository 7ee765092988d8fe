/** A seat as people read it, beside its label. */
import * as z from 'zod';

export const ShownSeat = z
  .object({
    section: z
      .string()
      .describe('The name of its section')
      .meta({ examples: ['Parquet'] }),
    row: z.string().optional().describe('The label of its row; general admission has none'),
    rowName: z.string().optional().describe('What people call the row, where that is not its label'),
    seat: z
      .string()
      .describe('What stands on it')
      .meta({ examples: ['13'] }),
  })
  .meta({ id: 'ShownSeat', description: 'A seat as people read it; its label stays its name to programs' });
export type ShownSeat = z.output<typeof ShownSeat>;

/** In a line: "Parquet, row 12, seat 13"; "Standing, place 3", for which nobody looks. */
export function shownInWords({ section, row, rowName, seat }: ShownSeat): string {
  if (row === undefined) return `${section}, place ${seat}`;
  return `${section}, ${rowName ?? `row ${row}`}, seat ${seat}`;
}
