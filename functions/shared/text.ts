/**
 * Text that people write and others are shown: nothing in it may steer a screen, make it read as something else than it says, or be there
 * without being seen. What languages and emoji need of such characters stays, where they need it (after PRECIS, RFC 8264 and 5892, and
 * UTS #39): else two names would look alike and be two.
 */
import * as z from 'zod';
import { onFirstUse } from './memo.ts';

/**
 * No control characters (C0, C1), no separators of lines and paragraphs, and nothing that overrides or isolates the direction of what
 * stands around it (U+202A to U+202E, U+2066 to U+2069). Written so that other languages than this one read the pattern, too.
 */
// oxlint-disable-next-line no-control-regex
const ONE_LINE = /^[^\u0000-\u001f\u007f-\u009f\u2028-\u202e\u2066-\u2069]*$/;
/** As that; with tabs and line breaks. */
// oxlint-disable-next-line no-control-regex
const LINES = /^[^\u0000-\u0008\u000b\u000c\u000e-\u001f\u007f-\u009f\u202a-\u202e\u2066-\u2069]*$/;

/** What `trim` takes from both ends. */
export const WHITE = String.raw`\u0009-\u000d\u0020\u00a0\u1680\u2000-\u200a\u2028\u2029\u202f\u205f\u3000\ufeff`;
/** Of those what stands at an end only. */
const ENDS = String.raw`\u0009-\u000d\u2028\u2029\ufeff`;
/** What no line may have wherever it stands: beside the above what is never seen, and what is nobody’s. */
const NEVER = String.raw`\u0000-\u001f\u007f-\u009f\u00ad\u034f\u115f\u1160\u17b4\u17b5\u2028-\u202e\u2060-\u206f\u3164\ue000-\uf8ff\ufdd0-\ufdef\ufeff\uffa0\ufff0-\ufffc\ufffe\uffff`;

/** What is seen in nothing but its neighbours, and never at the beginning: signs that join or part letters, variations, Braille without dots. */
const AFTER = String.raw`[\u180b-\u180f\u200b-\u200d\u2800\ufe00-\ufe0f]*`;
/** What such a sign never follows, but for digits as keys. */
const LATIN = String.raw`\u0021\u0022\u0024-\u0029\u002b-\u002f\u003a-\u007e\u00a1-\u00a8\u00aa-\u00ac\u00af-\u02ff`;
const KEYS = String.raw`[0-9#*](?:[\ufe0e\ufe0f]\u20e3)?`;
const OTHERS = String.raw`\u0000-\u00a8\u00aa-\u00ad\u00af-\u02ff\u180b-\u180f\u200b-\u200d\u2800\ufe00-\ufe0f${NEVER}`;

/** What every such line looks like, in so far as an expression says it that needs no flags, no tables of Unicode and does not look around. */
const LINE_PATTERN = `^[${WHITE}]*(?:[${LATIN}]|${KEYS}|[^${OTHERS}${WHITE}]${AFTER})(?:[\\u0020\\u00a0${LATIN}]|${KEYS}|[^${OTHERS}]${AFTER})*(?:[${ENDS}][${WHITE}]*)?$`;

/** A name or title: 1 to `most` characters in one line, without spaces around; some of it is seen. */
export const textLine = (most: number) =>
  z
    .string()
    .max(most)
    .trim()
    .min(1)
    .regex(ONE_LINE, { error: 'no control characters, line breaks or direction overrides', abort: true })
    .refine((text) => withoutUnseen(text) === text, {
      error: 'no characters that nobody sees, and none that is not assigned',
      abort: true,
    })
    .refine((text) => text === '' || isSeen(text), 'has nothing in it that is seen')
    .meta({ pattern: LINE_PATTERN });

/** Text of any number of lines. */
export const textLines = (most: number) =>
  z.string().max(most).regex(LINES, 'no control characters but tabs and line breaks, no direction overrides');

/** Nothing in it needs a closer look. */
const PLAIN = /^[ -~]*$/;

/** Letters, digits, punctuation and symbols; of the last, U+2800 is the Braille pattern without dots. */
const seen = onFirstUse(() => /[^\p{Z}\p{C}\p{M}\p{Default_Ignorable_Code_Point}\u2800]/u);

const isSeen = (text: string): boolean => /[!-~]/.test(text) || seen().test(text);

/**
 * Control and format characters, private ones, halves of pairs, what is not assigned, and what is not displayed by itself. Then letters and symbols
 * that are blank: Braille without dots, a note without its head, the place of an object, and what fills hieroglyphs and Khitan.
 */
const unseen = onFirstUse(
  () => /[\p{C}\p{Zl}\p{Zp}\p{Default_Ignorable_Code_Point}\u2800\ufffc\u{1d159}\u{13441}\u{13442}]|\u{16fe4}/gu,
);

