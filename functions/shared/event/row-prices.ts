/** Which price category each seat of a row has. Pure. */
import type { ChartRow } from './chart-rows.ts';

/** Places of a row, both inclusive, that have one price category. */
export interface PricedPlaces {
  from: number;
  to: number;
  category: string;
}

type PricedRow = Pick<ChartRow, 'seats' | 'priceCategory' | 'otherPrices'>;

/** A row by its price categories, from its first seat to its last. @param usual the section's */
export function pricedPlaces(row: PricedRow, usual: string): PricedPlaces[] {
  const own = row.priceCategory ?? usual;
  if (!row.otherPrices) return [{ from: 1, to: row.seats, category: own }];
  const other = new Map(
    row.otherPrices.flatMap(({ priceCategory, places }) => places.map((at) => [at, priceCategory])),
  );
  const all: PricedPlaces[] = [];
  for (let place = 1; place <= row.seats; place++) {
    const category = other.get(place) ?? own;
    const last = all.at(-1);
    if (last?.category === category) last.to = place;
    else all.push({ from: place, to: place, category });
  }
  return all;
}

/** All price categories that a section names. */
export function namedCategories(section: {
  priceCategory: string;
  rows?: readonly PricedRow[] | undefined;
}): { path: (string | number)[]; category: string }[] {
  return [
    { path: ['priceCategory'], category: section.priceCategory },
    ...(section.rows ?? []).flatMap(({ priceCategory, otherPrices = [] }, at) => [
      ...(priceCategory === undefined ? [] : [{ path: ['rows', at, 'priceCategory'], category: priceCategory }]),
      ...otherPrices.map((other, index) => ({
        path: ['rows', at, 'otherPrices', index, 'priceCategory'],
        category: other.priceCategory,
      })),
    ]),
  ];
}

/** The price categories that seats have. */
export function usedCategories(
  sections: readonly { priceCategory: string; rows?: readonly PricedRow[] | undefined }[],
): Set<string> {
  return new Set(
    sections.flatMap(({ priceCategory, rows }) =>
      rows ? rows.flatMap((row) => pricedPlaces(row, priceCategory).map(({ category }) => category)) : [priceCategory],
    ),
  );
}
