/** The desk when things go otherwise: two write at once, seats are sold meanwhile, something is taken back; on a phone, from right to left. */
import { expect, test } from 'vitest';
import { ada, ben, startWithAdaAndBen, system } from '../../../scripts/testing/ada-and-ben.ts';
import { barriers, PHONE, startBrowser } from '../../../scripts/testing/browser.ts';
import { publishEvent, untilSold } from '../../../scripts/testing/events.ts';
import { pictureOf, visitDesk } from './fixtures/desk-visits.ts';

startWithAdaAndBen();
startBrowser();

const TIMEOUT = { timeout: 180_000 };

test('two edit at once: what the other saved is shown and kept, what both changed is decided', TIMEOUT, async () => {
  const id = await publishEvent(system, ada);
  const { page, faults } = await visitDesk(ada, `/organize/events/${id}/edit`);
  await page.getByLabel('Title', { exact: true }).fill('Mine');
  await page.getByLabel('City').fill('Porto');
  await system.ask('PATCH', `/v1/events/${id}`, { token: ada.token, body: { title: 'Theirs', category: 'jazz' } });
  await page.getByRole('button', { name: 'Save', exact: true }).click();
  const told = page.getByRole('alert').filter({ hasText: 'It was changed meanwhile' });
  await told.waitFor();
  expect(await told.textContent()).toContain('Taken over into the form: Category');
  expect(await told.textContent()).toContain('Saved meanwhile: Theirs');
  expect(await page.getByLabel('Title', { exact: true }).inputValue()).toBe('Mine');
  expect(await barriers(page)).toEqual([]);
  await pictureOf(page, 'desk conflict');
  // Also after a reload: what was written stands on what is there now.
  await page.reload();
  await page.getByText('What you had written was still in this browser.').waitFor();
  expect(await page.getByLabel('Category', { exact: true }).inputValue()).toBe('jazz');
  await page.getByRole('button', { name: 'Save', exact: true }).click();
  await page.getByRole('heading', { name: 'Right now' }).waitFor();
  const { body } = await system.ask('GET', `/v1/events/${id}`);
  expect(body).toMatchObject({ title: 'Mine', category: 'jazz', venue: { city: 'Porto' } });
  expect(faults).toEqual([]);
});

test('what cannot be changed once seats are sold is said before, and cancelling takes the title', TIMEOUT, async () => {
  const id = await publishEvent(system, ada);
  const order = { token: ben.token, key: 'one', body: { seats: ['A-1-1', 'A-1-2'] } };
  await system.ask('POST', `/v1/events/${id}/orders`, order);
  await untilSold(system, id, 2);
  const { page, faults } = await visitDesk(ada, `/organize/events/${id}/edit`);
  await page.getByText('Seats are sold or blocked').waitFor();
  expect(await page.getByLabel('Begin with').isDisabled()).toBe(true);
  expect(await page.getByLabel('Currency').isDisabled()).toBe(true);
  expect(await barriers(page)).toEqual([]);
  await page.getByRole('link', { name: 'Overview' }).click();
  await page.getByRole('button', { name: 'Cancel the event' }).click();
  const dialog = page.getByRole('dialog');
  await dialog.waitFor();
  await dialog.getByRole('button', { name: 'Cancel the event' }).press('Enter');
  expect((await system.ask('GET', `/v1/events/${id}`)).body.status).toBe('published');
  await dialog.getByRole('textbox').fill('An evening of strings');
  expect(await barriers(page)).toEqual([]);
  await pictureOf(page, 'desk cancel event');
  await dialog.getByRole('button', { name: 'Cancel the event' }).click();
  await page.locator('.desk-event-title', { hasText: 'Cancelled' }).waitFor();
  expect((await system.ask('GET', `/v1/events/${id}`)).body.status).toBe('cancelled');
  expect(faults).toEqual([]);
});

test(
  'house seats: a row is painted and blocked, a seat of it released; a buyer has one of them meanwhile',
  TIMEOUT,
  async () => {
    const id = await publishEvent(system, ada);
    const { page, faults } = await visitDesk(ada, `/organize/events/${id}/seats`);
    await page.locator('.seats-fields select').nth(1).selectOption({ label: '1' });
    await page.getByRole('button', { name: 'Choose what is free' }).click();
    await page.getByText('To block: 10. To release: 0.').waitFor();
    await page.getByLabel('Note for new blocks').fill('for the press');
    await system.ask('POST', `/v1/events/${id}/orders`, { token: ben.token, key: 'two', body: { seats: ['A-1-10'] } });
    await page.getByText('To block: 9. To release: 0.').waitFor();
    expect(await barriers(page)).toEqual([]);
    await page.getByRole('button', { name: 'Block and release' }).click();
    await page.locator('.desk-blocks', { hasText: 'for the press' }).waitFor();
    const blocked = async () => {
      const { body } = await system.ask('GET', `/v1/events/${id}/blocks`, { token: ada.token });
      return body.items.flatMap(({ seats }: { seats: string[] }) => seats).length as number;
    };
    expect(await blocked()).toBe(9);
    await page.locator('button[data-section=A]').click();
    await page.getByRole('button', { name: /Row 1, seat 3,/ }).click();
    await page.getByText('To block: 0. To release: 1.').waitFor();
    await pictureOf(page, 'desk blocks');
    expect(await barriers(page)).toEqual([]);
    await page.getByRole('button', { name: 'Block and release' }).click();
    await expect.poll(blocked).toBe(8);
    expect(faults).toEqual([]);
  },
);

