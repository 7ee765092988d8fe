/** The lines of an iCalendar text (RFC 5545, 3.1): from bytes to properties, and the components they are in. */
import { Fault } from '../../../../cli/fault.ts';
import { type DecodedText, decoded, withoutUtf16 } from '../../encodings.ts';
import type { CalendarProperty, Component } from './component.ts';
import { decodedProperty, isInBase64 } from './encoded-values.ts';

const CR = 0x0d;
const LF = 0x0a;
const EQUALS = 0x3d;
const FOLDS = new Set([0x20, 0x09]);
/** Before the value of a line: its name and its parameters. */
const LONGEST_HEAD = 200;

/**
 * Joins folded lines and decodes them: a line may be folded between the bytes of one character. vCalendar 1.0 folds before a space, which stays, and
 * goes on after `=` where a value is QUOTED-PRINTABLE.
 */
export function unfoldedText(given: Uint8Array): DecodedText {
  const bytes = withoutUtf16(given);
  const isFirstVersion = /^VERSION:1\.0\s*$/im.test(latin1(bytes.subarray(0, 2_000)));
  const joined = Buffer.alloc(bytes.length);
  let length = 0;
  let lineFrom = 0;
  for (let at = 0; at < bytes.length;) {
    const byte = bytes[at] ?? 0;
    const breakLength = byte === CR && bytes[at + 1] === LF ? 2 : byte === LF || byte === CR ? 1 : 0;
    if (breakLength === 0) {
      joined[length++] = byte;
      at++;
      continue;
    }
    const isSoft = joined[length - 1] === EQUALS && isQuotedPrintable(joined.subarray(lineFrom, length));
    const isFolded = !isSoft && FOLDS.has(bytes[at + breakLength] ?? 0);
    at += breakLength + (isFolded && !isFirstVersion ? 1 : 0);
    if (isSoft) length--;
    else if (!isFolded) {
      joined[length++] = LF;
      lineFrom = length;
    }
  }
  const lines = joined.subarray(0, length);
  return decoded(lines, /;CHARSET=/i.test(latin1(lines)) ? charsetOf : undefined);
}

const latin1 = (bytes: Uint8Array): string => Buffer.from(bytes).toString('latin1');

function headOf(line: Uint8Array): string {
  const head = latin1(line.subarray(0, LONGEST_HEAD));
  return head.slice(0, Math.max(0, head.indexOf(':')));
}

const isQuotedPrintable = (line: Uint8Array): boolean => /QUOTED-PRINTABLE/i.test(headOf(line));

function charsetOf(line: Uint8Array): string | undefined {
  return /;CHARSET="?([\w.:-]{1,40})/i.exec(headOf(line))?.[1];
}

/** A form that was not filled in leaves these without a value. */
const SAYS_NOTHING_IF_EMPTY = new Set(['RRULE', 'RDATE', 'EXRULE', 'EXDATE', 'DTEND', 'DURATION', 'RECURRENCE-ID']);
/** Files that were joined, the first without a line break at its end. */
const JOINED = /^(END:VCALENDAR)(?=\u{FEFF}?BEGIN:VCALENDAR)/gimu;
/** A calendar has three levels; what is deeper is taken for what stands beside it. */
const DEEPEST = 20;

/**
 * The components of a text, as far as it can be read. A component ends at its END, where a component of its own kind begins, and with the one
 * around it: one that is cut off takes nothing of the next with it.
 * @throws Fault when there is no VCALENDAR
 */
export function calendarsIn(text: string): Component[] {
  const root: Component = { kind: '', properties: [], components: [], isEnded: false };
  const open = [root];
  const lines = text.replaceAll(JOINED, '$1\n').split('\n');
  for (let at = 0; at < lines.length; at++) {
    const written = propertyIn(lines[at]?.replace(/^\u{FEFF}/u, '').trimEnd() ?? '');
    if (!written) continue;
    for (; isInBase64(written) && /^[\w+/=]{1,80}$/.test(lines[at + 1]?.trim() ?? ''); at++)
      written.value += lines[at + 1]?.trim() ?? '';
    const property = decodedProperty(written);
    const kind = property.value.trim().toUpperCase();
    const innermost = open.at(-1) ?? root;
    if (property.name === 'BEGIN') {
      const same = open.findLastIndex((one) => one.kind === kind);
      if (same > 0) open.length = same;
      if (open.length > DEEPEST) open.length = DEEPEST;
      const component: Component = { kind, properties: [], components: [], isEnded: false };
      (open.at(-1) ?? root).components.push(component);
      open.push(component);
    } else if (property.name === 'END') {
      const ended = open.findLastIndex((one) => one.kind === kind);
      const component = open[ended];
      if (component && ended > 0) {
        component.isEnded = true;
        open.length = ended;
      }
    } else if (kind !== '' || !SAYS_NOTHING_IF_EMPTY.has(property.name)) innermost.properties.push(property);
  }
  const calendars = root.components.filter(({ kind }) => kind === 'VCALENDAR');
  if (calendars.length === 0) throw new Fault('it has no BEGIN:VCALENDAR');
  return calendars;
}

