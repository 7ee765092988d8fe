/** Which path is which page. */
import type { PlainAnswer } from '../shared/http/call.ts';
import { log } from '../shared/log.ts';
import type { PageRequest } from '../shared/serve/endpoint.ts';
import { EventId } from '../shared/ids.ts';
import { undeclaredBody } from '../shared/http/incoming/undeclared.ts';
import { type FunctionClient, FunctionFault } from './asking/function-client.ts';
import { findEventOnPage } from './asking/event-on-page.ts';
import type { ListedEvents } from './asking/views.ts';
import { assetAnswer } from './assets/asset-answers.ts';
import { EMBED_SCRIPT, embedScript } from './assets/embed-script.ts';
import {
  accountClosedPage,
  accountPage,
  confirmEmailPage,
  forgottenPasswordPage,
  newPasswordPage,
  orderPage,
  ordersPage,
  registerPage,
  signInPage,
} from './pages/account-pages.tsx';
import { drawnPicture } from './pages/drawn-picture.ts';
import { hallPage } from './pages/hall-page.tsx';
import { organizePage } from './pages/organize-pages.tsx';
import type { Page, PageView } from './pages/page-view.ts';
import { notFoundPage, unavailablePage, wrongMethodPage } from './pages/plain-pages.tsx';
import { listingsPath, readSearch, wrongFields } from './pages/search-query.ts';
import { isInDevelopment, styleguidePage } from './pages/styleguide.tsx';
import { whatsOnPage } from './pages/whats-on.tsx';
import { eventAnswer } from './event-answers.ts';
import { pageAnswer } from './page-answer.ts';
import { favicon, oembed, robots, sitemap } from './for-machines.ts';
import { languageOf, pathIn, textsIn } from './texts/languages.ts';

/** What the site works with. */
export interface Site {
  functions: FunctionClient;
  publicUrl: string | undefined;
  /** Counts a picture that is to be drawn for whoever has this address. @throws Problem `too_many_requests` */
  countPicture: (address: string) => void;
  /** Answers what is below `/session`. */
  session: (request: PageRequest) => Promise<PlainAnswer>;
}

const ALLOW = 'GET, HEAD, OPTIONS';

/** Answers whatever no route of the function has. */
export async function answerPage(site: Site, request: PageRequest): Promise<PlainAnswer> {
  const { method, path: whole, query } = request;
  if (whole === '/session' || whole.startsWith('/session/')) return site.session(request);
  // Whatever was meant by it: nothing of it would be done.
  if (request.body.length > 0) throw undeclaredBody();
  const { language, path } = languageOf(whole);
  const view: PageView = {
    language,
    t: textsIn(language),
    path: query === '' ? path : `${path}?${query}`,
    publicUrl: site.publicUrl,
    now: new Date(),
  };
  if (method === 'OPTIONS') return { status: 204, headers: { allow: ALLOW } };
  if (method !== 'GET' && method !== 'HEAD') {
    const answer = pageAnswer(wrongMethodPage(view), view);
    return { ...answer, headers: { ...answer.headers, allow: ALLOW } };
  }
  if (whole !== '/' && whole.endsWith('/'))
    return movedTo(pathIn(language, path.replace(/\/{1,100}$/, '') || '/'), query);
  try {
    const found = (await machineAnswer(site, request, whole)) ?? (await pageAt(site, request, view, path));
    return found instanceof Object && 'body' in found && 'title' in found
      ? pageAnswer(found, view)
      : (found ?? pageAnswer(notFoundPage(view), view));
  } catch (error) {
    if (!(error instanceof FunctionFault)) throw error;
    log.warn({ err: error, trace: request.trace.traceId }, 'a page could not be made');
    return pageAnswer(unavailablePage(view), view);
  }
}

function movedTo(path: string, query: string): PlainAnswer {
  return { status: 308, headers: { location: query === '' ? path : `${path}?${query}` } };
}

/** What has no language. */
async function machineAnswer(site: Site, request: PageRequest, path: string): Promise<PlainAnswer | undefined> {
  if (path === `/assets/${EMBED_SCRIPT}`) return embedScript();
  const [, asset] = /^\/assets\/([\w.-]{1,100})$/.exec(path) ?? [];
  if (asset !== undefined) return assetAnswer(asset);
  const [, pictured] = /^\/e\/([\w]{1,40})\/picture\.png$/.exec(path) ?? [];
  if (pictured !== undefined && EventId.safeParse(pictured).success)
    return drawnPicture(pictured, () => site.countPicture(request.address));
  switch (path) {
    case '/favicon.svg':
      return favicon();
    case '/robots.txt':
      return robots(site.publicUrl);
    case '/sitemap.xml':
      return sitemap(site, request);
    case '/oembed':
      return oembed(site, request);
    default:
      return undefined;
  }
}

/** Pages that ask nothing of other functions. */
const PLAIN_PAGES: Readonly<Record<string, (view: PageView) => Page>> = {
  '/account': accountPage,
  '/account/sign-in': signInPage,
  '/account/register': registerPage,
  '/account/orders': ordersPage,
  '/account/password': forgottenPasswordPage,
  '/account/password/new': newPasswordPage,
  '/account/confirm': confirmEmailPage,
  '/account/closed': accountClosedPage,
};

async function pageAt(
  site: Site,
  request: PageRequest,
  view: PageView,
  path: string,
): Promise<Page | PlainAnswer | undefined> {
  const [, eventId] = /^\/e\/([\w]{1,40})$/.exec(path) ?? [];
  if (eventId !== undefined) return eventPageOf(site, request, view, eventId);
  if (/^\/account\/orders\/ord_\w{1,40}$/.test(path)) return orderPage({ ...view, path });
  if (Object.hasOwn(PLAIN_PAGES, path)) return PLAIN_PAGES[path]?.(view);
  const [, edited] = /^\/organize\/events\/([\w]{1,40})\/hall$/.exec(path) ?? [];
  if (edited !== undefined) return EventId.safeParse(edited).success ? hallPage(view) : undefined;
  if (path === '/organize' || path.startsWith('/organize/')) return organizePage(view, path);
  switch (path) {
    case '/':
      return whatsOn(site, request, view);
    case '/styleguide':
      return isInDevelopment(site.publicUrl) ? styleguidePage(view) : undefined;
    default:
      return undefined;
  }
}

async function eventPageOf({ functions }: Site, request: PageRequest, view: PageView, eventId: string) {
  if (!EventId.safeParse(eventId).success) return undefined;
  const shown = await findEventOnPage(functions, eventId, request);
  return shown && eventAnswer({ ...view, path: `/e/${eventId}` }, shown);
}

async function whatsOn({ functions }: Site, request: PageRequest, view: PageView): Promise<Page> {
  const { search, cursor } = readSearch(request.query);
  const { status, body } = await functions.read('event-global', listingsPath(search, cursor), request);
  if (status === 200) return whatsOnPage(view, { search, cursor, found: body as ListedEvents, wrong: [] });
  if (status !== 422) throw new FunctionFault(`event-global answers ${status}`);
  // Also where only the cursor is wrong, which nobody has written.
  const found: ListedEvents = { items: [], next: null };
  return whatsOnPage(view, { search, cursor: undefined, found, wrong: wrongFields(body) });
}
