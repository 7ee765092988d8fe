/** Links that people write and others are sent to: addresses of pages, and of nothing else. */
import * as z from 'zod';

/** What browsers and servers take. */
const LONGEST = 2_048;

/** Spaces, controls and what nobody sees: a URL parser drops some of it and keeps the rest, so that a link reads otherwise than it leads. */
const UNSEEN = /[\s\p{Cc}\p{Cf}]/u;

/** What of that an expression says that needs no tables of Unicode. */
const BLANK = String.raw`\u0000-\u0020\u007f-\u00a0\u00ad\u0600-\u0605\u061c\u06dd\u070f\u0890\u0891\u08e2\u1680\u180e\u2000-\u200f\u2028-\u202f\u205f-\u2064\u2066-\u206f\u3000\ufeff\ufff9-\ufffb`;
const HOST = String.raw`(?:\[[0-9A-Fa-f:.]+\]|[^/\\?#@:<>^|\[\]${BLANK}]+)`;
/** Up to 65535; with nothing after the colon it is the usual one. */
const PORT = '(?::0*(?:[1-5]?[0-9]{1,4}|6[0-4][0-9]{3}|65[0-4][0-9]{2}|655[0-2][0-9]|6553[0-5])?)?';

/**
 * What every such address looks like: no user name before its host. Written so that other languages than this one read the pattern, too. No format
 * beside it: a `uri` is ASCII, an `iri` has no backslash, and an address may have what URL parsers write otherwise.
 */
const LINK = String.raw`^[Hh][Tt][Tt][Pp][Ss]?://[/\\]*${HOST}${PORT}(?:[/\\?#][^${BLANK}]*)?$`;
const webLink = new RegExp(LINK);

/** An http or https address without credentials, as it is written. */
export const LinkText = z
  .string()
  .max(LONGEST)
  .refine(isWebLink, `must be an http or https address, without a user name, of ${LONGEST} characters at most`)
  .meta({ pattern: LINK });

/** As that; on the way out as URL parsers write it, in ASCII. */
export const WebLink = LinkText.transform((text) => new URL(text).href).meta({
  pattern: LINK,
  examples: ['https://example.org/programme/42'],
});

function isWebLink(text: string): boolean {
  if (UNSEEN.test(text) || !webLink.test(text) || !URL.canParse(text)) return false;
  const { username, password, href } = new URL(text);
  return username === '' && password === '' && href.length <= LONGEST;
}
