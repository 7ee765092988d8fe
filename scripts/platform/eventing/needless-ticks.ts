/**
 * Which ticks are left out. A tick starts a process of each Service that sweeps, for a sweep that finds nothing while nobody uses the system: three
 * starts in five minutes took most of what a system at rest took of a core.
 */

/** What there is to know when a tick is due, in ms of a clock that only goes forward. */
export interface DueTick {
  now: number;
  /** When the last tick was sent that was taken; undefined: none yet, and who knows what the run before has left behind. */
  sentAt: number | undefined;
  /** Until when any Service has worked; -Infinity: none has. */
  workedUntil: number;
  /** Whether a process is there that takes the tick. */
  isRunning: boolean;
}

/** What was begun just before the end of the work (claims, messages on their way) counts as left behind only after a minute: a tick then sees it. */
const SETTLED_MS = 120_000;
/** About half an hour, with a tick every five minutes: some of what sweeps do, they do once it is old enough, within an hour. */
const LONGEST_PAUSE_MS = 28 * 60_000;

/** Whether a tick would find nothing that the last one has not seen. */
export function isNeedless({ now, sentAt, workedUntil, isRunning }: DueTick): boolean {
  if (isRunning || sentAt === undefined) return false;
  return workedUntil + SETTLED_MS <= sentAt && now - sentAt < LONGEST_PAUSE_MS;
}
