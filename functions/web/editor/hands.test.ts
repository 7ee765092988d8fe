/** Rows, outlines and views in a real browser: by mouse, and the same by keys alone, each said aloud. */
import type { Page } from 'playwright-core';
import { expect, test } from 'vitest';
import { startWithAdaAndBen } from '../../../scripts/testing/ada-and-ben.ts';
import { barriers, startBrowser } from '../../../scripts/testing/browser.ts';
import { adaThere, draftEvent, hallOfEvent, openEditor, save } from './fixtures/open-editor.ts';

startWithAdaAndBen();
startBrowser();

const TIMEOUT = { timeout: 120_000 };

/** One section of three rows of seven and a table of six, a pixel of the window being so many centimetres of the hall everywhere. */
const HALL = {
  chart: {
    sections: [
      {
        id: 'A',
        name: 'Stalls',
        kind: 'seated',
        priceCategory: 'P1',
        rows: ['1', '2', '3', '4'].map((label) => ({ label, seats: label === '4' ? 6 : 7 })),
      },
    ],
  },
  plan: {
    sections: { A: { at: [0, 0], rows: { '4': { at: [0, 600], table: { kind: 'round', size: [180, 180] } } } } },
    shapes: [{ kind: 'stage', at: [0, -400], size: [600, 200], text: 'Stage' }],
  },
};

/** Pulls by mouse from a point of the hall to another one: both are told by two seats whose places on the screen are looked for. */
async function pull(page: Page, from: [number, number], by: [number, number]): Promise<void> {
  await page.mouse.move(...from);
  await page.mouse.down();
  await page.mouse.move(from[0] + by[0] / 2, from[1] + by[1] / 2);
  await page.mouse.move(from[0] + by[0], from[1] + by[1], { steps: 4 });
  await page.mouse.up();
}

/** What stands in the middle of the window when a part of the plan is brought there by the keyboard. */
async function middle(page: Page): Promise<[number, number]> {
  const box = await page.locator('.editor-window canvas').boundingBox();
  if (!box) throw new Error('no canvas');
  return [box.x + box.width / 2, box.y + box.height / 2];
}

const svgFile = (text: string) => ({ name: 'hall.svg', mimeType: 'image/svg+xml', buffer: Buffer.from(text) });

const said = (page: Page) => page.locator('.editor-said').textContent();
const rowsOf = async (eventId: string) =>
  ((await hallOfEvent(eventId)).plan?.sections['A']?.['rows'] ?? {}) as Record<string, Record<string, unknown>>;

test('by keys alone: into a section, its rows moved, turned, taken away; its outline edited', TIMEOUT, async () => {
  const eventId = await draftEvent(HALL);
  const { page, faults } = await openEditor(eventId, await adaThere());
  await page.getByRole('application', { name: 'Plan of the hall' }).focus();
  await page.keyboard.press('PageDown');
  await page.keyboard.press('Enter');
  await expect.poll(() => said(page)).toBe('Row 1 of A: 0 across, 0 back');
  await page.keyboard.press('PageDown');
  await page.keyboard.press('Shift+ArrowRight');
  await page.keyboard.press('ArrowDown');
  await page.keyboard.press('Alt+ArrowDown');
  await expect.poll(() => said(page)).toBe('Row 2 of A: 100 across, 101 back');
  await page.keyboard.press(']');
  await expect.poll(() => said(page)).toBe('Row 2 turned by 5 degrees');
  await page.keyboard.press('PageDown');
  await page.keyboard.press('Delete');
  await expect.poll(() => said(page)).toBe('Row 3 removed.');
  await page.keyboard.press('Escape');
  await page.keyboard.press('o');
  await expect.poll(() => said(page)).toMatch(/^Corner 1 of \d+: /);
  const [, count = ''] = /of (\d+)/.exec((await said(page)) ?? '') ?? [];
  await page.keyboard.press('i');
  await expect.poll(() => said(page)).toMatch(new RegExp(`^Corner 2 of ${Number(count) + 1}: `));
  await page.keyboard.press('Shift+ArrowUp');
  expect(await barriers(page)).toEqual([]);
  await page.keyboard.press('PageUp');
  await page.keyboard.press('Delete');
  await expect.poll(() => said(page)).toMatch(new RegExp(`^Corner 1 of ${count}: `));
  await page.keyboard.press('Escape');
  await page.keyboard.press('Control+s');
  await page.locator('.editor-said', { hasText: 'Saved' }).waitFor();
  const { sections, plan } = await hallOfEvent(eventId);
  expect(sections).toMatchObject([{ rows: [{ label: '1' }, { label: '2' }, { label: '4' }] }]);
  expect(plan?.sections['A']?.['rows']).toMatchObject({ '2': { shift: [100, 11], turn: 5 }, '4': { at: [0, 600] } });
  expect(plan?.sections['A']?.['outline']).toHaveLength(2 * Number(count));
  expect(faults).toEqual([]);
});

