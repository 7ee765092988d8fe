import { expect, test } from 'vitest';
import { HEADER, totalLine } from '../../../book/order-lists/order-csv.ts';
import { isWholeList } from './order-file.ts';

test('a list is whole when its last line says how much it has', () => {
  expect(isWholeList(HEADER + totalLine({ orders: 0, seats: 0 }))).toBe(true);
  expect(isWholeList(`${HEADER}${'x,'.repeat(500)}\r\n${totalLine({ orders: 1, seats: 2 })}`)).toBe(true);
  expect(isWholeList(HEADER)).toBe(false);
  expect(isWholeList(`${HEADER}a,b,"total`)).toBe(false);
});
