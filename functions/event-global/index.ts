/** Browses all events by words, place, category, date and price, from an index that events keep. */
import { openCatalog } from '../shared/mysql/databases.ts';
import { type Identify, on } from '../shared/http/call.ts';
import { serveFunction } from '../shared/serve/function.ts';
import { readSettings } from '../shared/serve/settings.ts';
import { Content } from '../shared/http/content.ts';
import { contentTag } from '../shared/http/etag.ts';
import { deadLetterBox } from '../shared/messages/dead-letter-box.ts';
import { GroupInbox, once } from '../shared/messages/inbox.ts';
import type { RedisLink } from '../shared/redis/connection.ts';
import { lateAuthenticator } from '../shared/identity/late-tokens.ts';
import { localLimiter } from '../shared/identity/limits.ts';
import { networkOf } from '../shared/identity/network.ts';
import { Problem } from '../shared/problem.ts';
import { oneDatabase } from '../shared/mysql/readiness.ts';
import { inlet, type Received, subscribe } from '../shared/messages/subscriber.ts';
import { capability } from './capability.ts';
import { calendarHeaders } from '../shared/event/calendar/media-type.ts';
import { Answers } from './written-answers.ts';
import { listingCalendar } from './listing-calendar.ts';
import { getAsyncApi, getCalendar, getMessageSchema, getOpenApi, listEvents, showHome } from './api.ts';
import { type Document, Documents } from './documents.ts';
import { HOME_HEADERS } from './home.ts';
import {
  discardListing,
  findListings,
  findRevisedListings,
  isPlainFigure,
  keepListing,
  keepSales,
  salesEffects,
} from './store.ts';

const config = readSettings(capability);
const catalog = openCatalog(config.catalog, { together: true });
const documents = new Documents(config.PUBLIC_URL);

/** Short: seats left and what is listed change all the time. */
const BROWSE_CACHE = 'public, max-age=5';
/** Who asks for the events of an organizer may be that organizer, and gets more. */
const BY_CALLER = { vary: 'authorization' };
const OWN = { 'cache-control': 'private, no-store', ...BY_CALLER };
/** Programs ask once an hour or so. */
const CALENDAR_CACHE = 'public, max-age=300';
const DOCUMENT_CACHE = 'public, max-age=300';

const limit = localLimiter();
const SEARCHES = { name: 'search', attempts: config.SEARCHES_PER_MINUTE, windowSeconds: 60 };
/** Of somebody who has an account: not his neighbours are to be refused for him, nor he for them. */
const OWN_SEARCHES = { name: 'search-by-account', attempts: config.SEARCHES_PER_ACCOUNT, windowSeconds: 60 };

/** Tells who asks what is left to it. @returns what counts it, which is for what memory does not answer */
function searching(address: string): () => void {
  const network = networkOf(address);
  limit.tell(SEARCHES, network);
  return () => limit(SEARCHES, network);
}

/** Whose network is beyond its limit is counted by himself, if he says who he is. @throws the refusal */
async function admitByAccount(refusal: unknown, identify: Identify): Promise<void> {
  if (!(refusal instanceof Problem && refusal.code === 'too_many_requests')) throw refusal;
  const user = await identify();
  if (!user) throw refusal;
  limit(OWN_SEARCHES, user.userId);
}

const answers = new Answers<Awaited<ReturnType<typeof findListings>>>();
/** Of 500 entries each. */
const CALENDARS = 20;
const calendars = new Answers<string>(undefined, String, CALENDARS);

function forget(): void {
  answers.forget();
  calendars.forget();
}

type Told = 'event.drafted.v1' | 'event.published.v1' | 'event.updated.v1' | 'event.cancelled.v1';

const shown = <T>(document: Document<T>) => ({
  status: 200 as const,
  ...document,
  headers: { 'cache-control': DOCUMENT_CACHE },
});

async function list(event: Received<Told>): Promise<void> {
  await once(catalog, event, (db) => keepListing(db, event.data));
  forget();
}

async function discard(event: Received<'event.discarded.v1'>): Promise<void> {
  await once(catalog, event, (db) => discardListing(db, event.data));
  forget();
}

const figures = new GroupInbox(catalog, salesEffects);
async function count(event: Received<'availability.changed.v1'>): Promise<void> {
  if (isPlainFigure(event.data)) await figures.take(event, event.data);
  else await once(catalog, event, (db) => keepSales(db, event.data));
  forget();
}

/** Of use to an organizer alone, who asks for drafts, too. */
let redisLink: Promise<RedisLink> | undefined;
const openLink = () =>
  (redisLink ??= import('../shared/redis/connection.ts').then(({ openRedis }) => openRedis(config.redis)));

serveFunction(capability, config, {
  authenticate: lateAuthenticator(config, openLink),
  routes: [
    on(listEvents, async ({ query, address, identify }) => {
      const { organizerId } = query;
      const admit = searching(address);
      if (organizerId !== undefined && (await identify())?.userId === organizerId) {
        admit();
        const body = await findListings(catalog, query, new Date(), true);
        return { status: 200, body: new Content(() => body), etag: contentTag(body), headers: OWN };
      }
      const find = async (admitted?: () => void) =>
        answers.of(JSON.stringify(query), () => findListings(catalog, query, new Date()), admitted);
      const found = await find(admit).catch(async (refusal: unknown) => {
        await admitByAccount(refusal, identify);
        return find();
      });
      const headers = { 'cache-control': BROWSE_CACHE, ...(organizerId !== undefined && BY_CALLER) };
      return { status: 200, body: found.content, etag: found.etag, headers };
    }),
    on(getCalendar, async ({ query, address }) => {
      const found = await calendars.of(
        JSON.stringify(query),
        async () => listingCalendar(await findRevisedListings(catalog, query, new Date())),
        searching(address),
      );
      const headers = { 'cache-control': CALENDAR_CACHE, ...calendarHeaders() };
      return { status: 200, body: found.content, etag: found.etag, headers };
    }),
    on(getOpenApi, async () => shown(await documents.openApi())),
    on(getAsyncApi, async () => shown(await documents.asyncApi())),
    on(getMessageSchema, async ({ params }) => shown(await documents.schema(params.messageType))),
    on(showHome, async () => ({
      status: 200,
      ...(await documents.home()),
      headers: { ...HOME_HEADERS, 'cache-control': DOCUMENT_CACHE },
    })),
  ],
  messages: inlet(
    [
      subscribe('event.drafted.v1', list),
      subscribe('event.discarded.v1', discard),
      subscribe('event.published.v1', list),
      subscribe('event.updated.v1', list),
      subscribe('event.cancelled.v1', list),
      subscribe('availability.changed.v1', count),
    ],
    config.trust,
    deadLetterBox(() => [catalog]),
  ),
  dependsOn: [oneDatabase('catalog', catalog)],
  closers: [async () => (await redisLink)?.close(), () => catalog.end()],
});
