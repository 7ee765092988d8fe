/** What is looked for among seats: by price, with a full view, with a picture of the view; and one of several kept seats that is not wanted any more. */
import { expect, test } from 'vitest';
import { ada, ben, startWithAdaAndBen, system } from '../../../scripts/testing/ada-and-ben.ts';
import { barriers, startBrowser } from '../../../scripts/testing/browser.ts';
import { publishEvent } from '../../../scripts/testing/events.ts';
import { buyFor, chooseSeat, goOn, goOnToReview, visitEvent } from './fixtures/visit-event.ts';

startWithAdaAndBen();
startBrowser();

/** Row 1 at 50 euros, its ends at 20 and with a restricted view; the floor at 20. */
const CHART = {
  sections: [
    {
      id: 'A',
      name: 'Stalls',
      kind: 'seated',
      priceCategory: 'P1',
      rows: [
        { label: '1', seats: 4, otherPrices: [{ priceCategory: 'P2', places: [1, 4] }], restricted: [1, 4] },
        { label: '2', seats: 2 },
      ],
    },
    { id: 'GA', name: 'Floor', kind: 'general', priceCategory: 'P2', capacity: 5 },
  ],
};
const PICTURE = 'https://hall.example/row-1.jpg';
const publish = () =>
  publishEvent(system, ada, {
    chart: CHART,
    plan: {
      views: [
        { section: 'A', image: 'https://hall.example/stalls.jpg', alt: 'The stage from the stalls' },
        { section: 'A', row: '1', image: PICTURE, alt: 'The stage, quite near' },
      ],
    },
  });
const section = (id: string) => `button[data-section=${id}]`;

test('prices say how many seats are free, and sections count those that are looked for', async () => {
  const eventId = await publish();
  const { page, faults } = await visitEvent(eventId);
  const upTo = page.getByLabel('Price up to');
  expect(await upTo.locator('option').allTextContents()).toEqual(['any', '€20 (7 free)', '€50 (11 free)']);
  expect(await page.locator('.seats-legend li').first().textContent()).toContain('€50, 4 free');
  await upTo.selectOption('2000');
  expect(await page.locator(section('A')).textContent()).toContain('2 of 2 free');
  await system.ask('POST', `/v1/events/${eventId}/holds`, { token: ben.token, body: { seats: ['A-1-1', 'GA-1'] } });
  await page.locator(section('A'), { hasText: '1 of 2 free' }).waitFor();
  await page.locator(section('GA'), { hasText: '4 of 5 free' }).waitFor();
  await expect.poll(() => upTo.locator('option').nth(1).textContent()).toBe('€20 (5 free)');
  expect(await barriers(page)).toEqual([]);
  expect(faults).toEqual([]);
});

test('the best available leave out a restricted view, until it is said that it may be', async () => {
  const eventId = await publish();
  const { page } = await visitEvent(eventId);
  await page.getByLabel('How many seats').fill('5');
  await page.getByRole('button', { name: 'Add the best available' }).click();
  await goOn(page);
  await page
    .getByRole('alert')
    .filter({ hasText: 'Stalls does not have that many seats with a full view left.' })
    .waitFor();
  expect(await barriers(page)).toEqual([]);
  await page.getByRole('button', { name: 'Take some with a restricted view' }).click();
  await buyFor(page, '€190').waitFor();
});

test('a standing area that has too few left, which the page could not know, is taken with those that are', async () => {
  const eventId = await publish();
  const { page, faults } = await visitEvent(eventId);
  await page.locator(section('GA')).click();
  await page.getByLabel('How many in Floor').fill('4');
  await page.getByLabel('How many in Floor').press('Tab');
  await page.getByLabel('Pause live changes').check();
  const held = await system.ask('POST', `/v1/events/${eventId}/holds`, {
    token: ada.token,
    body: { section: 'GA', quantity: 3 },
  });
  expect(held.status).toBe(201);
  await goOn(page);
  await page.getByRole('alert').filter({ hasText: 'Only 2 are left in Floor.' }).waitFor();
  expect(await barriers(page)).toEqual([]);
  await page.getByRole('button', { name: 'Take the 2 that are left' }).click();
  await buyFor(page, '€40').waitFor();
  expect(faults).toEqual([]);
});

test('a picture of the view is shown where the seat is, of its row or of its section', async () => {
  const eventId = await publish();
  const { page, faults } = await visitEvent(eventId);
  await page.route('https://hall.example/**', (route) =>
    route.fulfill({ contentType: 'image/svg+xml', body: '<svg xmlns="http://www.w3.org/2000/svg"/>' }),
  );
  await page.locator(section('A')).click();
  const picture = page.getByRole('figure').getByRole('img');
  await expect.poll(() => picture.getAttribute('src')).toBe(PICTURE);
  expect(await page.getByRole('figure').textContent()).toBe('View from Stalls, Row 1');
  await page.keyboard.press('ArrowDown');
  await expect.poll(() => picture.getAttribute('alt')).toBe('The stage from the stalls');
  expect(await barriers(page)).toEqual([]);
  expect(faults).toEqual([]);
});

test('one of several kept seats is let go: the others stay, and the total is theirs', async () => {
  const eventId = await publish();
  const { page, faults } = await visitEvent(eventId);
  await chooseSeat(page, 'Row 1, seat 2, 50 euros, free');
  await chooseSeat(page, 'Row 1, seat 1, 20 euros, free, restricted view');
  await goOnToReview(page, '€70');
  expect(await barriers(page)).toEqual([]);
  await page.getByRole('button', { name: 'Remove Stalls, Row 1, seat 1' }).click();
  await buyFor(page, '€50').waitFor();
  expect(await page.locator('[role=status]', { hasText: 'Stalls, Row 1, seat 1 was let go.' }).count()).toBeGreaterThan(
    0,
  );
  expect(await page.evaluate(() => document.activeElement?.id)).toBe('checkout-heading');
  // The last one is given up with all there is.
  expect(await page.getByRole('button', { name: 'Remove Stalls' }).count()).toBe(0);
  await buyFor(page, '€50').click();
  await page.getByText('Bought. Thank you!').waitFor();
  const { body } = await system.ask('GET', `/v1/events/${eventId}/availability`);
  expect(body.held).toEqual([]);
  expect(faults).toEqual([]);
});
