/**
 * Seats for a party with wheelchairs: exactly as many places for those as it asked for, the others beside them on companion
 * seats where there are any, else on ordinary ones. Pure.
 *
 * Side by side first: most companion seats, fewest lone seats, front, middle. Else as many of the party as possible beside
 * the wheelchairs and the rest as near as possible, by rows and then by seats: whoever comes along shall not be far (28 CFR
 * 36.302(f) asks for the same). A further wheelchair place is taken only when nothing else is free.
 */
import { freeRuns } from './best-seats.ts';
import type { RowLayout, Stretch } from './row-layout.ts';

interface Seat {
  seat: number;
  row: number;
  /** Of the row, in half seats from its middle: seats that were added are numbered on from elsewhere. */
  at: number;
}

interface Span {
  from: number;
  to: number;
  row: number;
  /** Of its first seat, as in `Seat`. */
  at: number;
  /** What decides, in this order; less is better. */
  rank: readonly number[];
}

/** @returns seat numbers in ascending order; undefined when too few seats or too few places for wheelchairs are free */
export function accessibleSeats(
  layout: RowLayout,
  quantity: number,
  wheelchairs: number,
  isTaken: (seat: number) => boolean,
): number[] | undefined {
  const free = layout.all.flatMap((stretch) => freeSeats(stretch, isTaken));
  const places = free.filter(({ seat }) => layout.accessible.has(seat));
  if (free.length < quantity || places.length < wheelchairs) return undefined;
  const beside = together(layout, quantity, wheelchairs, isTaken) ?? nearest(places, wheelchairs);
  const rest = quantity - beside.length;
  const others = free
    .filter(({ seat }) => !beside.some((one) => one.seat === seat))
    .map((other) => ({ ...other, rank: [Number(layout.accessible.has(other.seat)), ...distance(other, beside)] }))
    .toSorted((a, b) => compare(a.rank, b.rank) || a.seat - b.seat);
  return [...beside, ...others.slice(0, rest)].map(({ seat }) => seat).toSorted((a, b) => a - b);
}

/** The whole party side by side, or as many of it as can be, all its wheelchairs among them. */
function together(
  layout: RowLayout,
  quantity: number,
  wheelchairs: number,
  isTaken: (seat: number) => boolean,
): Seat[] | undefined {
  for (let size = quantity; size >= wheelchairs; size--) {
    const spans = layout.all.flatMap((stretch) => spansOf(stretch, layout, size, wheelchairs, isTaken));
    const best = spans.toSorted((a, b) => compare(a.rank, b.rank) || a.from - b.from)[0];
    if (best)
      return Array.from({ length: size }, (_, index) => ({
        seat: best.from + index,
        row: best.row,
        at: best.at + 2 * index,
      }));
  }
  return undefined;
}

function spansOf(
  stretch: Stretch,
  { accessible, companion }: RowLayout,
  size: number,
  wheelchairs: number,
  isTaken: (seat: number) => boolean,
): Span[] {
  const spans: Span[] = [];
  for (const run of freeRuns(stretch, isTaken)) {
    for (let from = run.from; from + size - 1 <= run.to; from++) {
      const seats = Array.from({ length: size }, (_, index) => from + index);
      if (seats.filter((seat) => accessible.has(seat)).length !== wheelchairs) continue;
      const to = from + size - 1;
      const ordinary = seats.filter((seat) => !accessible.has(seat) && !companion.has(seat)).length;
      const lone = Number(from - run.from === 1) + Number(run.to - to === 1);
      const rank = [ordinary, lone, run.row, Math.abs(from + to - run.middle)];
      spans.push({ from, to, row: run.row, at: 2 * from - run.middle, rank });
    }
  }
  return spans;
}

/** Places that are not side by side: in as few rows as possible, in front. */
function nearest(places: readonly Seat[], wheelchairs: number): Seat[] {
  const windows = places
    .slice(wheelchairs - 1)
    .map((_, index) => places.slice(index, index + wheelchairs))
    .map((window) => ({ window, span: (window.at(-1)?.row ?? 0) - (window[0]?.row ?? 0) }));
  return windows.toSorted((a, b) => a.span - b.span)[0]?.window ?? [];
}

function distance(seat: Seat, from: readonly Seat[]): readonly number[] {
  const all = from.map((other) => [Math.abs(other.row - seat.row), Math.abs(other.at - seat.at)]);
  return all.toSorted(compare)[0] ?? [];
}

function freeSeats({ from, to, row, middle }: Stretch, isTaken: (seat: number) => boolean): Seat[] {
  const seats: Seat[] = [];
  for (let seat = from; seat <= to; seat++) if (!isTaken(seat)) seats.push({ seat, row, at: 2 * seat - middle });
  return seats;
}

function compare(a: readonly number[], b: readonly number[]): number {
  const index = a.findIndex((value, at) => value !== b[at]);
  return index < 0 ? 0 : (a[index] ?? 0) - (b[index] ?? 0);
}
