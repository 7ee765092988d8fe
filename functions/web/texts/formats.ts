/** Dates and money as a language writes them, by `Intl`. Used by the server and by pages alike. */
import { minorUnitsOf } from './money-units.ts';

/** Digits are the same in all languages: they stand beside seat labels, which are. */
const DIGITS = '-u-nu-latn';

const made = new Map<string, Intl.DateTimeFormat | Intl.NumberFormat>();
const MOST = 500;

/** Making one takes longer than rendering a page. */
function kept<Format extends Intl.DateTimeFormat | Intl.NumberFormat>(key: string, make: () => Format): Format {
  const known = made.get(key);
  if (known) return known as Format;
  if (made.size >= MOST) made.clear();
  const format = make();
  made.set(key, format);
  return format;
}

/** Which parts of an instant are written. */
export type DateParts = 'full' | 'long' | 'short' | 'time' | 'month' | 'weekday' | 'day' | 'shortMonth' | 'date';

const PARTS: Readonly<Record<DateParts, Intl.DateTimeFormatOptions>> = {
  full: { weekday: 'long', day: 'numeric', month: 'long', year: 'numeric', hour: '2-digit', minute: '2-digit' },
  long: { weekday: 'long', day: 'numeric', month: 'long', year: 'numeric' },
  short: { weekday: 'short', day: 'numeric', month: 'short', hour: '2-digit', minute: '2-digit' },
  date: { day: 'numeric', month: 'long', year: 'numeric' },
  time: { hour: '2-digit', minute: '2-digit' },
  month: { month: 'long', year: 'numeric' },
  shortMonth: { month: 'short' },
  weekday: { weekday: 'short' },
  day: { day: 'numeric' },
};

/** @param zone IANA; undefined: the reader's own */
export function dateFormat(language: string, parts: DateParts, zone?: string): Intl.DateTimeFormat {
  const make = (timeZone: string | undefined): Intl.DateTimeFormat =>
    new Intl.DateTimeFormat(locale(language), { ...PARTS[parts], ...(timeZone !== undefined && { timeZone }) });
  return kept(`d ${language} ${parts} ${zone ?? ''}`, () => {
    try {
      return make(zone);
    } catch {
      return make('UTC'); // a zone that this runtime does not know yet
    }
  });
}

/** English as Europe writes it: days before months, and 24 hours. */
function locale(language: string): string {
  return (language === 'en' ? 'en-GB' : language) + DIGITS;
}

export function dateText(language: string, instant: string | Date, parts: DateParts, zone?: string): string {
  return dateFormat(language, parts, zone).format(typeof instant === 'string' ? new Date(instant) : instant);
}

/** From one instant to another, without repeating what they have in common. */
export function rangeText(language: string, from: string, to: string, parts: DateParts, zone?: string): string {
  return dateFormat(language, parts, zone).formatRange(new Date(from), new Date(to));
}

/** An amount in minor units of its currency. Whole amounts have no decimals. */
export function moneyText(language: string, minor: number, currency: string): string {
  const digits = minorUnitsOf(currency);
  const isWhole = minor % 10 ** digits === 0;
  const format = kept(`n ${language} ${currency} ${isWhole}`, () => {
    const fraction = isWhole ? 0 : digits;
    return new Intl.NumberFormat(locale(language), {
      style: 'currency',
      currency,
      minimumFractionDigits: fraction,
      maximumFractionDigits: fraction,
    });
  });
  return format.format(minor / 10 ** digits);
}

const RIGHT_TO_LEFT = /[\u0590-\u08ff]/g;

/**
 * A name with others beside it, in whatever script: one that is read the other way than the language keeps its place among them, for between such names
 * commas go their way, too, and the last stands first. By isolates (Unicode's UAX 9), where they are needed.
 */
export function apartText(language: string, name: string): string {
  const isOther =
    language === 'ar' ? /\p{L}/u.test(name.replaceAll(RIGHT_TO_LEFT, '')) : name.search(RIGHT_TO_LEFT) >= 0;
  return isOther ? `\u2068${name}\u2069` : name;
}
