/** How long holds last. */
import { refuseConfig } from '../../shared/config.ts';

/** A hold can be extended this often. */
export const MAX_EXTENSIONS = 10;

export interface HoldTimes {
  holdMs: number;
  /** While many want seats: what a person needs to order. At most holdMs, which it is by default. */
  holdMinMs?: number;
  /** From the first moment, however often it is extended. */
  holdMaxMs: number;
}

/** The end of a sale, and that of its event. */
interface Closing {
  closes: number;
  ends: number;
}

/** When nothing is sold any more, in Unix ms. */
export function closesAt({ closes, ends }: Closing): number {
  return Math.min(closes, ends);
}

/** When nothing is sold any more, as the scripts take it. */
export function closingText(closing: Closing): number | '' {
  const at = closesAt(closing);
  return Number.isFinite(at) ? at : '';
}

/** No hold outlasts the sale: what its buyer is shown is how long he may order. */
export function untilClosed(closing: Closing, times: HoldTimes, nowMs = Date.now()): HoldTimes {
  const leftMs = Math.max(1, closesAt(closing) - nowMs);
  const { holdMs, holdMinMs = holdMs, holdMaxMs } = times;
  return {
    holdMs: Math.min(holdMs, leftMs),
    holdMinMs: Math.min(holdMinMs, leftMs),
    holdMaxMs: Math.min(holdMaxMs, leftMs),
  };
}

/** As an operator says it. */
export interface HoldSettings {
  HOLD_SECONDS: number;
  HOLD_MIN_SECONDS: number;
  HOLD_MAX_SECONDS: number;
}

/** Ends the process for times that do not fit each other: who is told of ten extensions is to get ten. */
export function holdTimes(settings: HoldSettings): HoldTimes {
  const wrong = misfit(settings);
  if (wrong !== undefined) return refuseConfig([wrong]);
  const { HOLD_SECONDS, HOLD_MIN_SECONDS, HOLD_MAX_SECONDS } = settings;
  return {
    holdMs: HOLD_SECONDS * 1_000,
    holdMinMs: Math.min(HOLD_MIN_SECONDS, HOLD_SECONDS) * 1_000,
    holdMaxMs: HOLD_MAX_SECONDS * 1_000,
  };
}

/** Why these times do not fit each other; undefined when they do. A hold and each of its extensions may last their full time. */
export function misfit({ HOLD_SECONDS, HOLD_MAX_SECONDS }: HoldSettings): string | undefined {
  const least = (1 + MAX_EXTENSIONS) * HOLD_SECONDS;
  if (HOLD_MAX_SECONDS >= least) return undefined;
  return `HOLD_MAX_SECONDS: too short for a hold of HOLD_SECONDS and ${MAX_EXTENSIONS} extensions: it must be at least ${1 + MAX_EXTENSIONS} times HOLD_SECONDS`;
}
