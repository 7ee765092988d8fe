/** Reads a file of events, whichever of the formats it is in. */
import { readFile, stat } from 'node:fs/promises';
import { extname } from 'node:path';
import { gunzipSync } from 'node:zlib';
import { errorCode, Fault, whyNotRead } from '../../cli/fault.ts';
import type { CalendarOptions } from './calendar/entry-reading.ts';
import { readCalendar } from './icalendar.ts';
import { type DecodedText, decoded, withoutUtf16 } from './encodings.ts';
import { readJson } from './json.ts';
import { readSchedule } from './schedule/read-schedule.ts';
import { decodedXml, scheduleInXml } from './schedule/schedule-xml.ts';
import type { Source } from './source-event.ts';

const MOST_BYTES = 64 * 1024 * 1024;

/**
 * Reads a source by its extension, else by how it begins.
 * @throws Fault, one line, when it cannot be read or is in no known format
 */
export async function readSource(file: string, options: CalendarOptions): Promise<Source> {
  const packed = await readBytes(file);
  try {
    const bytes = Buffer.from(withoutUtf16(unpacked(packed)));
    if (isPage(bytes))
      throw new Fault(
        'it is a page for people (HTML): its address may ask to sign in first, or be that of a page which links to the file',
      );
    if (isCalendar(file, bytes)) return readCalendar(bytes, options);
    if (isXml(file, bytes)) return withNote(decodedXml(bytes), (text) => readSchedule(scheduleInXml(text)));
    if (isJson(file, bytes)) return withNote(decoded(bytes), readJson);
  } catch (error) {
    throw error instanceof Fault ? new Fault(`${file} cannot be imported: ${error.message}`, { cause: error }) : error;
  }
  throw new Fault(`${file} is neither JSON nor iCalendar (.ics) nor a schedule (.xml): nothing else can be imported`);
}

function withNote({ text, note }: DecodedText, read: (text: string) => Source): Source {
  const source = read(text);
  return note === undefined ? source : { ...source, notes: [note] };
}

async function readBytes(file: string): Promise<Buffer> {
  try {
    const { size } = await stat(file);
    if (size > MOST_BYTES) throw new Fault(`${file} is larger than ${MOST_BYTES / 1024 / 1024} MB: split it`);
    return await readFile(file);
  } catch (error) {
    if (error instanceof Fault) throw error;
    throw new Fault(`${file} cannot be read: ${whyNotRead(error)}`, { cause: error });
  }
}

/** Servers send calendars packed, and some programs save them so. @throws Fault when it is broken, or too large */
function unpacked(bytes: Buffer): Buffer {
  if (bytes[0] !== 0x1f || bytes[1] !== 0x8b) return bytes;
  try {
    return gunzipSync(bytes, { maxOutputLength: MOST_BYTES });
  } catch (error) {
    const isTooLarge = errorCode(error) === 'ERR_BUFFER_TOO_LARGE';
    const reason = isTooLarge ? `it is larger than ${MOST_BYTES / 1024 / 1024} MB: split it` : 'it is broken';
    throw new Fault(`unpacked, ${reason}`, { cause: error });
  }
}

/** How a file begins, without a byte order mark. */
function beginOf(bytes: Buffer): string {
  return bytes
    .toString('latin1', 0, 100)
    .replace(/^\u{EF}\u{BB}\u{BF}/u, '')
    .trimStart();
}

function isCalendar(file: string, bytes: Buffer): boolean {
  return /^\.(ics|ical|icalendar)$/i.test(extname(file)) || /^BEGIN:VCALENDAR/i.test(beginOf(bytes));
}

/** A page to sign in at, or that says there is none, in place of what was asked for. */
function isPage(bytes: Buffer): boolean {
  return /^<(?:!doctype html|html)\b/i.test(beginOf(bytes));
}

function isXml(file: string, bytes: Buffer): boolean {
  return /^\.xml$/i.test(extname(file)) || /^<(?:\?xml|schedule)\b/i.test(beginOf(bytes));
}

function isJson(file: string, bytes: Buffer): boolean {
  return /^\.json$/i.test(extname(file)) || /^[[{]/.test(beginOf(bytes));
}
