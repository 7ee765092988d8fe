/** Names of time zones that are plain differences from UTC: `UTC+1`, `GMT+0200`, `+05:30`, also with an abbreviation behind them (`GMT+01:00 (CET)`). */
import { offsetMs } from '../wall-clock.ts';

const LARGEST_MS = 14 * 3_600_000;

/** How far ahead of UTC such a name is, in ms; undefined for any other. */
export function offsetNamed(name: string): number | undefined {
  const text = name.trim();
  if (/^(?:UTC|GMT|Z|Zulu|UCT)$/i.test(text)) return 0;
  const [, sign, hours = '', minutes = '0'] =
    /^(?:UTC|GMT)?\s*([+-])\s*(\d{1,2})(?::?(\d\d))?(?: ?\([A-Z]{2,5}\))?$/i.exec(text) ?? [];
  if (sign === undefined || Number(minutes) > 59) return undefined;
  const size = (Number(hours) * 60 + Number(minutes)) * 60_000;
  return size > LARGEST_MS ? undefined : (sign === '-' ? -1 : 1) * size;
}

/** How far a zone is ahead of UTC in winter. */
export function standardOffset(zone: string): number {
  const year = 2030;
  return Math.min(offsetMs(Date.UTC(year, 0, 1), zone), offsetMs(Date.UTC(year, 6, 1), zone));
}
