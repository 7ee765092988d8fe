/** A hall for other systems, and for this one again: as a seating plan of pretix, as a table of seats (CSV), as itself (JSON). Pure. */
import { type HallDocument, shapesOf } from '../model/hall-document.ts';
import { toPretix } from './pretix-plan.ts';
import { toSeatsCsv } from './seats-table.ts';

const FORMAT = 'seatmesh-hall';

/** All of it, to be opened here again. */
export const toOwnJson = ({ chart, plan, prices }: HallDocument): string =>
  `${JSON.stringify({ format: FORMAT, version: 1, chart, plan, priceCategories: prices }, null, 2)}\n`;

export const isOwnFormat = (json: unknown): boolean =>
  typeof json === 'object' && json !== null && (json as { format?: unknown }).format === FORMAT;

export type ExportKind = 'own' | 'pretix' | 'csv';

/** What a kind of file has no words for: the reader of the file does not get it. */
export type NotInFile = 'standing' | 'marks' | 'shapes' | 'floors' | 'views' | 'prices';

/** The text of a file, and what of the hall is not in it. */
export function exportedHall(
  document: HallDocument,
  kind: ExportKind,
  { name, colours }: { name: string; colours: readonly string[] },
): { text: string; lacks: NotInFile[] } {
  if (kind === 'own') return { text: toOwnJson(document), lacks: [] };
  const { chart, plan } = document;
  const rows = chart.sections.flatMap((section) => (section.kind === 'seated' ? section.rows : []));
  const isMarked = rows.some(({ accessible = [], companion = [], restricted = [] }) =>
    [accessible, companion, restricted].some((places) => places.length > 0),
  );
  const lacks: [NotInFile, boolean][] = [
    ['standing', chart.sections.some((section) => section.kind === 'general')],
    ['marks', kind === 'pretix' && isMarked],
    ['shapes', kind === 'csv' && shapesOf(document).length > 0],
    ['floors', (plan.floors ?? []).length > 0],
    ['views', (plan.views ?? []).length > 0],
    ['prices', true],
  ];
  return {
    text: kind === 'csv' ? toSeatsCsv(document) : JSON.stringify(toPretix(document, name, colours)),
    lacks: lacks.flatMap(([what, isLacking]) => (isLacking ? [what] : [])),
  };
}
