/** Seats in a page of another site: two origins, in a real browser. */
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { ada, ben, startWithAdaAndBen, system } from '../../../scripts/testing/ada-and-ben.ts';
import { barriers, newPage, startBrowser } from '../../../scripts/testing/browser.ts';
import { publishEvent } from '../../../scripts/testing/events.ts';
import { signInThere } from '../picker/fixtures/visit-event.ts';

/** The first visit starts functions from nothing. */
const LOADED = { timeout: 40_000 };

startWithAdaAndBen();
startBrowser();

/** A site with a policy of its own, and styles that would spoil ours if they reached them. */
let site: Server;
let other: string;
let inside = '';
beforeAll(async () => {
  site = createServer(({ url }, response) => {
    if (url === '/site.css')
      return response
        .writeHead(200, { 'content-type': 'text/css' })
        .end('* { text-transform: uppercase } button, p, h3 { display: none !important } h1 { display: block }');
    const policy = `default-src 'none'; style-src 'self'; script-src ${system.url}; connect-src ${system.url}; trusted-types 'none'; require-trusted-types-for 'script'`;
    response.writeHead(200, { 'content-type': 'text/html', 'content-security-policy': policy });
    response.end(`<!doctype html><html lang="en"><title>Theatre</title><link rel="stylesheet" href="/site.css">
      <script type="module" src="${system.url}/assets/seats.v1.js"></script><main><h1>Our theatre</h1>${inside}</main></html>`);
  });
  await new Promise<void>((resolve) => {
    site.listen(0, '127.0.0.1', resolve);
  });
  other = `http://127.0.0.1:${(site.address() as AddressInfo).port}`;
});
afterAll(() => {
  site.close();
  site.closeAllConnections();
});

test(
  'seats are chosen on another site, told to it, and bought on our page, without a cookie there',
  { timeout: 120_000 },
  async () => {
    const eventId = await publishEvent(system, ada);
    inside = `<seatmesh-seats event="${eventId}"><a href="${system.url}/e/${eventId}">Choose seats</a></seatmesh-seats>`;
    const { page, faults } = await newPage();
    await page.goto(other, LOADED);
    await page.evaluate(() => {
      const told: unknown[] = [];
      Object.assign(globalThis, { told });
      addEventListener('seatmesh-seats', (event) => told.push((event as CustomEvent).detail));
    });
    await page.locator('button[data-section=A]').click();
    await page.getByRole('button', { name: 'Row 1, seat 5, 50 euros, free' }).click();
    await page.locator('button[data-section=GA]').click();
    await page.getByRole('button', { name: 'One more' }).click();
    expect(await page.locator('.seats-total').textContent()).toBe('2 seats, €70');
    expect(await barriers(page)).toEqual([]);
    // What is sold meanwhile is seen there, too.
    await system.ask('POST', `/v1/events/${eventId}/orders`, {
      token: ben.token,
      key: 'b',
      body: { seats: ['A-1-6'] },
    });
    await page.locator('button[data-section=A]').click();
    await page.getByRole('button', { name: 'Row 1, seat 6, 50 euros, taken' }).waitFor();
    const told = await page.evaluate(() => (globalThis as unknown as { told: object[] }).told);
    expect(told.at(-1)).toEqual({
      event: eventId,
      seats: ['A-1-5'],
      places: [{ section: 'GA', quantity: 1, accessible: 0 }],
      count: 2,
      totalCents: 7000,
      currency: 'EUR',
      url: `${system.url}/e/${eventId}?seats=A-1-5&places=GA%3A1#checkout`,
    });
    expect(await page.context().cookies()).toEqual([]);
    await page.getByRole('button', { name: 'Continue' }).click();
    await page.waitForURL(`${system.url}/e/${eventId}**`);
    await signInThere(page);
    await page.getByRole('button', { name: 'Buy for €70' }).click();
    await page.getByText('Bought. Thank you!').waitFor();
    // Taken out of the address: a reload chooses nothing again.
    expect(new URL(page.url()).search).toBe('');
    expect(faults).toEqual([]);
  },
);

test('it speaks the language that it is told, follows its attributes, and leaves the way on to the page around if that wants it', async () => {
  const [first, second] = [await publishEvent(system, ada), await publishEvent(system, ada, { title: 'Another' })];
  inside = `<seatmesh-seats event="${first}" lang="de-AT"></seatmesh-seats>`;
  const { page, faults } = await newPage();
  await page.goto(other, LOADED);
  await page
    .getByText('Die besten freien Plätze')
    .or(page.getByRole('heading', { level: 3 }))
    .first()
    .waitFor();
  expect(await page.locator('.embed-title a').getAttribute('href')).toBe(`${system.url}/de/e/${first}`);
  await page.locator('seatmesh-seats').evaluate((element, id) => {
    element.setAttribute('lang', 'ar');
    element.setAttribute('event', id);
  }, second);
  await page.getByRole('link', { name: 'Another' }).waitFor();
  expect(await page.locator('.embed').evaluate((element) => getComputedStyle(element).direction)).toBe('rtl');
  await page.evaluate(() => addEventListener('seatmesh-continue', (event) => event.preventDefault()));
  await page.locator('button[data-section=GA]').click();
  await page.locator('.seats-stepper button').last().click();
  await page.locator('.seats-basket .button').click();
  expect(page.url()).toBe(`${other}/`);
  expect(await barriers(page)).toEqual([]);
  expect(faults).toEqual([]);
});

