/** What a page is opened with to be chosen at once: `?seats=A-12-7,A-12-8&places=GA:2,B:3:1`. Pure. */
import type { Choice, Wish } from './chosen-seats.ts';
import { newKey } from './new-key.ts';
import type { Hall } from './seat-hall.ts';

/** So many of a section, of which so many for wheelchairs. */
export interface GivenPlaces {
  section: string;
  quantity: number;
  accessible: number;
}

export interface GivenChoice {
  /** Labels. */
  seats: readonly string[];
  places: readonly GivenPlaces[];
}

/** The names in the address. */
export const GIVEN = ['seats', 'places'] as const;

/** Nobody may hold more at once. */
const MOST = 50;

/** Undefined where the address says nothing of it; what cannot be read in it is left out. */
export function givenChoice(address: URLSearchParams): GivenChoice | undefined {
  if (!GIVEN.some((name) => address.has(name))) return undefined;
  const listOf = (name: string): string[] =>
    (address.get(name) ?? '').split(',', MOST).filter((text) => text !== '' && text.length <= 100);
  const places = listOf('places').flatMap((text): GivenPlaces[] => {
    const [, section = '', quantity = '', accessible = '0'] =
      /^([^:]{1,60}):(\d{1,2})(?::(\d{1,2}))?$/.exec(text) ?? [];
    return Number(quantity) > 0 ? [{ section, quantity: Number(quantity), accessible: Number(accessible) }] : [];
  });
  return { seats: listOf('seats'), places };
}

/**
 * Puts places into a choice that has the given seats, as many as an order may have.
 * @param limit of seats in an order
 */
export function chooseGiven(
  choice: Choice,
  hall: Pick<Hall, 'byId'>,
  { seats, places }: GivenChoice,
  limit: number,
): void {
  // What was chosen before is not what this address says.
  if (seats.length === 0) choice.clear();
  for (const { section, quantity, accessible } of places) {
    const most = Math.min(quantity, limit - choice.size);
    if (most < 1 || !hall.byId.has(section)) continue;
    choice.wish({
      section,
      quantity: most,
      key: newKey(),
      ...(accessible > 0 && { accessible: Math.min(accessible, most) }),
    });
  }
}

/** The address of a page whose choice has been taken over. */
export function withoutGiven(page: URL): URL {
  const url = new URL(page);
  for (const name of GIVEN) url.searchParams.delete(name);
  return url;
}

/** The address of a page that is to be opened with a choice. */
export function withChoice(page: URL, { seats, wishes }: { seats: readonly string[]; wishes: readonly Wish[] }): URL {
  const url = new URL(page);
  if (seats.length > 0) url.searchParams.set('seats', seats.join(','));
  const places = wishes.map(({ section, quantity, accessible = 0 }) =>
    [section, quantity, ...(accessible > 0 ? [accessible] : [])].join(':'),
  );
  if (places.length > 0) url.searchParams.set('places', places.join(','));
  return url;
}
