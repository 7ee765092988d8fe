/** The seats of an order as people read them. Pure. */
import type { KeptOrderView } from '../asking/views.ts';
import { apartText } from '../texts/formats.ts';
import * as t from '../texts/of-page.ts';

type OrderItem = KeptOrderView['items'][number];

/** "Parquet, Row 12, seat 13"; of general admission "Standing, place 5"; a label where nothing else is known. */
export function itemText({ seat, shown }: OrderItem): string {
  if (!shown) return seat;
  const { section, row, rowName, seat: number } = shown;
  const where = rowName ?? (row === undefined ? undefined : t.rowName({ row }));
  return where === undefined
    ? t.orderPlace({ section, seat: number })
    : t.seatInSection({ section: apartText(t.languageCode, section), row: where, seat: number });
}

/** So many in a section that has no rows, which seats these are matters to nobody; all others one by one. */
export interface SeatLine {
  key: string;
  text: string;
  isCancelled: boolean;
}

export function seatLines(items: readonly OrderItem[]): SeatLine[] {
  const lines: SeatLine[] = [];
  const places = new Map<string, number>();
  for (const item of items) {
    const { seat, shown, status } = item;
    const isCancelled = status === 'cancelled';
    if (!shown || shown.row !== undefined || shown.rowName !== undefined) {
      lines.push({ key: seat, text: itemText(item), isCancelled });
      continue;
    }
    const key = `${shown.section} ${isCancelled}`;
    const count = (places.get(key) ?? 0) + 1;
    places.set(key, count);
    const line = { key, text: t.wishGeneral({ count, section: shown.section }), isCancelled };
    const at = lines.findIndex((one) => one.key === key);
    if (at < 0) lines.push(line);
    else lines[at] = line;
  }
  return lines;
}
