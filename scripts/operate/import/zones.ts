/**
 * Time zones of places. The rule: the zone of the city where the table knows it (US states, and cities of countries with
 * several zones), else the zone most people of the country live in, else none; the importer then takes UTC.
 */
import { canonicalZone } from '../../../functions/shared/event/time-zones.ts';
import { countryCode, countryCodes } from './countries.ts';

/** Where most people of a country live, for those with several zones, or whose zone has had several names. */
const MAIN_ZONES: Record<string, string> = {
  AE: 'Asia/Dubai',
  AL: 'Europe/Tirane',
  AM: 'Asia/Yerevan',
  AR: 'America/Argentina/Buenos_Aires',
  AT: 'Europe/Vienna',
  AU: 'Australia/Sydney',
  BA: 'Europe/Sarajevo',
  BD: 'Asia/Dhaka',
  BE: 'Europe/Brussels',
  BG: 'Europe/Sofia',
  BR: 'America/Sao_Paulo',
  CA: 'America/Toronto',
  CD: 'Africa/Kinshasa',
  CH: 'Europe/Zurich',
  CL: 'America/Santiago',
  CN: 'Asia/Shanghai',
  CO: 'America/Bogota',
  CR: 'America/Costa_Rica',
  CY: 'Asia/Nicosia',
  CZ: 'Europe/Prague',
  DE: 'Europe/Berlin',
  DK: 'Europe/Copenhagen',
  EC: 'America/Guayaquil',
  EE: 'Europe/Tallinn',
  EG: 'Africa/Cairo',
  ES: 'Europe/Madrid',
  FI: 'Europe/Helsinki',
  FM: 'Pacific/Pohnpei',
  FR: 'Europe/Paris',
  GB: 'Europe/London',
  GE: 'Asia/Tbilisi',
  GH: 'Africa/Accra',
  GL: 'America/Nuuk',
  GR: 'Europe/Athens',
  HK: 'Asia/Hong_Kong',
  HR: 'Europe/Zagreb',
  HU: 'Europe/Budapest',
  ID: 'Asia/Jakarta',
  IE: 'Europe/Dublin',
  IL: 'Asia/Jerusalem',
  IN: 'Asia/Kolkata',
  IS: 'Atlantic/Reykjavik',
  IT: 'Europe/Rome',
  JP: 'Asia/Tokyo',
  KE: 'Africa/Nairobi',
  KI: 'Pacific/Tarawa',
  KR: 'Asia/Seoul',
  KZ: 'Asia/Almaty',
  LK: 'Asia/Colombo',
  LT: 'Europe/Vilnius',
  LU: 'Europe/Luxembourg',
  LV: 'Europe/Riga',
  MA: 'Africa/Casablanca',
  MD: 'Europe/Chisinau',
  MH: 'Pacific/Majuro',
  MK: 'Europe/Skopje',
  MM: 'Asia/Yangon',
  MN: 'Asia/Ulaanbaatar',
  MT: 'Europe/Malta',
  MX: 'America/Mexico_City',
  MY: 'Asia/Kuala_Lumpur',
  NG: 'Africa/Lagos',
  NL: 'Europe/Amsterdam',
  NO: 'Europe/Oslo',
  NP: 'Asia/Kathmandu',
  NZ: 'Pacific/Auckland',
  PE: 'America/Lima',
  PF: 'Pacific/Tahiti',
  PG: 'Pacific/Port_Moresby',
  PH: 'Asia/Manila',
  PK: 'Asia/Karachi',
  PL: 'Europe/Warsaw',
  PS: 'Asia/Hebron',
  PT: 'Europe/Lisbon',
  QA: 'Asia/Qatar',
  RO: 'Europe/Bucharest',
  RS: 'Europe/Belgrade',
  RU: 'Europe/Moscow',
  SA: 'Asia/Riyadh',
  SE: 'Europe/Stockholm',
  SG: 'Asia/Singapore',
  SI: 'Europe/Ljubljana',
  SK: 'Europe/Bratislava',
  TH: 'Asia/Bangkok',
  TN: 'Africa/Tunis',
  TR: 'Europe/Istanbul',
  TW: 'Asia/Taipei',
  UA: 'Europe/Kyiv',
  US: 'America/New_York',
  UY: 'America/Montevideo',
  UZ: 'Asia/Tashkent',
  VN: 'Asia/Ho_Chi_Minh',
  ZA: 'Africa/Johannesburg',
};

