/** Which days a recurrence rule chooses (RFC 5545, 3.3.10), on a clock without a zone. Pure. */
import { DAY_MS } from './moments.ts';
import type { RecurrenceRule, Weekday } from './recurrence-rule.ts';

/** The midnight before. */
export const midnightOf = (wall: number): number => Math.floor(wall / DAY_MS) * DAY_MS;
/** 0 for Monday. */
export const weekdayOf = (day: number): number => (((Math.floor(day / DAY_MS) + 3) % 7) + 7) % 7;

/** Whether a rule chooses a day. What the rule leaves open is that of the start. */
export function dayTest(rule: RecurrenceRule, start: number): (day: number) => boolean {
  const { frequency, byMonth, byWeek, byYearDay, byMonthDay, byDay } = rule;
  const first = new Date(start);
  const saysDay = byYearDay.length + byMonthDay.length + byDay.length + byWeek.length > 0;
  const months = byMonth.length > 0 || saysDay || frequency !== 'YEARLY' ? byMonth : [first.getUTCMonth() + 1];
  const monthDays = !saysDay && (frequency === 'YEARLY' || frequency === 'MONTHLY') ? [first.getUTCDate()] : byMonthDay;
  const ofWeek =
    frequency === 'WEEKLY'
      ? byDay.length === 0
      : byWeek.length > 0 && byDay.length + byMonthDay.length + byYearDay.length === 0;
  const weekdays: Weekday[] = ofWeek ? [{ day: weekdayOf(midnightOf(start)), nth: undefined }] : byDay;
  return (day) => {
    const date = new Date(day);
    const year = date.getUTCFullYear();
    const month = date.getUTCMonth();
    if (months.length > 0 && !months.includes(month + 1)) return false;
    if (
      monthDays.length > 0 &&
      !hasDay(monthDays, date.getUTCDate(), daysBetween(Date.UTC(year, month, 1), Date.UTC(year, month + 1, 1)))
    )
      return false;
    const yearFrom = Date.UTC(year, 0, 1);
    const yearDays = daysBetween(yearFrom, Date.UTC(year + 1, 0, 1));
    if (byYearDay.length > 0 && !hasDay(byYearDay, daysBetween(yearFrom, day) + 1, yearDays)) return false;
    if (byWeek.length > 0 && !isInWeek(byWeek, day, rule.weekStart)) return false;
    if (weekdays.length === 0) return true;
    const isOfMonth = frequency === 'MONTHLY' || (frequency === 'YEARLY' && byMonth.length > 0);
    const [from, to] = isOfMonth
      ? [Date.UTC(year, month, 1), Date.UTC(year, month + 1, 1)]
      : [yearFrom, Date.UTC(year + 1, 0, 1)];
    return weekdays.some((wanted) => isWeekday(wanted, day, from, to));
  };
}

const daysBetween = (from: number, to: number): number => Math.round((to - from) / DAY_MS);

/** Whether the nth of so many days is one of those wanted; negative ones count from the end. */
const hasDay = (wanted: readonly number[], nth: number, ofDays: number): boolean =>
  wanted.includes(nth) || wanted.includes(nth - ofDays - 1);

function isWeekday({ day, nth }: Weekday, at: number, from: number, to: number): boolean {
  if (weekdayOf(at) !== day) return false;
  if (nth === undefined) return true;
  if (nth > 0) return Math.floor(daysBetween(from, at) / 7) === nth - 1;
  return Math.floor((daysBetween(at, to) - 1) / 7) === -nth - 1;
}

/** Weeks of a year by ISO 8601, but for the day they begin with: the first has at least four days of the year. */
function isInWeek(wanted: readonly number[], day: number, weekStart: number): boolean {
  const year = new Date(day).getUTCFullYear();
  return [year - 1, year, year + 1].some((of) => {
    const from = firstWeek(of, weekStart);
    const weeks = daysBetween(from, firstWeek(of + 1, weekStart)) / 7;
    const nth = Math.floor(daysBetween(from, day) / 7) + 1;
    return nth >= 1 && nth <= weeks && new Date(day).getUTCFullYear() === year && hasDay(wanted, nth, weeks);
  });
}

function firstWeek(year: number, weekStart: number): number {
  const first = Date.UTC(year, 0, 1);
  const into = (weekdayOf(first) - weekStart + 7) % 7;
  return first - into * DAY_MS + (into > 3 ? 7 * DAY_MS : 0);
}
