/** Labels of rows, and numbers of seats, that follow each other: 1, 2, 3 or A, B, C. Pure. */

/** Letters count on as columns of a table do: Z, then AA. */
export function lettersOf(number: number): string {
  let [rest, letters] = [number, ''];
  while (rest > 0) {
    letters = String.fromCodePoint(65 + ((rest - 1) % 26)) + letters;
    rest = Math.floor((rest - 1) / 26);
  }
  return letters;
}

export function numberOfLetters(letters: string): number {
  let number = 0;
  for (const letter of letters.toUpperCase()) number = number * 26 + (letter.codePointAt(0) ?? 64) - 64;
  return number;
}

const LETTERS = /^[A-Za-z]{1,3}$/;
const NUMBER = /^(.*?)(\d{1,7})$/;

/** So many labels from the first on; a first that is neither a number nor letters is followed by itself with a number. */
export function labelsFrom(first: string, count: number, step = 1): string[] {
  if (LETTERS.test(first)) {
    const start = numberOfLetters(first);
    const isLower = first === first.toLowerCase();
    return Array.from({ length: count }, (_, index) => {
      const letters = lettersOf(Math.max(1, start + index * step));
      return isLower ? letters.toLowerCase() : letters;
    });
  }
  const [, head = '', digits = ''] = NUMBER.exec(first) ?? [];
  if (digits === '') return Array.from({ length: count }, (_, index) => (index === 0 ? first : `${first}${index + 1}`));
  return Array.from({ length: count }, (_, index) => {
    const next = String(Math.max(0, Number(digits) + index * step));
    return head + next.padStart(digits.startsWith('0') ? digits.length : 0, '0');
  });
}

/** What follows a label and is not there yet. @param longest in characters */
export function labelAfter(label: string, used: ReadonlySet<string>, longest = 8): string {
  const all = labelsFrom(label, used.size + 2).slice(1);
  const free = all.find((next) => !used.has(next) && next.length <= longest);
  if (free !== undefined) return free;
  for (let number = 1; ; number++) if (!used.has(String(number))) return String(number);
}

/** How the seats of a row are numbered. */
export interface NumberScheme {
  /** A number, or a letter. */
  first: string;
  step: number;
  /** Which end of the row the first is at, as one looks at the stage… */
  from: 'left' | 'right';
  /** Shown numbers that no seat has. */
  leftOut: readonly string[];
}

/** What the seats of a row show, from its first place on, or the shorter way to say so; undefined: 1, 2, 3 … */
export function numbersBy(scheme: NumberScheme, seats: number): { first: number; step: number } | string[] | undefined {
  const { first, from } = scheme;
  const step = scheme.step === 0 ? 1 : Math.max(-100, Math.min(100, Math.trunc(scheme.step)));
  const gaps = new Set(scheme.leftOut);
  const isCounted = /^\d{1,6}$/.test(first) && (first === '0' || !first.startsWith('0')) && gaps.size === 0;
  if (isCounted) {
    const start = Number(first);
    const counted = from === 'left' ? { first: start, step } : { first: start + step * (seats - 1), step: -step };
    return counted.first === 1 && counted.step === 1 ? undefined : counted;
  }
  const all = labelsFrom(first, seats + gaps.size, step)
    .filter((shown) => !gaps.has(shown))
    .slice(0, seats);
  return from === 'left' ? all : all.toReversed();
}
