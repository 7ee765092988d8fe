/** What can be wrong with a chart beyond its shape. Pure. */
import { shownNumber } from '../plan/shown-numbers.ts';
import { type Chart, MAX_SEATS, type PriceCategory, seatCount } from './chart.ts';
import { MOST_SHOWN } from './chart-rows.ts';
import { namedCategories, pricedPlaces } from './row-prices.ts';

/** Something wrong in an event's body, and where. */
export interface ChartError {
  path: (string | number)[];
  message: string;
}

type Seated = Extract<Chart['sections'][number], { kind: 'seated' }>;
type Row = Seated['rows'][number];

/** Whoever asks for some of a section's seats says at which numbers prices change. */
const MOST_PRICE_CHANGES = 500;

function priceChanges({ rows, priceCategory }: Seated): number {
  const all = rows.flatMap((row) => pricedPlaces(row, priceCategory).map(({ category }) => category));
  return all.filter((category, index) => index > 0 && category !== all[index - 1]).length;
}

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
    for (const { path: part, category } of namedCategories(section))
      if (!known.has(category)) errors.push({ path: [...path, ...part], message: `no price category ${category}` });
    if (section.kind === 'general') continue;
    if (priceChanges(section) > MOST_PRICE_CHANGES)
      errors.push({ path, message: `prices may change ${MOST_PRICE_CHANGES} times from seat to seat of a section` });
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
  for (const part of ['accessible', 'companion', 'restricted', 'aisleAfter'] as const) {
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
  return [...errors, ...numbersErrors(row), ...otherPriceErrors(row)];
}

function numbersErrors(row: Row): ChartError[] {
  const { numbers, seats } = row;
  if (numbers === undefined) return [];
  if (!('first' in numbers)) {
    if (numbers.length !== seats)
      return [{ path: ['numbers'], message: `row ${row.label} has ${seats} seats, and ${numbers.length} numbers` }];
    return new Set(numbers.map(seenAs)).size < seats ? [{ path: ['numbers'], message: 'two seats show the same' }] : [];
  }
  const last = Number(shownNumber(row, seats));
  return last < 0 || last > MOST_SHOWN
    ? [{ path: ['numbers'], message: `the last seat of row ${row.label} would show ${last}` }]
    : [];
}

/** One for what looks alike: letters with their marks in one piece or several, in full or half width; spaces of any kind and number. */
function seenAs(number: string): string {
  const letters = number.replaceAll(/[\uff01-\uffee]/g, (letter) => letter.normalize('NFKC')).normalize('NFC');
  return letters.replaceAll(/\s+/g, ' ');
}

function otherPriceErrors({ label, seats, otherPrices = [] }: Row): ChartError[] {
  const named = otherPrices.flatMap(({ places }) => places);
  if (named.some((place) => place > seats))
    return [{ path: ['otherPrices'], message: `row ${label} has places 1 to ${seats}` }];
  return new Set(named).size < named.length ? [{ path: ['otherPrices'], message: 'a place is named twice' }] : [];
}
