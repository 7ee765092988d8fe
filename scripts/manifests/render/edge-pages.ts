/**
 * What the edge shows people where no page of `web` can be: at an address that is none, and while `web` cannot be reached. Whole in themselves,
 * in all languages, for nothing else may be there; callers of the API, and whoever does not ask for HTML, get problems.
 */
import { createHash } from 'node:crypto';
import {
  FIRST_LANGUAGE,
  LANGUAGES,
  directionOf,
  pathIn,
  textsIn,
  type Texts,
} from '../../../functions/web/texts/languages.ts';

/** A page, and the policy under which a browser shows it. */
export interface EdgePage {
  html: string;
  headers: Readonly<Record<string, string>>;
}

export const PAGE_TYPE = 'text/html; charset=utf-8';

/** Where the API is: what is asked there is asked by programs, whatever they say they take. */
export const API_PATHS = ['/v1/', '/.well-known/'] as const;

/** Holds, in CEL, where a browser asks for a page. */
export const ASKS_FOR_PAGE = [
  'request.method in ["GET", "HEAD"]',
  'request.headers["accept"].matches("text/html")',
  ...API_PATHS.map((path) => `!request.url_path.startsWith(${JSON.stringify(path)})`),
].join(' && ');

const STYLE =
  ':root{color-scheme:light dark}body{margin:0;font:1.0625rem/1.6 system-ui,sans-serif}main{max-width:34rem;margin:auto;padding:3rem 1.25rem;display:grid;gap:2.25rem}h1,h2{margin:0;font:600 2rem/1.2 Georgia,serif}h2{font-size:1.375rem}p{margin:.5rem 0 0}a{display:inline-block;padding:.6rem 0;color:inherit}';

const POLICY = [
  "default-src 'none'",
  `style-src 'sha256-${createHash('sha256').update(STYLE).digest('base64')}'`,
  "base-uri 'none'",
  "form-action 'none'",
  "frame-ancestors 'none'",
].join('; ');

/** @param link where to go on from there, and what it is called */
function pageOf(
  title: (t: Texts) => string,
  text: (t: Texts) => string,
  link: (t: Texts, home: string) => [string, string],
): EdgePage {
  const first = textsIn(FIRST_LANGUAGE);
  const parts = LANGUAGES.map(({ code }) => {
    const [t, heading] = [textsIn(code), code === FIRST_LANGUAGE ? 'h1' : 'h2'];
    const [href, words] = link(t, pathIn(code, '/'));
    return `<section lang="${code}" dir="${directionOf(code)}"><${heading}>${title(t)}</${heading}><p>${text(t)}</p><p><a href="${href}">${words}</a></p></section>`;
  });
  const html = `<!doctype html><html lang="${FIRST_LANGUAGE}"><meta charset="utf-8"><meta name="viewport" content="width=device-width, initial-scale=1"><meta name="robots" content="noindex"><title>${title(first)} · ${first.siteName}</title><style>${STYLE}</style><main>${parts.join('')}</main></html>\n`;
  return { html, headers: { 'content-security-policy': POLICY, 'referrer-policy': 'strict-origin-when-cross-origin' } };
}

export const NOT_FOUND_PAGE = pageOf(
  (t) => t.notFoundTitle,
  (t) => t.notFoundText,
  (t, home) => [home, t.navWhatsOn],
);

/** The link leads to where one is. */
export const UNAVAILABLE_PAGE = pageOf(
  (t) => t.unavailableTitle,
  (t) => t.unavailableText,
  (t) => ['', t.tryAgain],
);
