/** The pages in a real browser: nothing bars anybody, nothing is refused by their own policy, and what is theirs is found. */
import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import type { Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { barriers, newPage, newVisitor, PHONE, startBrowser } from '../../scripts/testing/browser.ts';
import { eventBody, publishEvent } from '../../scripts/testing/events.ts';
import { startTestSystem, type Person, type TestSystem } from '../../scripts/testing/test-system.ts';

startBrowser();

let system: TestSystem;
let ada: Person;
let requiem: string;
let cancelled: string;
beforeAll(async () => {
  system = await startTestSystem({
    // As on one's own machine.
    patch: (manifests) => {
      const settings = manifests.find(({ kind, metadata }) => kind === 'ConfigMap' && metadata.name === 'seatmesh');
      if (settings?.data) settings.data['PUBLIC_URL'] = 'http://127.0.0.1:8080';
    },
  });
  ada = await system.user('Ada Lovelace');
  requiem = await publishEvent(system, ada, {
    title: 'Ein deutsches Requiem',
    category: 'concert',
    description:
      'Johannes Brahms, for soprano, baritone, choir and orchestra.\n\nSung in German with English surtitles. About seventy minutes, without an interval.',
    startsAt: '2031-05-14T18:30:00Z',
    doorsAt: '2031-05-14T18:00:00Z',
    venue: {
      name: 'Old Hall',
      city: 'Lisbon',
      country: 'Portugal',
      timeZone: 'Europe/Lisbon',
      address: 'Rua da Prata 12, 1100-420',
    },
  });
  await publishEvent(system, ada, {
    title: 'Jazz in the cellar',
    startsAt: '2031-05-16T19:00:00Z',
    endsAt: '2031-05-16T22:00:00Z',
  });
  await publishEvent(system, ada, {
    title: 'A midsummer night’s dream',
    category: 'theatre',
    startsAt: '2031-06-21T17:00:00Z',
    endsAt: '2031-06-21T20:00:00Z',
    onSaleAt: '2031-02-01T09:00:00Z',
  });
  cancelled = await publishEvent(system, ada, {
    title: 'The last tram',
    startsAt: '2031-05-20T19:00:00Z',
    endsAt: '2031-05-20T21:00:00Z',
  });
  await system.ask('POST', `/v1/events/${cancelled}/cancel`, { token: ada.token });
  await system.until('events are listed', async () => {
    const { body } = await system.ask('GET', '/v1/events');
    return body.items.length === 3;
  });
}, 120_000);
afterAll(() => system.close());

/** Where pictures of pages go, for who wants to look at them. */
const PICTURES = process.env['SCREENSHOTS'];

async function picture(page: Page, name: string): Promise<void> {
  if (PICTURES === undefined) return;
  mkdirSync(PICTURES, { recursive: true });
  await page.screenshot({ path: join(PICTURES, `${name}.png`), fullPage: true });
}

const shown = () => [
  ['whats-on', '/', 'requiem'],
  ['whats-on-de', '/de', 'requiem'],
  ['whats-on-ar', '/ar', 'requiem'],
  ['search-nothing', '/?q=nowhere&price=20', 'Nothing matches'],
  ['event', `/e/${requiem}`, 'Brahms'],
  ['event-ar', `/ar/e/${requiem}`, 'Brahms'],
  ['event-cancelled', `/e/${cancelled}`, 'cancelled'],
  ['not-found', '/e/nothing', 'here'],
  ['nowhere', '/nowhere', 'Nothing is here'],
  ['sign-in', '/account/sign-in', 'Password'],
  ['register', '/de/account/register', 'Passwort'],
  ['styleguide', '/styleguide', 'Style guide'],
  ['orders-signed-out', '/account/orders', 'Create an account'],
  ['order-signed-out', '/account/orders/ord_0a7_01HZ0000000000000000000000', 'Create an account'],
  ['account-signed-out', '/ar/account', 'أنشئ حسابًا'],
  ['password-forgotten', '/account/password', 'Send the link'],
  ['password-new', '/de/account/password/new', 'nicht vollständig'],
  ['account-closed', '/account/closed', 'closed'],
];

describe.each([
  ['desk', { viewport: { width: 1440, height: 900 } }],
  ['tablet, dark', { viewport: { width: 768, height: 1024 }, colorScheme: 'dark' as const }],
  ['phone', PHONE],
])('on a %s', (device, options) => {
  test(
    'no page has a barrier, is wider than the screen, or does what its policy refuses',
    { timeout: 180_000 },
    async () => {
      const visitor = await newVisitor(options);
      for (const [name = '', path = '', text = ''] of shown()) {
        const { page, faults } = await newPage(visitor);
        await page.goto(system.url + path);
        await page.locator('main', { hasText: new RegExp(text, 'i') }).waitFor();
        await page.waitForLoadState('load');
        await picture(page, `${name} ${device}`);
        expect([name, await barriers(page)]).toEqual([name, []]);
        expect([name, faults]).toEqual([name, []]);
        const width = await page.evaluate(() => document.documentElement.scrollWidth - innerWidth);
        expect([name, width <= 0]).toEqual([name, true]);
        await page.close();
      }
    },
  );
});

test('somebody opens an account, stays signed in over pages, tabs and reloads, and signs out of all', async () => {
  const visitor = await newVisitor();
  const { page, faults } = await newPage(visitor);
  await page.goto(`${system.url}/account/orders`);
  await page.getByRole('main').getByRole('link', { name: 'Create an account' }).click();
  await page.getByRole('button', { name: 'Create account' }).click();
  await expect.poll(() => page.getByRole('alert').textContent()).toContain('3 fields need another look');
  expect(await page.evaluate(() => document.activeElement?.getAttribute('role'))).toBe('alert');
  expect(await barriers(page)).toEqual([]);
  await picture(page, 'register faults');
  await page.getByLabel('Name').fill('Ben Bitdiddle');
  await page.getByLabel('E-mail').fill('ben@example.com');
  await page.getByRole('textbox', { name: 'Password' }).fill('correct horse battery');
  await page.getByRole('button', { name: 'Create account' }).click();
  await page.waitForURL('**/account/orders');
  await page.getByText('No orders yet.').waitFor();
  const cookies = await visitor.cookies();
  expect(cookies).toMatchObject([
    { name: '__Host-seatmesh', httpOnly: true, secure: true, sameSite: 'Strict', path: '/' },
  ]);
  expect(await page.evaluate(() => JSON.stringify([Object.entries(localStorage), document.cookie]))).not.toContain(
    'rft_',
  );
  await page.reload();
  await page.getByText('No orders yet.').waitFor();
  const { page: other, faults: others } = await newPage(visitor);
  await other.goto(`${system.url}/account`);
  await other.getByText('ben@example.com').waitFor();
  await picture(other, 'account');
  expect(await barriers(other)).toEqual([]);
  await other.getByRole('button', { name: 'Sign out', exact: true }).click();
  await page.getByRole('main').getByRole('link', { name: 'Sign in' }).waitFor();
  expect(await visitor.cookies()).toEqual([]);
  expect([...faults, ...others]).toEqual([]);
});

test('an order is where its buyer looks for it', async () => {
  await system.ask('POST', `/v1/events/${requiem}/orders`, {
    token: ada.token,
    key: 'one',
    body: { seats: ['A-1-1', 'A-1-2'] },
  });
  const { page, faults } = await newPage();
  await page.goto(`${system.url}/account/sign-in?next=/account/orders`);
  await page.getByLabel('E-mail').fill(ada.email);
  await page.getByRole('textbox', { name: 'Password' }).fill(`${ada.password}!`);
  await page.getByRole('button', { name: 'Sign in' }).click();
  await expect.poll(() => page.getByRole('alert').textContent()).toContain('do not match');
  await page.getByRole('textbox', { name: 'Password' }).fill(ada.password);
  await page.getByRole('button', { name: 'Sign in' }).click();
  await page.getByRole('heading', { name: 'Ein deutsches Requiem' }).waitFor();
  await page.getByText('Stalls, Row 1, seat 2').waitFor();
  await picture(page, 'orders');
  expect(await barriers(page)).toEqual([]);
  expect(faults).toEqual([]);
});

test('six tabs that are opened at once are all signed in', { timeout: 120_000 }, async () => {
  const visitor = await newVisitor();
  const { page } = await newPage(visitor);
  await page.goto(`${system.url}/account/sign-in`);
  await page.getByLabel('E-mail').fill(ada.email);
  await page.getByRole('textbox', { name: 'Password' }).fill(ada.password);
  await page.getByRole('button', { name: 'Sign in' }).click();
  await page.waitForURL('**/account/orders');
  await page.close();
  const tabs = await Promise.all(Array.from({ length: 6 }, () => newPage(visitor)));
  await Promise.all(tabs.map((tab) => tab.page.goto(`${system.url}/account`)));
  for (const tab of tabs)
    await expect.poll(() => tab.page.getByRole('main').textContent(), { timeout: 20_000 }).toContain(ada.email);
});

test('searching and going on need no new page, and Back shows what was there', async () => {
  const { page, faults } = await newPage();
  await page.goto(`${system.url}/`);
  await page.evaluate(() => Object.assign(globalThis, { isSamePage: true }));
  await page.getByRole('searchbox', { name: 'Search' }).fill('requiem');
  await page.getByRole('button', { name: 'Search' }).click();
  await page.waitForURL('**/?q=requiem');
  await expect.poll(() => page.getByRole('article').count()).toBe(1);
  await page.goBack();
  await expect.poll(() => page.getByRole('article').count()).toBe(3);
  expect(await page.getByRole('searchbox', { name: 'Search' }).inputValue()).toBe('');
  expect(await page.evaluate(() => 'isSamePage' in globalThis)).toBe(true);
  await page.reload();
  expect(await page.getByRole('article').count()).toBe(3);
  await page.getByText('More filters').click();
  await page.getByRole('textbox', { name: 'Price up to' }).fill('cheap');
  await page.getByRole('button', { name: 'Search' }).click();
  await page.getByText('This cannot be searched for: Price up to.').waitFor();
  expect(await page.getByRole('textbox', { name: 'Price up to' }).getAttribute('aria-invalid')).toBe('true');
  expect(await page.locator('#cities option').count()).toBeGreaterThan(0);
  expect(faults).toEqual([]);
});

test('who searches again before the first answer came sees what was asked for last, in the same page', async () => {
  const { page, faults } = await newPage();
  await page.goto(`${system.url}/`, { timeout: 40_000 });
  await page.evaluate(() => Object.assign(globalThis, { isSamePage: true }));
  const { promise: answered, resolve: answer } = Promise.withResolvers<void>();
  await page.route('**/?q=jazz', async (route) => {
    await answered;
    await route.continue().catch(() => undefined);
  });
  const search = page.getByRole('searchbox', { name: 'Search' });
  await search.fill('jazz');
  await Promise.all([page.waitForRequest('**/?q=jazz'), search.press('Enter')]);
  await search.fill('requiem');
  await search.press('Enter');
  await page.waitForURL('**/?q=requiem');
  answer();
  await expect.poll(() => page.getByRole('article').count()).toBe(1);
  expect(page.url()).toBe(`${system.url}/?q=requiem`);
  expect(await page.evaluate(() => 'isSamePage' in globalThis)).toBe(true);
  expect(faults).toEqual([]);
});

test('pages are whole without scripts', async () => {
  const { page } = await newPage({ javaScriptEnabled: false });
  await page.goto(`${system.url}/`);
  await page.getByRole('searchbox', { name: 'Search' }).fill('jazz');
  await page.getByRole('button', { name: 'Search' }).click();
  await page.getByRole('link', { name: 'Jazz in the cellar' }).click();
  await page.getByRole('heading', { level: 1, name: 'Jazz in the cellar' }).waitFor();
  expect(await page.getByRole('row').count()).toBe(1 + (eventBody()['chart'] as { sections: [] }).sections.length);
});

test('the time of whoever looks is told where it is another one', async () => {
  const { page } = await newPage({ timezoneId: 'Asia/Tokyo' });
  await page.goto(`${system.url}/e/${requiem}`);
  await expect.poll(() => page.locator('.facts').textContent()).toContain('03:30 where you are');
});
