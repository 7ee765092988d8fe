/** A hall that sells out before the eyes of many: what each of their pages shows, held against what was sold and against the server. */
import type { BrowserContext, Page } from 'playwright-core';
import { FREE, type SeatMessage, SeatStates } from '../../../../functions/web/picker/hall/seat-states.ts';
import type { SeededRandom } from '../../seeded-random.ts';
import type { SignedInUser } from '../scene/buyers.ts';
import type { BenchBrowser } from './bench-browser.ts';
import { askPatiently } from './bowl-on-sale.ts';

const SECTIONS = 20;
const ROWS = 10;
const SEATS = 10;
/** Each with two tabs more, which share its stream. */
const BROWSERS = 10;
const TABS = 3;
const SEATS_OF_ORDER = 4;
/** One order fewer than would be its last: what is sold out cannot be opened to be looked at. */
const SOLD_OF_SECTION = ROWS * SEATS - SEATS_OF_ORDER;
/** Orders that are under way at once. */
const BUYING = 4;
const SETTLED_MS = 60_000;
const PATIENCE_MS = 120_000;

/** How it went. */
export interface WatchedSale {
  pages: number;
  sold: number;
  /** From the answer of an order until a page no longer shows its seats as free: of all seats on all pages that had them in sight. */
  staleP50Ms: number;
  staleP99Ms: number;
  staleMaxMs: number;
}

interface Watcher {
  page: Page;
  /** The section it has in sight while seats are sold. */
  section: number;
  faults: string[];
}

/**
 * Sells a hall of 2,000 seats while thirty pages look at it.
 * @throws Error where a page shows another thing than the server in the end, or has complained of anything
 */
export async function watchSale(
  { browser }: BenchBrowser,
  url: string,
  [organizer, ...buyers]: readonly SignedInUser[],
  random: SeededRandom,
): Promise<WatchedSale> {
  if (!organizer) throw new Error('there is nobody');
  const { id } = await askPatiently<{ id: string }>(url, '/v1/events', organizer, EVENT);
  const contexts = await Promise.all(Array.from({ length: BROWSERS }, () => browser.newContext({ locale: 'en-GB' })));
  try {
    const watchers: Watcher[] = [];
    // One after the other: thirty that begin at once are another measurement.
    for (let tab = 0; tab < BROWSERS * TABS; tab++)
      watchers.push(await watch(contexts[tab % BROWSERS] as BrowserContext, `${url}/e/${id}`, tab % SECTIONS));
    const soldAt = await sellAll(url, id, buyers, random);
    const lateMs: number[] = [];
    for (const watcher of watchers) lateMs.push(...(await lateness(watcher, soldAt)));
    const states = await seatsAtServer(url, id, soldAt.size);
    for (const watcher of watchers) await compare(watcher, states);
    lateMs.sort((one, other) => one - other);
    const at = (share: number): number => lateMs[Math.floor(share * (lateMs.length - 1))] ?? Number.NaN;
    return {
      pages: watchers.length,
      sold: soldAt.size,
      staleP50Ms: at(0.5),
      staleP99Ms: at(0.99),
      staleMaxMs: at(1),
    };
  } finally {
    await Promise.all(contexts.map((context) => context.close()));
  }
}

/** A page that has the seats of a section in sight, and notes when each is no longer free. */
async function watch(context: BrowserContext, url: string, section: number): Promise<Watcher> {
  const page = await context.newPage();
  page.setDefaultTimeout(PATIENCE_MS);
  const faults: string[] = [];
  page.on('pageerror', ({ message }) => faults.push(message));
  page.on('console', (message) => {
    if (message.type() === 'error') faults.push(message.text());
  });
  await page.addInitScript(() => {
    const refused: string[] = [];
    const gone: Record<string, number> = {};
    Object.assign(globalThis, { watched: { gone, refused } });
    addEventListener('securitypolicyviolation', ({ violatedDirective }) => refused.push(violatedDirective));
    setInterval(() => {
      for (const seat of globalThis.document.querySelectorAll('[data-place]:not(.seat-free)'))
        gone[seat.getAttribute('data-place') ?? ''] ??= Date.now();
    }, 50);
  });
  await page.goto(url, { timeout: PATIENCE_MS });
  await page.locator(`button[data-section=S${section}]`).click();
  await page.locator('[data-place="0"]').waitFor();
  return { page, section, faults };
}

