/** What a clock on the wall of a time zone shows, and when that is. */

/** A date and time without a zone. Months count from 1. */
export interface WallTime {
  year: number;
  month: number;
  day: number;
  hour: number;
  minute: number;
  second: number;
}

const formats = new Map<string, Intl.DateTimeFormat>();

/**
 * The instant at which the clocks of a zone show this. Where they show it twice it is the first time; where they never
 * do, because they were put forward, it is as much later as they were.
 */
export function instantOf(wall: WallTime, timeZone: string): Date {
  const asUtc = Date.UTC(wall.year, wall.month - 1, wall.day, wall.hour, wall.minute, wall.second);
  return new Date(instantBy(asUtc, (at) => offsetMs(at, timeZone)));
}

/** The same, in ms, by how far a clock is ahead of UTC at an instant; what it shows is told as if it were in UTC. */
export function instantBy(asUtc: number, offsetAt: (instant: number) => number): number {
  const day = 86_400_000;
  // The offset can only be that of the day before or of the day after.
  const offsets = [offsetAt(asUtc - day), offsetAt(asUtc + day)];
  const fitting = offsets.map((offset) => asUtc - offset).filter((at) => at + offsetAt(at) === asUtc);
  return fitting.length > 0 ? Math.min(...fitting) : asUtc - (offsets[0] ?? 0);
}

/** How far the clocks of a zone are ahead of UTC at an instant, in ms. */
export function offsetMs(at: number, timeZone: string): number {
  let format = formats.get(timeZone);
  if (!format) {
    format = new Intl.DateTimeFormat('en-US', {
      timeZone,
      hourCycle: 'h23',
      year: 'numeric',
      month: 'numeric',
      day: 'numeric',
      hour: 'numeric',
      minute: 'numeric',
      second: 'numeric',
    });
    formats.set(timeZone, format);
  }
  const shown = Object.fromEntries(format.formatToParts(at).map(({ type, value }) => [type, Number(value)]));
  const { year = NaN, month = NaN, day = NaN, hour = NaN, minute = NaN, second = NaN } = shown;
  return Date.UTC(year, month - 1, day, hour, minute, second) - (at - (at % 1000));
}
