/** What an organizer wrote in another script than that of the page, in a real browser. */
import type { Page } from 'playwright-core';
import { expect, test } from 'vitest';
import { ada, startWithAdaAndBen, system } from '../../scripts/testing/ada-and-ben.ts';
import { newPage, startBrowser } from '../../scripts/testing/browser.ts';
import { publishEvent } from '../../scripts/testing/events.ts';

startWithAdaAndBen();
startBrowser();

const VENUE = {
  name: 'قاعة المدينة',
  city: 'Beirut',
  country: 'Lebanon',
  timeZone: 'Asia/Beirut',
  address: '1 Main St',
};

/** How far an element's words are from either side of its box, in pixels. */
const gaps = (page: Page, selector: string): Promise<{ left: number; right: number }> =>
  page
    .locator(selector)
    .first()
    .evaluate((element) => {
      const words = document.createRange();
      words.selectNodeContents(element);
      const [text, box] = [words.getBoundingClientRect(), element.getBoundingClientRect()];
      return { left: Math.round(text.left - box.left), right: Math.round(box.right - text.right) };
    });

test.each([
  ['/ar', 'right', 'h1'],
  ['/ar', 'right', '.event-head .kicker'],
  ['', 'left', '.facts bdi.strong'],
] as const)('%s: it stands at the %s as the page’s own texts do: %s', async (language, side, selector) => {
  const id = await publishEvent(system, ada, { title: 'A Latin title', venue: VENUE });
  const { page } = await newPage();
  await page.goto(`${system.url}${language}/e/${id}`);
  expect((await gaps(page, selector))[side]).toBeLessThanOrEqual(2);
  expect(await page.locator('.facts').textContent()).toContain('1 Main St, Beirut, Lebanon');
});
