/**
 * An id that an organizer may choose for an event (`functions/shared/event/chosen-id.ts` says how it is made), in a browser: under it an event
 * is there once, however often it is sent.
 */
const CROCKFORD = '0123456789ABCDEFGHJKMNPQRSTVWXYZ';

/** Undefined where the browser has no hashes: in pages that are not served securely. @param key names the event among this organizer's */
export async function ownEventId(organizerId: string, key: string): Promise<string | undefined> {
  if (typeof crypto.subtle === 'undefined') return undefined;
  const tail = (await firstBits(organizerId, 63)) + (await firstBits(key, 65));
  return `evt_${(await sha256(tail)).slice(0, 3)}_${tail}`;
}

/** In 13 characters. */
async function firstBits(text: string, bits: number): Promise<string> {
  let left = BigInt(`0x${await sha256(text)}`) >> BigInt(256 - bits);
  let written = '';
  for (let index = 0; index < 13; index++) {
    written = (CROCKFORD[Number(left & 31n)] ?? '') + written;
    left >>= 5n;
  }
  return written;
}

async function sha256(text: string): Promise<string> {
  const bytes = new Uint8Array(await crypto.subtle.digest('SHA-256', new TextEncoder().encode(text)));
  return [...bytes].map((byte) => byte.toString(16).padStart(2, '0')).join('');
}
