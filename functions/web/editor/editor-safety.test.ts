/** The editor where something is in its way: seats that are sold, somebody else who saves, files that are none; and hands that draw. */
import { expect, test } from 'vitest';
import { ada, ben, startWithAdaAndBen, system } from '../../../scripts/testing/ada-and-ben.ts';
import { barriers, PHONE, startBrowser } from '../../../scripts/testing/browser.ts';
import { publishEvent, untilSold } from '../../../scripts/testing/events.ts';
import { adaThere, draftEvent, hallOfEvent, openEditor, save } from './fixtures/open-editor.ts';

startWithAdaAndBen();
startBrowser();

test(
  'two who edit one hall: neither overwrites the other, what both did is put together',
  { timeout: 120_000 },
  async () => {
    const eventId = await draftEvent();
    const visitor = await adaThere();
    const { page, faults } = await openEditor(eventId, visitor);
    const { page: other } = await openEditor(eventId, visitor);
    await other.getByRole('button', { name: 'GA · Floor' }).click();
    await other.getByLabel('Capacity').fill('44');
    await other.getByLabel('Capacity').press('Enter');
    await save(other);
    await page.getByRole('button', { name: 'A · Stalls' }).click();
    await page.getByLabel('Turned (degrees)').fill('30');
    await page.getByLabel('Turned (degrees)').press('Enter');
    await page.getByRole('button', { name: 'Save', exact: true }).click();
    await page.getByText('Somebody else has changed this event meanwhile').waitFor();
    expect(await page.getByText('GA · Floor: changed').count()).toBe(1);
    expect(await barriers(page)).toEqual([]);
    await page.getByRole('button', { name: 'Put both together' }).click();
    await save(page);
    const { sections, plan } = await hallOfEvent(eventId);
    expect(sections[1]).toMatchObject({ id: 'GA', capacity: 44 });
    expect(plan?.sections['A']?.['turn']).toBe(30);
    expect(faults).toEqual([]);
  },
);

test(
  'what is sold stays what it is, and why is said before the server is asked; rows are added',
  { timeout: 120_000 },
  async () => {
    const eventId = await publishEvent(system, ada);
    await system.ask('POST', `/v1/events/${eventId}/orders`, {
      token: ben.token,
      key: 'one',
      body: { seats: ['A-1-10'] },
    });
    await untilSold(system, eventId, 1);
    const { page, faults } = await openEditor(eventId, await adaThere());
    await page.getByRole('button', { name: 'A · Stalls' }).click();
    await page.getByLabel('Seats in the longest row').fill('9');
    await page.getByLabel('Seats in the longest row').press('Enter');
    await expect
      .poll(() => page.getByRole('alert').allTextContents())
      .toContainEqual(expect.stringContaining('1 of section A cannot have fewer seats'));
    expect(await page.getByLabel('Seats in the longest row').inputValue()).toBe('10');
    await page.getByRole('group', { name: 'Size' }).getByLabel('Rows').fill('3');
    await page.getByLabel('Turned (degrees)').fill('10');
    await page.getByLabel('Turned (degrees)').press('Enter');
    await save(page);
    const { sections, plan } = await hallOfEvent(eventId);
    expect(((sections[0]?.['rows'] ?? []) as unknown[]).length).toBe(3);
    expect(plan?.sections['A']?.['turn']).toBe(10);
    expect(faults).toEqual([]);
  },
);

test(
  'rows are drawn and painted by mouse; a file is opened; at 360 pixels nothing is wider than the screen',
  { timeout: 120_000 },
  async () => {
    const eventId = await draftEvent();
    const { page, faults } = await openEditor(eventId, await adaThere());
    const box = await page.locator('.editor-window canvas').boundingBox();
    if (!box) throw new Error('no canvas');
    const drag = async (fromX: number, fromY: number, toX: number, toY: number): Promise<void> => {
      await page.mouse.move(box.x + fromX, box.y + fromY);
      await page.mouse.down();
      await page.mouse.move(box.x + toX, box.y + toY, { steps: 6 });
      await page.mouse.up();
    };
    await page.getByRole('button', { name: 'Rows of seats' }).click();
    await drag(20, 20, 200, 130);
    await page.getByRole('heading', { name: 'B · Section B' }).waitFor();
    expect(await page.getByRole('button', { name: 'Select', exact: true }).getAttribute('aria-pressed')).toBe('true');
    await page.getByRole('button', { name: 'Paint' }).click();
    await page.getByRole('button', { name: 'Floor', exact: true }).click();
    const painted = await page.locator('.editor-window canvas').boundingBox();
    if (!painted) throw new Error('no canvas');
    box.y = painted.y;
    await drag(10, 20, 210, 20);
    await save(page);
    const { sections } = await hallOfEvent(eventId);
    const rows = (sections[2]?.['rows'] ?? []) as { priceCategory?: string; otherPrices?: unknown }[];
    expect(rows.length).toBeGreaterThan(1);
    expect(rows.some(({ priceCategory, otherPrices }) => priceCategory === 'P2' || otherPrices !== undefined)).toBe(
      true,
    );

    await page.getByRole('button', { name: 'To the whole hall' }).click();
    const [file] = await Promise.all([
      page.waitForEvent('download'),
      page.getByRole('button', { name: 'Seats as CSV' }).click(),
    ]);
    expect(file.suggestedFilename()).toBe('seats.csv');
    await page
      .getByLabel('Open a file')
      .setInputFiles({ name: 'a.csv', mimeType: 'text/csv', buffer: Buffer.from('section,row,seat\nX,1,1\nX,1,2\n') });
    await page.getByRole('button', { name: 'X · X' }).waitFor();
    await page
      .getByLabel('Open a file')
      .setInputFiles({ name: 'b.json', mimeType: 'application/json', buffer: Buffer.from('{"zones":1}') });
    await expect
      .poll(() => page.getByRole('alert').allTextContents())
      .toContainEqual(expect.stringContaining('b.json cannot be opened'));
    await page.keyboard.press('Control+z');
    await page.getByRole('button', { name: 'B · Section B' }).waitFor();
    expect(faults).toEqual([]);

    const phone = await openEditor(eventId, await adaThere(PHONE), '/ar');
    expect(await phone.page.evaluate(() => document.documentElement.scrollWidth - innerWidth)).toBeLessThanOrEqual(0);
    expect(await barriers(phone.page)).toEqual([]);
    expect(phone.faults).toEqual([]);
  },
);