test('by mouse: a table and a row are pulled, a section as a whole, a corner of its outline', TIMEOUT, async () => {
  const eventId = await draftEvent(HALL);
  const { page, faults } = await openEditor(eventId, await adaThere());
  await page.getByLabel('Snap').uncheck();
  // The row that keys have gone to stands where it was said to be; a table is brought to the middle of the window.
  await page.getByRole('button', { name: 'A · Stalls' }).click();
  await page.getByRole('button', { name: /^Row 4: / }).click();
  await page.getByRole('button', { name: 'Rows and tables' }).click();
  await page.getByRole('button', { name: 'Show all of the hall' }).click();
  const [x, y] = await middle(page);
  // The middle of all is between the stage and the table: the hall is 1,470 deep, and so is what is seen of it.
  const { top, bottom } = await page.evaluate(() => {
    const canvas = document.querySelector<HTMLCanvasElement>('.editor-window canvas');
    const box = canvas?.getBoundingClientRect();
    return { top: box?.top ?? 0, bottom: box?.bottom ?? 0 };
  });
  expect(bottom - top).toBeGreaterThan(300);
  const scale = Number(await page.locator('.editor-window canvas').getAttribute('data-scale'));
  const centre = (await page.locator('.editor-window canvas').getAttribute('data-middle')) ?? '';
  const [cx = 0, cy = 0] = centre.split(' ').map(Number);
  const at = (hx: number, hy: number): [number, number] => [x + (hx - cx) * scale, y + (hy - cy) * scale];
  await pull(page, at(0, 600), [100 * scale, 50 * scale]);
  await expect.poll(() => said(page)).toMatch(/^Row 4 of A: (99|100|101) across, (649|650|651) back$/);
  await pull(page, at(0, 90), [-60 * scale, 0]);
  await expect.poll(() => said(page)).toMatch(/^Row 2 of A: -(59|60|61) across, 90 back$/);
  // As a whole again, with the pointer; then to the corner at the front left.
  await page.getByRole('button', { name: 'Select', exact: true }).click();
  await page.keyboard.press('Escape');
  await page.getByRole('button', { name: 'To the whole hall' }).click();
  await pull(page, at(0, 45), [200 * scale, 0]);
  await page.getByRole('button', { name: 'Edit the outline' }).click();
  const corner = await page
    .getByRole('combobox', { name: 'Corner', exact: true })
    .evaluate((select: HTMLSelectElement) => select.value);
  expect(corner).toBe('0');
  const [ox, oy] = [
    Number(await page.getByLabel('Across (cm)').last().inputValue()),
    Number(await page.getByLabel('Back (cm)').last().inputValue()),
  ];
  await pull(page, at(ox, oy), [-80 * scale, -80 * scale]);
  await expect.poll(() => said(page)).toMatch(/^Corner 1 of \d+: /);
  await save(page);
  const { plan } = await hallOfEvent(eventId);
  const section = plan?.sections['A'];
  const [across = 0] = (section?.['at'] ?? []) as number[];
  expect(Math.abs(across - 200)).toBeLessThanOrEqual(2);
  expect(section?.['outline']).toBeDefined();
  const rows = await rowsOf(eventId);
  expect(Object.keys(rows)).toEqual(expect.arrayContaining(['2', '4']));
  expect(faults).toEqual([]);
});

test('a view from a row: added, told in words, saved', TIMEOUT, async () => {
  const eventId = await draftEvent(HALL);
  const { page, faults } = await openEditor(eventId, await adaThere());
  await page.getByRole('button', { name: 'A · Stalls' }).click();
  const address = page.getByLabel('Address of a new picture');
  await address.fill('javascript:alert(1)');
  await address.press('Enter');
  expect(await page.getByLabel('Seen from').count()).toBe(0);
  await address.fill('https://pictures.example/row-1.jpg');
  await address.press('Enter');
  await page.getByLabel('Seen from').selectOption('1');
  await page.getByLabel('What is seen, in words').fill('The stage, close by');
  await page.getByLabel('What is seen, in words').press('Enter');
  expect(await barriers(page)).toEqual([]);
  await save(page);
  const { plan } = await hallOfEvent(eventId);
  expect((plan as unknown as { views: unknown }).views).toEqual([
    { section: 'A', row: '1', image: 'https://pictures.example/row-1.jpg', alt: 'The stage, close by' },
  ]);
  expect(faults.filter((fault) => !fault.includes('ERR_NAME_NOT_RESOLVED'))).toEqual([]);
});

test(
  'a drawing is traced: its lines lie over the plan, its outlines become shapes, and nothing of it runs',
  TIMEOUT,
  async () => {
    const eventId = await draftEvent(HALL);
    const { page, faults } = await openEditor(eventId, await adaThere());
    const svg = `<svg xmlns="http://www.w3.org/2000/svg" onload="window.hurt = 1"><script>window.hurt = 2</script>
    <rect width="100" height="60"/><path d="M10 10h20v20H10z"/></svg>`;
    const input = page.getByLabel('A picture or drawing (SVG) to trace');
    await input.setInputFiles(svgFile('<html></html>'));
    await expect.poll(() => said(page)).toContain('hall.svg cannot be opened: it is no SVG');
    await input.setInputFiles(svgFile(svg));
    await expect.poll(() => said(page)).toBe('Of the drawing only lines were taken. Left out: script.');
    expect(await barriers(page)).toEqual([]);
    await page.getByRole('button', { name: 'Make shapes of its outlines' }).click();
    await expect.poll(() => said(page)).toMatch(/^2 shapes made\./);
    await save(page);
    const { plan } = await hallOfEvent(eventId);
    expect((plan as unknown as { shapes: { kind: string }[] }).shapes.map(({ kind }) => kind)).toEqual([
      'stage',
      'area',
      'area',
    ]);
    expect(await page.evaluate(() => 'hurt' in window)).toBe(false);
    expect(faults).toEqual([]);
  },
);