/** Format characters that are seen: signs around numbers, and the frames of hieroglyphs. */
const SHOWN = /[\u0600-\u0605\u06dd\u070f\u0890\u0891\u08e2\u{110bd}\u{110cd}\u{13430}-\u{1343f}]/u;
/** Scripts in which letters join, or not, by an invisible sign between them. */
const JOINING = String.raw`\p{sc=Arab}\p{sc=Syrc}\p{sc=Mong}\p{sc=Nkoo}\p{sc=Mand}\p{sc=Adlm}\p{sc=Rohg}\p{sc=Deva}\p{sc=Beng}\p{sc=Guru}\p{sc=Gujr}\p{sc=Orya}\p{sc=Taml}\p{sc=Telu}\p{sc=Knda}\p{sc=Mlym}\p{sc=Sinh}\p{sc=Khmr}\p{sc=Mymr}\p{sc=Tibt}`;
const UNSPACED = String.raw`\p{sc=Thai}\p{sc=Lao}\p{sc=Khmr}\p{sc=Mymr}`;
const rightToLeft = onFirstUse(
  () => /(?!\u061c)[\p{sc=Hebr}\p{sc=Arab}\p{sc=Syrc}\p{sc=Thaa}\p{sc=Nkoo}\p{sc=Mand}\p{sc=Adlm}\p{sc=Rohg}]/u,
);

/** Where an unseen character is needed: what it is, and what must stand before it and after it. */
const needs = onFirstUse((): readonly { what: RegExp; before: RegExp; after?: RegExp }[] => [
  {
    what: /[\u200c\u200d]/,
    before: new RegExp(`[${JOINING}]\\p{M}*$`, 'u'),
    after: new RegExp(`^[${JOINING}\\u200c\\u200d]`, 'u'),
  },
  // A consonant without its vowel, at the end of a word too.
  {
    what: /[\u200c\u200d]/,
    before: /[\u094d\u09cd\u0a4d\u0acd\u0b4d\u0bcd\u0c4d\u0ccd\u0d4d\u0dca]$/,
  },
  {
    what: /\u200d/,
    before: /(?:\p{Extended_Pictographic}|\p{Emoji_Modifier}|\ufe0f)$/u,
    after: /^\p{Extended_Pictographic}/u,
  },
  { what: /\u200b/, before: new RegExp(`[${UNSPACED}]\\p{M}*$`, 'u'), after: new RegExp(`^[${UNSPACED}]`, 'u') },
  { what: /[\ufe0e\ufe0f]/, before: /(?![\d#*])\p{Emoji}$/u },
  // Digits and signs only as keys.
  { what: /[\ufe0e\ufe0f]/, before: /[\d#*]$/, after: /^\u20e3/ },
  { what: /[\ufe00-\ufe0d\u{e0100}-\u{e01ef}]/u, before: /[\p{sc=Han}\p{sc=Mymr}\p{sc=Phag}\p{Sm}]$/u },
  { what: /[\u180b-\u180f]/, before: /\p{sc=Mong}$/u },
  { what: /\u2800/, before: /[\u2801-\u28ff]$/, after: /^[\u2801-\u28ff]/ },
]);
/** The flags of England, Scotland and Wales: no other tags make a sign. */
const FLAGS =
  /\u{1f3f4}\u{e0067}\u{e0062}(?:\u{e0065}\u{e006e}\u{e0067}|\u{e0073}\u{e0063}\u{e0074}|\u{e0077}\u{e006c}\u{e0073})\u{e007f}/gu;
const TAGS = /[\u{e0020}-\u{e007f}]/u;
const DIRECTION_MARKS = /[\u200e\u200f\u061c]/;
/** No need looks farther: a letter with some marks. */
const CONTEXT = 12;

/** A text without what nobody sees and nothing in it needs. */
export function withoutUnseen(text: string): string {
  if (PLAIN.test(text)) return text;
  return text.replace(unseen(), (character, offset: number) => (isNeeded(character, text, offset) ? character : ''));
}

function isNeeded(character: string, text: string, offset: number): boolean {
  if (SHOWN.test(character)) return true;
  if (TAGS.test(character)) return isOfFlag(text, offset);
  if (DIRECTION_MARKS.test(character))
    return rightToLeft().test(text) && !DIRECTION_MARKS.test(text.charAt(offset - 1));
  const before = text.slice(Math.max(0, offset - CONTEXT), offset);
  const after = text.slice(offset + character.length, offset + character.length + 2);
  return needs().some(
    (need) => need.what.test(character) && need.before.test(before) && (need.after?.test(after) ?? true),
  );
}

function isOfFlag(text: string, offset: number): boolean {
  return [...text.matchAll(FLAGS)].some(({ index, 0: flag }) => index < offset && offset < index + flag.length);
}
