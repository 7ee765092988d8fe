/** One's own orders, in a real browser: seats as they are called, cancelling them one by one, and what is said where that is not possible. */
import { expect, test } from 'vitest';
import { ada, ben, startWithAdaAndBen, system } from '../../../scripts/testing/ada-and-ben.ts';
import { barriers, startBrowser } from '../../../scripts/testing/browser.ts';
import { eventBody, publishEvent } from '../../../scripts/testing/events.ts';
import { signedIn } from './fixtures/signed-in.ts';

startWithAdaAndBen();
startBrowser();

async function order(eventId: string, body: object, key: string = crypto.randomUUID()): Promise<string> {
  const reply = await system.ask('POST', `/v1/events/${eventId}/orders`, { token: ben.token, key, body });
  expect(reply.status).toBe(201);
  await system.until('the order is recorded', async () => {
    const { status } = await system.ask('GET', `/v1/users/${ben.id}/orders/${reply.body.id}`, { token: ben.token });
    return status === 200;
  });
  return reply.body.id as string;
}

test('seats stand there as they are called, odd numbers and all; those of general admission are counted', async () => {
  const rows = [{ label: '1', name: 'Loge', seats: 4, numbers: { first: 101, step: 2 } }];
  const { chart } = eventBody() as { chart: { sections: object[] } };
  const eventId = await publishEvent(system, ada, {
    chart: {
      sections: [{ id: 'A', name: 'Parkett', kind: 'seated', priceCategory: 'P1', rows }, chart.sections[1]],
    },
  });
  const seated = await order(eventId, { seats: ['A-1-2', 'A-1-3'] });
  await order(eventId, { section: 'GA', quantity: 3 });
  const { page, faults } = await signedIn(system, ben, '/account/orders');
  await page.getByText('Parkett, Loge, seat 103').waitFor();
  await page.getByText('3 places, Floor').waitFor();
  await page.locator('.order', { hasText: 'Parkett' }).getByRole('link').click();
  await page.waitForURL(`**/account/orders/${seated}`);
  await page.getByRole('row', { name: 'Parkett, Loge, seat 105 €50' }).waitFor();
  const [file] = await Promise.all([
    page.waitForEvent('download'),
    page.getByRole('button', { name: 'Add to calendar' }).click(),
  ]);
  expect(file.suggestedFilename()).toBe(`${seated}.ics`);
  expect(faults).toEqual([]);
});

test('one seat is cancelled, then the rest, each asked for once more before; what is kept is not touched', async () => {
  const eventId = await publishEvent(system, ada);
  const id = await order(eventId, { seats: ['A-1-1', 'A-1-2', 'A-1-3'] });
  const { page, faults } = await signedIn(system, ben, `/account/orders/${id}`);
  await page.getByText('You can cancel until the event ends.').waitFor();
  expect(await barriers(page)).toEqual([]);
  await page.getByRole('button', { name: 'Cancel seats' }).click();
  await page.getByRole('alert').filter({ hasText: 'Tick at least one seat.' }).waitFor();
  await page.getByLabel('Stalls, Row 1, seat 2').check();
  await page.getByRole('button', { name: 'Cancel 1 seat' }).click();
  await page.getByRole('dialog').getByText('Stalls, Row 1, seat 2').waitFor();
  expect(await barriers(page)).toEqual([]);
  // The way back is where the focus is.
  await page.keyboard.press('Enter');
  expect(await page.getByRole('dialog').count()).toBe(0);
  await page.getByRole('button', { name: 'Cancel 1 seat' }).click();
  await page.getByRole('button', { name: 'Yes, cancel 1 seat' }).click();
  await page.getByText('1 seat is cancelled.').waitFor();
  await page.getByRole('row', { name: 'Stalls, Row 1, seat 2 Cancelled' }).waitFor();
  await page.getByRole('row', { name: 'Total €100' }).waitFor();
  const { body } = await system.ask('GET', `/v1/events/${eventId}/orders/${id}`, { token: ben.token });
  expect(body.items.map(({ status }: { status: string }) => status)).toEqual(['confirmed', 'cancelled', 'confirmed']);
  await page.getByLabel('All of them').check();
  await page.getByRole('button', { name: 'Cancel 2 seats' }).click();
  await page.getByRole('button', { name: 'Yes, cancel 2 seats' }).click();
  await page.locator('.badge', { hasText: 'Cancelled' }).waitFor();
  expect(await page.getByRole('button', { name: /^Cancel/ }).count()).toBe(0);
  expect(await barriers(page)).toEqual([]);
  expect(faults).toEqual([]);
});

test('what an event says of cancelling is said; a refusal in words', async () => {
  const eventId = await publishEvent(system, ada, { cancelUntil: null });
  const id = await order(eventId, { seats: ['A-1-1'] });
  const { page } = await signedIn(system, ben, `/account/orders/${id}`);
  await page.getByText('Orders of this event cannot be cancelled. What was promised').waitFor();
  await page.getByLabel('Stalls, Row 1, seat 1').check();
  await page.getByRole('button', { name: 'Cancel 1 seat' }).click();
  await page.getByRole('button', { name: 'Yes, cancel 1 seat' }).click();
  await page.getByRole('alert').filter({ hasText: 'Orders of this event cannot be cancelled.' }).waitFor();
  expect(await page.getByLabel('Stalls, Row 1, seat 1').isChecked()).toBe(true);
  await system.ask('POST', `/v1/events/${eventId}/cancel`, { token: ada.token });
  await expect
    .poll(async () => {
      await page.reload();
      await page.locator('.order').waitFor();
      return page.locator('main').textContent();
    })
    .toContain('The organizer has cancelled this event.');
});

test('somebody else’s order is none, and without a connection there is a way to try again', async () => {
  const eventId = await publishEvent(system, ada);
  const id = await order(eventId, { seats: ['A-2-1'] });
  const { page } = await signedIn(system, ada, '/account/orders');
  await page.getByText('No orders yet.').waitFor();
  await page.goto(`${system.url}/account/orders/${id}`);
  await page.getByText('There is no such order of yours.').waitFor();
  await page.route('**/orders?limit=20', (route) => route.abort());
  await page.goto(`${system.url}/account/orders`);
  await page.getByRole('alert').filter({ hasText: 'There is no connection.' }).waitFor();
  expect(await barriers(page)).toEqual([]);
  await page.unroute('**/orders?limit=20');
  await page.getByRole('button', { name: 'Try again' }).click();
  await page.getByText('No orders yet.').waitFor();
});
