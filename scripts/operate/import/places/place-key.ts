/** Names of places, each in the form it is looked for in. */
import { fold } from '../../../../functions/shared/folding.ts';

/** Case, accents, dots, hyphens and apostrophes do not matter: "Saint-Étienne" is "St. Etienne". */
export function placeKey(name: string): string {
  return fold(name)
    .replaceAll(/['.’]/g, '')
    .replaceAll(/[\s\-_]+/g, ' ')
    .replaceAll(/\b(?:saint|sankt|sint)\b/g, 'st')
    .replaceAll(/\bsainte\b/g, 'ste')
    .replaceAll('&', 'and')
    .trim();
}
