/** The lines of an iCalendar text (RFC 5545, 3.1): from bytes to properties, and the components they are in. */
import { Fault } from '../../../cli/fault.ts';

/** One property: `DTSTART;TZID=Europe/Berlin:20310304T190000`. */
export interface CalendarProperty {
  /** In capitals. */
  name: string;
  /** By name in capitals. */
  parameters: ReadonlyMap<string, string>;
  /** As it stands, with its escapes. */
  value: string;
}

/** The properties of a component, without those of the components inside it. */
export interface Component {
  /** In capitals, such as VEVENT. */
  kind: string;
  properties: CalendarProperty[];
  components: Component[];
  /** It has an END of its own. */
  isEnded: boolean;
}

const CR = 0x0d;
const LF = 0x0a;
const FOLDS = new Set([0x20, 0x09]);

/**
 * Joins folded lines and decodes them: a line may be folded between the bytes of one character.
 * @throws Fault when the text is neither UTF-8 nor UTF-16 that says so with a byte order mark
 */
export function unfoldedText(given: Uint8Array): string {
  const bytes = inUtf8(given);
  const joined = Buffer.alloc(bytes.length);
  let length = 0;
  for (let at = 0; at < bytes.length;) {
    const byte = bytes[at] ?? 0;
    const breakLength = byte === CR && bytes[at + 1] === LF ? 2 : byte === LF || byte === CR ? 1 : 0;
    if (breakLength > 0 && FOLDS.has(bytes[at + breakLength] ?? 0)) {
      at += breakLength + 1;
      continue;
    }
    joined[length++] = breakLength > 0 ? LF : byte;
    at += breakLength || 1;
  }
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(joined.subarray(0, length));
  } catch (error) {
    throw new Fault('it is not UTF-8 text: save it as UTF-8 first', { cause: error });
  }
}

/** Some programs of Windows write UTF-16. */
function inUtf8(bytes: Uint8Array): Uint8Array {
  const encoding =
    bytes[0] === 0xff && bytes[1] === 0xfe ? 'utf-16le' : bytes[0] === 0xfe && bytes[1] === 0xff && 'utf-16be';
  return encoding ? Buffer.from(new TextDecoder(encoding).decode(bytes)) : bytes;
}

/** A form that was not filled in leaves these without a value. */
const SAYS_NOTHING_IF_EMPTY = new Set(['RRULE', 'RDATE', 'EXRULE', 'EXDATE', 'DTEND', 'DURATION', 'RECURRENCE-ID']);
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
  for (const line of text.split('\n')) {
    const property = propertyIn(line.trimEnd());
    if (!property) continue;
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

/** The parts of a value with several of them, each unescaped. */
export function listed(value: string): string[] {
  const parts = [''];
  for (let at = 0; at < value.length; at++) {
    const char = value[at] ?? '';
    if (char === '\\') parts.push((parts.pop() ?? '') + char + (value[++at] ?? ''));
    else if (char === ',') parts.push('');
    else parts.push((parts.pop() ?? '') + char);
  }
  return parts.map((part) => unescaped(part).trim()).filter(Boolean);
}
