/** The way from a seat to an order, left and come back to at each step; without an account; right to left; in large text; in one's own colours. */
import type { Page } from 'playwright-core';
import { expect, test } from 'vitest';
import { ada, ben, startWithAdaAndBen, system } from '../../../scripts/testing/ada-and-ben.ts';
import { barriers, newVisitor, PHONE, startBrowser } from '../../../scripts/testing/browser.ts';
import { publishEvent } from '../../../scripts/testing/events.ts';
import { buyFor, chooseSeat, FIVE, goOn, signInThere, visitEvent } from './fixtures/visit-event.ts';

startWithAdaAndBen();
startBrowser();

const ordersOf = async (eventId: string): Promise<string[][]> => {
  const { body } = await system.ask('GET', `/v1/events/${eventId}/orders`, { token: ada.token });
  return body.items.map(({ items }: { items: { seat: string }[] }) => items.map(({ seat }) => seat));
};
const holdsOf = async (eventId: string): Promise<object[]> =>
  (await system.ask('GET', `/v1/events/${eventId}/holds`, { token: ben.token })).body.items;

test('an account is opened in place: the choice stays, faults are told, and the order is there', async () => {
  const eventId = await publishEvent(system, ada);
  const { page, faults } = await visitEvent(eventId);
  await chooseSeat(page, FIVE);
  await page.getByRole('button', { name: 'Continue' }).click();
  await page.getByRole('button', { name: 'Create an account' }).click();
  await page.getByText('Open an account to have your seats kept for you.').waitFor();
  await page.getByLabel('Name').fill('Cy Newcomer');
  await page.getByLabel('E-mail').fill(ben.email);
  await page.getByLabel('Password', { exact: true }).fill('correct horse battery');
  await page.getByRole('button', { name: 'Create account' }).click();
  await page.getByRole('link', { name: /There is an account with this e-mail/ }).waitFor();
  expect(await barriers(page)).toEqual([]);
  await page.getByLabel('E-mail').fill(`cy.${Date.now()}@example.com`);
  await page.getByRole('button', { name: 'Create account' }).click();
  await buyFor(page, '€50').click();
  await page.getByText('Bought. Thank you!').waitFor();
  expect(await ordersOf(eventId)).toEqual([['A-1-5']]);
  await page.getByRole('link', { name: 'Show the order' }).click();
  await page.getByRole('row', { name: 'Stalls, Row 1, seat 5 €50' }).waitFor();
  expect(faults).toEqual([]);
});

test('a reload and Back at each step: nothing is lost, nothing is held or bought twice', async () => {
  const eventId = await publishEvent(system, ada);
  const { page, faults } = await visitEvent(eventId);
  await chooseSeat(page, FIVE);
  await page.reload();
  await page.locator('.seats-total', { hasText: '1 seat, €50' }).waitFor();

  await page.getByRole('button', { name: 'Continue' }).click();
  await page.getByLabel('E-mail').waitFor();
  await page.goBack();
  await page.locator('.seats-total', { hasText: '1 seat, €50' }).waitFor();
  await page.goForward();
  await page.getByLabel('E-mail').waitFor();
  await page.reload();
  await signInThere(page);

  const buy = buyFor(page, '€50');
  await buy.waitFor();
  await page.reload();
  await buy.waitFor();
  expect(await holdsOf(eventId)).toHaveLength(1);
  await page.getByRole('link', { name: 'Back to the seats' }).click();
  await page.getByText(/1 seat is kept for you until/).waitFor();
  await page.goBack();
  await buy.waitFor();
  expect(await holdsOf(eventId)).toHaveLength(1);

  await buy.click();
  await page.getByText('Bought. Thank you!').waitFor();
  expect(await page.title()).toBe('Bought. Thank you! · An evening of strings · Seatmesh');
  // What was bought is found again: by a reload, and by Back from elsewhere.
  await page.reload();
  await page.getByText('Bought. Thank you!').waitFor();
  await page.getByText('Stalls, Row 1, seat 5').waitFor();
  await page.getByRole('link', { name: 'Buy more seats' }).click();
  await page.locator('button[data-section=A]').waitFor();
  await page.goBack();
  await page.getByText('Bought. Thank you!').waitFor();
  expect(await ordersOf(eventId)).toEqual([['A-1-5']]);
  expect(await holdsOf(eventId)).toEqual([]);
  expect(faults).toEqual([]);
});

