/** Fields of CSV (RFC 4180) as a spreadsheet may show them: none is a formula, and each can be read back. Pure. */

/**
 * What a spreadsheet takes for a formula begins so (OWASP, CSV injection), whatever stands before it that is not seen, and in whatever width
 * its sign is written.
 */
const FORMULA = String.raw`(?:(?![\t\r\n])[\s\p{Z}\p{Cc}\p{Default_Ignorable_Code_Point}"])*[=+\-@|%\u2212\u207a\u207b\u207c\u208a\u208b\u208c\ufe62\ufe63\ufe66\ufe6a\ufe6b\uff05\uff0b\uff0d\uff1d\uff20\uff5c]`;
/** Where a cell may begin behind another: after what a reader may divide lines at that does not go by the comma, as spreadsheets do where it is the decimal sign. */
const BEHIND = String.raw`(?:^|(?<=[,;|\t\r\n]))`;
/** To such a reader the quotes around a field are no quotes. Apostrophes before a formula count, so that one more can be taken away again. */
const CELL = new RegExp(String.raw`^(?='*[\t\r\n])|${BEHIND}(?='*${FORMULA})`, 'gu');
const KEPT = new RegExp(String.raw`^'(?='*[\t\r\n])|${BEHIND}'(?='*${FORMULA})`, 'gu');

/** A field as it is written: an apostrophe makes a cell text. A number stays one. */
export function csvField(value: string | number): string {
  const safe = typeof value === 'number' ? String(value) : value.replace(CELL, "'");
  return /[",;|\t\r\n']|^\s|\s$/.test(safe) ? `"${safe.replaceAll('"', '""')}"` : safe;
}

/** A field's text, as `csvField` was given it. */
export const csvValue = (field: string): string => field.replace(KEPT, '');