test('house seats are painted by drawing over them; without the brush a hand moves the plan', TIMEOUT, async () => {
  const id = await publishEvent(system, ada);
  const { page, faults } = await visitDesk(ada, `/organize/events/${id}/seats`);
  const canvas = page.locator('.seats-map canvas[data-level]');
  await canvas.scrollIntoViewIfNeeded();
  /** All of it, or as large as a seat can be told from its neighbour. */
  const show = async (): Promise<void> => {
    await page.getByRole('button', { name: 'Show all', exact: true }).click();
    for (let press = 0; press < 12 && !/seats|numbers/.test((await canvas.getAttribute('data-level')) ?? ''); press++)
      await page.getByRole('button', { name: 'Larger', exact: true }).click();
  };
  const draw = async (): Promise<void> => {
    await canvas.scrollIntoViewIfNeeded();
    const box = await canvas.boundingBox();
    if (!box) throw new Error('there is no plan');
    const at = (across: number, down: number) => [box.x + across * box.width, box.y + down * box.height] as const;
    await page.mouse.move(...at(0.1, 0.1));
    await page.mouse.down();
    // To and fro, wherever the seats are in sight.
    for (let line = 0; line <= 25; line++) {
      const [from, to] = line % 2 === 0 ? [0.1, 0.9] : [0.9, 0.1];
      await page.mouse.move(...at(from, 0.1 + line * 0.03));
      await page.mouse.move(...at(to, 0.1 + line * 0.03));
    }
    await page.mouse.up();
  };
  await show();
  await draw();
  await page.getByText('Nothing yet.').waitFor();
  await show();
  await page.getByLabel(/^Draw over seats of the plan/).check();
  await draw();
  await page.getByText(/^To block: [1-9]/).waitFor();
  const painted = Number(/To block: (\d+)/.exec((await page.locator('.seats-basket').textContent()) ?? '')?.[1]);
  expect(painted).toBeGreaterThanOrEqual(5);
  // The same once more takes them all back.
  await draw();
  await page.getByText('Nothing yet.').waitFor();
  expect(await barriers(page)).toEqual([]);
  expect(faults).toEqual([]);
});

test('on a phone, from right to left: no page is wider than the screen, none has a barrier', TIMEOUT, async () => {
  const id = await publishEvent(system, ada);
  await system.ask('POST', `/v1/events/${id}/orders`, { token: ben.token, key: 'x', body: { seats: ['A-1-1'] } });
  const { page, faults } = await visitDesk(ada, `/ar/organize/events/${id}`, { ...PHONE, colorScheme: 'dark' });
  for (const path of [
    `/events/${id}`,
    `/events/${id}/edit`,
    `/events/${id}/orders`,
    `/events/${id}/seats`,
    `/events/${id}/preview`,
    '/new',
    '',
  ]) {
    await page.goto(`${system.url}/ar/organize${path}`);
    await page.locator('[data-heading]').waitFor();
    await expect.poll(() => page.locator('.loading').count()).toBe(0);
    await pictureOf(page, `desk phone ${path.split('/').at(-1)}`);
    const width = await page.evaluate(() => document.documentElement.scrollWidth - innerWidth);
    expect.soft([path, width <= 0, await barriers(page)]).toEqual([path, true, []]);
  }
  expect(faults).toEqual([]);
});

test('a hall that grows while it sells: figures and map of who looks on follow', TIMEOUT, async () => {
  const id = await publishEvent(system, ada);
  await system.ask('POST', `/v1/events/${id}/orders`, { token: ben.token, key: 'g', body: { seats: ['A-1-5'] } });
  await untilSold(system, id, 1);
  const { page, faults } = await visitDesk(ada, `/organize/events/${id}`);
  const figures = page.locator('.desk-figures.large');
  await figures.filter({ hasText: '1 of 50' }).waitFor();
  const { body } = await system.ask('GET', `/v1/events/${id}/chart`, { token: ada.token });
  const [stalls, floor] = body.sections as Record<string, unknown>[];
  const chart = {
    sections: [{ ...stalls, rows: [...((stalls?.['rows'] ?? []) as object[]), { label: '3', seats: 10 }] }, floor],
  };
  const grown = await system.ask('PATCH', `/v1/events/${id}`, { token: ada.token, body: { chart } });
  expect([grown.status, grown.body.seatsTotal]).toEqual([200, 60]);
  await expect.poll(() => figures.textContent(), { timeout: 30_000 }).toMatch(/Sold1 of 60.*Free59/);
  expect(faults).toEqual([]);
});
