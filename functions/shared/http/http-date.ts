/** Dates as HTTP writes them (RFC 9110, 5.6.7): one form to send, three to understand. */

const MONTHS = ['Jan', 'Feb', 'Mar', 'Apr', 'May', 'Jun', 'Jul', 'Aug', 'Sep', 'Oct', 'Nov', 'Dec'];
const DAY = '(?:Mon|Tue|Wed|Thu|Fri|Sat|Sun)';
const TIME = String.raw`(?<hours>\d\d):(?<minutes>\d\d):(?<seconds>\d\d)`;
const MONTH = `(?<month>${MONTHS.join('|')})`;

const FORMS = [
  // Sun, 06 Nov 1994 08:49:37 GMT
  new RegExp(String.raw`^${DAY}, (?<day>\d\d) ${MONTH} (?<year>\d{4}) ${TIME} GMT$`),
  // Sunday, 06-Nov-94 08:49:37 GMT
  new RegExp(String.raw`^(?:Mon|Tues|Wednes|Thurs|Fri|Satur|Sun)day, (?<day>\d\d)-${MONTH}-(?<year>\d\d) ${TIME} GMT$`),
  // Sun Nov  6 08:49:37 1994
  new RegExp(String.raw`^${DAY} ${MONTH} (?<day>[ \d]\d) ${TIME} (?<year>\d{4})$`),
];

/** The form that is sent, to the second. */
export function httpDate(instant: Date): string {
  return instant.toUTCString();
}

/** Reads a date; undefined for what is none, which counts as not said. @param now tells which century two digits of a year are in */
export function readHttpDate(text: string | undefined, now?: Date): Date | undefined {
  if (text === undefined) return undefined;
  for (const form of FORMS) {
    const parts = form.exec(text)?.groups;
    if (parts)
      return dateOf(
        parts as Record<'year' | 'month' | 'day' | 'hours' | 'minutes' | 'seconds', string>,
        now ?? new Date(),
      );
  }
  return undefined;
}

function dateOf(
  {
    year,
    month,
    day,
    hours,
    minutes,
    seconds,
  }: Record<'year' | 'month' | 'day' | 'hours' | 'minutes' | 'seconds', string>,
  now: Date,
): Date | undefined {
  let full = Number(year);
  if (year.length === 2) {
    full += Math.floor(now.getUTCFullYear() / 100) * 100;
    // What seems to be more than fifty years ahead is of the century before.
    if (full > now.getUTCFullYear() + 50) full -= 100;
  }
  const at = new Date(0);
  at.setUTCFullYear(full, MONTHS.indexOf(month), Number(day));
  at.setUTCHours(Number(hours), Number(minutes), Number(seconds));
  // A day or an hour that there is not would have become another; a leap second is the next second.
  const isReal = at.getUTCDate() === Number(day) || Number(seconds) === 60;
  return isReal && Number(hours) < 24 && Number(minutes) < 60 && Number(seconds) <= 60 ? at : undefined;
}
