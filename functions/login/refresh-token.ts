/** Refresh tokens: `rft_<slot>_<256 random bits>`. The slot finds the shard; the database knows only the hash. */
import { createHash, randomBytes } from 'node:crypto';
import { slotName } from '../shared/slots.ts';

/** A refresh token as the database knows it. */
export interface KnownToken {
  slot: number;
  /** SHA-256 of the whole text. Nothing slower is needed: 256 random bits cannot be guessed from it. */
  hash: Buffer;
}

/** Makes a refresh token for a slot. The text is for its holder only. */
export function newRefreshToken(slot: number): KnownToken & { text: string } {
  const text = `rft_${slotName(slot)}_${randomBytes(32).toString('base64url')}`;
  return { text, slot, hash: hashOf(text) };
}

/** Reads what a caller presents; undefined when it cannot be a refresh token. */
export function readRefreshToken(text: string): KnownToken | undefined {
  const slot = /^rft_([0-9a-f]{3})_[A-Za-z0-9_-]{43}$/.exec(text)?.[1];
  return slot === undefined ? undefined : { slot: Number.parseInt(slot, 16), hash: hashOf(text) };
}

function hashOf(text: string): Buffer {
  return createHash('sha256').update(text).digest();
}