test('what is not on sale says so; of an event that is none, that there is none', async () => {
  const soon = await publishEvent(system, ada, { onSaleAt: '2031-02-01T09:00:00Z' });
  inside = `<seatmesh-seats event="${soon}"></seatmesh-seats><seatmesh-seats event="evt_0a7_01HZ0000000000000000000000"></seatmesh-seats>`;
  const { page } = await newPage();
  await page.goto(other, LOADED);
  await page.getByText('The sale begins on').waitFor();
  await page.getByRole('alert').filter({ hasText: 'There is no such event.' }).waitFor();
  expect(await page.getByRole('button', { name: 'Continue' }).count()).toBe(0);
  expect(await barriers(page)).toEqual([]);
});

test('seats that this site may not show: it says so, to its author in the console, and leads to our page; with 503 it is tried again', async () => {
  const eventId = await publishEvent(system, ada);
  inside = `<seatmesh-seats event="${eventId}"></seatmesh-seats>`;
  const { page } = await newPage();
  const told: string[] = [];
  page.on('console', (message) => void (message.type() === 'warning' && told.push(message.text())));
  const asked = '**/v1/events/**';
  // As from an installation whose EMBED_ORIGINS do not name this site.
  await page.route(asked, async (route) => {
    const response = await route.fetch();
    const headers = { ...response.headers(), 'access-control-allow-origin': 'https://blog.example.com' };
    await route.fulfill({ response, headers });
  });
  await page.goto(other, LOADED);
  await page.getByRole('alert').filter({ hasText: 'These seats cannot be shown on this site.' }).waitFor();
  const link = page.getByRole('link', { name: 'The event on its own page' });
  expect(await link.getAttribute('href')).toBe(`${system.url}/e/${eventId}`);
  expect(told.join('\n')).toContain('EMBED_ORIGINS');
  expect(await barriers(page)).toEqual([]);
  await page.unroute(asked);
  await page.route(asked, (route) =>
    route.fulfill({ status: 503, headers: { 'access-control-allow-origin': '*' }, json: { code: 'unavailable' } }),
  );
  await page.getByRole('button', { name: 'Try again' }).click();
  await page.getByRole('alert').filter({ hasText: 'The hall could not be loaded.' }).waitFor();
  await page.unrouteAll({ behavior: 'wait' });
  await page.getByRole('button', { name: 'Try again' }).click();
  await page.locator('button[data-section=A]').waitFor();
});

test('two events and one twice on a page: each has its own choice, and one that is taken away leaves the others live', async () => {
  const [first, second] = [await publishEvent(system, ada), await publishEvent(system, ada)];
  inside = [first, second, first]
    .map((id, at) => `<seatmesh-seats id="e${at}" event="${id}"></seatmesh-seats>`)
    .join('');
  const { page, faults } = await newPage();
  await page.goto(other, LOADED);
  for (const at of ['#e0', '#e1']) await page.locator(`${at} button[data-section=A]`).click();
  await page.locator('#e0').getByRole('button', { name: 'Row 1, seat 5, 50 euros, free' }).click();
  expect(await page.locator('#e1 .seats-total').count()).toBe(0);
  await page.locator('#e2').evaluate((element) => element.remove());
  for (const id of [first, second])
    await system.ask('POST', `/v1/events/${id}/holds`, { token: ben.token, body: { seats: ['A-1-6'] } });
  for (const at of ['#e0', '#e1'])
    await page.locator(at).getByRole('button', { name: 'Row 1, seat 6, 50 euros, held by somebody else' }).waitFor();
  expect(faults).toEqual([]);
});

test('the script is kept for a minute, and what it loads for ever', async () => {
  const response = await fetch(`${system.url}/assets/seats.v1.js`);
  expect(Object.fromEntries(response.headers)).toMatchObject({
    'content-type': 'text/javascript; charset=utf-8',
    'cache-control': 'public, max-age=60',
    'access-control-allow-origin': '*',
    etag: expect.any(String),
  });
  const text = await response.text();
  const [, loader = ''] = /from '\.\/(embed-loader-\w+\.js)'/.exec(text) ?? [];
  const loaded = await fetch(`${system.url}/assets/${loader}`);
  expect([loaded.status, loaded.headers.get('cache-control')]).toEqual([200, 'public, max-age=31536000, immutable']);
  expect(Object.keys(JSON.parse(/scripts = (\{.*\});/.exec(text)?.[1] ?? '{}') as object)).toEqual(['en', 'de', 'ar']);
});
