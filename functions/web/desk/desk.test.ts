/** The organizer's whole way in a real browser: from nothing to an event whose ticket was sold, and given back. */
import type { Page } from 'playwright-core';
import { expect, test } from 'vitest';
import { ben, startWithAdaAndBen, system } from '../../../scripts/testing/ada-and-ben.ts';
import { barriers, newPage, newVisitor, startBrowser } from '../../../scripts/testing/browser.ts';
import { signInThere } from '../picker/fixtures/visit-event.ts';
import { pictureOf } from './fixtures/desk-visits.ts';

startWithAdaAndBen();
startBrowser();

const look = async (page: Page, name: string): Promise<void> => {
  await pictureOf(page, name);
  expect.soft([name, await barriers(page)]).toEqual([name, []]);
};

/** Which heading the focus is at. */
const focusedHeading = (page: Page): Promise<string | undefined> =>
  page.evaluate(() => {
    const at = document.activeElement;
    return at instanceof HTMLElement && at.tagName === 'H1' ? at.textContent : undefined;
  });

test(
  'register, write, publish, sell by the page, see the order, cancel a seat of it',
  { timeout: 300_000 },
  async () => {
    const visitor = await newVisitor({ timezoneId: 'Europe/Lisbon', viewport: { width: 1200, height: 900 } });
    const { page, faults } = await newPage(visitor);
    page.setDefaultTimeout(60_000);
    await page.goto(`${system.url}/organize`);
    await page.getByRole('button', { name: 'Create an account' }).click();
    await look(page, 'desk register');
    await page.getByLabel('Name').fill('Grace Hopper');
    await page.getByLabel('E-mail').fill('grace@example.com');
    await page.getByRole('textbox', { name: 'Password' }).fill('correct horse battery');
    await page.getByRole('button', { name: 'Create account' }).click();
    await page.getByRole('link', { name: 'Create your first event' }).waitFor();
    expect(await focusedHeading(page)).toBe('Your events');
    await look(page, 'desk empty');
    await page.getByRole('link', { name: 'Create your first event' }).click();
    await page.getByRole('heading', { level: 1, name: 'New event' }).waitFor();
    await page.getByRole('button', { name: 'Save as a draft' }).click();
    await expect.poll(() => page.getByRole('alert').textContent()).toContain('fields need another look');
    await page.getByRole('link', { name: 'Title is missing' }).waitFor();
    await look(page, 'desk form faults');

    await page.getByLabel('Title').fill('An evening of strings');
    await page.getByLabel('Category', { exact: true }).fill('music');
    await page.getByLabel('Venue', { exact: true }).fill('Old Hall');
    await page.getByLabel('City').fill('Lisbon');
    await page.getByLabel('Country').fill('Portugal');
    await page.getByLabel('Begins', { exact: true }).fill('2031-05-14T19:30');
    await page.getByLabel('Ends', { exact: true }).fill('2031-05-14T18:30');
    for (const price of await page.getByLabel('Price in EUR').all()) await price.fill('45,50');
    // Nothing is lost by a reload.
    await page.reload();
    await page.getByText('What you had written was still in this browser.').waitFor();
    expect(await page.getByLabel('Title').inputValue()).toBe('An evening of strings');
    await page.getByRole('button', { name: 'Save as a draft' }).click();
    await page.getByRole('link', { name: 'Ends must be after it begins' }).waitFor();
    await page.getByLabel('Ends', { exact: true }).fill('2031-05-14T22:00');
    await look(page, 'desk form');
    await page.getByRole('button', { name: 'Save as a draft' }).click();
    await page.getByRole('heading', { name: 'What is left to do' }).waitFor();
    // From the form over what was loading to the page.
    expect(await focusedHeading(page)).toBe('Draft');
    await look(page, 'desk draft');
    const [, eventId = ''] = /\/organize\/events\/(\w+)$/.exec(page.url()) ?? [];
    await page.getByRole('link', { name: 'Preview' }).first().click();
    await page.getByRole('heading', { name: 'Seats and prices' }).waitFor();
    await look(page, 'desk preview');
    await page.getByRole('link', { name: 'Overview' }).click();
    await page.getByRole('button', { name: 'Publish' }).click();
    await page.getByRole('heading', { name: 'Right now' }).waitFor();
    await look(page, 'desk live');
    const { body: published } = await system.ask('GET', `/v1/events/${eventId}`);
    expect(published).toMatchObject({
      status: 'published',
      startsAt: '2031-05-14T18:30:00.000Z',
      seatsTotal: 558,
      venue: { name: 'Old Hall', timeZone: 'Europe/Lisbon' },
    });
    expect(published.priceCategories.map(({ priceCents }: { priceCents: number }) => priceCents)).toContain(4550);

    const { page: buyer } = await newPage();
    buyer.setDefaultTimeout(60_000);
    await buyer.goto(`${system.url}/e/${eventId}`);
    await buyer.getByLabel('How many seats').waitFor();
    await buyer.getByRole('button', { name: 'Add the best available' }).click();
    await buyer.getByRole('button', { name: 'Continue' }).click();
    await signInThere(buyer, ben);
    await buyer.getByRole('button', { name: /^Buy for/ }).click();
    await buyer.getByText('Bought. Thank you!').waitFor();
    await expect
      .poll(() => page.locator('.desk-figures.large').textContent(), { timeout: 30_000 })
      .toMatch(/Sold[12] of 558/);
    await expect.poll(() => page.locator('.desk-figures.large').textContent()).toMatch(/Revenue€(?:45\.50|91)/);

    await page.getByRole('link', { name: 'Orders', exact: true }).click();
    await page.getByRole('link', { name: 'Ben' }).waitFor();
    await look(page, 'desk orders');
    await page.getByLabel('Search').fill('nobody');
    await page.getByText('No order fits.').waitFor();
    await page.getByLabel('Search').fill(ben.email);
    const file = page.waitForEvent('download');
    await page.getByRole('button', { name: 'Download all (CSV)' }).click();
    expect((await file).suggestedFilename()).toBe(`orders-${eventId}.csv`);
    await page.getByRole('link', { name: 'Ben' }).click();
    await page.getByRole('checkbox').first().check();
    await look(page, 'desk order');
    await page.getByRole('button', { name: /^Cancel the chosen seats/ }).click();
    await page.getByRole('dialog').waitFor();
    await look(page, 'desk cancel asked');
    await page.getByRole('button', { name: 'Cancel them now' }).click();
    await expect.poll(() => page.locator('.desk-items').textContent()).toContain('Cancelled');
    const { body: sales } = await system.ask('GET', `/v1/events/${eventId}/availability`);
    expect(sales.counts.sold).toBeLessThan(2);
    await page.getByRole('link', { name: 'Your events' }).first().click();
    await page.getByRole('heading', { name: 'On sale' }).waitFor();
    await look(page, 'desk events');
    expect(faults).toEqual([]);
  },
);
