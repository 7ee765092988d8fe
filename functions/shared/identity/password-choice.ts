/**
 * Which passwords nobody may choose (NIST SP 800-63B-4, 3.1.1.2): those that many have chosen before, what is made of them by
 * decoration, repetition or sequence, and what can be guessed from the account. No rule asks for kinds of characters.
 */
import { brotliDecompressSync } from 'node:zlib';
import { Problem } from '../problem.ts';
import { PASSWORD_CHARACTERS } from './account.ts';

/** Whose password it is to be: words that whoever knows the account tries first. */
export interface PasswordContext {
  email: string;
  name: string;
}

const SERVICE = 'seatmesh';
/** Shorter words are in every other password by accident. */
const SHORTEST_WORD = 4;
/** What is left beside a word of the account has to be a password by itself: the least that the standard lets one have. */
const LEAST_REST = 8;
/** A unit that is repeated may be this long before the repetition is a password. */
const LONGEST_UNIT = 5;

/** What stands for a letter in the passwords of those who were asked for digits and signs. */
const STANDS_FOR: Readonly<Record<string, string>> = {
  '@': 'a',
  4: 'a',
  8: 'b',
  3: 'e',
  6: 'g',
  1: 'i',
  '!': 'i',
  0: 'o',
  5: 's',
  $: 's',
  7: 't',
  '+': 't',
};

let common: Promise<ReadonlySet<string>> | undefined;

/**
 * Refuses a password that is easily guessed.
 * @throws Problem `password_common` with the path `password`
 */
export async function refuseGuessable(password: string, context: PasswordContext): Promise<void> {
  const reason = whyGuessable(password, context, await (common ??= commonPasswords()));
  if (reason !== undefined)
    throw new Problem('password_common', `the password ${reason}; choose another`, {
      errors: [{ path: 'password', message: reason }],
    });
}

/** Why a password is guessed early; undefined when no rule says so. Exact: what is not of these kinds is never refused. */
export function whyGuessable(
  password: string,
  context: PasswordContext,
  listed: ReadonlySet<string>,
): string | undefined {
  const text = password.normalize('NFKC').toLowerCase();
  if (Array.from(text).length < PASSWORD_CHARACTERS) return `needs at least ${PASSWORD_CHARACTERS} characters`;
  if (formsOf(text).some((form) => listed.has(form))) return 'is one of those that many people use';
  if (isSequence(text) || isRepeated(text, listed)) return 'is a sequence or a repetition';
  const rest = wordsOf(context).reduce((left, word) => left.replaceAll(word, ''), text);
  if (rest !== text && rest.length < LEAST_REST)
    return 'is made of the name, the e-mail address or the name of this service';
  return undefined;
}

/** The password, and what it is without decoration, as far as that makes up at least half of it. */
function formsOf(text: string): string[] {
  const cores = [core(text), core(plain(text)), plain(core(text))];
  return [text, plain(text), ...cores.filter((form) => form.length >= SHORTEST_WORD && form.length * 2 >= text.length)];
}

/** Without the digits and signs before and behind. */
function core(text: string): string {
  const units = Array.from(text);
  const from = units.findIndex(isLetter);
  return from < 0 ? '' : units.slice(from, units.findLastIndex(isLetter) + 1).join('');
}

function isLetter(unit: string): boolean {
  return /\p{L}/u.test(unit);
}

/** With letters in place of what stands for them. */
function plain(text: string): string {
  return Array.from(text, (unit) => STANDS_FOR[unit] ?? unit).join('');
}

/** Each character is the next, or the previous, of the one before: `abcdefghijkl`, `9876543210`, `1234567890123`. */
function isSequence(text: string): boolean {
  const codes = Array.from(text, (unit) => unit.codePointAt(0) ?? 0);
  return [1, -1].some((step) =>
    codes.every((code, index) => {
      const before = codes[index - 1];
      if (before === undefined || code - before === step) return true;
      return step > 0 ? before === 0x39 && code === 0x30 : before === 0x30 && code === 0x39;
    }),
  );
}

/** One short or listed piece again and again. */
function isRepeated(text: string, listed: ReadonlySet<string>): boolean {
  for (let length = 1; length <= text.length / 2; length++) {
    const unit = text.slice(0, length);
    if ((length <= LONGEST_UNIT || listed.has(unit)) && unit.repeat(Math.ceil(text.length / length)).startsWith(text))
      return true;
  }
  return false;
}

/** The longest first. */
function wordsOf({ email, name }: PasswordContext): string[] {
  const local = email.slice(0, Math.max(0, email.lastIndexOf('@')));
  const parts = [local, name].map((text) => text.split(/[^\p{L}\p{N}]/u));
  const given = [SERVICE, email, local, name, ...parts.flat(), ...parts.map((some) => some.join(''))];
  return given
    .map((word) => word.normalize('NFKC').toLowerCase())
    .filter((word) => word.length >= SHORTEST_WORD)
    .toSorted((one, other) => other.length - one.length);
}

/** Read when somebody first chooses a password: a few milliseconds that no start pays for. */
async function commonPasswords(): Promise<ReadonlySet<string>> {
  const { default: list } = await import('./common-passwords.json', { with: { type: 'json' } });
  return new Set(brotliDecompressSync(Buffer.from(list.brotli, 'base64')).toString().split('\n'));
}
