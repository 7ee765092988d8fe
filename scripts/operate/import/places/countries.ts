/** Countries by the names that people write: those of Unicode's CLDR in several languages, which Node knows, and a few more. */
import { placeKey } from './place-key.ts';

/** Names are looked for in the languages that CLDR knows best: those of nearly every country itself, and of its neighbours. */
const LANGUAGES =
  'en de fr es it pt nl pl cs da sv nb fi hu ro tr ja zh zh-Hant ko ru uk el ar he fa hi bn ta te mr gu kn ml pa ur si th lo km my vi id ms fil ka hy az kk ky uz tk mn bg sr sr-Latn mk hr bs sl sk sq et lv lt be is ga cy gd ca eu gl mt lb rm af sw zu am so ne ps fo kl mi tg sd qu'.split(
    ' ',
  );
/** What CLDR names beside countries, and states that are no more. */
const NONE = new Set(
  'AC CP CQ DG EA EU EZ IC QO TA UN XA XB ZZ DD SU YU CS FX TP ZR NT BU AN HV NH RH VD YD UK'.split(' '),
);
const MORE: Record<string, readonly string[]> = {
  AE: ['uae'],
  AG: ['antigua'],
  BA: ['bosnia', 'bosnia and herzegovina', 'bih'],
  BL: ['st barts', 'st barths', 'saint barts', 'saint barths'],
  BO: ['plurinational state of bolivia'],
  BQ: ['bonaire', 'saba', 'sint eustatius', 'st eustatius', 'statia', 'bes islands'],
  CC: ['cocos islands', 'keeling islands'],
  CD: [
    'congo',
    'dr congo',
    'drc',
    'democratic republic of congo',
    'democratic republic of the congo',
    'congo-kinshasa',
    'zaire',
  ],
  CG: ['congo', 'republic of congo', 'republic of the congo', 'congo republic', 'congo-brazzaville'],
  CI: ['ivory coast'],
  CN: ['prc', 'mainland china', "people's republic of china"],
  CV: ['cape verde'],
  CZ: ['czech republic'],
  DE: ['brd', 'deutschl.'],
  FK: ['falklands', 'islas malvinas', 'malvinas'],
  FO: ['faroes'],
  GB: ['uk', 'great britain', 'britain', 'the uk'],
  HK: ['hong kong', 'hongkong', 'hong kong sar'],
  IE: ['republic of ireland', 'roi'],
  KN: ['st kitts', 'saint kitts', 'nevis'],
  KR: ['korea', 'republic of korea', 'rok'],
  KP: ['dprk'],
  KY: ['cayman'],
  LA: ['lao pdr'],
  MK: ['macedonia', 'fyrom'],
  MM: ['burma'],
  MO: ['macau', 'macao', 'macau sar', 'macao sar'],
  MP: ['northern marianas', 'saipan', 'cnmi'],
  NL: ['holland'],
  PF: ['tahiti'],
  PS: ['palestine', 'state of palestine'],
  RU: ['russian federation'],
  SH: ['saint helena', 'st helena', 'ascension island', 'tristan da cunha'],
  SJ: ['svalbard', 'spitsbergen', 'spitzbergen'],
  SZ: ['swaziland'],
  TC: ['turks and caicos'],
  TH: ['ประเทศไทย'],
  TL: ['east timor'],
  TR: ['turkey'],
  TT: ['trinidad', 'tobago'],
  TW: ['roc', 'republic of china'],
  US: ['usa', 'us', 'united states of america', 'estados unidos de america'],
  VA: ['vatican', 'holy see'],
  VC: ['st vincent', 'saint vincent', 'saint vincent and the grenadines'],
  VG: ['bvi', 'tortola'],
  VI: ['usvi', 'virgin islands'],
  VN: ['viet nam'],
  WS: ['western samoa'],
};

const LETTERS = 'ABCDEFGHIJKLMNOPQRSTUVWXYZ'.split('');
const english = new Intl.DisplayNames(['en'], { type: 'region', fallback: 'none' });

/** ISO 3166-1 alpha-2 codes. */
export const countryCodes = LETTERS.flatMap((a) => LETTERS.map((b) => a + b)).filter(
  (code) =>
    !NONE.has(code) && english.of(code) !== undefined && new Intl.Locale(`und-${code}`).maximize().region === code,
);

let byName: Map<string, string[]> | undefined;

/** The codes of the countries that have a name: two for "Congo", and the likelier first; none for what is no country. */
export function countriesNamed(name: string): readonly string[] {
  byName ??= readNames();
  const key = placeKey(name);
  return byName.get(key) ?? byName.get(key.replace(FORMAL, '')) ?? [];
}

/** The languages of a country, as far as names are looked for in them. */
export function languagesOf(code: string): readonly string[] {
  const ofMost = new Intl.Locale(`und-${code}`).maximize().language;
  return LANGUAGES.filter((one) => one === ofMost || new Intl.Locale(one).maximize().region === code);
}

/** Whether that is what a country is called in one of these languages. */
export function isNamedIn(name: string, code: string, languages: readonly string[]): boolean {
  const key = placeKey(name);
  return languages.some((language) => {
    const shown = new Intl.DisplayNames([language], { type: 'region', fallback: 'none' });
    return placeKey(shown.of(code) ?? '') === key;
  });
}

/** Whether a country is called that in English, or at home. */
export function isUsualName(name: string, code: string): boolean {
  const key = placeKey(name);
  return (
    MORE[code]?.some((one) => placeKey(one) === key) === true || isNamedIn(name, code, ['en', ...languagesOf(code)])
  );
}

/** "The", and what a country calls itself beside its name. */
const FORMAL =
  /^(?:the )?(?:(?:(?:federal|islamic|peoples|socialist|hellenic|argentine) )?(?:republic|kingdom|grand duchy|state|principality|commonwealth) of )?(?:the )?/;

function readNames(): Map<string, string[]> {
  const names = new Map<string, string[]>();
  const add = (key: string, code: string): void => {
    const codes = names.get(key);
    if (codes === undefined) names.set(key, [code]);
    else if (!codes.includes(code) && MORE[code]?.some((name) => placeKey(name) === key)) codes.push(code);
  };
  for (const [code, more] of Object.entries(MORE)) for (const name of more) add(placeKey(name), code);
  for (const language of LANGUAGES)
    for (const style of language === 'en' ? (['long', 'short'] as const) : (['long'] as const)) {
      const shown = new Intl.DisplayNames([language], { type: 'region', fallback: 'none', style });
      for (const code of countryCodes) {
        const key = placeKey(shown.of(code) ?? '');
        if (key.length > (language === 'en' ? 1 : SHORTEST) || /[^\0-\u024f]/.test(key)) add(key, code);
      }
    }
  return names;
}

/** Of Latin letters: what is shorter is more often something else in another language. */
const SHORTEST = 3;

/** The English name of a country by its code. */
export function nameOfCode(code: string): string {
  return (english.of(code) ?? code).replace(/ SAR China$/, '');
}
