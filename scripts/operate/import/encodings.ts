/** Bytes of a source as text. Sources are meant to be in UTF-8; what is not is read all the same, and that is said. */
import { plural } from '../../../functions/shared/plural.ts';

/** A text, and in words what had to be guessed; undefined where nothing had to be. */
export interface DecodedText {
  text: string;
  note: string | undefined;
}

const LF = 0x0a;
const utf8 = new TextDecoder('utf-8', { fatal: true });
const windows = new TextDecoder('windows-1252');

/**
 * Reads bytes in UTF-8. A line that is not is read in the charset that it names itself, else as windows-1252.
 * @param charsetOf the charset that a line names
 */
export function decoded(bytes: Uint8Array, charsetOf?: (line: Uint8Array) => string | undefined): DecodedText {
  const whole = charsetOf ? undefined : utf8In(bytes);
  if (whole !== undefined) return { text: whole, note: undefined };
  const lines: string[] = [];
  let guessed = 0;
  for (let from = 0; from <= bytes.length;) {
    const end = bytes.indexOf(LF, from);
    const line = bytes.subarray(from, end < 0 ? bytes.length : end);
    from += line.length + 1;
    const known = inCharset(line, charsetOf?.(line)) ?? utf8In(line);
    if (known === undefined) guessed++;
    lines.push(known ?? mixed(line));
  }
  const note = `${plural(guessed, 'line')} ${guessed === 1 ? 'is' : 'are'} not UTF-8 text: read as windows-1252`;
  return { text: lines.join('\n').replace(/^\u{FEFF}/u, ''), note: guessed > 0 ? note : undefined };
}

/** A line may be folded between the halves of one character; each half alone is none in UTF-8. */
const FOLDED_PAIR = /([\uD800-\uDBFF])(?:\r\n|\r|\n)[ \t]([\uDC00-\uDFFF])/g;

/** In UTF-8 what is in UTF-16, as some programs of Windows write it; anything else as it is. */
export function withoutUtf16(bytes: Uint8Array): Uint8Array {
  const [a, b, c, d] = bytes;
  const isLittle = (a === 0xff && b === 0xfe) || (a !== 0 && b === 0 && c !== 0 && d === 0);
  const isBig = (a === 0xfe && b === 0xff) || (a === 0 && b !== 0 && c === 0 && d !== 0);
  if (bytes.length < 4 || isLittle === isBig) return bytes;
  const units = Buffer.from(bytes.subarray(0, bytes.length & ~1));
  const text = (isLittle ? units : units.swap16()).toString('utf16le').replace(/^\u{FEFF}/u, '');
  return Buffer.from(text.replaceAll(FOLDED_PAIR, '$1$2'));
}

/** Bytes in a charset that is named; undefined where nobody knows it. What can be read as UTF-8 with other characters than ASCII is that. */
export function inCharset(bytes: Uint8Array, charset: string | undefined): string | undefined {
  if (charset === undefined) return undefined;
  const text = utf8In(bytes);
  const isAscii = text?.length === bytes.length;
  if (text !== undefined && !isAscii) return text;
  try {
    return new TextDecoder(charset).decode(bytes);
  } catch {
    return text;
  }
}

/** Bytes in UTF-8, those that are no part of a character in windows-1252. */
export function textFrom(bytes: Uint8Array): string {
  return utf8In(bytes) ?? mixed(bytes);
}

function utf8In(bytes: Uint8Array): string | undefined {
  try {
    return utf8.decode(bytes);
  } catch {
    return undefined;
  }
}

function mixed(bytes: Uint8Array): string {
  let text = '';
  for (let at = 0; at < bytes.length;) {
    const first = bytes[at] ?? 0;
    const length = first < 0xc2 ? 1 : first < 0xe0 ? 2 : first < 0xf0 ? 3 : first < 0xf5 ? 4 : 1;
    const character = bytes.subarray(at, at + length);
    const known = character.length === length ? utf8In(character) : undefined;
    text += known ?? windows.decode(character.subarray(0, 1));
    at += known === undefined ? 1 : length;
  }
  return text;
}
