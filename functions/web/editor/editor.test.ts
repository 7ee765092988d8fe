/** The editor of a hall in a real browser: by mouse, by keyboard alone, by its list; saved to an event. */
import { expect, test } from 'vitest';
import { startWithAdaAndBen } from '../../../scripts/testing/ada-and-ben.ts';
import { barriers, startBrowser } from '../../../scripts/testing/browser.ts';
import { adaThere, draftEvent, hallOfEvent, openEditor, pictureOf, save } from './fixtures/open-editor.ts';

startWithAdaAndBen();
startBrowser();

test(
  'a ready hall: moved, turned, bent by mouse, numbered, saved; after a reload the same picture',
  { timeout: 120_000 },
  async () => {
    const eventId = await draftEvent();
    const visitor = await adaThere();
    const { page, faults } = await openEditor(eventId, visitor);
    expect(await barriers(page)).toEqual([]);
    await page.getByLabel('Ready hall').selectOption('cinema');
    await page.getByRole('button', { name: 'Start from this hall' }).click();
    await page.getByRole('button', { name: 'C · Hall 212 seats' }).click();
    const box = await page.locator('.editor-window canvas').boundingBox();
    if (!box) throw new Error('no canvas');
    const [x, y] = [box.x + box.width / 2, box.y + box.height / 2];
    await page.mouse.move(x, y);
    await page.mouse.down();
    await page.mouse.move(x + 60, y + 40, { steps: 5 });
    await page.mouse.up();
    await page.getByLabel('Turned (degrees)').fill('20');
    await page.getByLabel('Radius of the front row (cm)').fill('2000');
    await page.getByLabel('Counting').selectOption('2');
    await page.getByRole('button', { name: 'Number the seats' }).click();
    expect(await barriers(page)).toEqual([]);
    await save(page);
    const { sections, plan } = await hallOfEvent(eventId);
    expect(sections).toMatchObject([
      { id: 'C', rows: [{ label: 'A', numbers: { first: 1, step: 2 } }, {}, {}, {}, {}, {}, {}, {}, {}, {}, {}] },
    ]);
    expect(plan?.sections['C']).toMatchObject({ turn: 20, radius: 2_000 });
    expect(plan?.sections['C']?.['at']).not.toEqual([0, 0]);
    await page.getByRole('button', { name: 'To the whole hall' }).click();
    await page.getByRole('button', { name: 'Show all of the hall' }).click();
    await expect.poll(() => page.locator('.editor-saving').textContent()).toBe('Saved');
    const before = await pictureOf(page);
    await page.reload();
    await page.locator('.editor-window canvas[data-painted]').waitFor();
    await expect.poll(() => pictureOf(page)).toBe(before);
    expect(faults).toEqual([]);
  },
);

test(
  'by keyboard alone: a section from the list, moved and turned on the plan, undone, done again, saved',
  { timeout: 120_000 },
  async () => {
    const eventId = await draftEvent();
    const { page, faults } = await openEditor(eventId, await adaThere());
    await page.getByRole('button', { name: 'Add rows' }).press('Enter');
    await page.getByRole('heading', { name: 'B · Section B' }).waitFor();
    await page.getByRole('application', { name: 'Plan of the hall' }).focus();
    await page.keyboard.press('Shift+ArrowRight');
    await page.keyboard.press('ArrowDown');
    for (let turn = 0; turn < 3; turn++) await page.keyboard.press(']');
    await expect.poll(() => page.getByRole('status').textContent()).toBe('B · Section B turned by 5 degrees');
    await page.keyboard.press('Control+z');
    await page.keyboard.press('Control+y');
    await page.keyboard.press('Control+s');
    await page.locator('.editor-said', { hasText: 'Saved' }).waitFor();
    const { sections, plan } = await hallOfEvent(eventId);
    expect(sections.map(({ id }) => id)).toEqual(['A', 'GA', 'B']);
    expect(plan?.sections['B']?.['turn']).toBe(15);
    await page.keyboard.press('Delete');
    await expect.poll(() => page.getByRole('status').textContent()).toBe('B · Section B removed.');
    expect(faults).toEqual([]);
  },
);

test('what is not saved is found again after a reload', { timeout: 120_000 }, async () => {
  const eventId = await draftEvent();
  const { page } = await openEditor(eventId, await adaThere());
  await page.getByRole('button', { name: 'Add standing area' }).click();
  await page.getByLabel('Capacity').fill('77');
  await page.getByLabel('Capacity').press('Enter');
  const kept = () =>
    page.evaluate(
      (id) =>
        Object.entries(localStorage)
          .flatMap(([name, text]) => (name.includes(id) ? [String(text)] : []))
          .join(),
      eventId,
    );
  await expect.poll(kept).toContain('77');
  page.on('dialog', (dialog) => void dialog.accept());
  await page.reload();
  await page.getByRole('button', { name: 'Go on with it' }).click();
  await page.getByRole('button', { name: 'B · Standing B' }).click();
  expect(await page.getByLabel('Capacity').inputValue()).toBe('77');
});
