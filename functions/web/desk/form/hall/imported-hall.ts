/** A hall from a file: a seating plan of pretix (JSON), or a table of seats (CSV). */
import { ImportFault } from '../../../../shared/plan/import/imported-seats.ts';
import { madeHall } from '../../../../shared/plan/import/made-hall.ts';
import { readPretix } from '../../../../shared/plan/import/read-pretix.ts';
import { readSeatsCsv } from '../../../../shared/plan/import/read-seats-csv.ts';
import type { DraftHall, DraftPrice } from '../event-draft.ts';

/** A plan of pretix with 50,000 seats has 5 MB. */
const MOST_BYTES = 20_000_000;

export type HallImport =
  | { hall: DraftHall; prices: DraftPrice[]; dropped: readonly string[] }
  /** What is wrong with it, in English; empty where it is too large. */
  | { fault: string };

export async function importedHall(file: Pick<File, 'size' | 'text'>): Promise<HallImport> {
  if (file.size > MOST_BYTES) return { fault: '' };
  const text = await file.text();
  try {
    const made = madeHall(/^[\s\ufeff]*[{[]/.test(text) ? readPretix(JSON.parse(text)) : readSeatsCsv(text));
    return {
      hall: { source: 'imported', counted: [], chart: made.chart, plan: made.plan ?? null },
      prices: made.priceCategories.map((category) => ({ ...category, price: '' })),
      dropped: made.dropped,
    };
  } catch (error) {
    if (error instanceof ImportFault || error instanceof SyntaxError) return { fault: error.message };
    throw error;
  }
}
