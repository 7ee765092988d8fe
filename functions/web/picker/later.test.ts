/** What the picker loads when it is needed: not before, told where it fails, and tried again with what was chosen. */
import { expect, test } from 'vitest';
import { ada, startWithAdaAndBen, system } from '../../../scripts/testing/ada-and-ben.ts';
import { barriers, newPage, startBrowser } from '../../../scripts/testing/browser.ts';
import { publishEvent } from '../../../scripts/testing/events.ts';
import { buyFor, chooseSeat, FIVE, signInThere, visitEvent } from './fixtures/visit-event.ts';

startWithAdaAndBen();
startBrowser();

test('without a connection the checkout says so; when there is one again it opens, and the choice is as it was', async () => {
  const eventId = await publishEvent(system, ada);
  const { page } = await visitEvent(eventId);
  await page.locator('button[data-section=A]').click();
  await page.getByRole('button', { name: FIVE }).waitFor();
  const asked: string[] = [];
  page.on('request', (request) => {
    if (request.url().includes('/assets/')) asked.push(request.url());
  });
  await page.context().setOffline(true);
  await chooseSeat(page, FIVE);
  // It was not there for who only looked.
  await expect.poll(() => asked.length).toBeGreaterThan(0);
  await page.getByRole('button', { name: 'Continue' }).click();
  await page.getByRole('alert').filter({ hasText: 'The checkout could not be loaded. Your choice is kept.' }).waitFor();
  expect(await barriers(page)).toEqual([]);
  await page.getByRole('button', { name: 'Try again' }).click();
  await page.getByRole('alert').filter({ hasText: 'There is no connection.' }).waitFor();
  await page.context().setOffline(false);
  await page.getByRole('button', { name: 'Try again' }).click();
  await signInThere(page);
  await buyFor(page, '€50').waitFor();
});

test('a map that is gone, as after a newer version came, leaves the list whole, and comes with the page loaded anew', async () => {
  const eventId = await publishEvent(system, ada);
  const html = await (await fetch(`${system.url}/e/${eventId}`)).text();
  const [, path = ''] = /<link rel="modulepreload" href="([^"]+)" fetchpriority="low"/.exec(html) ?? [];
  expect(path).toMatch(/^\/assets\//);
  const { page } = await newPage();
  await page.route(`**${path}`, (route) => route.fulfill({ status: 404 }));
  await page.goto(`${system.url}/e/${eventId}`);
  await page.getByRole('alert').filter({ hasText: 'The map could not be loaded.' }).waitFor();
  await chooseSeat(page, FIVE);
  await page.locator('.seats-total', { hasText: '1 seat, €50' }).waitFor();
  expect(await barriers(page)).toEqual([]);
  await page.unroute(`**${path}`);
  await page.getByRole('button', { name: 'Try again' }).click();
  await page.locator('canvas[data-level]').waitFor();
  await page.locator('.seats-total', { hasText: '1 seat, €50' }).waitFor();
});
