/** A line of a calendar that says where something is, taken apart; and what of it can be no town. */

import { countriesNamed } from './countries.ts';
import { regionsNamed } from './regions.ts';
import { townsNamed } from './towns.ts';
import { trimmed } from './trimmed.ts';

/** What says that nobody has to be anywhere. */
const ONLINE =
  /^(?:online|on-line|virtual(?:ly)?|virtuell|en ligne|en línea|remote(?:ly)?|webinar|web ?cast|live ?stream(?:ing|ed)?|stream(?:ing|ed)?|zoom|google meet|google hangouts?|microsoft teams|ms teams|teams|skype|webex|cisco webex|jitsi|big ?blue ?button|discord|twitch|youtube|internet|cyberspace|video ?(?:call|conference|conferencing)|conference call|онлайн|オンライン|线上|線上|온라인)(?![\p{L}\p{N}-])/iu;
/** What follows "online" where it is the name of a place. */
const PLACE_BEHIND = /^.{1,30}?\b(?:bar|club|café|cafe|hall|theatre|theater|arena|studio|lounge|museum)\b/i;
const LINK =
  /(?:\b[a-z][a-z\d+.-]{1,14}:\/\/|\bwww\.)\S+|\b(?:mailto|tel):\S+|(?<=^|\s)[\w.-]{1,80}\.(?:com|org|net|us|io|tv|live|me)(?:\/\S*)?(?=$|\s)/gi;
/** São Paulo/SP. */
const LETTERS_BEHIND = /(\p{L}) ?\/ ?([A-Z]{2})$/u;
/** What says that nobody knows yet. */
const UNDECIDED =
  /^(?:t\.?b\.?[acdns]\.?|to be (?:announced|confirmed|decided|determined|defined|advised)|unknown|unbekannt|noch offen|wird (?:noch )?bekannt ?gegeben|à (?:définir|confirmer|déterminer)|por (?:definir|confirmar|anunciar)|da definire|n\/?a|none|null|undefined|location|venue|[-–—?.…]+)$/i;
/** Words of what is within a building, or of the building. */
const ROOM =
  /(?<![\p{L}\p{N}])(?:room|rm|floor|level|building|bldg|wing|block|suite|ste|unit|stage|auditorium|lobby|foyer|basement|entrance|gate|booth|lecture (?:hall|theatre|theater)|lab|classroom|conference room|meeting room|hs|hörsaal|raum|saal|zimmer|etage|stock|stockwerk|gebäude|haus|halle|bühne|erdgeschoss|eg|og|ug|salle|bâtiment|étage|amphi|amphithéâtre|sala|salón|aula|edificio|piso|piano|palco|auditorio|zaal|verdieping|gebouw|lokaal|sali?|rum|vån|sal)(?![\p{L}\p{N}])/iu;
/** At the beginning in some languages, at the end in others, with the number behind or before. */
const STREET_FIRST =
  /^(?:\d{1,5}[a-z]?,? )?(?:rue|allée|avenue|av|quai|chemin|cours|boulevard|bd|place|calle|c\/|avenida|avda|plaza|paseo|carrer|via|viale|piazza|corso|largo|rua|praça|travessa|ulica|ul|aleja|al|plac|náměstí|ulice|улица|ул|проспект|jalan|jl)\.? /iu;
const STREET_LAST =
  /(?: (?:street|st|road|rd|avenue|ave|lane|ln|drive|dr|boulevard|blvd|way|square|sq|place|pl|court|ct|highway|hwy|parkway|pkwy|quay|wharf|terrace|crescent|row|mews|close|pike|weg|platz|allee|gasse|ufer|damm|ring|gatan|gata|gade|vej|katu|tie|utca|út|tér)|straße|strasse|str|weg|platz|allee|gasse|ufer|damm|straat|plein|laan|gracht|kade|singel|gatan|vägen|gade|vej|katu|utca)\.?(?: (?:[nsew]|ne|nw|se|sw))?(?: \d{1,5} ?[a-z]?(?:[-/]\d{1,5})?)?$/iu;
const NUMBERED = /^\d{1,5}[a-z]?(?:[-/]\d{1,5})?,? \p{L}|\p{L}\.? \d{1,4} ?[a-z]?(?:[-/]\d{1,4})?$/iu;

/** Continents. */
const LARGE =
  /^(?:europe|europa|asia|asien|africa|afrika|(?:north|south|central|latin) america|oceania|emea|eu|european union)$/i;
