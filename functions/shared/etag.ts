/** Entity tags of what is read. */
import { createHash } from 'node:crypto';

/** A strong entity tag: the same for the same content. */
export function contentTag(body: unknown): string {
  return `"${createHash('sha256').update(JSON.stringify(body)).digest('base64url').slice(0, 27)}"`;
}