test('who signs in in one tab is signed in in the other, and buys there without doing so again', async () => {
  const eventId = await publishEvent(system, ada);
  const visitor = await newVisitor();
  const { page } = await visitEvent(eventId, visitor);
  await chooseSeat(page, FIVE);
  const second = await visitor.newPage();
  await second.goto(`${system.url}/account/sign-in`);
  await signInThere(second);
  await second.waitForURL('**/account/orders');
  await page.getByRole('link', { name: 'My orders' }).waitFor();
  await page.getByRole('button', { name: 'Continue' }).click();
  await buyFor(page, '€50').waitFor();
  await second.goto(`${system.url}/account`);
  await second.getByRole('button', { name: 'Sign out', exact: true }).click();
  // Whose seats these are nobody at this page is any more.
  await page.getByLabel('E-mail').waitFor();
  expect(await buyFor(page, '€50').count()).toBe(0);
});

/** By places and forms alone: the words are another language's. */
async function buyThere(page: Page): Promise<void> {
  await page.locator('button[data-section=A]').click();
  await page.locator('[data-place="4"]').click();
  await page.locator('.seats-basket .button').click();
  await page.locator('.checkout input[type=email]').fill(ben.email);
  await page.locator('.checkout input[type=password]').fill(ben.password);
  expect(await barriers(page)).toEqual([]);
  await page.locator('.checkout button[type=submit]').click();
  await page.locator('.checkout-review .button:not(.quiet)').waitFor();
  expect(await barriers(page)).toEqual([]);
  const isTooWide = await page.evaluate(() => document.documentElement.scrollWidth > innerWidth);
  expect(isTooWide).toBe(false);
  await page.locator('.checkout-review .button:not(.quiet)').click();
  await page.locator('.checkout-done').waitFor();
  expect(await barriers(page)).toEqual([]);
  expect(await page.evaluate(() => document.documentElement.scrollWidth > innerWidth)).toBe(false);
  expect(await page.evaluate(() => document.activeElement?.id)).toBe('checkout-heading');
}

test('right to left, a whole purchase by touch, and the order as it is written there', async () => {
  const eventId = await publishEvent(system, ada);
  const { page, faults } = await visitEvent(eventId, PHONE, '/ar');
  await buyThere(page);
  expect(await ordersOf(eventId)).toEqual([['A-1-5']]);
  await page.locator('.checkout-done a.button').first().click();
  await page.waitForURL('**/ar/account/orders/ord_*');
  await page.locator('.order').waitFor();
  expect(await page.evaluate(() => document.documentElement.dir)).toBe('rtl');
  expect(await barriers(page)).toEqual([]);
  expect(faults).toEqual([]);
});

test('text twice as large, a whole purchase at 360 pixels: nothing is cut or pushed out', async () => {
  const eventId = await publishEvent(system, ada);
  const { page, faults } = await visitEvent(eventId, { viewport: { width: 360, height: 740 } });
  await page.evaluate(() => {
    document.documentElement.style.fontSize = '200%';
  });
  await buyThere(page);
  expect(faults).toEqual([]);
});

test('forced colours, a whole purchase: what is chosen has a border or ground of its own', async () => {
  const eventId = await publishEvent(system, ada);
  const { page, faults } = await visitEvent(eventId, { forcedColors: 'active', colorScheme: 'dark' });
  await chooseSeat(page, FIVE);
  const looks = (place: string) =>
    page.locator(`[data-place="${place}"]`).evaluate((element) => {
      const { backgroundColor, outlineColor, outlineStyle } = getComputedStyle(element);
      return `${backgroundColor} ${outlineColor} ${outlineStyle}`;
    });
  expect(await looks('4')).not.toBe(await looks('5'));
  await goOn(page);
  await buyFor(page, '€50').click();
  await page.getByText('Bought. Thank you!').waitFor();
  expect(faults).toEqual([]);
});
