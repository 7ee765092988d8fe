/** What becomes of an event while somebody buys: each change is told where the buyer is, with what to do next. In a real browser. */
import { expect, test } from 'vitest';
import { ada, startWithAdaAndBen, system } from '../../../scripts/testing/ada-and-ben.ts';
import { barriers, newVisitor, startBrowser } from '../../../scripts/testing/browser.ts';
import { publishEvent } from '../../../scripts/testing/events.ts';
import { buyFor, chooseSeat, FIVE, goOnToReview, visitEvent, visitReview } from './fixtures/visit-event.ts';

startWithAdaAndBen();
startBrowser();

const DEARER = [
  { id: 'P1', name: 'Stalls', priceCents: 6_500 },
  { id: 'P2', name: 'Floor', priceCents: 2_000 },
];

test('a price that is another since seats were kept: they are bought at theirs, and no line says otherwise', async () => {
  const eventId = await publishEvent(system, ada);
  const { page } = await visitReview(eventId);
  const dearer = await system.ask('PATCH', `/v1/events/${eventId}`, {
    token: ada.token,
    body: { priceCategories: DEARER },
  });
  expect(dearer.status).toBe(200);
  await page.getByText('You pay what it was when your seats were kept.').waitFor();
  expect(await page.locator('.checkout-facts').textContent()).not.toContain('€65');
  await buyFor(page, '€50').click();
  await page.getByText('Bought. Thank you!').waitFor();
  expect(await page.locator('.checkout-facts').textContent()).toMatch(/seat 5 €50/);
});

test('an event that is cancelled meanwhile: who chooses and who is about to buy are told so, and offered nothing of it', async () => {
  const eventId = await publishEvent(system, ada);
  const { page: chooser } = await visitEvent(eventId);
  await chooseSeat(chooser, 'Row 1, seat 6, 50 euros, free');
  const { page } = await visitReview(eventId);
  expect((await system.ask('POST', `/v1/events/${eventId}/cancel`, { token: ada.token })).status).toBe(200);
  const CANCELLED = 'The event was cancelled. Nothing is sold any more.';
  await page.getByRole('alert').filter({ hasText: CANCELLED }).waitFor();
  await page.getByRole('link', { name: 'See what else is on' }).waitFor();
  expect(await page.getByText(/are kept|Buy for/).count()).toBe(0);
  expect(await barriers(page)).toEqual([]);
  await chooser.getByRole('alert').filter({ hasText: CANCELLED }).waitFor();
  expect(await chooser.locator('header > .notice').textContent()).toBe(CANCELLED);
  await chooser.getByRole('button', { name: 'Continue' }).waitFor({ state: 'hidden' });
  expect(await chooser.getByRole('button', { name: /^Row 1/ }).count()).toBe(0);
  expect(await barriers(chooser)).toEqual([]);
});

test('a sale that has ended meanwhile: that is said, and nothing is offered for sale', async () => {
  const eventId = await publishEvent(system, ada);
  const { page } = await visitReview(eventId);
  const offSaleAt = new Date(Date.now() + 1_000).toISOString();
  const ends = await system.ask('PATCH', `/v1/events/${eventId}`, { token: ada.token, body: { offSaleAt } });
  expect(ends.status).toBe(200);
  const heldByOthers = async (): Promise<unknown> =>
    (await system.ask('POST', `/v1/events/${eventId}/holds`, { token: ada.token, body: { seats: ['A-2-1'] } })).body
      .code;
  await expect.poll(heldByOthers, { timeout: 20_000 }).toBe('sale_ended');
  await buyFor(page, '€50').click();
  await page.getByRole('alert').filter({ hasText: 'The sale has ended.' }).waitFor();
  expect(await page.getByText(/are kept|Buy for/).count()).toBe(0);
});

test('one seat more than an order may have: that is said, and what is chosen stays', async () => {
  const eventId = await publishEvent(system, ada, { limitPerOrder: 2 });
  const { page } = await visitEvent(eventId);
  for (const seat of [5, 6]) await chooseSeat(page, `Row 1, seat ${seat}, 50 euros, free`);
  const third = page.getByRole('button', { name: 'Row 1, seat 7, 50 euros, free' });
  await third.press('Enter');
  await page.getByRole('status').filter({ hasText: 'Not more than 2 seats in one order.' }).waitFor();
  expect(await third.getAttribute('aria-pressed')).toBe('false');
  expect(await page.locator('.seat[aria-pressed=true]').count()).toBe(2);
  expect(await barriers(page)).toEqual([]);
});

test('which seats are free cannot be seen for a while: that is said, and seats are chosen and bought', async () => {
  const eventId = await publishEvent(system, ada);
  const visitor = await newVisitor();
  const stale = 'retry: 60000\nevent: stale\ndata: {"reason":"unavailable"}\n\n';
  await visitor.route('**/availability/stream*', (route) =>
    route.fulfill({ status: 200, contentType: 'text/event-stream', body: stale }),
  );
  const { page } = await visitEvent(eventId, visitor);
  await page.getByText('Which seats are free cannot be seen right now. You can still choose').waitFor();
  expect(await barriers(page)).toEqual([]);
  await chooseSeat(page, FIVE);
  await goOnToReview(page, '€50');
  await buyFor(page, '€50').click();
  await page.getByText('Bought. Thank you!').waitFor();
});
