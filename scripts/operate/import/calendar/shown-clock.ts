/** What clocks show, and when that is: the clocks of the IANA zones, and any other that is so far ahead of UTC. */
import { instantBy, offsetMs } from '../wall-clock.ts';

/** A clock: from what it shows to the instant, and back; both in ms. */
export interface Clock {
  instantOf(wall: number): number;
  wallOf(instant: number): number;
}

export const UTC: Clock = { instantOf: (wall) => wall, wallOf: (instant) => instant };

/** Half a day: a rule may ask for a million times, and the runtime takes some µs for each offset. */
const STEP_MS = 43_200_000;
/** Steps that are remembered of a zone: a hundred years. */
const MOST_STEPS = 100 * 2 * 366;

const clocks = new Map<string, Clock>();

/** The clock of an IANA zone. */
export function clockOf(zone: string): Clock {
  let clock = clocks.get(zone);
  if (!clock) clocks.set(zone, (clock = clockBy(remembered((instant) => offsetMs(instant, zone)))));
  return clock;
}

/** A clock that is so far ahead of UTC at an instant. */
export function clockBy(offsetAt: (instant: number) => number): Clock {
  return { instantOf: (wall) => instantBy(wall, offsetAt), wallOf: (instant) => instant + offsetAt(instant) };
}

/** The same offsets, asked for once for each half of a day in which they do not change: no zone changes its clocks twice in one. */
function remembered(offsetAt: (instant: number) => number): (instant: number) => number {
  const known = new Map<number, number>();
  const atStep = (step: number): number => {
    let offset = known.get(step);
    if (offset === undefined) {
      if (known.size >= MOST_STEPS) known.clear();
      known.set(step, (offset = offsetAt(step * STEP_MS)));
    }
    return offset;
  };
  return (instant) => {
    const step = Math.floor(instant / STEP_MS);
    const offset = atStep(step);
    return offset === atStep(step + 1) ? offset : offsetAt(instant);
  };
}
