/** Countries by the names that people write: those of Unicode's CLDR in several languages, which Node knows, and a few more. */

/** Names are looked for in these languages. */
const LANGUAGES = ['en', 'de', 'fr', 'es', 'it', 'pt', 'nl', 'pl', 'cs', 'da', 'sv', 'nb', 'fi', 'hu', 'ro', 'tr'];
/** What CLDR names beside countries, and states that are no more. */
const NONE = new Set(
  'AC CP CQ DG EA EU EZ IC QO TA UN XA XB ZZ DD SU YU CS FX TP ZR NT BU AN HV NH RH VD YD UK'.split(' '),
);
const MORE: Record<string, readonly string[]> = {
  AE: ['uae', 'u.a.e.'],
  BA: ['bosnia', 'bosnia and herzegovina'],
  CZ: ['czech republic'],
  GB: ['uk', 'u.k.', 'great britain', 'britain', 'england', 'scotland', 'wales', 'northern ireland'],
  HK: ['hong kong'],
  KR: ['korea', 'republic of korea'],
  MK: ['macedonia'],
  MO: ['macau', 'macao'],
  NL: ['the netherlands', 'holland'],
  RU: ['russian federation'],
  TR: ['turkey'],
  TW: ['taiwan, province of china'],
  US: ['usa', 'us', 'u.s.', 'u.s.a.', 'united states of america', 'the united states'],
  VN: ['viet nam'],
};

const LETTERS = 'ABCDEFGHIJKLMNOPQRSTUVWXYZ'.split('');
const english = new Intl.DisplayNames(['en'], { type: 'region', fallback: 'none' });

/** ISO 3166-1 alpha-2 codes. */
export const countryCodes = LETTERS.flatMap((a) => LETTERS.map((b) => a + b)).filter(
  (code) =>
    !NONE.has(code) && english.of(code) !== undefined && new Intl.Locale(`und-${code}`).maximize().region === code,
);

const byName = new Map<string, string>();
for (const language of LANGUAGES) {
  const names = new Intl.DisplayNames([language], { type: 'region', fallback: 'none' });
  for (const code of countryCodes) {
    const name = folded(names.of(code) ?? '');
    if (name !== '' && !byName.has(name)) byName.set(name, code);
  }
}
for (const [code, names] of Object.entries(MORE)) for (const name of names) byName.set(folded(name), code);

/** The code of a country by one of its names; undefined for what is none. */
export function countryCode(name: string): string | undefined {
  return byName.get(folded(name));
}

/** The English name of a country by any of its names; undefined for what is none. */
export function countryName(name: string): string | undefined {
  const code = countryCode(name);
  return code === undefined ? undefined : nameOfCode(code);
}

/** The English name of a country by its code. */
export function nameOfCode(code: string): string {
  return (english.of(code) ?? code).replace(/ SAR China$/, '');
}

function folded(name: string): string {
  return name.trim().normalize('NFKD').replaceAll(/\p{M}/gu, '').replaceAll('&', 'and').toLowerCase();
}
