/** Recurrence rules of vCalendar 1.0 (`W2 MO WE #5`), as phones and old programs write them, in the words of RFC 5545. Pure. */
import { SkipReason } from '../source-event.ts';

const HEAD = /^(D|W|MP|MD|YM|YD)(\d{1,4})$/;
const FREQUENCIES = { D: 'DAILY', W: 'WEEKLY', MP: 'MONTHLY', MD: 'MONTHLY', YM: 'YEARLY', YD: 'YEARLY' } as const;
/** What is not told has this many dates. */
const USUAL_COUNT = 2;

/** True for a rule in this form. */
export function isOfFirstVersion(text: string): boolean {
  return /^(?:[DWM]|MP|MD|YM|YD)\d/i.test(text.trim());
}

/** A rule as RFC 5545 writes it. @throws SkipReason for one that has no such form: with times of day, or one rule in another */
export function modernRule(text: string): string {
  const [first = '', ...rest] = text.trim().toUpperCase().split(/\s+/);
  const [, kind, interval] = HEAD.exec(first) ?? [];
  if (kind === undefined) throw notFollowed(first);
  const words = rest.filter((word) => !isEnd(word)).map((word) => word.replace(/\$$/, ''));
  const parts = [`FREQ=${FREQUENCIES[kind as keyof typeof FREQUENCIES]}`, `INTERVAL=${interval}`];
  if (words.length > 0) parts.push(chosenBy(kind, words));
  return [...parts, ...endOf(rest)].join(';');
}

const isEnd = (word: string): boolean => /^#\d{1,7}$/.test(word) || /^\d{4}-?\d\d-?\d\d(?:T|$)/.test(word);

/** `#5`, an end, or both; `#0` is for ever. */
function endOf(words: readonly string[]): string[] {
  const ends = words.filter(isEnd);
  if (ends.length === 0) return [`COUNT=${USUAL_COUNT}`];
  return ends
    .map((word) => (word.startsWith('#') ? `COUNT=${Number(word.slice(1))}` : `UNTIL=${word}`))
    .filter((part) => part !== 'COUNT=0');
}

function chosenBy(kind: string, words: readonly string[]): string {
  if (kind === 'W') return `BYDAY=${each(words, /^(?:MO|TU|WE|TH|FR|SA|SU)$/)}`;
  if (kind === 'MP') return `BYDAY=${weekdaysOfMonth(words)}`;
  if (kind === 'MD') return `BYMONTHDAY=${each(words, /^(?:\d{1,2}[+-]?|LD)$/, dayOfMonth)}`;
  if (kind === 'YM') return `BYMONTH=${each(words, /^\d{1,2}$/)}`;
  if (kind === 'YD') return `BYYEARDAY=${each(words, /^\d{1,3}$/)}`;
  throw notFollowed(words[0] ?? '');
}

function each(words: readonly string[], form: RegExp, read = (word: string): string => word): string {
  const other = words.find((word) => !form.test(word));
  if (other !== undefined) throw notFollowed(other);
  return words.map(read).join(',');
}

/** `7`, `7+`, `7-` (from the end), `LD` (the last). */
function dayOfMonth(word: string): string {
  if (word === 'LD') return '-1';
  return word.endsWith('-') ? `-${word.slice(0, -1)}` : word.replace('+', '');
}

/** `1+ TU TH 1- FR`: each place is that of the weekdays behind it. */
function weekdaysOfMonth(words: readonly string[]): string {
  let nth = '';
  const days: string[] = [];
  for (const word of words) {
    const [, place, sign] = /^([1-5])([+-])?$/.exec(word) ?? [];
    if (place !== undefined) nth = sign === '-' ? `-${place}` : place;
    else if (/^(?:MO|TU|WE|TH|FR|SA|SU)$/.test(word)) days.push(`${nth}${word}`);
    else throw notFollowed(word);
  }
  if (days.length === 0) throw notFollowed(words.join(' '));
  return days.join(',');
}

function notFollowed(word: string): SkipReason {
  return new SkipReason(`its rule is one of vCalendar 1.0 that cannot be followed ("${word.slice(0, 20)}")`);
}
