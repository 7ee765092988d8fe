/**
 * The Idempotency-Key of a request. The header is a string of structured fields (draft-ietf-httpapi-idempotency-key-header,
 * RFC 9651, 3.3.3), which has quotes; most clients send the key bare. Both are the same key.
 */
import { Problem } from '../../problem.ts';

/** A string of structured fields: what is between its quotes. */
const QUOTED = /^"((?:[\x20\x21\x23-\x5b\x5d-\x7e]|\\["\\])*)"$/;

/** @returns undefined when there is none. @throws Problem `malformed_request` */
export function idempotencyKeyIn(header: string | readonly string[] | undefined): string | undefined {
  if (header === undefined || header === '' || header === '""') return undefined;
  const key = typeof header === 'string' && header.startsWith('"') ? unquoted(header) : header;
  if (typeof key !== 'string' || !/^[\x21-\x7e]{1,128}$/.test(key))
    throw new Problem('malformed_request', 'an Idempotency-Key has 1 to 128 printable ASCII characters without spaces');
  return key;
}

function unquoted(header: string): string | undefined {
  return QUOTED.exec(header)?.[1]?.replaceAll(/\\(.)/g, '$1');
}
