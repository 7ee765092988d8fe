/** From bitmaps of seats to what callers see: ranges and counts. Pure. */
import type { Seating } from '../shared/event/chart.ts';
import type { SeatMaps } from '../shared/seats/state.ts';

/** Seats in a state, per section and in all. */
export interface Counts {
  free: number;
  held: number;
  sold: number;
}

const BITS = Uint8Array.from({ length: 256 }, (_, byte) => byte.toString(2).replaceAll('0', '').length);

/** Seats from … to, both inclusive. */
export type Range = [from: number, to: number];

/** The seats of a bitmap as inclusive ranges, in order. Bits from `total` on are not looked at. */
export function rangesOf(bitmap: Uint8Array, total: number): Range[] {
  const ranges: Range[] = [];
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

/** Seats in ascending order as inclusive ranges. */
export function rangesOfSeats(seats: readonly number[]): Range[] {
  const ranges: Range[] = [];
  let last: Range | undefined;
  for (const seat of seats) {
    if (last && seat === last[1] + 1) last[1] = seat;
    else ranges.push((last = [seat, seat]));
  }
  return ranges;
}

/** No range takes less than this in JSON: `[1,2],`. */
const RANGE_BYTES = 6;

/** The seats of a bitmap as ranges, or as the bitmap in base64 (seat 0 in the highest bit of the first byte) where that is shorter. */
export function shortestOf(bitmap: Buffer, total: number): Range[] | string {
  let end = bitmap.length;
  while (end > 0 && bitmap[end - 1] === 0) end--;
  const base64Bytes = Math.ceil(end / 3) * 4 + 2;
  if (countRanges(bitmap) * RANGE_BYTES < base64Bytes) {
    const ranges = rangesOf(bitmap, total);
    if (JSON.stringify(ranges).length <= base64Bytes) return ranges;
  }
  return bitmap.toString('base64', 0, end);
}

/** Each range begins with a bit that has none before it. */
function countRanges(bitmap: Uint8Array): number {
  let count = 0;
  let before = 0;
  for (const byte of bitmap) {
    count += BITS[byte & ~((byte >> 1) | (before << 7)) & 0xff] ?? 0;
    before = byte & 1;
  }
  return count;
}

/** The seats of which two states tell different things, in ascending order. */
export function differingSeats(before: SeatMaps, after: SeatMaps): number[] {
  const seats: number[] = [];
  const bytes = Math.max(before.held.length, before.sold.length, after.held.length, after.sold.length);
  for (let index = 0; index < bytes; index++) {
    let bits =
      ((before.held[index] ?? 0) ^ (after.held[index] ?? 0)) | ((before.sold[index] ?? 0) ^ (after.sold[index] ?? 0));
    for (let seat = index * 8; bits !== 0; seat++, bits = (bits << 1) & 0xff) if (bits & 0x80) seats.push(seat);
  }
  return seats;
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

/** Of a section: by price category, too, where its seats have several. */
export interface SectionCounts extends Counts {
  prices?: Record<string, Counts>;
}

/** In all, by section, and by price category. */
export interface SeatCounts {
  counts: Counts;
  sections: Record<string, SectionCounts>;
  prices: Record<string, Counts>;
}

/** Categories and sections go by names that organizers choose, among them such as every object has (toString): tables of them are maps. */
export function countSeats(seating: Seating, held: Uint8Array, sold: Uint8Array): SeatCounts {
  const counts = noSeats();
  const sections = new Map<string, SectionCounts>();
  const prices = new Map<string, Counts>();
  for (const section of seating.sections) {
    const own = new Map<string, Counts>();
    const all: SectionCounts = noSeats();
    for (const { from, to, category } of section.prices) {
      const [inHold, isSold] = [countBits(held, from, to), countBits(sold, from, to)];
      const part = { free: to - from + 1 - inHold - isSold, held: inHold, sold: isSold };
      for (const sum of [countsOf(own, category), countsOf(prices, category), all, counts]) add(sum, part);
    }
    sections.set(section.id, own.size > 1 ? { ...all, prices: Object.fromEntries(own) } : all);
  }
  return { counts, sections: Object.fromEntries(sections), prices: Object.fromEntries(prices) };
}

const noSeats = (): Counts => ({ free: 0, held: 0, sold: 0 });

function countsOf(all: Map<string, Counts>, category: string): Counts {
  const known = all.get(category) ?? noSeats();
  all.set(category, known);
  return known;
}

function add(to: Counts, { free, held, sold }: Counts): void {
  to.free += free;
  to.held += held;
  to.sold += sold;
}
