/** A purchase in which something is not as the page knew: nobody can say who is signed in, the session ends, the time is over, the sale is another one. */
import { expect, test } from 'vitest';
import { ada, ben, startWithAdaAndBen, system } from '../../../scripts/testing/ada-and-ben.ts';
import { barriers, newPage, newVisitor, startBrowser } from '../../../scripts/testing/browser.ts';
import { publishEvent } from '../../../scripts/testing/events.ts';
import {
  buyFor,
  chooseSeat,
  FIVE,
  goOn,
  goOnToReview,
  noHolds,
  signInThere,
  visitEvent,
  visitReview,
} from './fixtures/visit-event.ts';

startWithAdaAndBen();
startBrowser();

/** A whole purchase each, and more, on a machine that is busy. */
const PATIENT = { timeout: 120_000 };

const ordersOf = async (eventId: string): Promise<string[][]> => {
  const { body } = await system.ask('GET', `/v1/events/${eventId}/orders`, { token: ada.token });
  return body.items.map(({ items }: { items: { seat: string }[] }) => items.map(({ seat }) => seat));
};

test(
  'the keyboard is where the next step is: after signing in, and back at the seats',
  { timeout: 120_000 },
  async () => {
    const eventId = await publishEvent(system, ada);
    const { page } = await visitReview(eventId);
    const focused = () => page.evaluate(() => document.activeElement?.textContent);
    await expect.poll(focused).toBe('Check and buy');
    await page.getByRole('link', { name: 'Back to the seats' }).press('Enter');
    await expect.poll(focused).toBe('Seats and prices');
    await page.getByRole('button', { name: 'Go on to buy' }).press('Enter');
    await page.getByRole('button', { name: 'Let the seats go' }).press('Enter');
    await page.getByText('Your seats were let go.').waitFor();
    await expect.poll(focused).toBe('Checkout');
  },
);

test('who is signed in cannot be asked: nobody is asked for a password, nothing is lost', PATIENT, async () => {
  const eventId = await publishEvent(system, ada);
  const { page } = await visitReview(eventId);
  await page.route('**/session/refresh', (route) => route.fulfill({ status: 503, body: 'away' }));
  await page.reload();
  await page.getByRole('alert').filter({ hasText: 'This does not work right now.' }).waitFor();
  expect(await page.getByLabel('E-mail').count()).toBe(0);
  expect(await barriers(page)).toEqual([]);
  await page.unroute('**/session/refresh');
  await page.getByRole('button', { name: 'Try again' }).click();
  await buyFor(page, '€50').waitFor();
});

test('an answer is lost and then the session ends: signing in again finds the order', PATIENT, async () => {
  const eventId = await publishEvent(system, ada);
  const { page } = await visitReview(eventId);
  let sent = 0;
  await page.route('**/orders', async (route) => {
    if (sent++ === 0) {
      await route.fetch();
      return route.abort();
    }
    return route.fulfill({ status: 401, json: { code: 'token_expired' } });
  });
  await page.route('**/session/refresh', (route) =>
    route.fulfill({ status: 401, json: { code: 'refresh_token_invalid' } }),
  );
  await buyFor(page, '€50').click();
  await page.getByLabel('E-mail').waitFor();
  await page.unroute('**/orders');
  await page.unroute('**/session/refresh');
  await signInThere(page);
  await page.getByText('Bought. Thank you!').waitFor();
  expect(await ordersOf(eventId)).toEqual([['A-1-5']]);
});

test('what is chosen while the answer of an order is awaited is still chosen after it', PATIENT, async () => {
  const eventId = await publishEvent(system, ada);
  const { page } = await visitReview(eventId);
  const { promise: asked, resolve: isAsked } = Promise.withResolvers<void>();
  const { promise: chosen, resolve: isChosen } = Promise.withResolvers<void>();
  await page.route('**/orders', async (route) => {
    isAsked();
    await chosen;
    await route.continue();
  });
  await buyFor(page, '€50').click();
  await asked;
  await page.goBack();
  await chooseSeat(page, 'Row 1, seat 6, 50 euros, free');
  isChosen();
  await expect.poll(() => ordersOf(eventId)).toEqual([['A-1-5']]);
  await page.getByRole('button', { name: 'Row 1, seat 5, 50 euros, taken' }).waitFor();
  await page.locator('.seats-total', { hasText: '1 seat, €50' }).waitFor();
  await page.reload();
  await page.locator('.seats-total', { hasText: '1 seat, €50' }).waitFor();
});

test(
  'the time ends while somebody chooses on: a minute before it is said, then that it is over, with the same seats again',
  PATIENT,
  async () => {
    const eventId = await publishEvent(system, ada);
    const { page, faults } = await visitEvent(eventId);
    await page.clock.install();
    await chooseSeat(page, FIVE);
    await goOnToReview(page, '€50');
    await page.getByRole('link', { name: 'Back to the seats' }).click();
    await page.getByText(/1 seat is kept for you until/).waitFor();
    await page.clock.fastForward('09:10');
    await page.getByRole('alert').filter({ hasText: 'Your seats are kept for one more minute.' }).waitFor();
    await page.route('**/holds', noHolds);
    await page.clock.fastForward('01:00');
    await page.getByRole('alert').filter({ hasText: 'The time is over' }).waitFor();
    await page.unroute('**/holds', noHolds);
    expect(await page.getByText(/1 seat is kept for you until/).count()).toBe(0);
    expect(await barriers(page)).toEqual([]);
    await page.getByRole('button', { name: 'Keep the same seats again' }).click();
    await buyFor(page, '€50').waitFor();
    await page.getByRole('link', { name: 'Back to the seats' }).click();
    await page.getByText(/1 seat is kept for you until/).waitFor();
    expect(await page.locator('.seats-alert').textContent()).toBe('');
    expect(faults).toEqual([]);
  },
);

