/** Entity tags (RFC 9110, section 8.8.3). */
import { createHash } from 'node:crypto';

/** A tag as a header names it: with its quotes, without the `W/` of a weak one. */
export interface EntityTag {
  tag: string;
  isWeak: boolean;
}

/** A strong entity tag: the same for the same bytes. */
export function tagOf(bytes: Buffer): string {
  return `"${createHash('sha256').update(bytes).digest('base64url').slice(0, 27)}"`;
}

/** A strong entity tag: the same for the same content. */
export function contentTag(body: unknown): string {
  return tagOf(Buffer.from(JSON.stringify(body)));
}

/** The tag of an event: its version. */
export function eventTag({ version }: { version: number }): string {
  return `"e${version}"`;
}

/**
 * The tags that a header lists, or `*`; none where it is no such list. One pass over the header, however long: a tag may have
 * commas inside its quotes, and who splits by an expression may go back and forth over spaces.
 */
export function tagsIn(header: string): '*' | readonly EntityTag[] {
  const text = header.trim();
  if (text === '*') return '*';
  const tags: EntityTag[] = [];
  for (let at = skipEmpty(text, 0); at < text.length;) {
    const isWeak = text.startsWith('W/"', at);
    const from = isWeak ? at + 2 : at;
    const to = text.charAt(from) === '"' ? text.indexOf('"', from + 1) : -1;
    if (to < 0) return [];
    tags.push({ tag: text.slice(from, to + 1), isWeak });
    at = skipSpace(text, to + 1);
    if (at < text.length && text.charAt(at) !== ',') return [];
    at = skipEmpty(text, at);
  }
  return tags;
}

/** Commas with nothing between them are no tags, and no harm. */
function skipEmpty(text: string, from: number): number {
  let at = from;
  while (text.charAt(at) === ',') at = skipSpace(text, at + 1);
  return at;
}

function skipSpace(text: string, from: number): number {
  let at = from;
  while (text.charAt(at) === ' ' || text.charAt(at) === '\t') at++;
  return at;
}
