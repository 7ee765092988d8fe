/** Buying when things go wrong: somebody was faster, an answer is lost, time runs out. In a real browser. */
import { expect, test } from 'vitest';
import { ada, ben, startWithAdaAndBen, system } from '../../../scripts/testing/ada-and-ben.ts';
import { barriers, newVisitor, startBrowser } from '../../../scripts/testing/browser.ts';
import { publishEvent } from '../../../scripts/testing/events.ts';
import {
  buyFor,
  chooseSeat,
  FIVE,
  goOn,
  goOnToReview,
  noHolds,
  visitEvent,
  visitReview,
} from './fixtures/visit-event.ts';

startWithAdaAndBen();
startBrowser();

const ordersOf = async (eventId: string): Promise<string[][]> => {
  const { body } = await system.ask('GET', `/v1/events/${eventId}/orders`, { token: ada.token });
  return body.items.map(({ items }: { items: { seat: string }[] }) => items.map(({ seat }) => seat));
};

test('two want one seat: who is slower is told at once, and what is chosen besides stays', async () => {
  const eventId = await publishEvent(system, ada);
  const { page, faults } = await visitEvent(eventId);
  await chooseSeat(page, FIVE);
  await chooseSeat(page, 'Row 1, seat 6, 50 euros, free');
  await system.ask('POST', `/v1/events/${eventId}/holds`, { token: ada.token, body: { seats: ['A-1-5'] } });
  await page.getByRole('alert').filter({ hasText: 'Row 1, seat 5 was taken meanwhile. Choose another one.' }).waitFor();
  await page.getByRole('button', { name: 'Row 1, seat 5, 50 euros, held by somebody else' }).waitFor();
  expect(await page.locator('.seats-total').textContent()).toBe('1 seat, €50');
  await page.getByRole('button', { name: 'Row 1, seat 5, 50 euros, held by somebody else' }).press('Enter');
  expect(await page.locator('.seats-status').textContent()).toMatch(/held by somebody else just now/);
  expect(faults).toEqual([]);
});

test('two want one seat, and the page could not know: the refusal names it, and offers the nearest', async () => {
  const eventId = await publishEvent(system, ada);
  const visitor = await newVisitor();
  await visitor.route('**/availability/stream*', (route) => route.abort());
  const { page } = await visitEvent(eventId, visitor);
  await chooseSeat(page, FIVE);
  await system.ask('POST', `/v1/events/${eventId}/holds`, { token: ada.token, body: { seats: ['A-1-5'] } });
  await goOn(page);
  await page.getByRole('alert').filter({ hasText: 'This seat is not free any more: Stalls, Row 1, seat 5.' }).waitFor();
  expect(await barriers(page)).toEqual([]);
  await page.getByRole('button', { name: 'Take the best that is free in Stalls' }).click();
  await buyFor(page, '€50').click();
  await page.getByText('Bought. Thank you!').waitFor();
  const [order = []] = await ordersOf(eventId);
  expect(order).toHaveLength(1);
  expect(order).not.toContain('A-1-5');
});

test('an answer that is lost, and a reload: the order is placed once', async () => {
  const eventId = await publishEvent(system, ada);
  const { page } = await visitEvent(eventId);
  await chooseSeat(page, FIVE);
  await goOn(page);
  const keys = new Set<string | null>();
  let lost = 0;
  await page.route('**/orders', async (route) => {
    keys.add(await route.request().headerValue('idempotency-key'));
    // It arrives, and its answer does not.
    await route.fetch();
    lost++;
    await route.abort();
  });
  await buyFor(page, '€50').click();
  await page.getByText('The answer has not come.').waitFor();
  await expect.poll(() => lost).toBeGreaterThan(1);
  await page.unroute('**/orders');
  await page.reload();
  await page.getByText('Bought. Thank you!').waitFor();
  expect(keys.size).toBe(1);
  expect(await ordersOf(eventId)).toEqual([['A-1-5']]);
});

