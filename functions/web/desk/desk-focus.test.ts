/** Where the focus is in the desk: after each dialog, and where what had it has gone; what became of it is said. */
import type { Page } from 'playwright-core';
import { expect, test } from 'vitest';
import { ada, ben, startWithAdaAndBen, system } from '../../../scripts/testing/ada-and-ben.ts';
import { barriers, startBrowser } from '../../../scripts/testing/browser.ts';
import { eventBody, publishEvent, untilSold } from '../../../scripts/testing/events.ts';
import { pictureOf, visitDesk } from './fixtures/desk-visits.ts';

startWithAdaAndBen();
startBrowser();

const TIMEOUT = { timeout: 180_000 };

/** What has the focus, by its tag and its text. */
const focused = (page: Page): Promise<string> =>
  page.evaluate(() => `${document.activeElement?.tagName} ${document.activeElement?.textContent?.trim() ?? ''}`);

/** Opens a dialog by key, as who sees none would. */
async function ask(page: Page, name: string): Promise<void> {
  await page.getByRole('button', { name }).first().press('Enter');
  await page.getByRole('dialog').waitFor();
}

test('a dialog that is left gives the focus back; what is done gives it to the heading', TIMEOUT, async () => {
  const { body: draft } = await system.ask('POST', '/v1/events', {
    token: ada.token,
    body: eventBody({ status: 'draft' }),
  });
  const { page, faults } = await visitDesk(ada, `/organize/events/${draft.id}`);
  await ask(page, 'Throw the draft away');
  await page.keyboard.press('Escape');
  await expect.poll(() => focused(page)).toBe('BUTTON Throw the draft away');
  await ask(page, 'Throw the draft away');
  await page.getByRole('dialog').getByRole('button', { name: 'Leave it' }).press('Enter');
  await expect.poll(() => focused(page)).toBe('BUTTON Throw the draft away');

  await page.getByRole('button', { name: 'Publish' }).press('Enter');
  await page.getByRole('heading', { name: 'Right now' }).waitFor();
  await expect.poll(() => focused(page)).toBe('H1 Overview');

  await ask(page, 'Cancel the event');
  await page.getByRole('dialog').getByRole('textbox').fill('An evening of strings');
  await page.getByRole('dialog').getByRole('button', { name: 'Cancel the event' }).press('Enter');
  await page.locator('.desk-event-title', { hasText: 'Cancelled' }).waitFor();
  await expect.poll(() => focused(page)).toBe('H1 Overview');
  expect(await page.getByText('The event was cancelled and cannot be changed any more.').count()).toBe(1);
  expect(await barriers(page)).toEqual([]);
  await pictureOf(page, 'desk cancelled');

  const { body: other } = await system.ask('POST', '/v1/events', {
    token: ada.token,
    body: eventBody({ status: 'draft' }),
  });
  await page.goto(`${system.url}/organize/events/${other.id}`);
  await ask(page, 'Throw the draft away');
  await page.getByRole('dialog').getByRole('button', { name: 'Throw the draft away' }).press('Enter');
  await expect.poll(() => focused(page)).toBe('H1 Your events');
  expect(faults).toEqual([]);
});

test('seats of an order, and the rest of it: how many are cancelled is said at the heading', TIMEOUT, async () => {
  const id = await publishEvent(system, ada);
  const order = { token: ben.token, key: 'one', body: { seats: ['A-1-1', 'A-1-2', 'A-1-3'] } };
  const { body: bought } = await system.ask('POST', `/v1/events/${id}/orders`, order);
  await untilSold(system, id, 3);
  const { page, faults } = await visitDesk(ada, `/organize/events/${id}/orders/${bought.id}`);
  await page.getByRole('checkbox').first().check();
  await ask(page, 'Cancel the chosen seat');
  await page.keyboard.press('Escape');
  await expect.poll(() => focused(page)).toMatch(/^BUTTON Cancel the chosen seat/);
  expect(await page.getByRole('checkbox').first().isChecked()).toBe(true);
  await ask(page, 'Cancel the chosen seat');
  await page.getByRole('button', { name: 'Cancel them now' }).press('Enter');
  await page.getByRole('status').filter({ hasText: '1 seat is cancelled, and free again.' }).waitFor();
  await expect.poll(() => focused(page)).toBe('H1 Order');
  await ask(page, 'Cancel the whole order');
  await page.getByRole('button', { name: 'Cancel them now' }).press('Enter');
  await page.getByRole('status').filter({ hasText: '2 seats are cancelled, and free again.' }).waitFor();
  await expect.poll(() => focused(page)).toBe('H1 Order');
  expect(await barriers(page)).toEqual([]);
  const wide = await page
    .locator('.facts dd')
    .evaluateAll((all) => all.filter(({ scrollWidth, clientWidth }) => scrollWidth > clientWidth).length);
  expect(wide).toBe(0);
  await pictureOf(page, 'desk order cancelled');
  expect(faults).toEqual([]);
});
