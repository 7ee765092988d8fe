/** Lines of CSV (RFC 4180, and as spreadsheets write it), each with its number. Pure. */
import { ImportFault } from './import-fault.ts';

export interface CsvLine {
  /** Where it begins, from 1. */
  line: number;
  fields: string[];
}

/**
 * Divided by whichever of comma, semicolon and tab the first line has most of, or by what spreadsheets say before it (`sep=;`). A line ends as on
 * any system. Lines without anything are left out.
 */
export function csvLines(text: string, most: number): CsvLine[] {
  const said = /^\ufeff?"?sep=([,;\t|])"?(?:\r\n|\r|\n)/i.exec(text);
  const from = said ? said[0].length : text.startsWith('\ufeff') ? 1 : 0;
  const first = /[^\s][^\r\n]*/.exec(text.slice(from, from + 10_000))?.[0] ?? '';
  const separator = said?.[1] ?? separatorOf(first);
  const all: CsvLine[] = [];
  let [fields, field, line, begun]: [string[], string, number, number] = [[], '', said ? 2 : 1, said ? 2 : 1];
  let isQuoted = false;
  const end = (): void => {
    fields.push(field);
    if (fields.some((value) => value.trim() !== '')) all.push({ line: begun, fields });
    if (all.length > most) throw ImportFault.of('tooManyLines', { most: most - 1 });
    [fields, field] = [[], ''];
  };
  for (let at = from; at < text.length; at++) {
    const character = text.charAt(at);
    const isEnd = character === '\n' || (character === '\r' && text[at + 1] !== '\n');
    if (isEnd) line++;
    if (isQuoted) {
      if (character !== '"') field += character;
      else if (text[at + 1] === '"') field += text.charAt(at++);
      else isQuoted = false;
    } else if (character === '"' && field.trim() === '') {
      isQuoted = true;
      field = '';
    } else if (character === separator) {
      fields.push(field);
      field = '';
    } else if (isEnd) {
      end();
      begun = line;
    } else if (character !== '\r') field += character;
  }
  if (isQuoted) throw ImportFault.of('quoteOpen', { line: begun });
  end();
  return all;
}

function separatorOf(first: string): string {
  const count = (separator: string): number => first.split(separator).length;
  return [',', ';', '\t'].toSorted((one, other) => count(other) - count(one))[0] ?? ',';
}