/** Behind the name of a country, as ISO has it. */
const OFFICIAL =
  /^(?:(?:people's |islamic |plurinational |bolivarian |united |democratic )*(?:republic|state|states|province) of(?: china| the)?)$/i;

const VENUE =
  /(?<![\p{L}\p{N}])(?:hall|theat(?:re|er)|teatro|théâtre|arena|stadium|stadion|club|museum|museo|musée|hotel|university|universität|université|universidad|library|auditorium|ballroom|cent(?:er|re)|centro|bar|pub|café|cafe|restaurant|campus|studio|kino|cinema|gallery|galerie)$/iu;

/** What a line says of a place before it is read. */
export type LineParts = { kind: 'online' } | { kind: 'undecided' } | { kind: 'place'; parts: string[] };

/** Takes a line apart. Nothing, a link or "online" is no place; a place may have a link beside it. */
export function partsOf(line: string): LineParts {
  const text = line.replaceAll(LINK, '\n');
  const parts = text
    .replaceAll(/[(（]([^()（）]{1,200})[)）](?= ?(?:$|\n))/g, (whole, inner: string) =>
      isPlaceName(inner) ? `\n${inner}\n` : whole,
    )
    .split(/[,;\n\r\t|、，；،•·]|\\n/)
    .map((part) =>
      part
        .trim()
        .replaceAll(/\s+/g, ' ')
        .replace(/^(?:online|hybrid) ?[&+/] ?/i, '')
        .replace(LETTERS_BEHIND, '$1\n$2'),
    )
    .flatMap((part) => part.split('\n'))
    .map((part) => trimmed(part, ' -–—:/@&+'))
    .filter((part) => /[\p{L}\p{N}]/u.test(part) || UNDECIDED.test(part));
  const places = parts.filter((part) => !isOnline(part));
  if (places.length === 0)
    return { kind: /[-?–—…]/.test(line) && !line.match(LINK) && parts.length === 0 ? 'undecided' : 'online' };
  const decided = places.filter(
    (part, at) =>
      !UNDECIDED.test(part) &&
      !(at > 0 && (LARGE.test(part) || (OFFICIAL.test(part) && countriesNamed(places[at - 1] ?? '').length > 0))),
  );
  // "Unknown" is what was exported from here where no country is known.
  return decided.length === 0 ? { kind: 'undecided' } : { kind: 'place', parts: decided.flatMap(apartAt) };
}

/** What may stand in brackets behind a venue, and be no part of its name: Hall (Berlin), Amsterdam (NL), Hall (online). */
function isPlaceName(text: string): boolean {
  if (/[,;，、]/.test(text) || ONLINE.test(text.trim()) || /^[A-Z]{2,3}$/.test(text)) return true;
  return [countriesNamed, regionsNamed, townsNamed].some((named) => named(text).length > 0);
}

/** Parts set apart by dashes: all of a line that has no others, and those behind the first. There is a Congo - Kinshasa. */
function apartAt(part: string, at: number, all: readonly string[]): string[] {
  if (countriesNamed(part).length > 0) return [part];
  return at > 0 || all.length === 1
    ? part
        .split(/\s[-–—/]\s/)
        .map((piece) => piece.trim())
        .filter(Boolean)
    : [part];
}

/** "Online", by itself or with how; not the Zoom Bar. */
function isOnline(part: string): boolean {
  return ONLINE.test(part) && !PLACE_BEHIND.test(part);
}

/** A room, a floor, a hall with a number: no town. */
export function isRoom(part: string): boolean {
  return (
    ROOM.test(part) ||
    /^\p{Lu}{1,3}[.-]?\d[\p{L}\d.]*(?: |$)/u.test(part) ||
    /^(?:co|county)\b/i.test(part) ||
    /^[A-Z]{1,3}$/.test(part) ||
    /^\P{L}*$/u.test(part) ||
    /^[\p{L}.]{1,4}[ .-]?\d+[a-z]?$/iu.test(part)
  );
}

/** A venue by its name: no town, where nobody knows one of that name. */
export function isVenueName(part: string): boolean {
  return VENUE.test(part);
}

/** A street that stands where a venue is expected: with a number before it, or called one. */
export function isAddress(part: string): boolean {
  return (
    /^\d{1,5}[a-z]? \p{L}/iu.test(part) || (/\d/.test(part) && (STREET_FIRST.test(part) || STREET_LAST.test(part)))
  );
}

/** A street, most often with a number. */
export function isStreet(part: string): boolean {
  return STREET_FIRST.test(part) || STREET_LAST.test(part) || NUMBERED.test(part);
}
