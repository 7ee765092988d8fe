/** Values of a query, which are all text. */
import * as z from 'zod';
import { digitsOf } from '../digits.ts';

const digits = (text: unknown): unknown => digitsOf(text) ?? text;

const numberWithin = (least: number, most: number) => {
  const range = `must be between ${least} and ${most}`;
  return z.number('must be a whole number in digits').int().min(least, range).max(most, range);
};

/** A whole number in decimal digits. */
export function wholeNumberText(least: number, most: number) {
  return z.preprocess(digits, numberWithin(least, most));
}

/** The same, and what is meant when nothing is said. */
export function wholeNumberTextOr(fallback: number, least: number, most: number) {
  return z.preprocess(digits, numberWithin(least, most).default(fallback)).default(fallback);
}

// oxlint-disable-next-line no-control-regex
const CONTROL = /[\u0000-\u0008\u000b\u000c\u000e-\u001f\u007f-\u009f]/;
/** The same for who asks before sending, and that there is something beside white space. */
const WORDS = String.raw`^[\t\n\r \u00a0\u1680\u2000-\u200a\u2028\u2029\u202f\u205f\u3000\ufeff]*[^\u0000-\u0020\u007f-\u00a0\u1680\u2000-\u200a\u2028\u2029\u202f\u205f\u3000\ufeff][^\u0000-\u0008\u000b\u000c\u000e-\u001f\u007f-\u009f]*$`;

/** Words to look for. What nobody can see, nobody looks for: a collation would pass over it. */
export function searchText(longest: number) {
  return z
    .string()
    .refine((text) => !CONTROL.test(text), { error: 'has a control character', abort: true })
    .trim()
    .min(1)
    .max(longest)
    .meta({ pattern: WORDS });
}
