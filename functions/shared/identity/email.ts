/**
 * E-mail addresses, each in one form, for an account is found by it: lower case, composed (NFC), the domain in its ASCII form (A-labels, UTS #46).
 *
 * A local part in quotation marks (RFC 5321, 4.1.2) is what stands between them, without its escapes: it has quotation marks where it cannot be
 * without them ("a b"@…), and escapes before `"` and `\` alone, so "ada"@… and "a\da"@… are ada@… (4.1.2 asks for no more than are needed).
 *
 * Comments and folding white space are of the header of a mail (RFC 5322), not of an address. Addresses of hosts (ada@[192.0.2.1]) are not taken: who
 * gets mail at a number changes with its lease, nothing says whose it is, and hardly a mail server takes it.
 *
 * Beyond ASCII, RFC 6531 lets a local part be any UTF-8, and PRECIS (RFC 8264) letters and digits alone. Whose mail it is, only his server can say, so
 * everything that is seen is taken, symbols and emoji too; not what is another character in another form (a wide `＠`, `…`), nor what nobody sees
 * outside of an emoji: two addresses that look the same would be two accounts.
 */
import { domainToASCII, domainToUnicode } from 'node:url';
import { onFirstUse } from '../memo.ts';
import { WHITE } from '../text.ts';

/** RFC 5321, 4.5.3.1: in octets. */
const MOST_LOCAL = 64;
const MOST = 254;
const MOST_DOMAIN = 253;

/** `Quoted-string` (RFC 5321) with what is beyond ASCII (RFC 6531). */
const QUOTED = /^"(?:[ !#-[\]-~\u0080-\u{10ffff}]|\\[ -~])*"$/u;
/** Parts of `atext` (RFC 5322), with what is seen of any script (RFC 6532). */
const LOCAL = /^[\w!#$%&'*+/=?^`{|}~\-\u0080-\u{10ffff}]+(?:\.[\w!#$%&'*+/=?^`{|}~\-\u0080-\u{10ffff}]+)*$/u;
const unseen = onFirstUse(() => /[\p{C}\p{Z}\p{Default_Ignorable_Code_Point}]/u);
const emoji = onFirstUse(() => /\p{RGI_Emoji}/gv);
const signs = onFirstUse(() => /[\p{P}\p{S}]/gu);
/** Before it is mapped: nothing that a URL would take for more than a name. */
const domainCharacters = onFirstUse(() => /^[\p{L}\p{M}\p{N}\p{So}\p{Cf}\-.。．｡]+$/u);
const LABEL = /^[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?$/;
const DIGITS = /^\d+$/;

/** Between ASCII and the first sign that is seen, and what is never seen or nobody’s: no address has it. */
const NEVER_SEEN = String.raw`\u007f-\u00a0\u00ad\u1680\u2000-\u200b\u200e\u200f\u2028-\u202f\u205f-\u206f\u3000\ue000-\uf8ff\ufdd0-\ufdef\ufeff\ufff0-\uffff`;
// Quotation marks by their number: generators put patterns into quotation marks.
const ATOM = String.raw`[^\u0000-\u0020\u0022(),.:;<>@\u005b-\u005d${NEVER_SEEN}]{1,64}`;
const IN_QUOTES = String.raw`(?:[^\u0000-\u001f\u0022\u005c${NEVER_SEEN}]|\u005c[ -~]){0,62}`;
const IN_LABEL = String.raw`[^\u0000-\u002f\u003a-\u0040\u005b-\u0060\u007b-\u00a0\u1680\u2000-\u200a\u2028\u2029\u202f\u205f\u3000\u3002\uff0e\uff61]`;
/** Blanks after an address. U+FEFF may be one, and may stand in a domain, where it means nothing. */
const BLANKS_AFTER = `(?:[${WHITE.replace(String.raw`\ufeff`, '')}][${WHITE}]*)?`;
const ONE_LABEL = `${IN_LABEL}+(?:-+${IN_LABEL}+)*`;

/**
 * What every address looks like that is taken, for those who ask before they send: as near as an expression comes to it that is read alike with and
 * without flags (ECMA-262), and in linear time. The rest (octets, emoji, names that stand for nothing) `canonicalEmail` says.
 */
export const EMAIL_PATTERN = String.raw`^[${WHITE}]*(?:${ATOM}(?:\.${ATOM})*|\u0022${IN_QUOTES}\u0022)@${ONE_LABEL}(?:[.\u3002\uff0e\uff61]${ONE_LABEL})+${BLANKS_AFTER}$`;

/** An address in its one form; undefined when it is none. */
export function canonicalEmail(text: string): string | undefined {
  const at = text.lastIndexOf('@');
  const local = canonicalLocal(text.slice(0, Math.max(at, 0)));
  const domain = canonicalDomain(text.slice(at + 1));
  if (domain === undefined || local === undefined || Buffer.byteLength(local) > MOST_LOCAL) return undefined;
  const email = `${local}@${domain}`;
  return Buffer.byteLength(email) <= MOST ? email : undefined;
}

function canonicalLocal(written: string): string | undefined {
  const isQuoted = QUOTED.test(written);
  const said = isQuoted ? written.slice(1, -1).replaceAll(/\\(.)/g, '$1') : written;
  const local = said.normalize('NFC').toLowerCase().normalize('NFC');
  if (!isSeen(isQuoted ? local.replaceAll(' ', '') : local)) return undefined;
  if (LOCAL.test(local)) return local;
  return isQuoted ? `"${local.replaceAll(/["\\]/g, String.raw`\$&`)}"` : undefined;
}

function isSeen(text: string): boolean {
  if (/^[!-~]+$/.test(text)) return true;
  // Emoji are joined and varied by what is not seen by itself.
  const rest = text.replaceAll(emoji(), '');
  if (unseen().test(rest)) return false;
  return (rest.match(signs()) ?? []).every((sign) => sign.normalize('NFKC') === sign);
}

/** A canonical address with its domain as people read and write it. */
export function readableEmail(email: string): string {
  const at = email.lastIndexOf('@') + 1;
  return email.slice(0, at) + domainToUnicode(email.slice(at));
}

function canonicalDomain(text: string): string | undefined {
  if (!domainCharacters().test(text)) return undefined;
  const domain = domainToASCII(text);
  const labels = domain.split('.');
  if (labels.length < 2 || domain.length > MOST_DOMAIN || !labels.every((label) => LABEL.test(label))) return undefined;
  if (DIGITS.test(labels.at(-1) ?? '')) return undefined;
  // An A-label that stands for nothing, or for what another stands for, is passed through unread.
  return domainToASCII(domainToUnicode(domain)) === domain && !domainToUnicode(domain).includes('xn--')
    ? domain
    : undefined;
}
