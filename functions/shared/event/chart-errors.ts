/** What can be wrong with a chart beyond its shape. Pure. */
import { type Chart, MAX_SEATS, type PriceCategory, seatCount } from './chart.ts';

/** Something wrong in an event's body, and where. */
export interface ChartError {
  path: (string | number)[];
  message: string;
}

type Row = Extract<Chart['sections'][number], { kind: 'seated' }>['rows'][number];

/** What is wrong with a chart and its price categories, with the path of each; empty when nothing is. */
export function chartErrors(chart: Chart, categories: readonly PriceCategory[]): ChartError[] {
  const errors: ChartError[] = [];
  const known = new Set(categories.map((category) => category.id));
  if (known.size < categories.length)
    errors.push({ path: ['priceCategories'], message: 'a price category is named twice' });
  const sections = new Set<string>();
  for (const [index, section] of chart.sections.entries()) {
    const path = ['chart', 'sections', index];
    if (sections.has(section.id))
      errors.push({ path: [...path, 'id'], message: `section ${section.id} is there twice` });
    sections.add(section.id);
    if (!known.has(section.priceCategory))
      errors.push({ path: [...path, 'priceCategory'], message: `no price category ${section.priceCategory}` });
    if (section.kind === 'general') continue;
    if (new Set(section.rows.map((row) => row.label)).size < section.rows.length)
      errors.push({ path: [...path, 'rows'], message: 'a row is there twice' });
    for (const [at, row] of section.rows.entries())
      for (const { path: part, message } of rowErrors(row))
        errors.push({ path: [...path, 'rows', at, ...part], message });
  }
  if (seatCount(chart) > MAX_SEATS)
    errors.push({ path: ['chart'], message: `an event may have ${MAX_SEATS} seats at most` });
  return errors;
}

function rowErrors(row: Row): ChartError[] {
  const errors: ChartError[] = [];
  for (const part of ['accessible', 'companion', 'aisleAfter'] as const) {
    const places = row[part] ?? [];
    // Beyond the last seat there is no next to be parted from.
    const last = part === 'aisleAfter' ? row.seats - 1 : row.seats;
    if (places.some((place) => place > last))
      errors.push({ path: [part], message: `row ${row.label} has places 1 to ${last} for this` });
    if (new Set(places).size < places.length) errors.push({ path: [part], message: 'a place is named twice' });
  }
  const accessible = new Set(row.accessible);
  if (row.companion?.some((place) => accessible.has(place)))
    errors.push({ path: ['companion'], message: 'a seat is for a wheelchair or for a companion, not both' });
  return errors;
}
