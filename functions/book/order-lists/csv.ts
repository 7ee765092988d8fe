/** An event's orders as CSV (RFC 4180), a line for each seat. Pure. */
import type { OrderRecord } from '../store.ts';

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
] as const;

/** What a spreadsheet takes for a formula, in whatever width its sign is written (OWASP, CSV injection). */
const FORMULA = /^\s*[=+\-@\t\r\n|%＝＋－＠]/;

/** The first line: what stands in which column. */
export const HEADER = lineOf(COLUMNS);

/** The lines of an order. */
export function linesOf(order: OrderRecord): string {
  const { id, status, createdAt, currency, buyerId, buyer, cancelledAt } = order;
  return order.items
    .map(({ label, status: seatStatus, priceCents }) =>
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
  return `${fields.map(fieldOf).join(',')}\r\n`;
}

function fieldOf(text: string): string {
  const safe = FORMULA.test(text) ? `'${text}` : text;
  return /[",\r\n']|^\s|\s$/.test(safe) ? `"${safe.replaceAll('"', '""')}"` : safe;
}
