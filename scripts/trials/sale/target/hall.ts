/** The hall that is sold: two seated sections and standing room, and which seats people want most. */
import { type Chart, numberAt, type Seating, seatingOf } from '../../../../functions/shared/event/chart.ts';

/** A hall with its seats in the order of their desirability. */
export interface SaleHall {
  chart: Chart;
  seating: Seating;
  /** Seats that can be named, the most wanted first. */
  ranking: readonly number[];
  /** Sections, the most wanted first. */
  sections: readonly string[];
}

/** A hall of moderate size: most sit in the stalls, some on the balcony, a fifth stands. */
const STALLS = 0.45;
const BALCONY = 0.35;
/** How much worse the balcony's front row is than the stalls', in halls full of rows. */
const BALCONY_BEHIND = 0.7;

/** Builds a hall of so many seats. */
export function hallOf(seats: number): SaleHall {
  const stalls = Math.max(1, Math.round(seats * STALLS));
  const balcony = Math.max(1, Math.round(seats * BALCONY));
  const chart: Chart = {
    sections: [
      { id: 'A', name: 'Stalls', kind: 'seated', priceCategory: 'P1', rows: rowsOf(stalls) },
      { id: 'B', name: 'Balcony', kind: 'seated', priceCategory: 'P2', rows: rowsOf(balcony) },
      { id: 'GA', name: 'Standing', kind: 'general', priceCategory: 'P3', capacity: seats - stalls - balcony },
    ],
  };
  const seating = seatingOf(chart);
  return { chart, seating, ranking: rankingOf(seating), sections: ['A', 'B', 'GA'] };
}

/** Rows about one and a half times as wide as the section is deep; the last one has what is left. */
function rowsOf(seats: number): { label: string; seats: number }[] {
  const width = Math.max(2, Math.ceil(Math.sqrt(seats * 1.5)));
  return Array.from({ length: Math.ceil(seats / width) }, (_, row) => ({
    label: String(row + 1),
    seats: Math.min(width, seats - row * width),
  }));
}

/** In front and in the middle first. */
function rankingOf({ sections }: Seating): number[] {
  const ranked: { seat: number; score: number }[] = [];
  for (const [index, { rows }] of sections.entries())
    for (const [depth, row] of rows.entries())
      for (let place = 0; place < row.seats; place++) {
        const aside = Math.abs(place - (row.seats - 1) / 2) / row.seats;
        ranked.push({
          seat: numberAt(row.parts, place + 1),
          score: index * BALCONY_BEHIND + depth / rows.length + aside,
        });
      }
  return ranked.toSorted((one, other) => one.score - other.score || one.seat - other.seat).map(({ seat }) => seat);
}

/**
 * The seats that somebody takes who wants so many side by side and begins to look at a rank: the first block that is not
 * taken as far as he knows, else single seats. Ranks go on at the most wanted ones.
 * @returns seat numbers in ascending order; undefined when too few are free
 */
export function chooseSeats(
  { seating, ranking }: SaleHall,
  startRank: number,
  quantity: number,
  isTaken: (seat: number) => boolean,
): number[] | undefined {
  const single: number[] = [];
  for (let step = 0; step < ranking.length; step++) {
    const seat = ranking[(startRank + step) % ranking.length] as number;
    if (isTaken(seat)) continue;
    const block = blockAround(seating, seat, quantity);
    if (block && !block.some(isTaken)) return block;
    if (single.length < quantity) single.push(seat);
  }
  return single.length < quantity ? undefined : single.toSorted((one, other) => one - other);
}

/** So many seats of a row with this one in their middle, as far as the row's ends allow. */
function blockAround(seating: Seating, seat: number, quantity: number): number[] | undefined {
  const parts = seating
    .sectionOf(seat)
    .rows.values()
    .flatMap((row) => row.parts);
  const part = parts.find(({ from, to }) => from <= seat && seat <= to);
  if (!part || part.to - part.from + 1 < quantity) return undefined;
  const wished = seat - Math.floor((quantity - 1) / 2);
  const first = Math.min(Math.max(wished, part.from), part.to + 1 - quantity);
  return Array.from({ length: quantity }, (_, place) => first + place);
}
