/**
 * Cuts an iCalendar text into its parts before any is parsed, so that one malformed event spoils none of the others.
 */
import ICAL from 'ical.js';
import { Fault } from '../servers/fault.ts';
import { SkipReason } from './source-event.ts';

/** An event's lines, parsed when asked for. */
export interface EventBlock {
  /** UID and SUMMARY as far as the lines can be read, for naming it. */
  uid: string | undefined;
  summary: string | undefined;
  /** Belongs to a series: says how one occurrence differs. */
  isException: boolean;
  /** @throws SkipReason when the lines are malformed */
  parse(): ICAL.Component;
}

/** A calendar's events, and what they have in common. */
export interface CalendarBlocks {
  /** The zone that times without one are in, as many programs write it. */
  timeZone: string | undefined;
  events: EventBlock[];
}

/**
 * Finds the events of a calendar; its VTIMEZONEs are known to all of them.
 * @throws Fault when the text is no calendar
 */
export function calendarBlocks(text: string): CalendarBlocks {
  const lines = text.replaceAll(/\r?\n[ \t]/g, '').split(/\r?\n/);
  if (!lines.some((line) => /^BEGIN:VCALENDAR\s*$/i.test(line))) throw new Fault('it has no BEGIN:VCALENDAR');
  const calendar = new ICAL.Component('vcalendar');
  for (const block of blocksOf(lines, 'VTIMEZONE')) {
    try {
      calendar.addSubcomponent(parseBlock(block));
    } catch (error) {
      if (!(error instanceof SkipReason)) throw error; // a zone nobody can read is a zone nobody has defined
    }
  }
  return {
    timeZone: valueOf(lines, 'X-WR-TIMEZONE'),
    events: blocksOf(lines, 'VEVENT').map((block) => ({
      uid: valueOf(block, 'UID'),
      summary: valueOf(block, 'SUMMARY'),
      isException: valueOf(block, 'RECURRENCE-ID') !== undefined,
      parse: () => calendar.addSubcomponent(parseBlock(block)),
    })),
  };
}

/** The lines from each BEGIN to its END, or to the next BEGIN when the END is missing. */
function blocksOf(lines: readonly string[], name: string): string[][] {
  const begin = new RegExp(String.raw`^BEGIN:${name}\s*$`, 'i');
  const end = new RegExp(String.raw`^END:${name}\s*$`, 'i');
  const blocks: string[][] = [];
  let block: string[] | undefined;
  for (const line of lines) {
    if (begin.test(line)) blocks.push((block = []));
    block?.push(line);
    if (end.test(line)) block = undefined;
  }
  return blocks;
}

function parseBlock(lines: readonly string[]): ICAL.Component {
  try {
    return new ICAL.Component(ICAL.parse(lines.join('\r\n')) as ConstructorParameters<typeof ICAL.Component>[0]);
  } catch (error) {
    throw new SkipReason(`not readable (${error instanceof Error ? error.message : String(error)})`, { cause: error });
  }
}

function valueOf(lines: readonly string[], property: string): string | undefined {
  const pattern = new RegExp(String.raw`^${property}(?:;[^:]*)?:(.*)$`, 'i');
  for (const line of lines) {
    const value = pattern.exec(line)?.[1]?.trim();
    if (value) return value;
  }
  return undefined;
}
