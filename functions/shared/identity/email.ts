/**
 * E-mail addresses, each in one form, for an account is found by it: lower case, composed (NFC), the domain in its ASCII form (A-labels, UTS #46).
 * Local parts in quotation marks, comments and addresses of hosts are not taken: what is written there is the same address written otherwise, or
 * one that no mail comes from.
 */
import { domainToASCII, domainToUnicode } from 'node:url';

/** RFC 5321, 4.5.3.1: in octets. */
const MOST_LOCAL = 64;
const MOST = 254;
const MOST_DOMAIN = 253;

/** Parts of `atext` (RFC 5322), with letters of any script (RFC 6532). */
const LOCAL = /^[\w!#$%&'*+/=?^`{|}~\-\p{L}\p{M}\p{N}]+(?:\.[\w!#$%&'*+/=?^`{|}~\-\p{L}\p{M}\p{N}]+)*$/u;
/** Before it is mapped: nothing that a URL would take for more than a name. */
const DOMAIN = /^[\p{L}\p{M}\p{N}\p{So}\p{Cf}\-.。．｡]+$/u;
const LABEL = /^[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?$/;
const DIGITS = /^\d+$/;

/** An address in its one form; undefined when it is none. */
export function canonicalEmail(text: string): string | undefined {
  const at = text.lastIndexOf('@');
  const local = text.slice(0, Math.max(at, 0)).normalize('NFC').toLowerCase().normalize('NFC');
  const domain = canonicalDomain(text.slice(at + 1));
  if (domain === undefined || !LOCAL.test(local) || Buffer.byteLength(local) > MOST_LOCAL) return undefined;
  const email = `${local}@${domain}`;
  return Buffer.byteLength(email) <= MOST ? email : undefined;
}

function canonicalDomain(text: string): string | undefined {
  if (!DOMAIN.test(text)) return undefined;
  const domain = domainToASCII(text);
  const labels = domain.split('.');
  if (labels.length < 2 || domain.length > MOST_DOMAIN || !labels.every((label) => LABEL.test(label))) return undefined;
  if (DIGITS.test(labels.at(-1) ?? '')) return undefined;
  // An A-label that stands for nothing, or for what another stands for, is passed through unread.
  return domainToASCII(domainToUnicode(domain)) === domain && !domainToUnicode(domain).includes('xn--')
    ? domain
    : undefined;
}