test('time: told at five minutes, asked at one, kept longer at a key; over, the same seats again', async () => {
  const eventId = await publishEvent(system, ada);
  const { page, faults } = await visitEvent(eventId);
  await page.clock.install();
  await chooseSeat(page, FIVE);
  await goOn(page);
  await page.getByRole('timer').filter({ hasText: '(10 minutes)' }).waitFor();
  await page.clock.fastForward('05:05');
  await page.getByText('5 minutes left to buy.').waitFor({ state: 'attached' });
  await buyFor(page, '€50').focus();
  await page.clock.fastForward('04:10');
  await page.getByRole('dialog').waitFor();
  expect(await barriers(page)).toEqual([]);
  await page.keyboard.press('Enter');
  await page.getByRole('timer').filter({ hasText: '(10 minutes)' }).waitFor();
  expect(await page.getByRole('dialog').count()).toBe(0);
  await expect.poll(() => page.evaluate(() => document.activeElement?.textContent)).toBe('Buy for €50');
  // The clock of the page alone has run on: the server has to say so, too.
  await page.route('**/holds', noHolds);
  await page.clock.fastForward('12:00');
  await page.getByRole('alert').filter({ hasText: 'The time is over' }).waitFor();
  await page.unroute('**/holds', noHolds);
  await page.getByRole('button', { name: 'Keep the same seats again' }).click();
  await buyFor(page, '€50').waitFor();
  expect(faults).toEqual([]);
});

test('the best available and general admission in one order; another tab finds the holds; what is let go is free', async () => {
  const eventId = await publishEvent(system, ada);
  const visitor = await newVisitor();
  const { page } = await visitEvent(eventId, visitor);
  await page.getByRole('button', { name: 'Add the best available' }).click();
  await page.locator('button[data-section=GA]').click();
  await page.getByRole('button', { name: 'One more' }).click();
  expect(await page.locator('.seats-total').textContent()).toBe('3 seats, €120');
  await goOnToReview(page, '€120');
  const { page: second } = await visitEvent(eventId, visitor);
  await second.getByText(/3 seats are kept for you until/).waitFor();
  await second.getByRole('button', { name: 'Go on to buy' }).click();
  await second.getByRole('button', { name: 'Let the seats go' }).click();
  await second.getByText('Your seats were let go.').waitFor();
  const { body } = await system.ask('GET', `/v1/events/${eventId}/holds`, { token: ben.token });
  expect(body.items).toEqual([]);
});

test('a price that has changed is said before anything is bought, and bought only when agreed to', async () => {
  const eventId = await publishEvent(system, ada);
  const { page } = await visitReview(eventId);
  const moved = await system.ask('PATCH', `/v1/events/${eventId}`, {
    token: ada.token,
    body: { startsAt: '2031-05-15T18:30:00Z', endsAt: '2031-05-15T22:00:00Z' },
  });
  expect(moved.status).toBe(200);
  await buyFor(page, '€50').click();
  await page.getByRole('alert').filter({ hasText: 'Date or place of the event have changed.' }).waitFor();
  expect(await ordersOf(eventId)).toEqual([]);
  await page.locator('.checkout-facts time', { hasText: '15 May 2031' }).waitFor();
  await buyFor(page, '€50').click();
  await page.getByText('Bought. Thank you!').waitFor();
});

test('a page that has heard of no change shows when the event is by now, and says that this is another time', async () => {
  const eventId = await publishEvent(system, ada);
  const { page } = await visitEvent(eventId);
  await page.getByLabel('Pause live changes').check();
  const moved = await system.ask('PATCH', `/v1/events/${eventId}`, {
    token: ada.token,
    body: { startsAt: '2031-05-16T18:30:00Z', endsAt: '2031-05-16T22:00:00Z' },
  });
  expect(moved.status).toBe(200);
  await chooseSeat(page, FIVE);
  await goOn(page);
  await page.getByRole('alert').filter({ hasText: 'Date or place of the event have changed.' }).waitFor();
  await page.locator('.checkout-facts time', { hasText: '16 May 2031' }).waitFor();
  expect(await ordersOf(eventId)).toEqual([]);
  await buyFor(page, '€50').click();
  await page.getByText('Bought. Thank you!').waitFor();
});
