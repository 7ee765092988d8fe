/** What is not for eyes: for search engines, and for sites that show a link to an event. */
import type { PlainAnswer } from '../shared/http/call.ts';
import { Content } from '../shared/http/content.ts';
import { EventId } from '../shared/ids.ts';
import type { PageRequest } from '../shared/serve/endpoint.ts';
import { findEventOnPage } from './asking/event-on-page.ts';
import { type FunctionClient, FunctionFault } from './asking/function-client.ts';
import { log } from '../shared/log.ts';
import type { ListedEvents } from './asking/views.ts';
import { EMBED_SCRIPT } from './assets/embed-script.ts';
import { type Language, languageOf, LANGUAGES, pathIn } from './texts/languages.ts';

const HOUR = 'public, max-age=3600';

function textAnswer(type: string, text: string, cache = HOUR): PlainAnswer {
  const headers = { 'content-type': `${type}; charset=utf-8`, 'cache-control': cache };
  const body = new Content(
    () => text,
    (written) => written,
  );
  return { status: 200, body, headers };
}

/** The mark of the pages; in the dark, it is light. */
export function favicon(): PlainAnswer {
  const places = [4, 12, 20];
  const seats = places.flatMap((y) =>
    places.map((x) => `<circle cx="${x}" cy="${y}" r="${x === 12 && y === 12 ? 4 : 2.2}"/>`),
  );
  return textAnswer(
    'image/svg+xml',
    `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 24 24"><style>circle{fill:#8f1d4e}@media(prefers-color-scheme:dark){circle{fill:#ff9cc2}}</style>${seats.join('')}</svg>`,
  );
}

const inEach = (...paths: readonly string[]): string[] =>
  LANGUAGES.flatMap(({ code }) => paths.map((path) => pathIn(code, path)));

export function robots(publicUrl: string | undefined): PlainAnswer {
  const lines = [
    'User-agent: *',
    ...['/session', ...inEach('/account', '/organize/')].map((path) => `Disallow: ${path}`),
    // The longer rule counts (RFC 9309, 2.2.2).
    ...inEach('/account/sign-in', '/account/register').map((path) => `Allow: ${path}`),
  ];
  if (publicUrl !== undefined) lines.push('', `Sitemap: ${new URL('/sitemap.xml', publicUrl).href}`);
  return textAnswer('text/plain', `${lines.join('\n')}\n`);
}

interface Machines {
  functions: FunctionClient;
  publicUrl: string | undefined;
}

/** Pages of events that event-global is asked for, of a hundred each: the next 2,000, for each page is waited for. What is behind them is found by links. */
const SITEMAP_PAGES = 20;

/** Undefined where nobody said where the installation is: a sitemap has whole addresses. @throws FunctionFault */
export async function sitemap({ functions, publicUrl }: Machines, request: PageRequest) {
  if (publicUrl === undefined) return undefined;
  const paths = ['/'];
  let cursor: string | null = '';
  for (let page = 0; page < SITEMAP_PAGES && cursor !== null; page++) {
    const more: string = cursor === '' ? '' : `&cursor=${encodeURIComponent(cursor)}`;
    const { status, body } = await functions.read('event-global', `/v1/events?limit=100${more}`, request);
    if (status !== 200) throw new FunctionFault(`event-global answers ${status}`);
    const { items, next } = body as ListedEvents;
    paths.push(...items.map(({ id }) => `/e/${id}`));
    cursor = next;
  }
  if (cursor !== null) log.warn({ events: paths.length - 1 }, 'the sitemap has the next events, and not all');
  const urlOf = (path: string): string => new URL(path, publicUrl).href;
  const urls = paths.map((path) => {
    const others = LANGUAGES.map(
      ({ code }) => `<xhtml:link rel="alternate" hreflang="${code}" href="${urlOf(pathIn(code, path))}"/>`,
    );
    return `<url><loc>${urlOf(path)}</loc>${others.join('')}</url>`;
  });
  const head = '<?xml version="1.0" encoding="UTF-8"?>\n';
  const names = 'xmlns="http://www.sitemaps.org/schemas/sitemap/0.9" xmlns:xhtml="http://www.w3.org/1999/xhtml"';
  return textAnswer('application/xml', `${head}<urlset ${names}>${urls.join('')}</urlset>\n`);
}

/** For who shows links: title, picture, and the seats to be put into a page (oembed.com, 2.3.4). Undefined for other addresses. @throws FunctionFault */
export async function oembed({ functions, publicUrl }: Machines, request: PageRequest) {
  const asked = new URLSearchParams(request.query);
  const url = asked.get('url') ?? '';
  if (publicUrl === undefined || !URL.canParse(url)) return undefined;
  if ((asked.get('format') ?? 'json') !== 'json') return { status: 501, headers: { 'cache-control': HOUR } };
  const { origin, pathname } = new URL(url);
  const { language, path } = languageOf(pathname);
  const [, eventId] = /^\/e\/(\w{1,40})$/.exec(path) ?? [];
  if (origin !== new URL(publicUrl).origin || eventId === undefined || !EventId.safeParse(eventId).success)
    return undefined;
  const shown = await findEventOnPage(functions, eventId, request);
  if (!shown) return undefined;
  const answer = {
    version: '1.0',
    type: 'rich',
    title: shown.event.title,
    html: embedHtml(publicUrl, eventId, language, shown.event.title),
    width: sizeWithin(asked.get('maxwidth'), EMBED_SIZE.width),
    height: sizeWithin(asked.get('maxheight'), EMBED_SIZE.height),
    provider_name: 'Seatmesh',
    provider_url: publicUrl,
    cache_age: 3600,
    thumbnail_url: new URL(`/e/${eventId}/picture.png`, publicUrl).href,
    thumbnail_width: 1200,
    thumbnail_height: 630,
  };
  return textAnswer('application/json', JSON.stringify(answer));
}

/** What an embedded hall likes to have, in CSS pixels; it does with less. */
const EMBED_SIZE = { width: 960, height: 720 };

function sizeWithin(most: string | null, wanted: number): number {
  const given = Number(most ?? Number.NaN);
  return Number.isInteger(given) && given > 0 ? Math.min(given, wanted) : wanted;
}

/** The element, with a link in it for where its script does not run. */
function embedHtml(publicUrl: string, eventId: string, language: Language, title: string): string {
  const script = new URL(`/assets/${EMBED_SCRIPT}`, publicUrl).href;
  const page = new URL(pathIn(language, `/e/${eventId}`), publicUrl).href;
  const text = title.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;');
  return `<script type="module" src="${script}"></script><seatmesh-seats event="${eventId}" lang="${language}"><a href="${page}">${text}</a></seatmesh-seats>`;
}