/** All but the last four of each section, four orders at a time. @returns when the sale of each seat was answered, by its label */
async function sellAll(
  url: string,
  id: string,
  buyers: readonly SignedInUser[],
  random: SeededRandom,
): Promise<Map<string, number>> {
  const soldAt = new Map<string, number>();
  const wanted = random.shuffled(
    Array.from({ length: (SECTIONS * SOLD_OF_SECTION) / SEATS_OF_ORDER }, (_, order) => order % SECTIONS),
  );
  let order = 0;
  const buy = async (): Promise<void> => {
    for (let section = wanted.pop(); section !== undefined; section = wanted.pop()) {
      const body = { section: `S${section}`, quantity: SEATS_OF_ORDER };
      const key = `watched-${id}-${order++}`;
      const { items } = await askPatiently<{ items: { seat: string }[] }>(
        url,
        `/v1/events/${id}/orders`,
        random.pick(buyers),
        body,
        'POST',
        key,
      );
      for (const { seat } of items) soldAt.set(seat, Date.now());
    }
  };
  await Promise.all(Array.from({ length: BUYING }, buy));
  return soldAt;
}

const labelOf = (section: number, place: number): string =>
  `S${section}-${Math.floor(place / SEATS) + 1}-${(place % SEATS) + 1}`;

/** For how long the seats that a page had in sight were shown as free after they were sold: below nothing, it was told first. */
async function lateness({ page, section }: Watcher, soldAt: ReadonlyMap<string, number>): Promise<number[]> {
  await page.waitForFunction(
    (places) => Object.keys((globalThis as unknown as Watching).watched.gone).length === places,
    SOLD_OF_SECTION,
    { timeout: SETTLED_MS },
  );
  const { gone } = await page.evaluate(() => (globalThis as unknown as Watching).watched);
  return Object.entries(gone).map(([place, at]) =>
    Math.max(0, at - (soldAt.get(labelOf(section, Number(place))) ?? Number.NaN)),
  );
}

interface Watching {
  watched: { gone: Record<string, number>; refused: string[] };
}

/** Each seat of each section against what the server says. @throws Error where one is another thing */
async function compare({ page, faults }: Watcher, states: SeatStates): Promise<void> {
  for (let section = 0; section < SECTIONS; section++) {
    const button = page.locator(`button[data-section=S${section}]`);
    if ((await button.getAttribute('aria-expanded')) !== 'true') await button.click();
    const seats = page.locator('li.is-open', { has: button }).locator('[data-place]');
    await seats.last().waitFor();
    const shown = await seats.evaluateAll((all) =>
      all.map((one) => (one.classList.contains('seat-free') ? 'free' : 'taken')),
    );
    const right = [...states.of.subarray(section * ROWS * SEATS, (section + 1) * ROWS * SEATS)].map((state) =>
      state === FREE ? 'free' : 'taken',
    );
    const wrong = right.flatMap((state, place) => (shown[place] === state ? [] : [labelOf(section, place)]));
    if (wrong.length > 0) throw new Error(`a page shows other than the server what these are: ${wrong.join(', ')}`);
  }
  const refused = await page.evaluate(() => (globalThis as unknown as Watching).watched.refused);
  if (faults.length + refused.length > 0) throw new Error(`a page complained: ${[...faults, ...refused].join('; ')}`);
}

/** The seats as the server has them, once the live state says of all that were sold that they are. */
async function seatsAtServer(url: string, id: string, sold: number): Promise<SeatStates> {
  const until = performance.now() + SETTLED_MS;
  for (;;) {
    const answer = await fetch(`${url}/v1/events/${id}/availability?seats=compact&since=0`);
    const message = (await answer.json()) as SeatMessage;
    if (answer.ok && message.counts.sold === sold) {
      const states = new SeatStates(SECTIONS * ROWS * SEATS, message.chartVersion);
      states.apply(message);
      return states;
    }
    if (performance.now() > until)
      throw new Error(`the live state has ${message.counts.sold} of ${sold} seats as sold`);
    await new Promise((resolve) => setTimeout(resolve, 200));
  }
}

const EVENT = {
  title: 'Two thousand',
  description: 'A hall that sells out.',
  category: 'concert',
  startsAt: '2031-06-14T18:30:00Z',
  endsAt: '2031-06-14T22:00:00Z',
  currency: 'EUR',
  venue: { name: 'Hall', city: 'Lisbon', country: 'Portugal', timeZone: 'Europe/Lisbon' },
  priceCategories: [{ id: 'P0', name: 'Seats', priceCents: 4_500 }],
  chart: {
    sections: Array.from({ length: SECTIONS }, (_, index) => ({
      id: `S${index}`,
      name: `Block ${index + 1}`,
      kind: 'seated',
      priceCategory: 'P0',
      rows: Array.from({ length: ROWS }, (_row, row) => ({ label: String(row + 1), seats: SEATS })),
    })),
  },
};
