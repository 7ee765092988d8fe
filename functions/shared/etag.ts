/** Entity tags of what is read. */
import { createHash } from 'node:crypto';

/** A strong entity tag: the same for the same bytes. */
export function tagOf(bytes: Buffer): string {
  return `"${createHash('sha256').update(bytes).digest('base64url').slice(0, 27)}"`;
}

/** A strong entity tag: the same for the same content. */
export function contentTag(body: unknown): string {
  return tagOf(Buffer.from(JSON.stringify(body)));
}
