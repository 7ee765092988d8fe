/**
 * Pages of lists that are sorted by an instant and an id. A cursor names the last entry of the page before, so a page
 * neither repeats nor misses an entry when others come or go meanwhile.
 */
import * as z from 'zod';
import { fitsDatetime } from '../instants.ts';
import { wholeNumberTextOr } from './query-values.ts';

/** The entry that a page begins after. */
export interface Place {
  at: Date;
  id: string;
}

/** The cursor to the entries after a place. */
export function cursorTo(place: Place): string {
  return Buffer.from(`${place.at.getTime()} ${place.id}`).toString('base64url');
}

/** An example of an id of this kind. */
function exampleOf(id: z.ZodType<string>): string {
  const [example = ''] = (id.meta()?.examples ?? []) as string[];
  return example;
}

const EXAMPLE = new Date('2027-05-14T18:30:00.000Z');

/** The `cursor` of a query: what `cursorTo` wrote, for ids of this kind; anything else does not fit. */
export function cursorOf(id: z.ZodType<string>) {
  return z
    .string()
    .max(200)
    .transform((text, issue): Place => {
      const place = readPlace(text);
      if (place && cursorTo(place) === text && id.safeParse(place.id).success) return place;
      issue.addIssue('not a cursor of this list; begin without one');
      return z.NEVER;
    })
    .describe('Where the page begins: `next` of the page before')
    .meta({ pattern: '^[A-Za-z0-9_-]+$', examples: [cursorTo({ at: EXAMPLE, id: exampleOf(id) })] });
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
  const [milliseconds = '', id = ''] = Buffer.from(text, 'base64url').toString().split(' ');
  const at = new Date(Number(milliseconds));
  return fitsDatetime(at) ? { at, id } : undefined;
}
