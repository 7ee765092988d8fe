/** From signing in to what is on sale, by keys alone: where the focus is can be seen at every step, and what became of each is said. */
import type { Page } from 'playwright-core';
import { expect, test } from 'vitest';
import { ada, startWithAdaAndBen, system } from '../../../scripts/testing/ada-and-ben.ts';
import { goThere, newPage, startBrowser } from '../../../scripts/testing/browser.ts';

startWithAdaAndBen();
startBrowser();

/** What has the focus, by its name; and what is amiss with it: nothing has it, or it is not seen that it has. */
const focused = (page: Page): Promise<{ name: string; fault: string }> =>
  page.evaluate(() => {
    const has = document.activeElement;
    if (!(has instanceof HTMLElement) || has === document.body) return { name: '', fault: 'nothing has the focus' };
    const { labels } = has as HTMLInputElement;
    const name = has.getAttribute('aria-label') ?? labels?.[0]?.textContent ?? has.textContent ?? '';
    const { top, bottom } = has.getBoundingClientRect();
    const fault =
      getComputedStyle(has).outlineStyle === 'none'
        ? 'it is not drawn that it has the focus'
        : bottom <= 0 || top >= innerHeight
          ? 'it is out of sight'
          : '';
    return { name: name.replaceAll(/\s+/g, ' ').trim(), fault };
  });

/** Tab by Tab to what is called so; on the way nothing is amiss. */
async function tabTo(page: Page, name: RegExp, key = 'Tab'): Promise<void> {
  const passed: string[] = [];
  for (let presses = 0; presses < 90; presses++) {
    await page.keyboard.press(key);
    const at = await focused(page);
    // Beyond the last one the browser has it, and then the page again.
    if (at.name === '' && at.fault.startsWith('nothing')) continue;
    // It is scrolled there a moment later.
    await expect.poll(() => focused(page)).toEqual({ name: at.name, fault: '' });
    if (name.test(at.name)) return;
    passed.push(at.name);
  }
  throw new Error(`${name} is not reached, only ${passed.join(' | ')}`);
}

const press = async (page: Page, name: RegExp): Promise<void> => {
  await tabTo(page, name);
  await page.keyboard.press('Enter');
};
const type = async (page: Page, name: RegExp, text: string): Promise<void> => {
  await tabTo(page, name);
  await page.keyboard.press('Control+A');
  await page.keyboard.type(text);
};
const pressSaid = async (page: Page, name: RegExp, said: string | RegExp): Promise<void> => {
  await press(page, name);
  await page.getByRole('status').filter({ hasText: said }).first().waitFor();
  expect((await focused(page)).fault).toBe('');
};

test('a new event with a hall of its own: written, drawn, published', { timeout: 240_000 }, async () => {
  const { page, faults } = await newPage({ viewport: { width: 1440, height: 900 }, locale: 'en-GB' });
  await goThere(page, `${system.url}/organize`);
  await page.locator('input[type=email]').waitFor({ timeout: 60_000 });
  await type(page, /^E-mail/, ada.email);
  await type(page, /^Password/, ada.password);
  await page.keyboard.press('Enter');
  await expect.poll(() => focused(page)).toEqual({ name: 'Your events', fault: '' });
  await press(page, /^New event$/);
  await expect.poll(() => focused(page)).toEqual({ name: 'New event', fault: '' });
  await type(page, /^Title/, 'By keys alone');
  await type(page, /^Category/, 'theatre');
  await type(page, /^Venue/, 'Old Hall');
  await type(page, /^City/, 'Lisbon');
  await type(page, /^Country/, 'Portugal');
  await tabTo(page, /^Begins/);
  // Whichever of day and month the browser has first, and however it counts hours.
  await page.keyboard.type('050520310730PM');
  await tabTo(page, /^Ends/);
  await page.keyboard.type('050520310930PM');
  await press(page, /^Draw it in the editor$/);
  await expect.poll(() => focused(page)).toEqual({ name: 'The hall', fault: '' });
  await page.locator('.editor-window canvas[data-painted]').waitFor();
  await type(page, /^Rows$/, '4');
  await type(page, /^Seats in a row$/, '6');
  await pressSaid(page, /^Add rows$/, 'Section A added.');
  await pressSaid(page, /^Mirror$/, 'Section A mirrored.');
  await pressSaid(page, /^Earlier in the list$/, 'Section A: number 2 of 3 in the list.');
  await pressSaid(page, /^Add tables$/, 'Tables C added.');
  await pressSaid(page, /^Add standing area$/, 'Standing D added.');
  await pressSaid(page, /^Copy$/, 'added.');
  await pressSaid(page, /^To the whole hall$/, '');
  await pressSaid(page, /^Add a category$/, 'Category D added.');
  await pressSaid(page, /^Add a floor$/, 'added.');
  await press(page, /^Back to the event$/);
  await expect.poll(() => focused(page)).toEqual({ name: 'New event', fault: '' });
  for (let price = 0; price < 4; price++) await type(page, /^Price in EUR/, '25');
  await press(page, /^Save as a draft$/);
  await expect.poll(() => focused(page)).toEqual({ name: 'Draft', fault: '' });
  await press(page, /^Publish$/);
  await expect.poll(() => focused(page)).toEqual({ name: 'Overview', fault: '' });
  await tabTo(page, /^House seats$/, 'Shift+Tab');
  await page.keyboard.press('Enter');
  await expect.poll(() => focused(page)).toEqual({ name: 'House seats', fault: '' });
  expect(faults).toEqual([]);
});
