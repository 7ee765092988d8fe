/** An event's orders as CSV (RFC 4180), a line for each seat. Pure. */
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

/**
 * What a spreadsheet takes for a formula begins so (OWASP, CSV injection), whatever stands before it that is not seen, and in whatever width
 * its sign is written.
 */
const FORMULA = String.raw`(?:(?![\t\r\n])[\s\p{Z}\p{Cc}\p{Default_Ignorable_Code_Point}"])*[=+\-@|%\u2212\u207a\u207b\u207c\u208a\u208b\u208c\ufe62\ufe63\ufe66\ufe6a\ufe6b\uff05\uff0b\uff0d\uff1d\uff20\uff5c]`;
/**
 * Where a cell may begin: at the head of a field, and after what a reader may divide lines at that does not go by the comma, as spreadsheets do
 * where it is the decimal sign. To such a reader the quotes around a field are no quotes. Apostrophes before a formula count, so that one
 * more can be taken away again.
 */
const CELL = new RegExp(String.raw`^(?='*[\t\r\n])|(?:^|(?<=[,;|\t\r\n]))(?='*${FORMULA})`, 'gu');

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
  return `${fields.map(fieldOf).join(',')}\r\n`;
}

/** An apostrophe makes a cell text; who reads the fields by a program takes one away where some stand before what begins as a formula. */
function fieldOf(text: string): string {
  const safe = text.replace(CELL, "'");
  return /[",;|\t\r\n']|^\s|\s$/.test(safe) ? `"${safe.replaceAll('"', '""')}"` : safe;
}
