/** Guards of imports: what places and texts are read as, and whose a value is. */
import type { Mutation } from '../mutation.ts';

const PLACES = 'scripts/operate/import/places';
const TOWNS = { caughtBy: { tests: ['scripts/operate/import/location-towns.test.ts'] } };
const NAMES = { caughtBy: { tests: ['scripts/operate/import/location-names.test.ts'] } };
const TEXTS = { caughtBy: { tests: ['scripts/operate/import/html-text.test.ts'] } };
const RULES = { caughtBy: { tests: ['scripts/operate/import/import-rules.test.ts'] } };
const EXTRAS = { caughtBy: { tests: ['scripts/operate/import/follow/extras.test.ts'] } };

const MEANT = { caughtBy: { tests: ['scripts/operate/import/location-meant.test.ts'] } };
const ZONES = { caughtBy: { tests: ['scripts/operate/import/calendar/place/event-place.test.ts'] } };

export const READINGS: readonly Mutation[] = [
  {
    name: 'a message that comes before its series is forgotten',
    file: 'scripts/operate/import/follow/import-plan.ts',
    from: 'const ahead = isMessage === true && named.length === 0',
    to: 'const ahead = isMessage === undefined && named.length === 0',
    breaks: 'a date that was called off is on sale',
    caughtBy: { tests: ['scripts/operate/import/follow/ended-dates.test.ts'] },
  },
  {
    ...MEANT,
    file: 'scripts/operate/import/location.ts',
    name: 'a town pulls a far larger one to its country',
    from: '!great || great.country === both.country',
    to: '!great || both.country !== undefined',
    breaks: 'an event at the Old Vic is in Canada',
  },
  {
    ...MEANT,
    file: `${PLACES}/country-reading.ts`,
    name: 'a region that is called as a town says the country, whoever has both towns',
    from: 'if (!isHere && !isStrict && isRatherTwoTowns(candidate)) return 0;',
    to: '',
    breaks: 'an event in Guadalajara in Mexico is in Spain',
  },
  {
    ...MEANT,
    file: 'scripts/operate/import/location.ts',
    name: 'towns of one country are in it, though another has both',
    from: 'country === undefined || otherCountries.length > 0',
    to: 'country === undefined',
    breaks: 'an event in Manchester in New Hampshire is in England',
  },
  {
    ...MEANT,
    file: `${PLACES}/country-reading.ts`,
    name: 'what a country is called anywhere is that country',
    from: 'if (!isTown && isRatherTown(candidate, zone)) return 0;',
    to: '',
    breaks: 'an event in Granada is in the Caribbean',
  },
  {
    ...ZONES,
    file: 'scripts/operate/import/calendar/occurrence-event.ts',
    name: 'the clock that times are written by is that of the place',
    from: 'if (start.zoneId === undefined || (place?.zone && !place.zone.isGuessed)) return usual;',
    to: 'if (start.zoneId === undefined) return usual;',
    breaks: 'an event in Berlin is shown at the times of New York',
  },
  {
    ...TOWNS,
    file: 'scripts/operate/import/location.ts',
    name: 'a quarter before its city is a city',
    from: 'one.isCity &&',
    to: '',
    breaks: 'an event in London is in Wembley',
  },
  {
    ...TOWNS,
    file: `${PLACES}/towns.ts`,
    name: 'towns with different clocks lie beside each other',
    from: '`${region || country} ${zone}`',
    to: '`${region || country}`',
    breaks: 'an event in Jakarta is at the times of Bali',
  },
  {
    ...TOWNS,
    file: `${PLACES}/end-regions.ts`,
    name: 'any town of a country lies in each of its regions',
    from: '?.zone === townIn(name, region.country)?.zone;',
    to: ' !== undefined;',
    breaks: 'an event in the centre of Madrid is at the times of the Canaries',
  },
  {
    ...TOWNS,
    file: `${PLACES}/country-reading.ts`,
    name: 'what is a country and a region of another is neither',
    from: '.map(inItself),',
    to: ',',
    breaks: 'an event on Guam is nowhere',
  },
  {
    ...NAMES,
    file: `${PLACES}/country-reading.ts`,
    name: 'of two countries as likely the first is taken',
    from: 'first.likely - second.likely < MARGIN ?',
    to: 'first.likely - second.likely < 0 ?',
    breaks: 'an event is in a country that its source does not name',
  },
  {
    ...NAMES,
    file: `${PLACES}/country-reading.ts`,
    name: 'two letters behind a room are a country',
    from: '(parts.length === 0 || isRoom(last))) return 0;',
    to: 'parts.length === 0) return 0;',
    breaks: 'Room 12, PA, is in Panama',
  },
  {
    ...TEXTS,
    file: 'scripts/operate/import/html-text.ts',
    name: 'whatever stands in angle brackets is a tag',
    from: 'if (name !== undefined && KNOWN.has(name)) return true;',
    to: 'if (name !== undefined) return true;',
    breaks: 'texts lose what stands in angle brackets',
  },
  {
    ...TEXTS,
    file: 'scripts/operate/import/html-text.ts',
    name: 'halves of characters are made of references',
    from: 'code > 0x10_ffff || (code >= 0xd800 && code <= 0xdfff)',
    to: 'code > 0x10_ffff',
    breaks: 'an event is refused because of a reference in its text',
  },
  {
    ...RULES,
    file: 'scripts/operate/import/source-text.ts',
    name: 'a long text is cut within a character',
    from: 'if (index + segment.length > most) break;',
    to: 'if (index > most) break;',
    breaks: 'an event is refused, or a text ends with half an emoji',
  },
  {
    ...EXTRAS,
    file: 'scripts/operate/import/follow/extras.ts',
    name: 'what the organizer has set follows the source',
    from: 'now[field] === told[field];',
    to: 'true;',
    breaks: 'links and addresses that organizers wrote are lost at the next import',
  },
  {
    ...EXTRAS,
    file: 'scripts/operate/import/follow/extras.ts',
    name: 'an address stays where an event moves elsewhere',
    from: 'if (isElsewhere || isRenamed) return',
    to: 'if (isRenamed) return',
    breaks: 'buyers go to an address in another town',
  },
];
