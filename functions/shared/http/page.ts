/**
 * Pages of lists that are sorted by an instant and an id. A cursor names the last entry of the page before, so a page
 * neither repeats nor misses an entry when others come or go meanwhile.
 */
import * as z from 'zod';
import { type IdKind, idPattern } from '../ids.ts';
import { fitsDatetime } from '../instants.ts';
import { wholeNumberTextOr } from './query-values.ts';

/** The entry that a page begins after. */
export interface Place {
  at: Date;
  id: string;
}

/** The first instant that a list can have. */
const FIRST_MS = Date.parse('1000-01-01T00:00:00.000Z');
/** A time in base 36, up to the year 9999: so many digits. */
const TIME_DIGITS = 10;
const TIME_PATTERN = '(?:[01][0-9a-z]|2[0-9a-s])[0-9a-z]{8}';

/** The cursor to the entries after a place. */
export function cursorTo({ at, id }: Place): string {
  return `${(at.getTime() - FIRST_MS).toString(36).padStart(TIME_DIGITS, '0')}_${id}`;
}

/** As cursors were written before 0.2: those that are out still lead on. */
function formerCursorTo({ at, id }: Place): string {
  return Buffer.from(`${at.getTime()} ${id}`).toString('base64url');
}

/** An example of an id of this kind. */
function exampleOf(id: z.ZodType<string>): string {
  const [example = ''] = (id.meta()?.examples ?? []) as string[];
  return example;
}

const EXAMPLE = new Date('2027-05-14T18:30:00.000Z');

/** The `cursor` of a query: what `cursorTo` wrote, for ids of this kind; anything else does not fit. */
export function cursorOf(id: z.ZodType<string>) {
  const example = exampleOf(id);
  return z
    .string()
    .max(200)
    .transform((text, issue): Place => {
      const place = readPlace(text);
      if (place && id.safeParse(place.id).success) return place;
      issue.addIssue('not a cursor of this list; begin without one');
      return z.NEVER;
    })
    .describe('Where the page begins: `next` of the page before')
    .meta({
      pattern: `^${TIME_PATTERN}_${idPattern(example.slice(0, 3) as IdKind)}$`,
      examples: [cursorTo({ at: EXAMPLE, id: example })],
    });
}

/** How many entries a page has. */
export const PageSize = wholeNumberTextOr(20, 1, 100).describe('How many entries a page has at most');

/** The `next` of a page. */
export const Next = z.string().nullable().describe('The cursor of the next page; null on the last one');

/** A page of `size` of the `size + 1` entries asked for: the one too many tells that there is a next page. */
export function pageOf<Entry>(
  entries: readonly Entry[],
  size: number,
  placeOf: (entry: Entry) => Place,
): { entries: readonly Entry[]; next: string | null } {
  const last = entries[size - 1];
  return entries.length > size && last !== undefined
    ? { entries: entries.slice(0, size), next: cursorTo(placeOf(last)) }
    : { entries, next: null };
}

function readPlace(text: string): Place | undefined {
  const isFormer = text.charAt(TIME_DIGITS) !== '_';
  const place = isFormer ? formerPlace(text) : placeIn(text);
  const write = isFormer ? formerCursorTo : cursorTo;
  return fitsDatetime(place.at) && write(place) === text ? place : undefined;
}

function placeIn(text: string): Place {
  const at = new Date(Number.parseInt(text.slice(0, TIME_DIGITS), 36) + FIRST_MS);
  return { at, id: text.slice(TIME_DIGITS + 1) };
}

function formerPlace(text: string): Place {
  const [milliseconds = '', id = ''] = Buffer.from(text, 'base64url').toString().split(' ');
  return { at: new Date(Number(milliseconds)), id };
}
