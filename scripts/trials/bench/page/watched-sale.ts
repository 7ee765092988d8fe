/**
 * A hall that sells out before the eyes of many: what each of their pages shows, held against what was sold and against the server. It ends in time
 * whatever the machine can do, and says how far it came.
 */
import type { Browser, BrowserContext } from 'playwright-core';
import { FREE, type SeatMessage, SeatStates } from '../../../../functions/web/picker/hall/seat-states.ts';
import type { SeededRandom } from '../../seeded-random.ts';
import type { SignedInUser } from '../scene/buyers.ts';
import { askPatiently } from './bowl-on-sale.ts';
import { complained, goneAt, ifInTime, seatsShown, type WatchingPage, watchSection } from './watching-page.ts';

const ROWS = 10;
const SEATS = 10;
const SEATS_OF_ORDER = 4;
/** One order fewer than would be its last: what is sold out cannot be opened to be looked at. */
const SOLD_OF_SECTION = ROWS * SEATS - SEATS_OF_ORDER;
/** Orders that are under way at once. */
const BUYING = 4;
/** Of the time there is: pages are opened in the first part of it, and seats are sold up to the end of the second. */
const OPENED_BY = 0.4;
const SOLD_BY = 0.7;

const VIEWPORT = { width: 800, height: 600 };

/** How large it is, and how long it may take. */
export interface SaleSize {
  sections: number;
  browsers: number;
  /** Of a browser: they share its stream. */
  tabs: number;
  withinMs: number;
}

const USUAL: SaleSize = { sections: 20, browsers: 10, tabs: 3, withinMs: 180_000 };

/** How it went. */
export interface WatchedSale {
  /** That were open before the sale began. */
  pages: number;
  sold: number;
  /** Pages that showed each seat of their section that was sold as gone. */
  keptUp: number;
  /** Of these, pages of which there was time to hold each seat against the server. */
  compared: number;
  /** From the answer of an order until a page no longer shows its seats as free: of all seats on all pages that kept up. */
  staleP50Ms: number;
  staleP99Ms: number;
  staleMaxMs: number;
}

/** What is on sale, and until when. */
export interface HallOnSale {
  url: string;
  id: string;
  sections: readonly string[];
  /** @returns how long there is until a share of the time is over; at least 1 */
  leftMs: (share: number) => number;
}

/**
 * Sells a hall of 2,000 seats while thirty pages look at it, one in three with its map.
 * @throws Error where a page shows another thing than the server in the end, or has complained of anything; or where nothing could be measured in time
 */
export async function watchSale(
  browser: Browser,
  url: string,
  [organizer, ...buyers]: readonly SignedInUser[],
  random: SeededRandom,
  size: SaleSize = USUAL,
): Promise<WatchedSale> {
  if (!organizer) throw new Error('there is nobody');
  const sections = Array.from({ length: size.sections }, (_, index) => `S${index}`);
  const { id } = await askPatiently<{ id: string }>(url, '/v1/events', organizer, eventOf(sections));
  const begun = performance.now();
  const leftMs = (share: number): number => Math.max(1, begun + share * size.withinMs - performance.now());
  const sale: HallOnSale = { url, id, sections, leftMs };
  const contexts: BrowserContext[] = [];
  try {
    for (let at = 0; at < size.browsers; at++)
      contexts.push(await browser.newContext({ locale: 'en-GB', viewport: VIEWPORT }));
    const pages = await openPages(sale, contexts, size);
    const soldAt = await sellAll(sale, buyers, random);
    if (soldAt.size === 0) throw new Error('nothing was sold in time');
    return { pages: pages.length, sold: soldAt.size, ...(await lookBack(sale, pages, soldAt)) };
  } finally {
    await Promise.all(contexts.map((context) => context.close()));
  }
}

/** As many as there is time for, one after the other: thirty that begin at once are another measurement. */
async function openPages(
  { url, id, sections, leftMs }: HallOnSale,
  contexts: readonly BrowserContext[],
  { browsers, tabs }: SaleSize,
): Promise<WatchingPage[]> {
  const pages: WatchingPage[] = [];
  for (let tab = 0; tab < browsers * tabs && leftMs(OPENED_BY) > 1; tab++) {
    const context = contexts[tab % browsers] as BrowserContext;
    const section = sections[tab % sections.length] ?? '';
    const shown = tab < browsers ? 'list and map' : 'list';
    const options = { section, shown, withinMs: leftMs(OPENED_BY) } as const;
    const page = await watchSection(context, `${url}/e/${id}`, options).catch(ifInTime);
    if (page) pages.push(page);
  }
  if (pages.length === 0) throw new Error('no page could be opened in time');
  return pages;
}

