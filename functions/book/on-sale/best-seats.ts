/**
 * Best available: which free seats of a section a party gets. Of all choices, in this order: as few pieces as possible
 * (seats side by side are one), in rows as close as possible, leaving as few lone seats as possible, as far to the front as
 * possible, as near to the middle of the row as possible; of what is alike, the lower number. A lone seat is a free one
 * that the choice leaves with nothing free on either side. Pure; the script (`live/lua/best/best-seats.lua`) decides alike.
 */
import type { Stretch } from './row-layout.ts';
import { lengthOf, type Run, RUNS_LOOKED_AT, seatsFrom, seatsInPieces } from './seats-in-pieces.ts';

/** Where a party could sit. */
interface Fit {
  from: number;
  row: number;
  /** Lone seats it would leave. */
  lone: number;
  /** From the middle of the row, in half seats. */
  distance: number;
}

/**
 * @param stretches in the order of the chart
 * @returns seat numbers in ascending order; undefined when fewer are free
 */
export function bestSeats(
  stretches: readonly Stretch[],
  quantity: number,
  isTaken: (seat: number) => boolean,
): number[] | undefined {
  let best: Fit | undefined;
  let row = -1;
  for (const stretch of stretches) {
    if (stretch.row !== row && best?.lone === 0) break;
    row = stretch.row;
    for (const run of freeRuns(stretch, isTaken)) {
      if (lengthOf(run) >= quantity) best = better(best, fitIn(run, quantity));
    }
  }
  if (best) return seatsFrom(best.from, quantity);
  const runs: Run[] = [];
  for (const stretch of stretches) if (runs.length < RUNS_LOOKED_AT) runs.push(...freeRuns(stretch, isTaken));
  return seatsInPieces(runs, quantity)?.flatMap(({ run, seats }) => seatsFrom(fitIn(run, seats).from, seats));
}

/** The free seats of a stretch, run by run. */
export function* freeRuns({ from, to, middle, row }: Stretch, isTaken: (seat: number) => boolean): Generator<Run> {
  let start = -1;
  for (let seat = from; seat <= to + 1; seat++) {
    const free = seat <= to && !isTaken(seat);
    if (free && start < 0) start = seat;
    if (free || start < 0) continue;
    yield { from: start, to: seat - 1, middle, row };
    start = -1;
  }
}

/** The best place for a party within a run of at least as many seats. */
function fitIn(run: Run, quantity: number): Fit {
  const last = run.to - quantity + 1;
  const ideal = Math.min(last, Math.max(run.from, Math.floor((run.middle - quantity + 1) / 2)));
  let best: Fit | undefined;
  // Two places at most leave a lone seat (one seat from either end), so the best of all is among these.
  for (let from = Math.max(run.from, ideal - 2); from <= Math.min(last, ideal + 2); from++) {
    const lone = Number(from - run.from === 1) + Number(last - from === 1);
    const fit = { from, row: run.row, lone, distance: Math.abs(2 * from + quantity - 1 - run.middle) };
    best = better(best, fit);
  }
  return best as Fit;
}

/** The better of two fits; of two rows, the one in front came first. */
function better(known: Fit | undefined, next: Fit): Fit {
  if (!known || next.lone < known.lone) return next;
  return next.row === known.row && next.lone === known.lone && next.distance < known.distance ? next : known;
}
