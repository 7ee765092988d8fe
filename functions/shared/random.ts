/** Random bytes of cryptographic quality, fetched many at a time: asking for a few costs as much as asking for thousands. */
import { randomFillSync } from 'node:crypto';

const stock = Buffer.allocUnsafe(8_192);
let used = stock.length;

function take(count: number): number {
  if (used + count > stock.length) {
    randomFillSync(stock);
    used = 0;
  }
  const from = used;
  used += count;
  return from;
}

/** So many random bytes, as hex digits; at most 8192. */
export function randomHex(bytes: number): string {
  const from = take(bytes);
  return stock.toString('hex', from, from + bytes);
}

/** A random fraction in steps of 1/256, as ulid() takes it for each of its characters (5 bits). */
export function randomFraction(): number {
  return (stock[take(1)] ?? 0) / 256;
}
