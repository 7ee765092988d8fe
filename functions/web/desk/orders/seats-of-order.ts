/** Seats of an order as people read them. Pure. */
import type { OrderView } from '../../../shared/event/order-view.ts';
import * as t from '../../texts/of-desk.ts';

type Item = OrderView['items'][number];

/** "Stalls, Row F, seat 12"; of a seat that the hall has no more, its label. */
export function seatOfOrder({ seat, shown }: Pick<Item, 'seat' | 'shown'>): string {
  if (!shown) return seat;
  const { section, row, rowName, seat: number } = shown;
  if (row === undefined) return t.orderPlace({ section, seat: number });
  return t.seatInSection({ section, row: rowName ?? t.rowName({ row }), seat: number });
}

/** Those that are not cancelled. */
export function liveItems(items: readonly Item[]): Item[] {
  return items.filter(({ status }) => status === 'confirmed');
}
