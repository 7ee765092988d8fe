/** Two who organize one event, each in a browser: what the other has done is seen, and what could not be done for it is told. */
import type { Page } from 'playwright-core';
import { expect, test } from 'vitest';
import { ada, ben, startWithAdaAndBen, system } from '../../../scripts/testing/ada-and-ben.ts';
import { startBrowser } from '../../../scripts/testing/browser.ts';
import { eventBody, publishEvent, untilSold } from '../../../scripts/testing/events.ts';
import { visitDesk } from './fixtures/desk-visits.ts';

startWithAdaAndBen();
startBrowser();

const TIMEOUT = { timeout: 180_000 };

const ask = (method: string, path: string, more: { body?: object; key?: string } = {}) =>
  system.ask(method, `/v1/events/${path}`, { token: ada.token, ...more });
const seat = (page: Page, number: number, state: RegExp) =>
  page.getByRole('button', { name: new RegExp(`^Row 1, seat ${number}, .*${state.source}`) });
const changedMeanwhile = (page: Page) => page.getByRole('alert').filter({ hasText: 'It was changed meanwhile' });

test('seats that the other blocks or releases are seen as such, and what is painted stays', TIMEOUT, async () => {
  const id = await publishEvent(system, ada);
  const { page, faults } = await visitDesk(ada, `/organize/events/${id}/seats`);
  await page.locator('button[data-section=A]').click();
  await seat(page, 1, /free/).click();
  await seat(page, 2, /free/).click();
  const { body: block } = await ask('POST', `${id}/blocks`, {
    key: 'theirs',
    body: { seats: ['A-1-2', 'A-1-3'], note: 'for the press' },
  });
  await page.locator('.desk-blocks', { hasText: 'for the press' }).waitFor();
  await page.getByText('To block: 1. To release: 0.').waitFor();
  await seat(page, 3, /blocked/).click();
  await page.getByText('To block: 1. To release: 1.').waitFor();
  await ask('DELETE', `${id}/blocks/${block.id}?seats=A-1-3`);
  await page.getByText('To block: 1. To release: 0.').waitFor();
  await seat(page, 3, /free/).waitFor();
  await page.getByRole('button', { name: 'Block and release' }).press('Enter');
  await page.getByRole('status').filter({ hasText: 'Blocked: 1. Released: 0.' }).waitFor();
  await expect.poll(() => page.evaluate(() => document.activeElement?.textContent)).toBe('House seats');
  expect(
    await page
      .getByRole('alert')
      .filter({ hasText: /seat 1/ })
      .count(),
  ).toBe(0);
  expect(faults).toEqual([]);
});

test(
  'an order of which the other has cancelled a seat: nothing is cancelled, what is left is shown, and why',
  TIMEOUT,
  async () => {
    const id = await publishEvent(system, ada);
    const order = { token: ben.token, key: 'one', body: { seats: ['A-1-1', 'A-1-2', 'A-1-3'] } };
    const { body: bought } = await system.ask('POST', `/v1/events/${id}/orders`, order);
    await untilSold(system, id, 3);
    const { page, faults } = await visitDesk(ada, `/organize/events/${id}/orders/${bought.id}`);
    await page.getByRole('button', { name: 'Cancel the whole order' }).click();
    await ask('POST', `${id}/orders/${bought.id}/cancel`, { body: { seats: ['A-1-2'] } });
    await page.getByRole('button', { name: 'Cancel them now' }).click();
    await page.locator('s', { hasText: 'seat 2' }).waitFor();
    expect(await changedMeanwhile(page).count()).toBe(1);
    expect(await page.getByRole('checkbox').count()).toBe(2);
    await page.getByRole('button', { name: 'Cancel the whole order' }).click();
    await page.getByRole('button', { name: 'Cancel them now' }).click();
    await page.getByRole('status').filter({ hasText: '2 seats are cancelled' }).waitFor();
    expect(await changedMeanwhile(page).count()).toBe(0);
    expect(faults).toEqual([]);
  },
);

test(
  'an event, or a draft, that the other has changed is neither cancelled nor published unseen',
  TIMEOUT,
  async () => {
    const id = await publishEvent(system, ada);
    const { page, faults } = await visitDesk(ada, `/organize/events/${id}`);
    await page.getByRole('button', { name: 'Cancel the event' }).click();
    await page.getByRole('dialog').getByRole('textbox').fill('An evening of strings');
    await ask('PATCH', id, { body: { title: 'Theirs' } });
    await page.getByRole('dialog').getByRole('button', { name: 'Cancel the event' }).click();
    await page.locator('.desk-event-title', { hasText: 'Theirs' }).waitFor();
    expect(await changedMeanwhile(page).count()).toBe(1);
    expect((await ask('GET', id)).body.status).toBe('published');

    const { body: draft } = await system.ask('POST', '/v1/events', {
      token: ada.token,
      body: eventBody({ status: 'draft' }),
    });
    await page.goto(`${system.url}/organize/events/${draft.id}`);
    const publish = page.getByRole('button', { name: 'Publish' });
    await publish.waitFor();
    await ask('PATCH', draft.id, { body: { title: 'Theirs' } });
    await publish.click();
    await page.locator('.desk-event-title', { hasText: 'Theirs' }).waitFor();
    expect(await changedMeanwhile(page).count()).toBe(1);
    expect((await ask('GET', draft.id)).body.status).toBe('draft');
    await publish.click();
    await page.getByRole('heading', { name: 'Right now' }).waitFor();
    expect(await changedMeanwhile(page).count()).toBe(0);
    expect(faults).toEqual([]);
  },
);

test(
  'an event that the other changes: more places are blocked than an order may have, as before',
  TIMEOUT,
  async () => {
    const id = await publishEvent(system, ada, { limitPerOrder: 4 });
    const { page, faults } = await visitDesk(ada, `/organize/events/${id}/seats`);
    await page.locator('button[data-section=GA]').click();
    const places = page.locator('.seats-general input');
    await expect.poll(() => places.getAttribute('max')).toBe('30');
    const priceCategories = [
      { id: 'P1', name: 'Stalls', priceCents: 5_000 },
      { id: 'P2', name: 'Floor', priceCents: 2_500 },
    ];
    await ask('PATCH', id, { body: { priceCategories } });
    await page.locator('.seats-legend', { hasText: '€25' }).waitFor();
    await expect.poll(() => places.getAttribute('max')).toBe('30');
    expect(faults).toEqual([]);
  },
);