/** All but the last four of each section, four orders at a time. @returns when the sale of each seat was answered, by its label */
export async function sellAll(
  { url, id, sections, leftMs }: HallOnSale,
  buyers: readonly SignedInUser[],
  random: SeededRandom,
): Promise<Map<string, number>> {
  const soldAt = new Map<string, number>();
  const orders = SOLD_OF_SECTION / SEATS_OF_ORDER;
  const wanted = random.shuffled(sections.flatMap((section) => Array.from({ length: orders }, () => section)));
  let order = 0;
  const buy = async (): Promise<void> => {
    for (let section = wanted.pop(); section !== undefined && leftMs(SOLD_BY) > 1; section = wanted.pop()) {
      const body = { section, quantity: SEATS_OF_ORDER };
      const buyer = random.pick(buyers);
      const path = `/v1/events/${id}/orders`;
      const { items } = await askPatiently<{ items: { seat: string }[] }>(
        url,
        path,
        buyer,
        body,
        'POST',
        `watched-${id}-${order++}`,
      );
      for (const { seat } of items) soldAt.set(seat, Date.now());
    }
  };
  await Promise.all(Array.from({ length: BUYING }, buy));
  return soldAt;
}

const labelOf = (section: string, place: number): string =>
  `${section}-${Math.floor(place / SEATS) + 1}-${(place % SEATS) + 1}`;

/** How late each page was, and whether it shows what the server says. */
async function lookBack(
  sale: HallOnSale,
  pages: readonly WatchingPage[],
  soldAt: ReadonlyMap<string, number>,
): Promise<Omit<WatchedSale, 'pages' | 'sold'>> {
  const lateMs: number[] = [];
  const kept: WatchingPage[] = [];
  for (const page of pages) {
    const places = [...soldAt.keys()].filter((label) => label.startsWith(`${page.section}-`)).length;
    const gone = await goneAt(page, places, sale.leftMs(1));
    if (!gone) continue;
    kept.push(page);
    // Below nothing, it was told first.
    gone.forEach((at, place) =>
      lateMs.push(Math.max(0, at - (soldAt.get(labelOf(page.section, place)) ?? Number.NaN))),
    );
  }
  if (kept.length === 0) throw new Error(`none of ${pages.length} pages showed ${soldAt.size} sold seats in time`);
  const states = await seatsAtServer(sale, soldAt.size);
  let compared = 0;
  for (const page of kept) if (await compare(page, sale, states)) compared++;
  for (const page of pages) await complained(page);
  lateMs.sort((one, other) => one - other);
  const at = (share: number): number => lateMs[Math.floor(share * (lateMs.length - 1))] ?? Number.NaN;
  return { keptUp: kept.length, compared, staleP50Ms: at(0.5), staleP99Ms: at(0.99), staleMaxMs: at(1) };
}

/**
 * Each seat of each section against what the server says.
 * @returns false where there was no time for it
 * @throws Error where, at the end of the time, one is another thing
 */
async function compare(page: WatchingPage, { sections, leftMs }: HallOnSale, states: SeatStates): Promise<boolean> {
  for (;;) {
    const shown = await seatsShown(page, sections, leftMs(1));
    if (!shown) return false;
    const wrong = sections.flatMap((section, index) =>
      [...states.of.subarray(index * ROWS * SEATS, (index + 1) * ROWS * SEATS)].flatMap((state, place) =>
        shown[index]?.[place] === (state === FREE) ? [] : [labelOf(section, place)],
      ),
    );
    if (wrong.length === 0) return true;
    if (leftMs(1) === 1) throw new Error(`a page shows other than the server what these are: ${wrong.join(', ')}`);
  }
}

/** How long the live state may take after the last sale. */
const SETTLED_MS = 60_000;

/** The seats as the server has them, once the live state says of all that were sold that they are. */
async function seatsAtServer({ url, id, sections }: HallOnSale, sold: number): Promise<SeatStates> {
  const until = performance.now() + SETTLED_MS;
  for (;;) {
    const answer = await fetch(`${url}/v1/events/${id}/availability?seats=compact&since=0`);
    const message = (await answer.json()) as SeatMessage;
    if (answer.ok && message.counts.sold === sold) {
      const states = new SeatStates(sections.length * ROWS * SEATS, message.chartVersion);
      states.apply(message);
      return states;
    }
    if (performance.now() > until)
      throw new Error(`the live state has ${message.counts.sold} of ${sold} seats as sold`);
    await new Promise((resolve) => setTimeout(resolve, 200));
  }
}

const eventOf = (sections: readonly string[]): object => ({
  title: 'Two thousand',
  description: 'A hall that sells out.',
  category: 'concert',
  startsAt: '2031-06-14T18:30:00Z',
  endsAt: '2031-06-14T22:00:00Z',
  currency: 'EUR',
  venue: { name: 'Hall', city: 'Lisbon', country: 'Portugal', timeZone: 'Europe/Lisbon' },
  priceCategories: [{ id: 'P0', name: 'Seats', priceCents: 4_500 }],
  chart: {
    sections: sections.map((id, index) => ({
      id,
      name: `Block ${index + 1}`,
      kind: 'seated',
      priceCategory: 'P0',
      rows: Array.from({ length: ROWS }, (_row, row) => ({ label: String(row + 1), seats: SEATS })),
    })),
  },
});
