/**
 * Time zones of places. The rule: the zone of the city where the table knows it (US states, and cities of countries with
 * several zones), else the zone most people of the country live in, else none; the importer then takes UTC.
 */

const COUNTRIES: Record<string, readonly string[]> = {
  'Africa/Cairo': ['egypt'],
  'Africa/Johannesburg': ['south africa'],
  'Africa/Lagos': ['nigeria'],
  'Africa/Nairobi': ['kenya'],
  'Africa/Casablanca': ['morocco'],
  'Africa/Accra': ['ghana'],
  'Africa/Tunis': ['tunisia'],
  'America/Argentina/Buenos_Aires': ['argentina'],
  'America/Bogota': ['colombia'],
  'America/Costa_Rica': ['costa rica'],
  'America/Lima': ['peru'],
  'America/Mexico_City': ['mexico'],
  'America/Montevideo': ['uruguay'],
  'America/New_York': ['u.s.a.', 'u.s.', 'usa', 'us', 'united states', 'united states of america'],
  'America/Santiago': ['chile'],
  'America/Sao_Paulo': ['brazil', 'brasil'],
  'America/Toronto': ['canada'],
  'Asia/Bangkok': ['thailand'],
  'Asia/Colombo': ['sri lanka'],
  'Asia/Dhaka': ['bangladesh'],
  'Asia/Dubai': ['united arab emirates', 'uae'],
  'Asia/Ho_Chi_Minh': ['vietnam', 'viet nam'],
  'Asia/Hong_Kong': ['hong kong'],
  'Asia/Jakarta': ['indonesia'],
  'Asia/Jerusalem': ['israel'],
  'Asia/Karachi': ['pakistan'],
  'Asia/Kathmandu': ['nepal'],
  'Asia/Kolkata': ['india'],
  'Asia/Kuala_Lumpur': ['malaysia'],
  'Asia/Manila': ['philippines'],
  'Asia/Qatar': ['qatar'],
  'Asia/Riyadh': ['saudi arabia'],
  'Asia/Seoul': ['south korea', 'korea', 'republic of korea'],
  'Asia/Shanghai': ['china'],
  'Asia/Singapore': ['singapore'],
  'Asia/Taipei': ['taiwan'],
  'Asia/Tbilisi': ['georgia'],
  'Asia/Tokyo': ['japan'],
  'Asia/Yerevan': ['armenia'],
  'Asia/Nicosia': ['cyprus'],
  'Atlantic/Reykjavik': ['iceland'],
  'Australia/Sydney': ['australia'],
  'Europe/Amsterdam': ['netherlands', 'the netherlands'],
  'Europe/Athens': ['greece'],
  'Europe/Belgrade': ['serbia'],
  'Europe/Berlin': ['germany', 'deutschland'],
  'Europe/Bratislava': ['slovakia'],
  'Europe/Brussels': ['belgium'],
  'Europe/Bucharest': ['romania'],
  'Europe/Budapest': ['hungary'],
  'Europe/Chisinau': ['moldova'],
  'Europe/Copenhagen': ['denmark'],
  'Europe/Dublin': ['ireland'],
  'Europe/Helsinki': ['finland'],
  'Europe/Istanbul': ['turkey', 'türkiye'],
  'Europe/Kyiv': ['ukraine'],
  'Europe/Lisbon': ['portugal'],
  'Europe/Ljubljana': ['slovenia'],
  'Europe/London': [
    'u.k.',
    'uk',
    'united kingdom',
    'great britain',
    'england',
    'scotland',
    'wales',
    'northern ireland',
  ],
  'Europe/Luxembourg': ['luxembourg'],
  'Europe/Madrid': ['spain'],
  'Europe/Malta': ['malta'],
  'Europe/Oslo': ['norway'],
  'Europe/Paris': ['france'],
  'Europe/Prague': ['czech republic', 'czechia'],
  'Europe/Riga': ['latvia'],
  'Europe/Rome': ['italy'],
  'Europe/Sarajevo': ['bosnia and herzegovina'],
  'Europe/Skopje': ['north macedonia'],
  'Europe/Sofia': ['bulgaria'],
  'Europe/Stockholm': ['sweden'],
  'Europe/Tallinn': ['estonia'],
  'Europe/Tirane': ['albania'],
  'Europe/Vienna': ['austria'],
  'Europe/Vilnius': ['lithuania'],
  'Europe/Warsaw': ['poland'],
  'Europe/Zagreb': ['croatia'],
  'Europe/Zurich': ['switzerland'],
  'Pacific/Auckland': ['new zealand'],
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

const byCountry = inverted(COUNTRIES);
const byCity = inverted(CITIES);
const byState = inverted(Object.fromEntries(Object.entries(STATES).map(([zone, states]) => [zone, states.split(' ')])));

/** The time zone of a place; undefined when the table does not know the country. */
export function zoneOf(city: string, country: string): string | undefined {
  const nation = byCountry.get(country.trim().toLowerCase());
  if (nation === undefined) return undefined;
  const state = nation === 'America/New_York' ? /,\s*([A-Z]{2})$/.exec(city.trim())?.[1] : undefined;
  return (state && byState.get(state)) ?? byCity.get(city.trim().toLowerCase()) ?? nation;
}

/** Every zone the table may answer with. */
export const knownZones = [...new Set([...byCountry.values(), ...byCity.values(), ...byState.values()])];

const judged = new Map<string, boolean>();

/** True for a name of the IANA data base. */
export function isZone(name: string): boolean {
  let known = judged.get(name);
  if (known === undefined) judged.set(name, (known = judgeZone(name)));
  return known;
}

function judgeZone(name: string): boolean {
  if (!/^[A-Z]/i.test(name)) return false; // "+01:00" is an offset
  try {
    new Intl.DateTimeFormat('en', { timeZone: name }).format();
    return true;
  } catch {
    return false;
  }
}

function inverted(table: Record<string, readonly string[]>): Map<string, string> {
  return new Map(Object.entries(table).flatMap(([zone, names]) => names.map((name) => [name, zone] as const)));
}
