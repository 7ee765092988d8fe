/** A party that finds nowhere enough seats side by side: the fewest pieces, in rows as close as possible. Pure. */

/**
 * Beyond so many runs of free seats, counted from the front, no further stretch is looked at: a section of 50,000 seats with
 * every other one taken has 25,000, and whoever chooses keeps others waiting. Never fewer than a party has people.
 */
export const RUNS_LOOKED_AT = 1_000;

/** Free seats side by side, with nothing free beside them; both ends inclusive. */
export interface Run {
  from: number;
  to: number;
  /** As in a stretch. */
  middle: number;
  row: number;
}

/** So many seats of a run. */
export interface Piece {
  run: Run;
  seats: number;
}

/** Runs of rows near to each other, the first inclusive, the last exclusive, by their index. */
interface Window {
  first: number;
  end: number;
  /** From the first row to the last. */
  span: number;
  lone: number;
}

/**
 * @param runs in the order of the chart, each with fewer seats than wanted
 * @returns pieces in the order of the chart; undefined when all have too few
 */
export function seatsInPieces(runs: readonly Run[], quantity: number): Piece[] | undefined {
  const pieces = fewestPieces(runs, quantity);
  if (pieces === undefined) return undefined;
  const window = closestRows(runs, quantity, pieces);
  return window && piecesOf(runs.slice(window.first, window.end), quantity, pieces);
}

export function lengthOf(run: { from: number; to: number }): number {
  return run.to - run.from + 1;
}

export function seatsFrom(from: number, quantity: number): number[] {
  return Array.from({ length: quantity }, (_, index) => from + index);
}

/** @returns undefined when all runs together have too few seats */
function fewestPieces(runs: readonly Run[], quantity: number): number | undefined {
  let seats = 0;
  const longestFirst = runs.map(lengthOf).toSorted((a, b) => b - a);
  const index = longestFirst.findIndex((length) => (seats += length) >= quantity);
  return index < 0 ? undefined : index + 1;
}

/** Two fingers go along the rows: the fewest rows from each on that have enough seats in so many pieces. */
function closestRows(runs: readonly Run[], quantity: number, pieces: number): Window | undefined {
  /** How many runs of a length are between the fingers. */
  const counts = Array.from({ length: quantity + 1 }, () => 0);
  let best: Window | undefined;
  for (let first = 0, end = 0; first < runs.length;) {
    while (end < runs.length && longestOf(counts, pieces).seats < quantity) end = count(runs, end, counts, 1);
    const { seats, exchangeable } = longestOf(counts, pieces);
    if (seats < quantity) break;
    const span = (runs[end - 1]?.row ?? 0) - (runs[first]?.row ?? 0);
    // One seat too many is a lone seat, unless a run can give way to one that is a seat shorter.
    const lone = Number(seats === quantity + 1 && !exchangeable);
    if (!best || span < best.span || (span === best.span && lone < best.lone)) best = { first, end, span, lone };
    if (best.span === 0 && best.lone === 0) break;
    first = count(runs, first, counts, -1);
  }
  return best;
}

/** Adds the runs of a row to the counts, or takes them away. @returns where the next row begins */
function count(runs: readonly Run[], from: number, counts: number[], by: 1 | -1): number {
  let index = from;
  for (; runs[index]?.row === runs[from]?.row && index < runs.length; index++) {
    const length = lengthOf(runs[index] as Run);
    counts[length] = (counts[length] ?? 0) + by;
  }
  return index;
}

/** The seats of the longest runs, and whether one of those can be exchanged for another that is a seat shorter. */
function longestOf(counts: readonly number[], pieces: number): { seats: number; exchangeable: boolean } {
  let seats = 0;
  let left = pieces;
  for (let length = counts.length - 1; length > 0; length--) {
    const there = counts[length] ?? 0;
    const used = Math.min(left, there);
    seats += used * length;
    left -= used;
    if (left > 0) continue;
    const exchangeable = (counts[length - 1] ?? 0) > 0 || (there > used && (counts[length + 1] ?? 0) > 0);
    return { seats, exchangeable };
  }
  return { seats, exchangeable: false };
}

function piecesOf(runs: readonly Run[], quantity: number, pieces: number): Piece[] {
  const sorted = runs.toSorted((a, b) => lengthOf(b) - lengthOf(a) || a.from - b.from);
  const chosen = sorted.slice(0, pieces);
  let spare = chosen.reduce((sum, run) => sum + lengthOf(run), 0) - quantity;
  for (let index = pieces - 1; spare === 1 && index >= 0; index--) {
    const shorter = sorted.slice(pieces).find((run) => lengthOf(run) === lengthOf(chosen[index] as Run) - 1);
    if (!shorter) continue;
    chosen[index] = shorter;
    spare = 0;
  }
  // Every run is longer than what is too much, or there would be fewer pieces: the shortest has room for it.
  return chosen
    .map((run, index) => ({ run, seats: lengthOf(run) - (index === pieces - 1 ? spare : 0) }))
    .toSorted((a, b) => a.run.from - b.run.from);
}
