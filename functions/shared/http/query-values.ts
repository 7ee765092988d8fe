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

/** Words to look for. What nobody can see, nobody looks for: a collation would pass over it. */
export function searchText(longest: number) {
  return z
    .string()
    .trim()
    .min(1)
    .max(longest)
    .refine((text) => !/[^\P{Cc}\t\n\r]/u.test(text), 'has a control character');
}
