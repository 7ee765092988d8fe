/** Texts of a source, made to fit. */
import { withoutUnseen } from '../../../functions/shared/text.ts';

const characters = new Intl.Segmenter('en', { granularity: 'grapheme' });

/** So many UTF-16 units of a text at most; what a reader sees as one character is kept whole or left out. */
export function cut(text: string, most: number): string {
  if (text.length <= most) return text;
  let end = 0;
  for (const { index, segment } of characters.segment(text)) {
    if (index + segment.length > most) break;
    end = index + segment.length;
  }
  return text.slice(0, end);
}

/** Without what no description may have in it: control characters, what overrides the direction of reading, halves of pairs. */
export function legible(text: string): string {
  return text.toWellFormed().replaceAll(/[^\P{Cc}\t\n\r]|[\u202A-\u202E\u2066-\u2069]/gu, '');
}

/** In one line, without what no name or title may have in it: what nobody sees. */
export function inOneLine(text: string): string {
  return withoutUnseen(text.replaceAll(/\s+/g, ' '));
}
