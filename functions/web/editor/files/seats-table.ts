/** A hall as a table of its seats (CSV), as `readSeatsCsv` reads it. Pure. */
import { csvField } from '../../../shared/csv/csv-field.ts';
import { shownNumber } from '../../../shared/plan/shown-numbers.ts';
import { sectionLaid } from '../model/geometry.ts';
import type { HallDocument } from '../model/hall-document.ts';
import { categoryOfSeats, categoryNames, seatedIn } from './pretix-plan.ts';

const COLUMNS = [
  'section',
  'sectionname',
  'row',
  'rowname',
  'seat',
  'id',
  'category',
  'xcm',
  'ycm',
  'accessible',
  'companion',
  'restricted',
];

const is = (places: readonly number[] | undefined, place: number): string => (places?.includes(place) ? 'yes' : '');

/** A line a seat (RFC 4180). Standing areas have no seats, and are left out. */
export function toSeatsCsv(document: HallDocument): string {
  const names = categoryNames(document);
  const lines = seatedIn(document).flatMap((section) => {
    const laid = sectionLaid(document, section);
    return section.rows.flatMap((row, index) => {
      const first = laid.rows[index]?.first ?? 0;
      return categoryOfSeats(section, row).map((category, at) =>
        [
          section.id,
          section.name,
          row.label,
          row.name ?? '',
          shownNumber(row, at + 1),
          `${section.id}-${row.label}-${at + 1}`,
          names.get(category) ?? category,
          laid.x[first + at] ?? 0,
          laid.y[first + at] ?? 0,
          is(row.accessible, at + 1),
          is(row.companion, at + 1),
          is(row.restricted, at + 1),
        ]
          .map(csvField)
          .join(','),
      );
    });
  });
  return `${[COLUMNS.join(','), ...lines].join('\r\n')}\r\n`;
}
