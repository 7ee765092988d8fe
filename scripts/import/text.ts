/** Texts of a source, made to fit. */

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
