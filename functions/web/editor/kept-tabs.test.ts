/** What is not saved of a hall: in two tabs, over reloads, signed out in between, and while nothing answers. Nothing is lost, and what there is, is said. */
import type { Page } from 'playwright-core';
import { expect, test } from 'vitest';
import { startWithAdaAndBen, system } from '../../../scripts/testing/ada-and-ben.ts';
import { startBrowser } from '../../../scripts/testing/browser.ts';
import { adaThere, draftEvent, hallOfEvent, openEditor, save } from './fixtures/open-editor.ts';

startWithAdaAndBen();
startBrowser();

const TIMEOUT = { timeout: 180_000 };

/** Capacity of the standing area, as somebody types it; waits until it is kept. */
async function hold(page: Page, capacity: number): Promise<void> {
  const field = page.getByLabel('Capacity');
  if ((await field.count()) === 0) await page.getByRole('button', { name: 'GA · Floor' }).click();
  await field.fill(String(capacity));
  await field.press('Enter');
  await expect.poll(() => keptIn(page)).toContain(capacity);
}

/** The capacities that are kept, of whichever page. */
const keptIn = (page: Page): Promise<number[]> =>
  page.evaluate(() =>
    Object.keys(localStorage)
      .filter((name) => name.startsWith('seatmesh.hall.'))
      .map((name) => {
        const { document: hall } = JSON.parse(localStorage.getItem(name) ?? '{}');
        return hall.chart.sections.find(({ id }: { id: string }) => id === 'GA').capacity as number;
      })
      .toSorted((one, other) => one - other),
  );

/** Leaves without saving, whatever the browser asks. */
async function reload(page: Page): Promise<void> {
  await page.reload();
  await page.locator('.editor-window canvas[data-painted]').waitFor();
}

test('two tabs on one hall: each keeps its own, and neither is asked about the other’s', TIMEOUT, async () => {
  const eventId = await draftEvent();
  const visitor = await adaThere();
  visitor.on('page', (page) => page.on('dialog', (dialog) => void dialog.accept()));
  const { page, faults } = await openEditor(eventId, visitor);
  await hold(page, 41);
  const { page: other, faults: others } = await openEditor(eventId, visitor);
  await hold(other, 42);
  expect(await keptIn(page)).toEqual([41, 42]);
  expect(await other.getByText('was not saved').count()).toBe(0);
  // One is left: the next page finds what it had, and the other has what it has.
  await page.close();
  await other.getByRole('button', { name: 'Undo' }).click();
  await expect.poll(() => keptIn(other)).toEqual([41]);
  await reload(other);
  await other.getByRole('button', { name: 'Go on with it' }).click();
  await other.getByRole('button', { name: 'GA · Floor' }).click();
  expect(await other.getByLabel('Capacity').inputValue()).toBe('41');
  await expect.poll(() => keptIn(other)).toEqual([41]);
  await save(other);
  await expect.poll(() => keptIn(other)).toEqual([]);
  expect((await hallOfEvent(eventId)).sections[1]).toMatchObject({ capacity: 41 });
  expect([...faults, ...others]).toEqual([]);
});

test(
  'what is found may wait: what is done meanwhile is kept, too, and saving takes nothing of it',
  TIMEOUT,
  async () => {
    const eventId = await draftEvent();
    const visitor = await adaThere();
    visitor.on('page', (page) => page.on('dialog', (dialog) => void dialog.accept()));
    const { page, faults } = await openEditor(eventId, visitor);
    await hold(page, 51);
    await reload(page);
    await page.getByText('was not saved').waitFor();
    await page.getByRole('button', { name: 'A · Stalls' }).click();
    await page.getByLabel('Turned (degrees)').fill('30');
    await page.getByLabel('Turned (degrees)').press('Enter');
    await save(page);
    expect(await keptIn(page)).toEqual([51]);
    await reload(page);
    await page.getByRole('button', { name: 'Go on with it' }).click();
    await save(page);
    const { sections, plan } = await hallOfEvent(eventId);
    expect([sections[1]?.['capacity'], plan?.sections['A']?.['turn']]).toEqual([51, 30]);
    await hold(page, 52);
    await reload(page);
    await page.getByRole('button', { name: 'Throw it away' }).click();
    await expect.poll(() => keptIn(page)).toEqual([]);
    expect(faults).toEqual([]);
  },
);

test('signed out in between, and without an answer: why is said, and once it works all is saved', TIMEOUT, async () => {
  const eventId = await draftEvent();
  const visitor = await adaThere();
  const { page, faults } = await openEditor(eventId, visitor);
  await hold(page, 61);
  await page.route('**/v1/events/**', (route) => route.abort('connectionrefused'));
  await page.getByRole('button', { name: 'Save', exact: true }).click();
  await page.getByRole('alert').filter({ hasText: 'There is no connection.' }).waitFor();
  expect(await keptIn(page)).toEqual([61]);
  await page.unroute('**/v1/events/**');

  // Signed out in another tab: this one says so, and keeps what it has.
  const account = await visitor.newPage();
  await account.goto(`${system.url}/account`);
  await account.getByRole('button', { name: 'Sign out' }).first().click();
  await account.waitForURL((url) => url.pathname !== '/account');
  await hold(page, 62);
  await page.getByRole('button', { name: 'Save', exact: true }).click();
  await page.getByRole('alert').filter({ hasText: 'You are signed out.' }).waitFor();
  expect(await keptIn(page)).toEqual([62]);
  expect(await page.locator('.editor-saving').textContent()).not.toBe('Saved');
  expect(faults.filter((fault) => !fault.includes('Failed to load'))).toEqual([]);
});
