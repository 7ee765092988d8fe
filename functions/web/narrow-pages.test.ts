/** Every page in a window of 320 pixels, also with texts twice as large (WCAG 1.4.10 and 1.4.4): nothing makes it wider than the window, in the language with the longest words. */
import type { BrowserContext, Page } from 'playwright-core';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { goThere, newPage, newVisitor, startBrowser } from '../../scripts/testing/browser.ts';
import { publishEvent } from '../../scripts/testing/events.ts';
import { startTestSystem, type Person, type TestSystem } from '../../scripts/testing/test-system.ts';
import { READY_HALLS } from '../shared/plan/halls/ready-halls.ts';
import { signedIn } from './own/fixtures/signed-in.ts';

startBrowser();

let system: TestSystem;
let ada: Person;
let ben: Person;
/** What people write and what it costs at its longest: words of thirty letters, and prices of seven figures. */
let long: string;
let theatre: string;
let standing: string;
let orderId: string;
beforeAll(async () => {
  system = await startTestSystem({
    // As on one's own machine: there is a style guide.
    patch: (manifests) => {
      const settings = manifests.find(({ kind, metadata }) => kind === 'ConfigMap' && metadata.name === 'seatmesh');
      if (settings?.data) settings.data['PUBLIC_URL'] = 'http://127.0.0.1:8080';
    },
  });
  [ada, ben] = await Promise.all([system.user('Ada'), system.user('Ben')]);
  const hall = READY_HALLS.find(({ id }) => id === 'theatre');
  if (!hall) throw new Error('there is no theatre');
  const priceCategories = hall.priceCategories.map((category) => ({ ...category, priceCents: 5_000 }));
  theatre = await publishEvent(system, ada, { chart: hall.chart, plan: hall.plan, priceCategories });
  const floor = { id: 'GA', name: 'Stehplatzbereichsabgrenzung', kind: 'general', priceCategory: 'P2' };
  const prices = [
    { id: 'P1', name: 'Rollstuhlbegleitpersonenermäßigung', priceCents: 98_500_000 },
    { id: 'P2', name: 'Floor', priceCents: 99_500_000 },
  ];
  standing = await publishEvent(system, ada, {
    title: 'Begins later',
    onSaleAt: '2031-02-01T09:00:00Z',
    chart: { sections: [{ ...floor, capacity: 300 }] },
  });
  long = await publishEvent(system, ada, {
    title: 'Donaudampfschifffahrtsgesellschaft: eine Lebensversicherungsangelegenheit in drei Aufzügen',
    description: `Rindfleischetikettierungsüberwachungsaufgabe https://example.com/${'long/'.repeat(20)}`,
    url: `https://example.com/${'long/'.repeat(20)}`,
    currency: 'IDR',
    venue: {
      name: 'Grundstücksverkehrsgenehmigungszuständigkeit',
      city: 'Llanfairpwllgwyngyllgogerychwyrndrobwll',
      country: 'Vereinigtes Königreich',
      timeZone: 'America/Argentina/ComodRivadavia',
      address: 'Hauptverwaltungsgebäudeseitenstraße 123456',
    },
    priceCategories: prices,
    chart: {
      sections: [
        {
          id: 'A',
          name: 'Orchestersesselreihenabschnitt links',
          kind: 'seated',
          priceCategory: 'P1',
          rows: [{ label: 'A', name: 'Orchestergraben', seats: 30, accessible: [1], restricted: [3] }],
        },
        { ...floor, capacity: 30_000 },
      ],
    },
  });
  const seats = { seats: ['A-A-1', 'A-A-2', 'A-A-3'] };
  const order = await system.ask('POST', `/v1/events/${long}/orders`, { token: ben.token, key: 'one', body: seats });
  if (order.status !== 201) throw new Error(`ordering answered ${order.status}`);
  orderId = order.body.id;
  await system.ask('POST', `/v1/events/${long}/blocks`, { token: ada.token, key: 'two', body: { seats: ['A-A-20'] } });
}, 240_000);
afterAll(() => system.close());

const READY = '[data-painted], [data-level]';

/** One seat and one place: with the list, and what is chosen below it. */
async function choose(page: Page): Promise<void> {
  await page.locator('button[data-section=A]').click();
  await page.locator('[data-place="5"]').click();
  await page.locator('button[data-section=GA]').click();
  await page.locator('.seats-stepper button').last().click();
  await page.locator('.seats-total', { hasText: '2' }).waitFor();
}

