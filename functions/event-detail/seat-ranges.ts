/** From bitmaps of seats to what callers see: ranges and counts. Pure. */
import type { Seating } from '../shared/chart.ts';

/** Seats in a state, per section and in all. */
export interface Counts {
  free: number;
  held: number;
  sold: number;
}

const BITS = Uint8Array.from({ length: 256 }, (_, byte) => byte.toString(2).replaceAll('0', '').length);

/** The seats of a bitmap as inclusive ranges, in order. Bits from `total` on are not looked at. */
export function rangesOf(bitmap: Uint8Array, total: number): [from: number, to: number][] {
  const ranges: [number, number][] = [];
  let from = -1;
  const end = Math.min(total, bitmap.length * 8);
  for (let seat = 0; seat < end; seat++) {
    const byte = bitmap[seat >> 3] ?? 0;
    if ((byte & (0x80 >> (seat & 7))) !== 0) {
      if (from < 0) from = seat;
    } else if (from >= 0) {
      ranges.push([from, seat - 1]);
      from = -1;
    }
  }
  if (from >= 0) ranges.push([from, end - 1]);
  return ranges;
}

/** How many seats of an inclusive range are set in a bitmap. */
export function countBits(bitmap: Uint8Array, from: number, to: number): number {
  const firstByte = from >> 3;
  const lastByte = to >> 3;
  let count = 0;
  for (let index = firstByte; index <= lastByte && index < bitmap.length; index++) {
    let byte = bitmap[index] ?? 0;
    if (index === firstByte) byte &= 0xff >> (from & 7);
    if (index === lastByte) byte &= 0xff << (7 - (to & 7));
    count += BITS[byte & 0xff] ?? 0;
  }
  return count;
}

/** Counts by section and in all. */
export function countSeats(
  seating: Seating,
  held: Uint8Array,
  sold: Uint8Array,
): { counts: Counts; sections: Record<string, Counts> } {
  const counts: Counts = { free: 0, held: 0, sold: 0 };
  const sections: Record<string, Counts> = {};
  for (const { id, from, to } of seating.sections) {
    const inHold = countBits(held, from, to);
    const isSold = countBits(sold, from, to);
    const section = { free: to - from + 1 - inHold - isSold, held: inHold, sold: isSold };
    sections[id] = section;
    counts.free += section.free;
    counts.held += section.held;
    counts.sold += section.sold;
  }
  return { counts, sections };
}