test(
  'what another tab keeps longer, or a clock that is wrong, ends nothing: the server is asked first',
  PATIENT,
  async () => {
    const eventId = await publishEvent(system, ada);
    const { page, faults } = await visitEvent(eventId);
    await page.clock.install();
    await chooseSeat(page, FIVE);
    await goOnToReview(page, '€50');
    const { body } = await system.ask('GET', `/v1/events/${eventId}/holds`, { token: ben.token });
    await system.ask('PATCH', `/v1/events/${eventId}/holds/${body.items[0].id}`, { token: ben.token });
    const asked = page.waitForResponse((response) => response.url().endsWith('/holds'));
    await page.clock.fastForward('10:30');
    await asked;
    await page.getByRole('timer').filter({ hasText: '(10 minutes)' }).waitFor();
    await buyFor(page, '€50').click();
    await page.getByText('Bought. Thank you!').waitFor();
    expect(faults).toEqual([]);
  },
);

test(
  'signed out in another tab: the basket shows nobody’s holds; signed in there, those of who is',
  PATIENT,
  async () => {
    const eventId = await publishEvent(system, ada);
    const visitor = await newVisitor();
    const { page } = await visitReview(eventId, visitor);
    await page.getByRole('link', { name: 'Back to the seats' }).click();
    await page.getByText(/1 seat is kept for you until/).waitFor();
    const second = await visitor.newPage();
    await second.goto(`${system.url}/account`);
    await second.getByRole('button', { name: 'Sign out', exact: true }).click();
    await page.getByText('Nothing chosen yet.').waitFor();
    expect(await page.getByRole('button', { name: 'Go on to buy' }).count()).toBe(0);
    await second.waitForURL(`${system.url}/`); // where signing out leads
    await second.goto(`${system.url}/account/sign-in`);
    await signInThere(second, ben);
    await page.getByText(/1 seat is kept for you until/).waitFor();
  },
);

test(
  'the sale begins later after all, or the event is cancelled: it is said until when, or what else there is',
  PATIENT,
  async () => {
    const eventId = await publishEvent(system, ada);
    const visitor = await newVisitor();
    await visitor.route('**/availability/stream*', (route) => route.abort());
    const { page } = await visitEvent(eventId, visitor);
    await chooseSeat(page, FIVE);
    const change = (body: object) => system.ask('PATCH', `/v1/events/${eventId}`, { token: ada.token, body });
    expect((await change({ onSaleAt: '2030-02-01T09:00:00Z' })).status).toBe(200);
    await goOn(page);
    await page
      .getByRole('alert')
      .filter({ hasText: /The sale begins on Friday,? 1 February 2030 at 09:00/ })
      .waitFor();
    expect(await barriers(page)).toEqual([]);
    expect((await change({ onSaleAt: null })).status).toBe(200);
    await expect
      .poll(async () => {
        await page.getByRole('button', { name: 'Try again' }).click();
        return buyFor(page, '€50').or(page.getByRole('alert')).first().textContent();
      })
      .toBe('Buy for €50');
    await system.ask('POST', `/v1/events/${eventId}/cancel`, { token: ada.token });
    await buyFor(page, '€50').click();
    await page.getByRole('alert').filter({ hasText: 'The event was cancelled.' }).waitFor();
    expect(await barriers(page)).toEqual([]);
    await page.getByRole('link', { name: 'See what else is on' }).click();
    await page.waitForURL(`${system.url}/`);
  },
);

test('the sale begins while somebody waits for it: the page says so, and leads to the seats', PATIENT, async () => {
  const begins = new Date(Date.now() + 3_600_000);
  const eventId = await publishEvent(system, ada, { onSaleAt: begins.toISOString() });
  const { page, faults } = await newPage();
  await page.clock.install();
  await page.goto(`${system.url}/e/${eventId}`, { timeout: 40_000 });
  await page.getByText('The sale begins on').waitFor();
  // This clock is an hour ahead of the server's, which says that it has not begun.
  const asked = page.waitForRequest((request) => request.method() === 'HEAD');
  await page.clock.fastForward('01:00:05');
  await asked;
  expect(await page.getByText('The sale has begun.').count()).toBe(0);
  const now = system.ask('PATCH', `/v1/events/${eventId}`, { token: ada.token, body: { onSaleAt: null } });
  expect((await now).status).toBe(200);
  await page.route(`**/e/${eventId}`, async (route) => {
    if (route.request().method() !== 'HEAD') return route.continue();
    return route.fulfill({ status: 200, headers: { date: new Date(begins.getTime() + 1_000).toUTCString() } });
  });
  await page.clock.fastForward('01:00:05');
  await page.getByRole('status').filter({ hasText: 'The sale has begun.' }).waitFor();
  expect(await barriers(page)).toEqual([]);
  const href = await page.getByRole('link', { name: 'Choose seats' }).getAttribute('href');
  expect(href).toBe(`/e/${eventId}?begun#seats`);
  const shown = async (): Promise<string> => (await fetch(system.url + href)).text();
  await expect.poll(shown, { timeout: 30_000 }).toContain('/assets/picker-');
  await page.getByRole('link', { name: 'Choose seats' }).click();
  await page.locator('button[data-section=A]').waitFor();
  expect(faults).toEqual([]);
});
