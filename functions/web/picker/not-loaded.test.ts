/** Seats that cannot be loaded: refused, cut off, or no answer that can be read. It is said where they would be, tried again, and nothing is lost. */
import type { Page, Route } from 'playwright-core';
import { expect, test } from 'vitest';
import { ada, ben, startWithAdaAndBen, system } from '../../../scripts/testing/ada-and-ben.ts';
import { barriers, newPage, newVisitor, startBrowser } from '../../../scripts/testing/browser.ts';
import { publishEvent } from '../../../scripts/testing/events.ts';
import { chooseSeat, FIVE, goOn, signInThere, visitEvent } from './fixtures/visit-event.ts';

startWithAdaAndBen();
startBrowser();

const LOADED = { timeout: 40_000 };

const FAULTS: Readonly<Record<string, (route: Route) => Promise<void>>> = {
  'refused with 503': (route) => route.fulfill({ status: 503, headers: { 'retry-after': '1' }, body: 'away' }),
  'cut off': (route) => route.abort('connectionreset'),
  'no JSON': (route) => route.fulfill({ status: 200, contentType: 'application/json', body: '{"sections": [' }),
};

const PARTS = { chart: '**/chart*', seats: '**/availability?*', event: /\/v1\/events\/[^/?]+$/ };

const focused = (page: Page): Promise<string | null | undefined> =>
  page.evaluate(() => document.activeElement?.textContent);

test.each(
  Object.entries(PARTS).flatMap(([part, url]) => Object.keys(FAULTS).map((fault) => [part, fault, url] as const)),
)(
  '%s of a hall, %s: it says so, and what was to be chosen is chosen once it is tried again',
  { timeout: 120_000 },
  async (_part, fault, url) => {
    const eventId = await publishEvent(system, ada);
    const { page } = await newPage();
    await page.route(url, FAULTS[fault] as (route: Route) => Promise<void>);
    await page.goto(`${system.url}/e/${eventId}?seats=A-1-5`, LOADED);
    await page.getByRole('alert').filter({ hasText: 'The hall could not be loaded.' }).waitFor();
    expect(await barriers(page)).toEqual([]);
    const again = page.getByRole('button', { name: 'Try again' });
    await again.click();
    await page.getByRole('alert').filter({ hasText: 'The hall could not be loaded.' }).waitFor();
    expect(await focused(page)).toBe('Try again');
    await page.unroute(url);
    await again.click();
    await page.locator('.seats-total', { hasText: '1 seat, €50' }).waitFor();
    expect(new URL(page.url()).search).toBe('');
    // The button is gone, the keyboard is not.
    expect(await focused(page)).toBe('Skip to your seats');
  },
);

test.each(['refused with 503', 'cut off'])(
  'the script of a section is %s: it says so there, and comes with the choice',
  { timeout: 120_000 },
  async (fault) => {
    const eventId = await publishEvent(system, ada);
    const { page } = await newPage();
    await page.goto(`${system.url}/e/${eventId}?seats=A-1-5`, LOADED);
    await page.locator('button[data-section=A]').waitFor(LOADED);
    await page.locator('canvas[data-level]').waitFor();
    // What is loaded from now on is loaded because it is asked for.
    const asked = /\/assets\/part-[^/]+\.js$/;
    await page.route(asked, FAULTS[fault] as (route: Route) => Promise<void>);
    await page.locator('button[data-section=A]').click();
    await page.getByRole('alert').filter({ hasText: 'The seats of the section could not be loaded.' }).waitFor();
    expect(await barriers(page)).toEqual([]);
    // The rest is of use without it.
    await page.getByRole('button', { name: 'Add the best available' }).click();
    await page.locator('.seats-total', { hasText: '3 seats' }).waitFor();
    await page.unroute(asked);
    await page.getByRole('button', { name: 'Try again' }).click();
    await page.getByRole('button', { name: 'Add the best available' }).waitFor();
    await page.locator('.seats-total', { hasText: '3 seats' }).waitFor();
    if ((await page.locator('button[data-section=A]').getAttribute('aria-expanded')) !== 'true')
      await page.locator('button[data-section=A]').click();
    await page.getByRole('button', { name: 'Row 1, seat 5, 50 euros, chosen' }).waitFor();
  },
);

test('a checkout that is reloaded while the hall cannot be loaded says so, and goes on with what is on hold', async () => {
  const eventId = await publishEvent(system, ada);
  const { page } = await visitEvent(eventId);
  await chooseSeat(page, FIVE);
  await goOn(page);
  await page.getByRole('button', { name: 'Buy for €50' }).waitFor();
  await page.route(PARTS.seats, FAULTS['refused with 503'] as (route: Route) => Promise<void>);
  await page.reload();
  await page.locator('.checkout').getByRole('alert').filter({ hasText: 'The hall could not be loaded.' }).waitFor();
  expect(await barriers(page)).toEqual([]);
  await page.unroute(PARTS.seats);
  await page.locator('.checkout').getByRole('button', { name: 'Try again' }).click();
  await page.getByRole('button', { name: 'Buy for €50' }).waitFor();
  await page.getByRole('link', { name: 'Back to the seats' }).click();
  // The choice has come with it.
  await page.getByText(/1 seat is kept for you until/).waitFor();
});

test('what is on hold is found in the basket also where the hall came at the second try', async () => {
  const eventId = await publishEvent(system, ada);
  await system.ask('POST', `/v1/events/${eventId}/holds`, { token: ben.token, body: { seats: ['A-1-5'] } });
  const visitor = await newVisitor();
  const { page } = await newPage(visitor);
  await page.goto(`${system.url}/account/sign-in`, LOADED);
  await signInThere(page);
  await page.waitForURL('**/account/orders');
  await page.route(PARTS.chart, FAULTS['cut off'] as (route: Route) => Promise<void>);
  await page.goto(`${system.url}/e/${eventId}`, LOADED);
  await page.getByRole('alert').filter({ hasText: 'The hall could not be loaded.' }).waitFor();
  await page.unroute(PARTS.chart);
  await page.getByRole('button', { name: 'Try again' }).click();
  await page.getByText(/1 seat is kept for you until/).waitFor();
  expect(await page.getByRole('button', { name: 'Go on to buy' }).isVisible()).toBe(true);
});
