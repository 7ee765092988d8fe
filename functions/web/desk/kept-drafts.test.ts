/** An event that is written and not saved yet: in two tabs, in a copy of one, over reloads, and after one that is gone. Each keeps its own. */
import type { Page } from 'playwright-core';
import { expect, test } from 'vitest';
import { ada, startWithAdaAndBen, system } from '../../../scripts/testing/ada-and-ben.ts';
import { newPage, newVisitor, startBrowser } from '../../../scripts/testing/browser.ts';
import { publishEvent } from '../../../scripts/testing/events.ts';
import { visitDesk } from './fixtures/desk-visits.ts';

startWithAdaAndBen();
startBrowser();

const TIMEOUT = { timeout: 180_000 };
const title = (page: Page) => page.getByLabel('Title', { exact: true });
const again = (page: Page) => page.getByText('What you had written was still in this browser.');
const kept = (page: Page, words: string) =>
  page.waitForFunction((text) => Object.values(localStorage).some((value) => String(value).includes(text)), words);

async function write(page: Page, words: string): Promise<void> {
  await title(page).fill(words);
  await kept(page, words);
}

test('two tabs write two new events: each finds its own after a reload, and saves that', TIMEOUT, async () => {
  const visitor = await newVisitor();
  const { page, faults } = await visitDesk(ada, '/organize/new', visitor);
  await write(page, 'Strings');
  // A tab that a page opens begins with a copy of what that page has stored for its own.
  const [other] = await Promise.all([
    visitor.waitForEvent('page'),
    page.evaluate(() => void window.open(location.href)),
  ]);
  await title(other).waitFor();
  expect([await title(other).inputValue(), await again(other).count()]).toEqual(['', 0]);
  await write(other, 'Brass');
  for (const [one, words] of [
    [page, 'Strings'],
    [other, 'Brass'],
  ] as const) {
    await one.reload();
    await again(one).waitFor();
    expect(await title(one).inputValue()).toBe(words);
  }
  // What a tab that is gone has left, the next one finds, and nobody after that.
  await other.close();
  const { page: third } = await newPage(visitor);
  await third.goto(`${system.url}/organize/new`);
  await again(third).waitFor();
  expect(await title(third).inputValue()).toBe('Brass');
  const { page: fourth } = await newPage(visitor);
  await fourth.goto(`${system.url}/organize/new`);
  await title(fourth).waitFor();
  expect(await again(fourth).count()).toBe(0);
  await third.getByRole('button', { name: 'Begin anew' }).click();
  await again(third).waitFor({ state: 'detached' });
  expect(await title(third).inputValue()).toBe('');
  expect(await title(page).inputValue()).toBe('Strings');
  await kept(page, 'Strings');
  expect(faults).toEqual([]);
});

test('two tabs change one event: what is kept of one is not that of the other', TIMEOUT, async () => {
  const eventId = await publishEvent(system, ada);
  const visitor = await newVisitor();
  const { page, faults } = await visitDesk(ada, `/organize/events/${eventId}/edit`, visitor);
  const { page: other } = await newPage(visitor);
  await other.goto(`${system.url}/organize/events/${eventId}/edit`);
  await write(page, 'An evening of brass');
  await other.getByLabel('City').fill('Porto');
  await kept(other, 'Porto');
  await page.reload();
  await again(page).waitFor();
  expect([await title(page).inputValue(), await page.getByLabel('City').inputValue()]).toEqual([
    'An evening of brass',
    'Lisbon',
  ]);
  await other.reload();
  await again(other).waitFor();
  expect([await title(other).inputValue(), await other.getByLabel('City').inputValue()]).toEqual([
    'An evening of strings',
    'Porto',
  ]);
  expect(faults).toEqual([]);
});
