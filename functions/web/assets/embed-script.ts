/** `/assets/seats.v1.js`: a name that stays, for other sites have it in their pages; what it loads is named by its hash. */
import type { PlainAnswer } from '../../shared/http/call.ts';
import { Content } from '../../shared/http/content.ts';
import { tagOf } from '../../shared/http/etag.ts';
import { LANGUAGES } from '../texts/languages.ts';
import { built } from './built.ts';

export const EMBED_SCRIPT = 'seats.v1.js';

/** A minute: after it nobody asks for files of the version before. */
const MINUTE = 'public, max-age=60';

/** Undefined where nothing is built. */
export function embedScript(): PlainAnswer | undefined {
  // The first language is the one of who has none of ours.
  const languages = LANGUAGES.flatMap(({ code }) =>
    built.entries[code] ? [[code, built.entries[code]] as const] : [],
  );
  const loader = languages[0]?.[1]['embed-loader.js'];
  if (loader === undefined) return undefined;
  const scripts = Object.fromEntries(languages.map(([language, entries]) => [language, `./${entries['embed.js']}`]));
  // Relative to this file, wherever that is loaded from.
  const text = `import { defineSeats } from './${loader}';
const scripts = ${JSON.stringify(scripts)};
for (const language in scripts) scripts[language] = new URL(scripts[language], import.meta.url).href;
defineSeats(scripts);
`;
  const body = new Content(
    () => text,
    (written) => written,
  );
  const headers = {
    'content-type': 'text/javascript; charset=utf-8',
    'cache-control': MINUTE,
    'cross-origin-resource-policy': 'cross-origin',
    'access-control-allow-origin': '*',
  };
  return { status: 200, body, headers, etag: tagOf(body.plain) };
}
