/** Amounts, and names beside them, as they are written, in the language of the texts: a page of another site, with the picker in it, may be in another one. */
import { apartText, moneyText } from '../../texts/formats.ts';
import { languageCode } from '../../texts/of-page.ts';
import type { Hall } from '../hall/seat-hall.ts';

export const pageLanguage = (): string => languageCode;

export const price = (hall: Pick<Hall, 'currency'>, cents: number): string =>
  moneyText(languageCode, cents, hall.currency);

/** A name with amounts or other names after it, in whatever script. */
export const nameBeside = (name: string): string => apartText(languageCode, name);
