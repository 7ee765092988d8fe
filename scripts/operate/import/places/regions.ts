/** Regions of countries by the names and letters of ISO 3166-2: states, provinces, nations, counties. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { placeKey } from './place-key.ts';

export interface Region {
  country: string;
  /** Without the country: `GA`. */
  letters: string;
}

/** Countries whose people write a region's letters behind a town. */
const WRITTEN_IN_LETTERS = new Set(['US', 'CA', 'AU', 'BR', 'IN', 'DE', 'IT', 'CH']);

/** As the press of these countries shortens them, with a dot; and what ISO does not call them. */
const SHORT: Record<string, string> = {
  'US-AL': 'Ala.',
  'US-AZ': 'Ariz.',
  'US-AR': 'Ark.',
  'US-CA': 'Calif.',
  'US-CO': 'Colo.',
  'US-CT': 'Conn.',
  'US-DC': 'D.C.|Washington D.C.',
  'US-DE': 'Del.',
  'US-FL': 'Fla.',
  'US-GA': 'Ga.',
  'US-IL': 'Ill.',
  'US-IN': 'Ind.',
  'US-KS': 'Kan.',
  'US-KY': 'Ky.',
  'US-LA': 'La.',
  'US-MA': 'Mass.',
  'US-MD': 'Md.',
  'US-MI': 'Mich.',
  'US-MN': 'Minn.',
  'US-MS': 'Miss.',
  'US-MO': 'Mo.',
  'US-MT': 'Mont.',
  'US-NE': 'Neb.',
  'US-NV': 'Nev.',
  'US-NY': 'New York State|Upstate New York',
  'US-OK': 'Okla.',
  'US-OR': 'Ore.',
  'US-PA': 'Pa.|Penn.',
  'US-TN': 'Tenn.',
  'US-TX': 'Tex.',
  'US-VT': 'Vt.',
  'US-VA': 'Va.',
  'US-WA': 'Wash.|Washington State',
  'US-WI': 'Wis.',
  'US-WY': 'Wyo.',
  'AU-NSW': 'N.S.W.',
  'AU-QLD': 'Qld|Qld.',
  'AU-TAS': 'Tas.',
  'AU-VIC': 'Vic.',
  'CA-AB': 'Alta.',
  'CA-MB': 'Man.',
  'CA-NL': 'Nfld.|Newfoundland|Labrador',
  'CA-ON': 'Ont.',
  'CA-PE': 'PEI|P.E.I.',
  'CA-QC': 'Que.|PQ',
  'CA-SK': 'Sask.',
  'ES-CN': 'Canary Islands',
  'ES-GC': 'Gran Canaria|Lanzarote|Fuerteventura',
  'ES-IB': 'Mallorca|Majorca|Menorca|Ibiza|Eivissa',
  'ES-TF': 'Tenerife|La Palma',
  'GB-NIR': 'N. Ireland',
  'PT-20': 'Açores|Azores',
  'PT-30': 'Madeira',
  'IN-DL': 'NCT of Delhi',
};

interface Known {
  byName: Map<string, Region[]>;
  byLetters: Map<string, Region[]>;
  /** With the dot: what is a word of its own without it. */
  short: Map<string, Region>;
}

let known: Known | undefined;

/** The regions of a name, of all countries. */
export function regionsNamed(name: string): readonly Region[] {
  known ??= readRegions();
  const short = known.short.get(name);
  if (short) return [short];
  const key = placeKey(name);
  return known.byName.get(key) ?? known.byName.get(key.replace(KIND, '')) ?? [];
}

/** The regions that capitals stand for: `GA`, also with dots. */
export function regionsOfLetters(text: string): readonly Region[] {
  known ??= readRegions();
  const letters = /^(?:[A-Z]\.){2,3}$/.test(text) ? text.replaceAll('.', '') : text;
  return /^[A-Z]{2,3}$/.test(letters) ? (known.byLetters.get(letters) ?? []) : [];
}

/** True for letters behind a town that stay with it: Austin, TX. */
export function isKeptWithTown({ country }: Region): boolean {
  return hasStatesBehindTowns(country);
}

/** Countries that write towns so. */
export function hasStatesBehindTowns(country: string): boolean {
  return country === 'US' || country === 'CA' || country === 'AU';
}

/** What a region calls itself beside its name. */
const KIND =
  /^(?:(?:state|province|county|canton|land|region|prefecture) of|county|co) | (?:state|province|county|prefecture|region|oblast)$/;

function readRegions(): Known {
  const regions: Known = { byName: new Map(), byLetters: new Map(), short: new Map() };
  for (const line of readFileSync(join(import.meta.dirname, 'regions.txt'), 'utf8')
    .trimEnd()
    .split('\n')) {
    const [code = '', ...rest] = line.split(' ');
    const [country = '', letters = ''] = code.split('-');
    const region: Region = { country, letters };
    const names = rest.join(' ').split('|');
    for (const name of (SHORT[code] ?? '').split('|'))
      if (name.endsWith('.')) regions.short.set(name, region);
      else if (name !== '') names.push(name);
    for (const key of new Set(names.map(placeKey))) add(regions.byName, key, region);
    if (WRITTEN_IN_LETTERS.has(country)) add(regions.byLetters, letters, region);
  }
  return regions;
}

function add(regions: Map<string, Region[]>, key: string, region: Region): void {
  const alike = regions.get(key);
  if (alike) alike.push(region);
  else regions.set(key, [region]);
}