/** Cities that are not in their country's zone. */
const CITIES: Record<string, readonly string[]> = {
  'America/Edmonton': ['calgary', 'edmonton', 'banff'],
  'America/Halifax': ['halifax', 'moncton', 'fredericton'],
  'America/Regina': ['regina', 'saskatoon'],
  'America/St_Johns': ["st. john's"],
  'America/Vancouver': ['vancouver', 'victoria', 'whistler', 'kelowna'],
  'America/Winnipeg': ['winnipeg'],
  'America/Tijuana': ['tijuana'],
  'America/Cancun': ['cancún', 'cancun'],
  'America/Manaus': ['manaus'],
  'Asia/Makassar': ['bali', 'denpasar', 'ubud', 'makassar'],
  'Atlantic/Canary': ['las palmas', 'las palmas de gran canaria', 'santa cruz de tenerife'],
  'Australia/Adelaide': ['adelaide'],
  'Australia/Brisbane': ['brisbane', 'gold coast', 'cairns'],
  'Australia/Darwin': ['darwin'],
  'Australia/Hobart': ['hobart'],
  'Australia/Perth': ['perth'],
};

/** US cities are written with their state: "Austin, TX". A state in two zones has that of most of its people. */
const STATES: Record<string, string> = {
  'America/New_York': 'CT DC DE FL GA IN KY MA MD ME MI NC NH NJ NY OH PA RI SC VA VT WV',
  'America/Chicago': 'AL AR IA IL KS LA MN MO MS ND NE OK SD TN TX WI',
  'America/Denver': 'CO ID MT NM UT WY',
  'America/Phoenix': 'AZ',
  'America/Los_Angeles': 'CA NV OR WA',
  'America/Anchorage': 'AK',
  'Pacific/Honolulu': 'HI',
};

const byState = inverted(Object.fromEntries(Object.entries(STATES).map(([zone, states]) => [zone, states.split(' ')])));
const citiesOf = Object.entries(CITIES).map(([zone, cities]) => ({ zone, cities: new Set(cities) }));

/** The time zone of a place; undefined when nobody knows the country. */
export function zoneOf(city: string, country: string): string | undefined {
  const code = countryCode(country);
  if (code === undefined) return undefined;
  const name = city.trim();
  const state = code === 'US' ? /,\s*([A-Z]{2})$/.exec(name)?.[1] : undefined;
  const zones = new Set(zonesOfCountry(code));
  const own = citiesOf.find(({ zone, cities }) => zones.has(zone) && cities.has(name.toLowerCase()))?.zone;
  return (state && byState.get(state)) ?? own ?? mainZone(code);
}

let byCity: Map<string, string> | undefined;

/** The zone that has the name of a city, as many capitals have one ("Brussels"); undefined for any other. */
export function zoneNamedAfter(city: string): string | undefined {
  byCity ??= zonesByCity();
  return byCity.get(city.trim().replaceAll(' ', '_').toLowerCase());
}

function zonesByCity(): Map<string, string> {
  const zones = Intl.supportedValuesOf('timeZone').map((known) => ({ known, zone: canonicalZone(known) ?? known }));
  const named = zones.flatMap(({ known, zone }) => [known, zone].map((name) => [cityIn(name), zone] as const));
  // The first of two counts.
  return new Map(named.filter(([city]) => city !== '').toReversed());
}

const cityIn = (zone: string): string =>
  zone.includes('/') ? zone.slice(zone.lastIndexOf('/') + 1).toLowerCase() : '';

/** True for the letters of a state of the US. */
export function isState(letters: string): boolean {
  return byState.has(letters);
}

function mainZone(code: string): string | undefined {
  return MAIN_ZONES[code] ?? zonesOfCountry(code)[0];
}

function zonesOfCountry(code: string): string[] {
  // Not yet in TypeScript's own declarations.
  const locale = new Intl.Locale(`und-${code}`) as Intl.Locale & { getTimeZones?: () => string[] | undefined };
  return locale.getTimeZones?.() ?? [];
}

/** Every zone that a place may get. */
export const knownZones = [
  ...new Set(
    [...countryCodes.map(mainZone), ...Object.keys(CITIES), ...byState.values()].filter((zone) => zone !== undefined),
  ),
];

const judged = new Map<string, boolean>();

/** True for a name of the IANA data base. */
export function isZone(name: string): boolean {
  let known = judged.get(name);
  if (known === undefined) judged.set(name, (known = canonicalZone(name) !== undefined));
  return known;
}

function inverted(table: Record<string, readonly string[]>): Map<string, string> {
  return new Map(Object.entries(table).flatMap(([zone, names]) => names.map((name) => [name, zone] as const)));
}
