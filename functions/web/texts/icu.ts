/** What compiled texts are made with: plurals, choices and numbers of a language, by `Intl`. */

/** A text of a message, made when it is needed. */
type Piece = () => string;

const rules = new Map<string, Intl.PluralRules>();
const numbers = new Map<string, Intl.NumberFormat>();

/** Digits as everybody reads them who reads the page's prices and seats. */
const LATIN_DIGITS = '-u-nu-latn';

/** The piece for a number: that of exactly this number first (`=0`), then that of its plural category. */
export function pluralText(language: string, count: number, pieces: Readonly<Record<string, Piece>>): string {
  let rule = rules.get(language);
  if (!rule) rules.set(language, (rule = new Intl.PluralRules(language)));
  const piece = pieces[`=${count}`] ?? pieces[rule.select(count)] ?? pieces['other'];
  return piece ? piece() : '';
}

/** The piece for a word. */
export function choose(value: string, pieces: Readonly<Record<string, Piece>>): string {
  const piece = Object.hasOwn(pieces, value) ? pieces[value] : pieces['other'];
  return piece ? piece() : '';
}

/** A number as the language writes it. */
export function numeral(language: string, value: number): string {
  let format = numbers.get(language);
  if (!format) numbers.set(language, (format = new Intl.NumberFormat(language + LATIN_DIGITS)));
  return format.format(value);
}
