/** schedule.xml, as pentabarf, frab and pretalx write it: `<schedule>`, in it `<conference>` and days, in these rooms, in these `<event>`s. */
import { DOMParser, type Element } from '@xmldom/xmldom';
import { Fault } from '../../../cli/fault.ts';
import { type DecodedText, decoded, withoutUtf16 } from '../encodings.ts';
import type { Schedule, Talk } from './talk.ts';

/** The largest conferences have 3 MB. */
const MOST_BYTES = 16 * 1024 * 1024;

/**
 * The text of an XML file: in the encoding that it names, else in UTF-8.
 * @throws Fault when it is too large, or in an encoding that nobody knows
 */
export function decodedXml(given: Uint8Array): DecodedText {
  if (given.length > MOST_BYTES) throw new Fault(`its XML is larger than ${MOST_BYTES / 1024 / 1024} MB`);
  const bytes = withoutUtf16(given);
  const head = Buffer.from(bytes.subarray(0, 200)).toString('latin1');
  const encoding = /^(?:\u00EF\u00BB\u00BF)?<\?xml[^>]*\sencoding=["']([\w-]+)/.exec(head)?.[1] ?? 'utf-8';
  // What was in UTF-16 is in UTF-8 by now.
  if (bytes !== given || /^utf-?(?:8|16)/i.test(encoding)) return decoded(bytes);
  try {
    return { text: new TextDecoder(encoding, { fatal: true }).decode(bytes), note: undefined };
  } catch (error) {
    throw new Fault(`its XML is not in ${encoding}, which it should be in`, { cause: error });
  }
}

/**
 * Takes a schedule apart. A document type is refused: no schedule has one, and entities that a file declares itself can grow without bounds.
 * @throws Fault when it is no such XML
 */
export function scheduleInXml(text: string): Schedule {
  if (/<!DOCTYPE/i.test(text)) throw new Fault('its XML has a document type (DOCTYPE): remove that first');
  const root = rootOf(text);
  if (root?.localName !== 'schedule') throw new Fault('its XML is no schedule of a conference (<schedule>)');
  const conference = childOf(root, 'conference');
  const told = (name: string): string => textIn(conference, name);
  return {
    conference: {
      title: told('title'),
      acronym: told('acronym'),
      venue: told('venue'),
      city: told('city'),
      country: told('country'),
      zone: told('time_zone_name'),
      dayChange: told('day_change'),
      baseUrl: told('base_url') || textIn(root, 'base_url'),
    },
    talks: childrenOf(root, 'day').flatMap((day) =>
      childrenOf(day, 'room').flatMap((room) => childrenOf(room, 'event').map((event) => talkIn(event, room, day))),
    ),
  };
}

function talkIn(event: Element, room: Element, day: Element): Talk {
  const text = (name: string): string => textIn(event, name);
  const ofDay = (name: string): string => day.getAttribute(name)?.trim() ?? '';
  const persons = childOf(event, 'persons');
  return {
    guid: event.getAttribute('guid')?.trim() ?? '',
    id: event.getAttribute('id')?.trim() ?? '',
    day: ofDay('date') || ofDay('start').slice(0, 10),
    dayStart: ofDay('start'),
    dayEnd: ofDay('end'),
    date: text('date'),
    start: text('start'),
    duration: text('duration'),
    room: text('room') || (room.getAttribute('name')?.trim() ?? ''),
    title: text('title'),
    subtitle: text('subtitle'),
    track: text('track'),
    type: text('type'),
    abstract: text('abstract'),
    description: text('description'),
    url: text('url'),
    logo: text('logo'),
    persons: (persons ? childrenOf(persons, 'person') : []).map(contentOf).filter(Boolean),
  };
}

function rootOf(text: string): Element | null {
  try {
    // What is merely odd is taken as it is; what cannot be read throws.
    return new DOMParser({ onError: () => {} }).parseFromString(text, 'text/xml').documentElement;
  } catch (error) {
    const [line = ''] = (error instanceof Error ? error.message : String(error)).split('\n');
    throw new Fault(`its XML cannot be read (${line})`, { cause: error });
  }
}

function childrenOf(parent: Element, name: string): Element[] {
  const found: Element[] = [];
  for (let node = parent.firstChild; node; node = node.nextSibling)
    if (node.nodeType === node.ELEMENT_NODE && (node as Element).localName === name) found.push(node as Element);
  return found;
}

function childOf(parent: Element, name: string): Element | undefined {
  return childrenOf(parent, name)[0];
}

function textIn(parent: Element | undefined, name: string): string {
  const child = parent && childOf(parent, name);
  return child ? contentOf(child) : '';
}

/** The text of an element, without that of elements in it. */
function contentOf(element: Element): string {
  let content = '';
  for (let node = element.firstChild; node; node = node.nextSibling)
    if (node.nodeType === node.TEXT_NODE || node.nodeType === node.CDATA_SECTION_NODE) content += node.nodeValue ?? '';
  return content.trim();
}
