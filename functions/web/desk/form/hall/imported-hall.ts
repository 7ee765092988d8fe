/** A hall from a file: a seating plan of pretix (JSON), a table of seats (CSV), or what the chart editor has written. */
import { fileText } from '../../../../shared/plan/import/file-text.ts';
import { madeHall } from '../../../../shared/plan/import/made-hall.ts';
import { readPretix } from '../../../../shared/plan/import/read-pretix.ts';
import { readSeatsCsv } from '../../../../shared/plan/import/read-seats-csv.ts';
import { isOwnFormat } from '../../../editor/files/export-hall.ts';
import { faultInWords } from '../../../editor/files/fault-words.ts';
import { leftOutInWords } from '../../../editor/files/left-words.ts';
import { ownDocument, parsedJson } from '../../../editor/files/import-hall.ts';
import type { DraftHall, DraftPrice } from '../event-draft.ts';
import { amountText } from '../money-input.ts';

/** A plan of pretix with 50,000 seats has 5 MB. */
const MOST_BYTES = 20_000_000;

export type HallImport =
  | { hall: DraftHall; prices: DraftPrice[]; dropped: readonly string[] }
  /** What is wrong with it, in words; empty where it is too large. */
  | { fault: string };

/** @param currency, language what prices of a file are written in */
export async function importedHall(
  file: Pick<File, 'size' | 'arrayBuffer'>,
  { currency, language }: { currency: string; language: string },
): Promise<HallImport> {
  if (file.size > MOST_BYTES) return { fault: '' };
  const text = fileText(new Uint8Array(await file.arrayBuffer()));
  try {
    const json: unknown = /^\s*[{[]/.test(text) ? parsedJson(text) : undefined;
    if (isOwnFormat(json)) {
      const { chart, plan, prices } = ownDocument(json);
      return {
        hall: { source: 'imported', counted: [], chart, plan },
        prices: prices.map(({ id, name, priceCents }) => ({
          id,
          name,
          price: amountText(priceCents, currency, language),
        })),
        dropped: [],
      };
    }
    const made = madeHall(json === undefined ? readSeatsCsv(text) : readPretix(json));
    return {
      hall: { source: 'imported', counted: [], chart: made.chart, plan: made.plan ?? null },
      prices: made.priceCategories.map((category) => ({ ...category, price: '' })),
      dropped: leftOutInWords(made.dropped),
    };
  } catch (error) {
    const fault = faultInWords(error);
    if (fault === undefined) throw error;
    return { fault };
  }
}
