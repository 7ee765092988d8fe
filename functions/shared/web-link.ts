/** Links that people write and others are sent to: addresses of pages, and of nothing else. */
import * as z from 'zod';

/** What browsers and servers take. */
const LONGEST = 2_048;

/** Spaces, controls and what nobody sees: a URL parser drops some of it and keeps the rest, so that a link reads otherwise than it leads. */
const UNSEEN = /[\s\p{Cc}\p{Cf}]/u;

/** What every such address looks like: no user name before its host. Written so that other languages than this one read the pattern, too. */
const LINK = String.raw`^[Hh][Tt][Tt][Pp][Ss]?://[/\\]*[^/\\?#@\u0000-\u0020\u007f-\u00a0]+(?:[/\\?#][^\u0000-\u0020\u007f-\u00a0]*)?$`;
const webLink = new RegExp(LINK);

/** An http or https address without credentials, as it is written. */
export const LinkText = z
  .string()
  .max(LONGEST)
  .refine(isWebLink, `must be an http or https address, without a user name, of ${LONGEST} characters at most`)
  .meta({ format: 'uri', pattern: LINK });

/** As that; on the way out as URL parsers write it, in ASCII. */
export const WebLink = LinkText.transform((text) => new URL(text).href).meta({
  format: 'uri',
  examples: ['https://example.org/programme/42'],
});

function isWebLink(text: string): boolean {
  if (UNSEEN.test(text) || !webLink.test(text) || !URL.canParse(text)) return false;
  const { username, password, href } = new URL(text);
  return username === '' && password === '' && href.length <= LONGEST;
}