/** Reads `NAME;PARAM=value;PARAM="quoted: value":value`; undefined for what is no such line. */
export function propertyIn(line: string): CalendarProperty | undefined {
  const name = /^[A-Za-z0-9-]+/.exec(line)?.[0];
  if (name === undefined) return undefined;
  const parameters = new Map<string, string>();
  let at = name.length;
  while (line[at] === ';') {
    const parameter = /^[^=;:]*/.exec(line.slice(at + 1, at + 1 + LONGEST_NAME))?.[0] ?? '';
    const key = parameter.trim().toUpperCase();
    at += 1 + parameter.length;
    if (line[at] !== '=') {
      // vCalendar 1.0 has values without their names.
      if (ENCODINGS.has(key)) parameters.set('ENCODING', key);
      continue;
    }
    const [value, next] = key === 'TZID' ? zoneAt(line, at + 1) : parameterAt(line, at + 1);
    parameters.set(key, value);
    at = next;
  }
  return line[at] === ':' ? { name: name.toUpperCase(), parameters, value: line.slice(at + 1) } : undefined;
}

const LONGEST_NAME = 100;
const ENCODINGS = new Set(['QUOTED-PRINTABLE', 'BASE64', '8BIT', '7BIT']);

/** Names of zones have colons that programs forget to quote (`TZID=tzone://Microsoft/Utc:20310304T190000`): the value is what begins as a date. */
function zoneAt(line: string, from: number): [value: string, next: number] {
  const plain = parameterAt(line, from);
  for (let at = plain[1]; line[at] === ':' && line[from] !== '"'; at = line.indexOf(':', at + 1))
    if (/^ ?\d{4}-?\d\d-?\d\d/.test(line.slice(at + 1, at + 13))) return [line.slice(from, at), at];
  return plain;
}

/** The value of a parameter without its quotes, and where the next parameter or the value of the property begins. */
function parameterAt(line: string, from: number): [value: string, next: number] {
  let value = '';
  let isQuoted = false;
  let at = from;
  for (; at < line.length; at++) {
    const char = line[at] ?? '';
    if (char === '"') isQuoted = !isQuoted;
    else if (!isQuoted && (char === ';' || char === ':')) break;
    else value += char;
  }
  return [value, at];
}

/** The first property of a name. */
export function first({ properties }: Component, name: string): CalendarProperty | undefined {
  return properties.find((property) => property.name === name);
}

/** All properties of a name. */
export function all({ properties }: Component, name: string): CalendarProperty[] {
  return properties.filter((property) => property.name === name);
}

/** The text of the first property of a name, unescaped and trimmed; empty when there is none. */
export function textOf(component: Component, name: string): string {
  return unescaped(first(component, name)?.value ?? '').trim();
}

/** `\n`, `\,`, `\;` and `\\` of a text value. */
export function unescaped(value: string): string {
  return value.replaceAll(/\\([nN,;\\:"])/g, (_, char: string) => (char === 'n' || char === 'N' ? '\n' : char));
}

/** The parts of a value with several of them, each unescaped; in vCalendar 1.0 semicolons part them. */
export function listed(value: string): string[] {
  const parts = [''];
  for (let at = 0; at < value.length; at++) {
    const char = value[at] ?? '';
    if (char === '\\') parts.push((parts.pop() ?? '') + char + (value[++at] ?? ''));
    else if (char === ',' || char === ';') parts.push('');
    else parts.push((parts.pop() ?? '') + char);
  }
  return parts.map((part) => unescaped(part).trim()).filter(Boolean);
}
