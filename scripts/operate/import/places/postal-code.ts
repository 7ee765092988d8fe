/** Postal codes in the forms of many countries, before a town, behind it, or by themselves. */

import { trimmed } from './trimmed.ts';

/** A part of a line without its postal code. */
export interface WithoutCode {
  rest: string;
  /** Empty where there is none. */
  code: string;
}

/** With what no other country writes so, the country. Longer forms first: a form may begin as another does. */
const FORMS: readonly { form: string; country?: string; isBefore?: boolean }[] = [
  { form: String.raw`[A-Z]{1,2}\d[A-Z\d]? ?\d[A-Z]{2}`, country: 'GB' },
  { form: String.raw`[ABCEGHJ-NPRSTVXY]\d[A-Z][ -]?\d[A-Z]\d`, country: 'CA' },
  { form: String.raw`(?:[AC-FHKNPRTV-Y]\d\d|D6W) ?[AC-FHKNPRTV-Y\d]{4}`, country: 'IE' },
  { form: String.raw`(?:NL-)?[1-9]\d{3} ?(?!SA|SD|SS)[A-Z]{2}`, country: 'NL', isBefore: true },
  { form: String.raw`〒 ?\d{3}-?\d{4}`, country: 'JP' },
  { form: String.raw`\d{3}-\d{4}`, country: 'JP' },
  { form: String.raw`(?:BR-)?\d{5}-\d{3}`, country: 'BR' },
  { form: String.raw`(?:PT?-)?\d{4}-\d{3}`, country: 'PT' },
  { form: String.raw`(?:PL-)?\d{2}-\d{3}`, country: 'PL' },
  { form: String.raw`\d{5}-\d{4}`, country: 'US' },
  { form: String.raw`(?:SE?|CZ|SK|GR)-? ?\d{3} ?\d{2}` },
  { form: String.raw`\d{3} \d{2,3}` },
  {
    form: String.raw`(?:LV|LT|MD|AZ|HR|SI|RO|EE|FI|AX|DK|NO|CH|DE|AT|FR|BE|LU|IT|ES|HU|VC|MT|AD|[ABDFLHIN])-? ?\d{3,6}`,
  },
  { form: String.raw`[A-Z]\d{4}(?:[A-Z]{3})?` },
  { form: String.raw`\d{4,7}` },
];
/** Of a district: London SE1, Dublin 2, Praha 1, Paris 11e, Lyon Cedex 03. Taken off only behind what is known as a town. */
const DISTRICT = / (?:[A-Z]{1,2}\d{1,2}[A-Z]?|\d{1,2}|\d{1,2}(?:e|er|ème|ᵉ)|cedex(?: \d{1,2})?)$/i;

const READ = FORMS.map(({ form, country, isBefore }) => ({
  country,
  alone: new RegExp(`^${form}$`, 'u'),
  before: new RegExp(`^${form}(?=[ ,])`, 'u'),
  behind: isBefore ? undefined : new RegExp(`(?<=[ ,-])${form}$`, 'u'),
}));

/** Takes a postal code off the beginning or the end of a part; a part that is one is taken whole. */
export function withoutPostalCode(part: string): WithoutCode {
  const shown = part.normalize('NFKC').replaceAll(/[‐-―−]/g, '-');
  const capital = shown.toUpperCase();
  for (const { alone, before, behind } of READ) {
    if (alone.test(capital)) return { rest: '', code: shown };
    const [code] = before.exec(shown) ?? behind?.exec(capital) ?? [];
    if (code === undefined) continue;
    const isFirst = shown.startsWith(code);
    const rest = isFirst ? shown.slice(code.length) : shown.slice(0, -code.length);
    return { rest: trimmed(rest, ' ,-'), code: isFirst ? code : shown.slice(-code.length) };
  }
  return { rest: part, code: '' };
}

/** The country that writes its postal codes so, and no other does; undefined for a form of many. */
export function countryOfCode(code: string): string | undefined {
  const shown = code.normalize('NFKC').toUpperCase();
  return code === '' ? undefined : (READ.find(({ alone }) => alone.test(shown))?.country ?? countryBefore(shown));
}

/** What is written before a code, with a dash: the letters of a car, or those of ISO. Others are also those of a state: MD-21201. */
const CARS: Record<string, string> = {
  A: 'AT',
  B: 'BE',
  D: 'DE',
  F: 'FR',
  H: 'HU',
  I: 'IT',
  L: 'LU',
  N: 'NO',
  S: 'SE',
};
const ISO = new Set('AT BE CH CZ DE DK EE ES FI FR GR HR HU IT LT LU LV NO RO SE SI SK'.split(' '));

function countryBefore(code: string): string | undefined {
  const letters = /^([A-Z]{1,2})[-‐-―−] ?\d/.exec(code)?.[1] ?? '';
  return ISO.has(letters) ? letters : CARS[letters];
}

/** Who writes codes of so many digits before a town, by the rules of the Universal Postal Union. */
const BEFORE: readonly [RegExp, string][] = [
  [/^\d{5} (?=\p{L})/u, 'DE FR ES IT FI TR UA EE HR LT RS ME MC SM VA MA DZ MX SE CZ SK GR'],
  [/^\d{4} (?=\p{L})/u, 'AT CH BE DK NO HU LU LI SI BG MK CY TN'],
  [/^\d{3} \d{2} (?=\p{L})/u, 'SE CZ SK GR'],
];

/** The countries in which a part may be a town behind its postal code. */
export function countriesWithCodeBefore(part: string): readonly string[] {
  return BEFORE.find(([form]) => form.test(part))?.[1].split(' ') ?? [];
}

/** Without the number of a district. */
export function withoutDistrict(part: string): string {
  return part.replace(DISTRICT, '');
}
