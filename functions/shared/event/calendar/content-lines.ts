/** Lines of a calendar file (RFC 5545, section 3.1): escaped, folded, each ended by CRLF. Pure. */

/** Beyond so many octets a line goes on in the next one, which begins with a space; that counts. */
const LINE_OCTETS = 75;

/** A property with its value as it is: a date, a number, a URI. */
export function line(name: string, value: string): string {
  return folded(`${name}:${value}`);
}

/** A property whose value is text (3.3.11): what would mean something is escaped. */
export function lineOfText(name: string, text: string): string {
  return line(name, escaped(text));
}

/** A property of several texts. */
export function lineOfTexts(name: string, texts: readonly string[]): string {
  return line(name, texts.map(escaped).join(','));
}

function escaped(text: string): string {
  return text.replaceAll(/[\\;,]/g, String.raw`\$&`).replaceAll(/\r\n|\r|\n/g, String.raw`\n`);
}

/** Between characters, never within one: a reader may decode line by line. */
function folded(content: string): string {
  const lines: string[] = [];
  let current = '';
  let octets = 0;
  for (const character of content) {
    const size = Buffer.byteLength(character);
    if (octets + size > LINE_OCTETS) {
      lines.push(current);
      [current, octets] = [' ', 1];
    }
    current += character;
    octets += size;
  }
  return [...lines, current].map((text) => `${text}\r\n`).join('');
}
