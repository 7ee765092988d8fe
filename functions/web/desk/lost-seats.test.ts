/** House seats that somebody else was faster with, in a real browser: they are named as the hall names them. */
import { expect, test } from 'vitest';
import { ada, ben, startWithAdaAndBen, system } from '../../../scripts/testing/ada-and-ben.ts';
import { startBrowser } from '../../../scripts/testing/browser.ts';
import { publishEvent } from '../../../scripts/testing/events.ts';
import { visitDesk } from './fixtures/desk-visits.ts';

startWithAdaAndBen();
startBrowser();

test('a seat that is sold or held while it is about to be blocked', { timeout: 180_000 }, async () => {
  const eventId = await publishEvent(system, ada);
  const { page, faults } = await visitDesk(ada, `/organize/events/${eventId}/seats`);
  await page.locator('button[data-section=A]').click();
  for (const seat of ['5', '6'])
    await page.getByRole('button', { name: `Row 1, seat ${seat}, 50 euros, free` }).click();
  await system.ask('POST', `/v1/events/${eventId}/orders`, { token: ben.token, key: 'o', body: { seats: ['A-1-5'] } });
  await page.getByRole('alert').filter({ hasText: 'Stalls, Row 1, seat 5' }).waitFor();
  await system.ask('POST', `/v1/events/${eventId}/holds`, { token: ben.token, body: { seats: ['A-1-6'] } });
  await page.getByRole('button', { name: 'Block and release' }).click();
  await page.getByText('This seat is not free any more: Stalls, Row 1, seat 6.').waitFor();
  expect(faults).toEqual([]);
});
