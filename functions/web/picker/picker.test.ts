/** Choosing seats and buying them on the page of an event, in a real browser. */
import { expect, test } from 'vitest';
import { ada, ben, startWithAdaAndBen, system } from '../../../scripts/testing/ada-and-ben.ts';
import { barriers, PHONE, startBrowser } from '../../../scripts/testing/browser.ts';
import { publishEvent } from '../../../scripts/testing/events.ts';
import { signInThere, visitEvent } from './fixtures/visit-event.ts';

startWithAdaAndBen();
startBrowser();

/** Whether most of what has the focus is before everything else. */
function isSeen(): boolean {
  const focused = document.activeElement;
  const { left, right, top, height } = (focused as Element).getBoundingClientRect();
  return [left + 4, (left + right) / 2, right - 4].every(
    (x) => document.elementFromPoint(x, top + height / 2) === focused,
  );
}

test('a purchase by mouse: section, seat, sign-in in place, review, order', async () => {
  const eventId = await publishEvent(system, ada);
  const { page, faults } = await visitEvent(eventId);
  await page.locator('button[data-section=A]').click();
  await page.getByRole('button', { name: 'Row 1, seat 5, 50 euros, free' }).click();
  expect(await barriers(page)).toEqual([]);
  await page.getByRole('button', { name: 'Continue' }).click();
  await page.getByLabel('E-mail').waitFor();
  expect(await barriers(page)).toEqual([]);
  await signInThere(page);
  await page.getByRole('button', { name: 'Buy for €50' }).waitFor();
  expect(await barriers(page)).toEqual([]);
  await page.getByRole('button', { name: 'Buy for €50' }).click();
  await page.getByText('Bought. Thank you!').waitFor();
  expect(await barriers(page)).toEqual([]);
  expect(faults).toEqual([]);
});

test('by touch at 360 pixels: the map zooms to a section, then a seat is touched', async () => {
  const eventId = await publishEvent(system, ada);
  const { page, faults } = await visitEvent(eventId, PHONE);
  expect(await barriers(page)).toEqual([]);
  const canvas = page.locator('canvas');
  await canvas.scrollIntoViewIfNeeded();
  expect(await page.evaluate(() => document.documentElement.scrollWidth <= innerWidth)).toBe(true);
  await page.locator('.seats-map-labels button', { hasText: 'Floor' }).waitFor();
  // The middle of the stalls, which are behind the stage.
  const box = await canvas.boundingBox();
  if (!box) throw new Error('no map');
  const tap = (x: number, y: number) => page.touchscreen.tap(box.x + box.width * x, box.y + box.height * y);
  await tap(0.5, 0.37);
  await page.locator('canvas[data-level=numbers]').waitFor();
  expect(await page.getByText('Nothing chosen yet.').isVisible()).toBe(true);
  await tap(0.5, 0.4);
  await page.locator('.seats-total', { hasText: '1 seat, €50' }).waitFor();
  // The basket is far down, so what is chosen stays in sight and leads there.
  await page.evaluate(() => scrollTo(0, 0));
  await page.getByRole('link', { name: '1 seat, €50 : Your seats' }).click();
  await expect.poll(() => page.evaluate(() => document.activeElement?.id)).toBe('basket');
  await page.locator('.seats-bar').waitFor({ state: 'detached' });
  await page.getByRole('button', { name: /^Remove Stalls/ }).click();
  await page.getByText('Nothing chosen yet.').waitFor();
  expect(await page.evaluate(() => document.activeElement?.id)).toBe('basket');
  expect(faults).toEqual([]);
});

