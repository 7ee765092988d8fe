/** Entity tags (RFC 9110, section 8.8.3). */
import { createHash } from 'node:crypto';
import type { Coding } from './content.ts';

/** A tag as a header names it: with its quotes, without the `W/` of a weak one and without the coding. */
export interface EntityTag {
  tag: string;
  isWeak: boolean;
  /** The content coding of the answer that it came with. */
  coding?: Coding;
}

/**
 * The tag of what another tag is of, in a content coding: these are other bytes, so the tag must be another (RFC 9110, 8.8.3.3), and a
 * strong one, for who has it may name it in If-Match. A weak one is for all codings.
 */
export function codedTag(tag: string, coding: Coding): string {
  if (tag.startsWith('W/')) return tag;
  return `${tag.slice(0, -1)};${coding}"`;
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
    tags.push(tagOfText(text.slice(from, to + 1), isWeak));
    at = skipSpace(text, to + 1);
    if (at < text.length && text.charAt(at) !== ',') return [];
    at = skipEmpty(text, at);
  }
  return tags;
}

/** No tag of ours has a semicolon but for the sake of its coding. */
function tagOfText(text: string, isWeak: boolean): EntityTag {
  for (const coding of ['br', 'gzip'] as const)
    if (text.endsWith(`;${coding}"`)) return { tag: `${text.slice(0, -coding.length - 2)}"`, isWeak, coding };
  return { tag: text, isWeak };
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
