/** What zones are called in languages (CLDR's metazones, as this runtime has them): `Mitteleuropäische Zeit`, `Central European Summer Time`. */
import { zoneOf } from '../places/place-zone.ts';

const LANGUAGES = 'en de fr es it nl pt da sv nb fi pl cs sk hu ro hr sl bg el tr ru uk ca ja ko zh'.split(' ');
/** For each name that CLDR has: the zone that most people mean by it. */
const ZONES = (
  'Europe/Berlin Europe/London Europe/Athens Europe/Lisbon Europe/Moscow America/New_York America/Chicago America/Denver ' +
  'America/Los_Angeles America/Anchorage Pacific/Honolulu America/Halifax America/St_Johns America/Sao_Paulo ' +
  'America/Argentina/Buenos_Aires America/Bogota America/Santiago America/Mexico_City Asia/Tokyo Asia/Shanghai Asia/Hong_Kong ' +
  'Asia/Singapore Asia/Seoul Asia/Bangkok Asia/Jakarta Asia/Manila Asia/Kolkata Asia/Dubai Asia/Riyadh Asia/Jerusalem Asia/Karachi ' +
  'Asia/Tehran Australia/Sydney Australia/Adelaide Australia/Darwin Australia/Perth Pacific/Auckland Africa/Johannesburg Africa/Nairobi Africa/Lagos'
).split(' ');
const [WINTER, SUMMER] = [Date.UTC(2030, 0, 15), Date.UTC(2030, 6, 15)];

const countries = new Intl.DisplayNames(['en'], { type: 'region' });
let names: Map<string, string> | undefined;

/** The zone of such a name; undefined for any other. All names are asked for at the first that is no other: some tenths of a second. */
export function translatedZone(name: string): string | undefined {
  if (!/^[\p{L}\p{M}’' .()-]+$/u.test(name)) return undefined;
  names ??= allNames();
  return names.get(folded(name));
}

function allNames(): Map<string, string> {
  const all = new Map<string, string>();
  for (const language of LANGUAGES) {
    const { region = '' } = new Intl.Locale(language).maximize();
    const own = zoneOf('', countries.of(region) ?? '')?.zone;
    for (const zone of own === undefined ? ZONES : [own, ...ZONES])
      for (const name of namesOf(zone, language)) if (!all.has(name)) all.set(name, zone);
  }
  return all;
}

function namesOf(timeZone: string, language: string): string[] {
  return (['longGeneric', 'long'] as const).flatMap((timeZoneName) => {
    const format = new Intl.DateTimeFormat(language, { timeZone, timeZoneName });
    return [WINTER, SUMMER].map((at) =>
      folded(format.formatToParts(at).find(({ type }) => type === 'timeZoneName')?.value ?? ''),
    );
  });
}

const folded = (name: string): string => name.toLowerCase().replaceAll('’', "'").replaceAll(/\s+/g, ' ').trim();