test('by the list only, keyboard only: what is chosen is kept by a reload, and Back leads to the seats', async () => {
  const eventId = await publishEvent(system, ada);
  const { page, faults } = await visitEvent(eventId);
  const focused = () =>
    page.evaluate(() => document.activeElement?.getAttribute('aria-label') ?? document.activeElement?.textContent);
  await page.locator('button[data-section=A]').focus();
  await page.keyboard.press('Enter');
  await expect.poll(focused).toBe('Row 1, seat 1, 50 euros, free');
  await page.keyboard.press('ArrowRight');
  await page.keyboard.press('ArrowDown');
  await page.keyboard.press('End');
  expect(await focused()).toBe('Row 2, seat 10, 50 euros, free');
  await page.keyboard.press('Enter');
  await expect.poll(focused).toBe('Row 2, seat 10, 50 euros, chosen');
  expect(await page.locator('.seats-status').textContent()).toBe('Row 2, seat 10 chosen. 1 seat, €50.');
  await page.keyboard.press('Escape');
  await expect.poll(focused).toMatch(/^Stalls/);
  await page.reload();
  await page.getByText('Stalls, Row 2, seat 10').waitFor();
  await page.getByRole('button', { name: 'Continue' }).press('Enter');
  await page.getByLabel('E-mail').fill(ben.email);
  await page.getByLabel('Password', { exact: true }).fill(ben.password);
  await page.keyboard.press('Enter');
  await page.getByRole('button', { name: 'Buy for €50' }).waitFor();
  await page.goBack();
  await page.locator('button[data-section=A]').waitFor();
  await page.goForward();
  await page.getByRole('button', { name: 'Buy for €50' }).press('Enter');
  await page.getByText('Bought. Thank you!').waitFor();
  const orders = await system.ask('GET', `/v1/events/${eventId}/orders`, { token: ada.token });
  expect(orders.body.items.map((order: { items: { seat: string }[] }) => order.items.map(({ seat }) => seat))).toEqual([
    ['A-2-10'],
  ]);
  expect(faults).toEqual([]);
});

test('a row wider than its frame: no key leads to a seat behind the name of the row', async () => {
  const rows = ['1', '2'].map((label) => ({ label, name: 'Gallery of the old town hall', seats: 18 }));
  const eventId = await publishEvent(system, ada, {
    chart: { sections: [{ id: 'A', name: 'Stalls', kind: 'seated', priceCategory: 'P1', rows }] },
  });
  const { page } = await visitEvent(eventId, { viewport: { width: 768, height: 900 } });
  await page.locator('button[data-section=A]').press('Enter');
  // The seats of a section come with a script of their own; a key that is pressed before scrolls the page.
  await page.locator('[data-place="0"]:focus').waitFor();
  const hidden: string[] = [];
  for (const key of ['End', 'Home', 'End', ...Array.from({ length: 17 }, () => 'ArrowLeft'), 'ArrowDown']) {
    await page.keyboard.press(key);
    if (!(await page.evaluate(isSeen))) hidden.push(key);
  }
  expect(hidden).toEqual([]);
});

test('a section of 1,200 seats is scrolled: the keyboard keeps its seat, the grid its one tab stop', async () => {
  const rows = Array.from({ length: 60 }, (_, row) => ({ label: String(row + 1), seats: 20 }));
  const chart = { sections: [{ id: 'A', name: 'Stalls', kind: 'seated', priceCategory: 'P1', rows }] };
  const eventId = await publishEvent(system, ada, { chart });
  const { page, faults } = await visitEvent(eventId);
  await page.locator('button[data-section=A]').click();
  const focused = () => page.evaluate(() => document.activeElement?.getAttribute('aria-label'));
  await expect.poll(focused).toBe('Row 1, seat 1, 50 euros, free');
  await page.keyboard.press('ArrowDown');
  const scrollTo = (top: number) =>
    page.locator('.seats-scroll').evaluate((box, wanted) => box.scrollTo({ top: wanted }), top);
  const rowHeader = (row: number) => page.getByRole('rowheader', { name: `Row ${row}`, exact: true });
  await scrollTo(100_000);
  await rowHeader(60).waitFor();
  expect(await rowHeader(20).count()).toBe(0);
  expect(await focused()).toBe('Row 2, seat 1, 50 euros, free');
  expect(await page.locator('[data-place][tabindex="0"]').count()).toBe(1);
  await scrollTo(0);
  await rowHeader(1).waitFor();
  expect(await focused()).toBe('Row 2, seat 1, 50 euros, free');
  await page.keyboard.press('Control+End');
  await expect.poll(focused).toBe('Row 60, seat 20, 50 euros, free');
  await scrollTo(0);
  await rowHeader(1).waitFor();
  expect(await focused()).toBe('Row 60, seat 20, 50 euros, free');
  await page.keyboard.press('ArrowLeft');
  await expect.poll(focused).toBe('Row 60, seat 19, 50 euros, free');
  expect(faults).toEqual([]);
});
