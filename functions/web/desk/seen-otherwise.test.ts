/** The desk and the editor as they are seen otherwise: in the colours of the system, with texts twice as large, by touch at 360 pixels. */
import type { BrowserContextOptions, Page } from 'playwright-core';
import { expect, test } from 'vitest';
import { ada, startWithAdaAndBen, system } from '../../../scripts/testing/ada-and-ben.ts';
import { barriers, PHONE, startBrowser } from '../../../scripts/testing/browser.ts';
import { publishEvent } from '../../../scripts/testing/events.ts';
import { pictureOf, visitDesk } from './fixtures/desk-visits.ts';

startWithAdaAndBen();
startBrowser();

const pagesOf = (eventId: string): string[] => [
  '',
  '/new',
  '/new/hall',
  `/events/${eventId}`,
  `/events/${eventId}/edit`,
  `/events/${eventId}/orders`,
  `/events/${eventId}/seats`,
  `/events/${eventId}/hall`,
];

async function untilThere(page: Page, path: string): Promise<void> {
  if (path.endsWith('/hall')) await page.locator('.editor-window canvas[data-painted]').waitFor();
  else await page.locator('[data-heading]').waitFor();
  await expect.poll(() => page.locator('.loading').count(), { timeout: 20_000 }).toBe(0);
}

const WAYS: [string, string, BrowserContextOptions, (page: Page) => Promise<void>][] = [
  [
    'forced colours',
    '',
    { forcedColors: 'active', colorScheme: 'dark', viewport: { width: 1024, height: 800 } },
    async (page) => {
      if ((await page.locator('.editor-button').count()) === 0) return;
      // What is pressed is seen, also where grounds are taken away.
      const ground = (pressed: string) =>
        page
          .locator(`.editor-bar .editor-button${pressed}`)
          .first()
          .evaluate((button) => getComputedStyle(button).backgroundColor);
      expect(await ground('[aria-pressed=true]')).not.toBe(await ground('[aria-pressed=false]'));
    },
  ],
  [
    'text of 200 %',
    '',
    { viewport: { width: 768, height: 900 } },
    (page) => page.evaluate(() => void (document.documentElement.style.fontSize = '200%')),
  ],
  ['a phone, from right to left', '/ar', { ...PHONE, colorScheme: 'dark' }, async () => {}],
];

test.each(WAYS)(
  '%s: no page is wider than the window, none has a barrier',
  { timeout: 240_000 },
  async (name, language, options, prepare) => {
    const eventId = await publishEvent(system, ada);
    const { page, faults } = await visitDesk(ada, `${language}/organize`, options);
    for (const path of pagesOf(eventId)) {
      await page.goto(`${system.url}${language}/organize${path}`);
      await untilThere(page, path);
      await prepare(page);
      await pictureOf(page, `desk ${name} ${path.replace(eventId, 'event').replaceAll('/', ' ')}`);
      const width = await page.evaluate(() => document.documentElement.scrollWidth - innerWidth);
      expect.soft([path, width <= 0, await barriers(page)]).toEqual([path, true, []]);
    }
    expect(faults).toEqual([]);
  },
);

test(
  'by touch at 360 pixels: a section is chosen and pulled, the view is moved beside it',
  { timeout: 120_000 },
  async () => {
    const eventId = await publishEvent(system, ada);
    const { page, faults } = await visitDesk(ada, '/organize', PHONE);
    await page.goto(`${system.url}/organize/events/${eventId}/hall`);
    const canvas = page.locator('.editor-window canvas[data-painted]');
    await canvas.waitFor();
    const small = await page.evaluate(
      () =>
        [...document.querySelectorAll('.editor-button, .editor-field :is(input, select), .editor-part')]
          .map((element) => element.getBoundingClientRect())
          .filter(({ width, height }) => width > 0 && height < 43.5).length,
    );
    expect(small).toBe(0);
    await canvas.scrollIntoViewIfNeeded();
    const box = await canvas.boundingBox();
    if (!box) throw new Error('no canvas');
    const at = async (x: number, y: number): Promise<[number, number]> => {
      const scale = Number(await canvas.getAttribute('data-scale'));
      const [cx = 0, cy = 0] = ((await canvas.getAttribute('data-middle')) ?? '').split(' ').map(Number);
      return [box.x + box.width / 2 + (x - cx) * scale, box.y + box.height / 2 + (y - cy) * scale];
    };
    await page.getByRole('button', { name: 'A · Stalls' }).tap();
    const across = page.getByRole('group', { name: 'Place' }).getByLabel('Across (cm)');
    const before = Number(await across.inputValue());
    await canvas.scrollIntoViewIfNeeded();
    const [x, y] = await at(
      before,
      Number(await page.getByRole('group', { name: 'Place' }).getByLabel('Back (cm)').inputValue()),
    );
    const session = await page.context().newCDPSession(page);
    const touch = (type: 'touchStart' | 'touchMove' | 'touchEnd', points: { x: number; y: number }[]) =>
      session.send('Input.dispatchTouchEvent', { type, touchPoints: points });
    const now = await canvas.boundingBox();
    const down = y + (now?.y ?? box.y) - box.y;
    await touch('touchStart', [{ x, y: down }]);
    await touch('touchMove', [{ x: x + 20, y: down }]);
    await touch('touchMove', [{ x: x + 40, y: down }]);
    await touch('touchEnd', []);
    await expect.poll(async () => Number(await across.inputValue())).toBeGreaterThan(before);
    expect(faults).toEqual([]);
  },
);

test(
  'by touch at 360 pixels: what is wrong with a file is seen where it was opened',
  { timeout: 120_000 },
  async () => {
    const eventId = await publishEvent(system, ada);
    const { page, faults } = await visitDesk(ada, '/organize', PHONE);
    await page.goto(`${system.url}/organize/events/${eventId}/hall`);
    await page.locator('.editor-window canvas[data-painted]').waitFor();
    const file = page.getByLabel('Open a file');
    await file.scrollIntoViewIfNeeded();
    await file.setInputFiles({ name: 'hall.csv', mimeType: 'text/csv', buffer: Buffer.from('section,row\nA,1\n') });
    const told = page.getByRole('alert').filter({ hasText: 'hall.csv cannot be opened: line 1' });
    await told.waitFor();
    const { top, bottom } = await told.evaluate((element) => element.getBoundingClientRect());
    expect([top >= 0, bottom <= (page.viewportSize()?.height ?? 0)]).toEqual([true, true]);
    expect(await barriers(page)).toEqual([]);
    await pictureOf(page, 'desk file refused');
    expect(faults).toEqual([]);
  },
);
