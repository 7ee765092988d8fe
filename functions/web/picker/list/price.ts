/** Amounts, and names beside them, as they are written, in the language of the texts: a page of another site, with the picker in it, may be in another one. */
import { apartText, moneyText } from '../../texts/formats.ts';
import { languageCode, sectionFrom } from '../../texts/of-page.ts';
import type { Hall } from '../hall/seat-hall.ts';

export const pageLanguage = (): string => languageCode;

/** A dash for what has no price yet. */
export const price = (hall: Pick<Hall, 'currency'>, cents: number): string =>
  Number.isNaN(cents) ? '–' : moneyText(languageCode, cents, hall.currency);

/** What the cheapest seat of a section costs, said to be that where not all cost the same. */
export function leastPrice(
  hall: Pick<Hall, 'currency'>,
  { fromCents, toCents }: { fromCents: number; toCents: number },
): string {
  const least = price(hall, fromCents);
  return fromCents < toCents ? sectionFrom({ price: least }) : least;
}

/** A name with amounts or other names after it, in whatever script. */
export const nameBeside = (name: string): string => apartText(languageCode, name);
