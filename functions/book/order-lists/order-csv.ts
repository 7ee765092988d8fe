/** An event's orders as CSV (RFC 4180), a line for each seat. Pure. */
import { csvField } from '../../shared/csv/csv-field.ts';
import type { StoredOrder } from '../store.ts';

const COLUMNS = [
  'order',
  'orderStatus',
  'createdAt',
  'seat',
  'seatStatus',
  'priceCents',
  'currency',
  'buyerId',
  'buyerName',
  'buyerEmail',
  'cancelledAt',
  'shownSection',
  'shownRow',
  'shownSeat',
] as const;

/** The first line: what stands in which column. */
export const HEADER = lineOf(COLUMNS);

/** The lines of an order. */
export function linesOf(order: StoredOrder): string {
  const { id, status, createdAt, currency, buyerId, buyer, cancelledAt } = order;
  return order.items
    .map(({ label, status: seatStatus, priceCents, shown }) =>
      lineOf([
        id,
        status,
        createdAt.toISOString(),
        label,
        seatStatus,
        String(priceCents),
        currency,
        buyerId,
        buyer.name ?? '',
        buyer.email ?? '',
        cancelledAt?.toISOString() ?? '',
        shown?.section ?? '',
        shown?.rowName ?? shown?.row ?? '',
        shown?.seat ?? '',
      ]),
    )
    .join('');
}

/** The last line: who has it has all. */
export function totalLine({ orders, seats }: { orders: number; seats: number }): string {
  const said = [
    'total',
    `${orders} ${orders === 1 ? 'order' : 'orders'}`,
    '',
    `${seats} ${seats === 1 ? 'seat' : 'seats'}`,
  ];
  return lineOf(COLUMNS.map((_, index) => said[index] ?? ''));
}

function lineOf(fields: readonly string[]): string {
  return `${fields.map(csvField).join(',')}\r\n`;
}
