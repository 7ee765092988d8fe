/** Files that a hall is made of: plans of pretix, tables of seats, what this editor has written. Pure. */
import type { PriceCategory } from '../../../shared/event/chart.ts';
import { fileText } from '../../../shared/plan/import/file-text.ts';
import { ImportFault } from '../../../shared/plan/import/import-fault.ts';
import type { ImportedSeats } from '../../../shared/plan/import/imported-seats.ts';
import { madeHall } from '../../../shared/plan/import/made-hall.ts';
import { readPretix } from '../../../shared/plan/import/read-pretix.ts';
import { readSeatsCsv } from '../../../shared/plan/import/read-seats-csv.ts';
import { isOwnFormat } from './export-hall.ts';
import { leftOutInWords } from './left-words.ts';
import { documentOf, type HallDocument } from '../model/hall-document.ts';
import { documentOfImport } from './ready-start.ts';

export interface OpenedFile {
  document: HallDocument;
  /** What was left out, in words of the reader. */
  dropped: readonly string[];
}

/**
 * @param bytes of a file, whatever it is called @param prices that are there: what is called like one of them is it, whatever its id would be
 * @throws ImportFault what is wrong with it, and where
 */
export function openedFile(bytes: Uint8Array, prices: readonly PriceCategory[]): OpenedFile {
  const text = fileText(bytes);
  if (!/^\s*[[{]/.test(text)) return openedImport(readSeatsCsv(text), prices);
  const json = parsedJson(text);
  return isOwnFormat(json) ? { document: ownDocument(json), dropped: [] } : openedImport(readPretix(json), prices);
}

/** @throws ImportFault */
export function parsedJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch (error) {
    throw ImportFault.of('noJson', { why: error instanceof Error ? error.message : String(error) });
  }
}

function openedImport(seats: ImportedSeats, prices: readonly PriceCategory[]): OpenedFile {
  const hall = madeHall(seats);
  return { document: documentOfImport(hall, prices), dropped: leftOutInWords(hall.dropped) };
}

type Loose = Readonly<Record<string, unknown>>;

const isObject = (value: unknown): value is Loose =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

/** Such a file may have been changed by hand: whatever the editor could not draw is refused; the rest the checks and the server find. */
export function ownDocument(json: unknown): HallDocument {
  const { chart, plan, priceCategories } = json as Loose;
  const sections = isObject(chart) ? chart['sections'] : undefined;
  if (!Array.isArray(sections) || !sections.every(isSection))
    throw ImportFault.of('noList', { path: 'chart.sections' });
  if (!Array.isArray(priceCategories) || priceCategories.length === 0 || !priceCategories.every(isPrice))
    throw ImportFault.of('noList', { path: 'priceCategories' });
  if (plan !== undefined && !isObject(plan)) throw ImportFault.of('noObject', { path: 'plan' });
  const ids = sections.map(({ id }) => id);
  const twice = ids.find((id, index) => ids.indexOf(id) < index);
  if (twice !== undefined) throw ImportFault.of('twiceInList', { path: 'chart.sections', name: twice });
  const own = { sections } as HallDocument['chart'];
  try {
    return documentOf(own, plan ?? {}, priceCategories as PriceCategory[]);
  } catch {
    throw ImportFault.of('notDrawable', { path: 'plan' });
  }
}

const isCount = (value: unknown, most: number): boolean =>
  Number.isInteger(value) && Number(value) >= 1 && Number(value) <= most;

function isSection(section: unknown): section is { id: string } {
  if (!isObject(section) || typeof section['name'] !== 'string' || typeof section['priceCategory'] !== 'string')
    return false;
  if (!/^[A-Za-z0-9]{1,8}$/.test(String(section['id']))) return false;
  if (section['kind'] === 'general') return isCount(section['capacity'], 100_000);
  const { rows } = section;
  if (section['kind'] !== 'seated' || !Array.isArray(rows) || rows.length === 0 || rows.length > 1_000) return false;
  const labels = rows.map((row: unknown) => (isObject(row) ? String(row['label']) : ''));
  return (
    new Set(labels).size === rows.length &&
    rows.every(
      (row: unknown) =>
        isObject(row) && isCount(row['seats'], 1_000) && /^[A-Za-z0-9]{1,8}$/.test(String(row['label'])),
    )
  );
}

const isPrice = (price: unknown): boolean =>
  isObject(price) &&
  typeof price['name'] === 'string' &&
  /^[A-Za-z0-9]{1,8}$/.test(String(price['id'])) &&
  Number.isInteger(price['priceCents']) &&
  Number(price['priceCents']) >= 0;
