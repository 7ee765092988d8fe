/** A hall that is made while an event is written: drawn in the editor, or taken from an event that was; nothing that was written is lost. */
import type { Page } from 'playwright-core';
import { expect, test } from 'vitest';
import { ada, startWithAdaAndBen, system } from '../../../scripts/testing/ada-and-ben.ts';
import { barriers, PHONE, startBrowser } from '../../../scripts/testing/browser.ts';
import { publishEvent } from '../../../scripts/testing/events.ts';
import { pictureOf, visitDesk } from './fixtures/desk-visits.ts';

startWithAdaAndBen();
startBrowser();

const TIMEOUT = { timeout: 180_000 };

async function writeAll(page: Page): Promise<void> {
  await page.getByLabel('Title').fill('An evening of strings');
  await page.getByLabel('Category', { exact: true }).fill('music');
  await page.getByLabel('Venue', { exact: true }).fill('Old Hall');
  await page.getByLabel('City').fill('Lisbon');
  await page.getByLabel('Country').fill('Portugal');
  await page.getByLabel('Begins', { exact: true }).fill('2031-05-14T19:30');
  await page.getByLabel('Ends', { exact: true }).fill('2031-05-14T22:00');
}

const eventOfPage = async (page: Page) => {
  await page.getByRole('heading', { name: 'What is left to do' }).waitFor();
  const [, eventId = ''] = /\/organize\/events\/(\w+)$/.exec(page.url()) ?? [];
  const [event, chart] = await Promise.all([
    system.ask('GET', `/v1/events/${eventId}`, { token: ada.token }),
    system.ask('GET', `/v1/events/${eventId}/chart`, { token: ada.token }),
  ]);
  return { event: event.body, chart: chart.body };
};

test(
  'drawn in the editor, there and back by button, by Back and by a reload: all is still in the form',
  TIMEOUT,
  async () => {
    const { page, faults } = await visitDesk(ada, '/organize/new', { viewport: { width: 1440, height: 1000 } });
    await writeAll(page);
    await page.getByLabel('Begin with').selectOption('cinema');
    await page.getByRole('button', { name: 'Draw it in the editor' }).click();
    await page.locator('.editor-window canvas[data-painted]').waitFor();
    expect(await barriers(page)).toEqual([]);
    await pictureOf(page, 'desk new hall drawn');
    await page.getByRole('button', { name: 'C · Hall 212 seats' }).click();
    await page.getByLabel('Turned (degrees)').fill('20');
    await page.getByRole('button', { name: 'Add standing area' }).click();
    await page.getByLabel('Capacity').fill('30');
    await page.getByLabel('Capacity').press('Enter');
    // By the browser’s own way back, and by a reload of the editor itself.
    await page.goBack();
    await page.getByRole('heading', { level: 1, name: 'New event' }).waitFor();
    expect(await page.getByLabel('Title').inputValue()).toBe('An evening of strings');
    await expect.poll(() => page.locator('.desk-form').textContent()).toContain('Seats in all: 242');
    await page.getByRole('button', { name: 'Draw it in the editor' }).click();
    await page.getByRole('button', { name: 'C · Hall 212 seats' }).waitFor();
    await page.reload();
    await page.getByRole('button', { name: 'C · Hall 212 seats' }).click();
    expect(await page.getByLabel('Turned (degrees)').inputValue()).toBe('20');
    await page.getByRole('button', { name: 'Back to the event' }).click();
    await page.getByRole('heading', { level: 1, name: 'New event' }).waitFor();
    for (const price of await page.getByLabel('Price in EUR').all()) await price.fill('12,50');
    await page.getByRole('button', { name: 'Save as a draft' }).click();
    const { event, chart } = await eventOfPage(page);
    expect(event).toMatchObject({ title: 'An evening of strings', seatsTotal: 242 });
    expect(chart.plan.sections['C'].turn).toBe(20);
    expect(faults).toEqual([]);
  },
);

test('the hall of a former event, with its prices; on a phone', TIMEOUT, async () => {
  const former = await publishEvent(system, ada, { title: 'The former one' });
  const { page, faults } = await visitDesk(ada, '/organize/new', PHONE);
  await writeAll(page);
  await page.getByLabel('Begin with').selectOption('former');
  await expect
    .poll(async () => {
      const options = await page.getByLabel('Which event’s hall').locator('option').allTextContents();
      if (options.some((text) => text.startsWith('The former one'))) return true;
      // The index of events comes to know of it a moment later.
      await page.getByLabel('Begin with').selectOption('club');
      await page.getByLabel('Begin with').selectOption('former');
      return false;
    })
    .toBe(true);
  await page.getByLabel('Which event’s hall').selectOption(former);
  await page.getByText('The hall of “The former one”, with its prices, is in the form.').waitFor();
  expect(await barriers(page)).toEqual([]);
  await pictureOf(page, 'desk phone former hall');
  await page.getByRole('button', { name: 'Save as a draft' }).click();
  const { event, chart } = await eventOfPage(page);
  const { body: before } = await system.ask('GET', `/v1/events/${former}/chart`);
  expect(chart.sections).toEqual(before.sections);
  expect(event.priceCategories[0]).toMatchObject({ id: 'P1' });
  expect(faults).toEqual([]);
});

const table = (text: string) => ({ name: 'plätze.csv', mimeType: 'text/csv', buffer: Buffer.from(text) });

test('a file that is no hall is told in the language of the page, with what is wrong and where', TIMEOUT, async () => {
  const { page, faults } = await visitDesk(ada, '/de/organize/new');
  await page.getByLabel('Beginnen mit').selectOption('imported');
  await page.getByLabel('Datei').setInputFiles(table('section,row,seat\nParkett,1,1\nParkett,1,1\n'));
  const told = page.getByRole('alert').filter({ hasText: 'Zeile 3: den Platz Parkett-1-1 gibt es schon in Zeile 2' });
  await told.waitFor();
  expect(await told.locator('[lang=en]').count()).toBe(0);
  expect(await barriers(page)).toEqual([]);
  await page.getByLabel('Datei').setInputFiles(table('section,row,seat\nParkett,1,1\nParkett,1,2\n'));
  await page.getByRole('status').filter({ hasText: 'Übernommen: 2 Plätze' }).waitFor();
  expect(faults).toEqual([]);
});