async function goOn(page: Page, to: string): Promise<void> {
  await choose(page);
  await page.locator('.seats-basket .button').click();
  await page.locator(to).first().waitFor();
}

/** Path, what is there when all is, and what is done then. */
type Visit = [string, string, ((page: Page) => Promise<void>)?];

const send = (page: Page): Promise<void> => page.locator('main form [type=submit]').first().click();

const ofAnybody = (): Visit[] => [
  ['/', 'article'],
  ['/?q=nowhere&price=20', 'main'],
  ['/nowhere', 'h1'],
  [`/e/${theatre}`, '[data-level]', (page) => page.locator('button[data-section]').first().click()],
  [`/e/${standing}`, 'h1'],
  [`/e/${long}`, '[data-level]', choose],
  [`/e/${long}`, '[data-level]', (page) => goOn(page, '.checkout input[type=email]')],
  ['/account/sign-in', 'form', send],
  ['/account/register', 'form', send],
  ['/account/password', 'form'],
  ['/account/password/new', 'main'],
  ['/account/confirm', 'main'],
  ['/account/closed', 'h1'],
  ['/organize', 'form'],
  ['/styleguide', 'h1'],
];
const ofBuyers = (): Visit[] => [
  ['/account', '.card'],
  ['/account/orders', '.order'],
  [`/account/orders/${orderId}`, '.order'],
  [`/e/${long}`, '[data-level]', (page) => goOn(page, '.checkout-review')],
];
const ofOrganizers = (): Visit[] => [
  ['/organize', '.desk-event'],
  ['/organize/new', '.desk-fields'],
  ['/organize/new/hall', READY],
  [`/organize/events/${long}`, '.desk-figures'],
  [`/organize/events/${long}/edit`, '.desk-fields'],
  [`/organize/events/${long}/orders`, '.desk-order'],
  [`/organize/events/${long}/orders/${orderId}`, '.desk-items'],
  [`/organize/events/${long}/seats`, READY],
  [`/organize/events/${long}/preview`, READY],
  [`/organize/events/${long}/hall`, READY, (page) => page.locator('.editor-part').first().click()],
];

/** What of a page lies beyond its window and is not cut off by a box of its own. */
const beyond = (page: Page): Promise<string[]> =>
  page.evaluate(() => {
    const { clientWidth, scrollWidth } = document.documentElement;
    if (scrollWidth <= clientWidth) return [];
    const isBeyond = (element: Element): boolean => {
      const { left, right } = element.getBoundingClientRect();
      return right > clientWidth + 1 || left < -1;
    };
    const outside = [...document.body.querySelectorAll('*')].filter(isBeyond);
    const names = outside.map(({ tagName, className }) => `${tagName.toLowerCase()} ${className}`);
    return [`${scrollWidth - clientWidth} too wide`, ...new Set(names)].slice(0, 8);
  });

/** What was wrong on the way: too wide as it is, too wide with texts twice as large, and what the page itself complained of. */
async function walk(visitor: BrowserContext, visits: Visit[]): Promise<[path: string, ...faults: string[]][]> {
  const wrong: [string, ...string[]][] = [];
  for (const [path, ready, then] of visits) {
    const { page, faults } = await newPage(visitor);
    await goThere(page, `${system.url}/de${path}`);
    await page.locator(ready).first().waitFor();
    await then?.(page);
    faults.push(...(await beyond(page)));
    await page.evaluate(() => void (document.documentElement.style.fontSize = '200%'));
    faults.push(...(await beyond(page)));
    if (faults.length > 0) wrong.push([path, ...faults]);
    await page.close();
  }
  return wrong;
}

const NARROW = { viewport: { width: 320, height: 740 } };

test('of anybody', { timeout: 300_000 }, async () => {
  expect(await walk(await newVisitor(NARROW), ofAnybody())).toEqual([]);
});

test('of who buys', { timeout: 300_000 }, async () => {
  const visitor = await newVisitor(NARROW);
  await (await signedIn(system, ben, '/account/closed', visitor)).page.close();
  expect(await walk(visitor, ofBuyers())).toEqual([]);
});

test('of who organizes', { timeout: 300_000 }, async () => {
  const visitor = await newVisitor(NARROW);
  await (await signedIn(system, ada, '/account/closed', visitor)).page.close();
  expect(await walk(visitor, ofOrganizers())).toEqual([]);
});
