/** The picker as people have their browsers: right to left, large text, their own colours; and in a hall of 50,000 seats. */
import { expect, test } from 'vitest';
import { ada, ben, startWithAdaAndBen, system } from '../../../scripts/testing/ada-and-ben.ts';
import { barriers, newVisitor, startBrowser } from '../../../scripts/testing/browser.ts';
import { publishEvent } from '../../../scripts/testing/events.ts';
import { chooseSeat, visitEvent } from './fixtures/visit-event.ts';

startWithAdaAndBen();
startBrowser();

test('right to left: arrows follow the eye, and nothing is wider than the page', async () => {
  const eventId = await publishEvent(system, ada);
  const { page, faults } = await visitEvent(eventId, { viewport: { width: 360, height: 740 } }, '/ar');
  await page.locator('button[data-section=A]').click();
  const at = () => page.evaluate(() => (document.activeElement as HTMLElement).dataset['place']);
  await expect.poll(at).toBe('0');
  await page.keyboard.press('ArrowLeft');
  expect(await at()).toBe('1');
  const [first, second] = await Promise.all(
    ['0', '1'].map((place) => page.locator(`[data-place="${place}"]`).boundingBox()),
  );
  expect(first?.x).toBeGreaterThan(second?.x ?? Infinity);
  expect(await page.evaluate(() => document.documentElement.scrollWidth <= innerWidth)).toBe(true);
  expect(await barriers(page)).toEqual([]);
  expect(faults).toEqual([]);
});

test('text twice as large at 360 pixels: nothing is cut or pushed out', async () => {
  const eventId = await publishEvent(system, ada);
  const { page } = await visitEvent(eventId, { viewport: { width: 360, height: 740 } });
  await page.evaluate(() => {
    document.documentElement.style.fontSize = '200%';
  });
  await page.locator('button[data-section=A]').click();
  expect(await page.evaluate(() => document.documentElement.scrollWidth <= innerWidth)).toBe(true);
  expect(await barriers(page)).toEqual([]);
});

test.each([
  ['forced colours', { forcedColors: 'active', colorScheme: 'dark' }, [0, 0, 0]],
  ['dark', { colorScheme: 'dark' }, [20, 18, 22]],
] as const)('%s: the map is drawn anew, and a chosen seat differs from a free one', async (_name, options, drawn) => {
  const eventId = await publishEvent(system, ada);
  const { page } = await visitEvent(eventId);
  await chooseSeat(page, 'Row 1, seat 1, 50 euros, free');
  const ground = () =>
    page.locator('canvas').evaluate((element) => {
      const canvas = element as HTMLCanvasElement;
      return [...(canvas.getContext('2d')?.getImageData(2, 2, 1, 1).data ?? [])].slice(0, 3);
    });
  await expect.poll(ground).toEqual([255, 255, 255]);
  await page.emulateMedia(options);
  await expect.poll(ground).toEqual(drawn);
  const colours = await Promise.all(
    ['0', '1'].map((place) =>
      page.locator(`[data-place="${place}"]`).evaluate((element) => getComputedStyle(element).backgroundColor),
    ),
  );
  expect(colours[0]).not.toBe(colours[1]);
  // Of forced colours axe-core reads those that they replace (-webkit-text-fill-color).
  const found = await barriers(page);
  expect(found.filter((line) => !('forcedColors' in options && line.startsWith('color-contrast')))).toEqual([]);
});

test('50,000 seats: list and map are there, and a seat far within is chosen', async () => {
  const rows = Array.from({ length: 25 }, (_, row) => ({ label: String(row + 1), seats: 20 }));
  const sections = Array.from({ length: 100 }, (_, at) => ({
    id: at === 0 ? 'A' : `S${at}`,
    name: `Block ${at + 1}`,
    kind: 'seated',
    priceCategory: at % 2 ? 'P1' : 'P2',
    rows,
  }));
  const eventId = await publishEvent(system, ada, { chart: { sections } });
  await system.ask('POST', `/v1/events/${eventId}/holds`, { token: ben.token, body: { seats: ['S50-3-7'] } });
  const visitor = await newVisitor({ viewport: { width: 1200, height: 800 } });
  const { page, faults } = await visitEvent(eventId, visitor);
  await page.locator('canvas[data-level]').waitFor();
  // They come a part at a time, to be looked through in a window of their own.
  await expect.poll(() => page.locator('button[data-section]').count()).toBe(100);
  expect(await page.locator('.seats-best option').count()).toBe(100);
  const { height = 0 } = (await page.locator('.seats-sections > ul').boundingBox()) ?? {};
  expect(height).toBe(512);
  // What changes in it moves nothing around it.
  const contained = () => page.locator('.seats-sections > ul').evaluate((list) => getComputedStyle(list).contain);
  expect(await contained()).toBe('strict');
  // A pixel of the map is one of the screen, whatever the column beside it leaves: else each frame is stretched by a part of one.
  const sides = await page.locator('canvas').evaluate((element) => {
    const { width: wide, height: high } = element.getBoundingClientRect();
    const canvas = element as HTMLCanvasElement;
    return [wide - canvas.width, high - canvas.height];
  });
  expect(sides).toEqual([0, 0]);
  await page.locator('canvas').scrollIntoViewIfNeeded();
  await page.getByRole('button', { name: 'Larger' }).click({ clickCount: 3 });
  await page.locator('canvas[data-level=seats], canvas[data-level=dots]').first().waitFor();
  await chooseSeat(page, 'Row 3, seat 8, 20 euros, free', 'S50');
  expect(await page.locator('.seats-total').textContent()).toBe('1 seat, €20');
  expect(await page.locator('.seats-scroll button').count()).toBe(500);
  // One that is open stands alone; the way back leads to the others.
  expect(await page.locator('button[data-section]:visible').count()).toBe(1);
  expect(await contained()).toBe('none');
  await page.getByRole('button', { name: 'Back to the sections' }).click();
  await page.locator('button[data-section=S99]').waitFor();
  expect(faults).toEqual([]);
});

/** A hall whose seats are too small for a form, and what is on its canvas. */
async function visitSmallSeats() {
  const rows = Array.from({ length: 40 }, (_, row) => ({ label: String(row + 1), seats: 40 }));
  const sections = ['A', 'B', 'C', 'D'].map((id, at) => ({
    id,
    name: `Block ${id}`,
    kind: 'seated',
    priceCategory: at % 2 ? 'P1' : 'P2',
    rows,
  }));
  const eventId = await publishEvent(system, ada, { chart: { sections } });
  const { page, faults } = await visitEvent(eventId, await newVisitor({ viewport: { width: 1200, height: 800 } }));
  await page.locator('canvas[data-level=dots]').waitFor();
  const drawn = (): Promise<string> =>
    page.locator('canvas').evaluate((element) => (element as HTMLCanvasElement).toDataURL());
  return { eventId, page, faults, drawn };
}

test('a hand that moves the map, or makes it larger, leaves the picture that is drawn for where it rests', async () => {
  const { page, faults, drawn } = await visitSmallSeats();
  await page.locator('canvas').scrollIntoViewIfNeeded();
  const { x = 0, y = 0, width = 0, height = 0 } = (await page.locator('canvas').boundingBox()) ?? {};
  await page.mouse.move(x + width / 2, y + height / 2);
  /** As it is when nothing has moved for a while; and drawn anew, in other colours and back. */
  const atRest = (): Promise<string> =>
    page.locator('canvas').evaluate(async (element) => {
      const canvas = element as HTMLCanvasElement;
      let picture = '';
      for (let same = 0; same < 40; same++) {
        await new Promise((resolve) => requestAnimationFrame(resolve));
        const now = canvas.toDataURL();
        if (now !== picture) same = 0;
        picture = now;
      }
      return picture;
    });
  const isAsDrawnAnew = async (before: string): Promise<string> => {
    const after = await atRest();
    expect(after).not.toBe(before);
    await page.emulateMedia({ colorScheme: 'dark' });
    await expect.poll(drawn).not.toBe(after);
    await page.emulateMedia({ colorScheme: 'light' });
    await expect.poll(drawn).toBe(after);
    return after;
  };
  const first = await atRest();
  await page.keyboard.down('Control');
  for (let turn = 0; turn < 3; turn++) await page.mouse.wheel(0, -15);
  await page.keyboard.up('Control');
  const larger = await isAsDrawnAnew(first);
  await page.mouse.down();
  await page.mouse.move(x + width / 2 - 61, y + height / 2 + 37, { steps: 8 });
  await page.mouse.up();
  const moved = await isAsDrawnAnew(larger);
  await page.keyboard.down('Control');
  for (let turn = 0; turn < 2; turn++) await page.mouse.wheel(0, 8);
  await page.keyboard.up('Control');
  await isAsDrawnAnew(moved);
  expect(faults).toEqual([]);
});

test('seats too small for a form: what changes is drawn over, as if all were drawn anew; figures follow', async () => {
  const { eventId, page, faults, drawn } = await visitSmallSeats();
  const before = await drawn();
  const seats = ['A-1-1', 'A-1-2', 'B-20-20', 'C-40-40', 'D-7-30'];
  const { body } = await system.ask('POST', `/v1/events/${eventId}/holds`, { token: ben.token, body: { seats } });
  await page.locator('button[data-section=A]', { hasText: '1,598 of 1,600 free' }).waitFor();
  await expect.poll(drawn).not.toBe(before);
  const after = await drawn();
  await page.emulateMedia({ colorScheme: 'dark' });
  await expect.poll(drawn).not.toBe(after);
  await page.emulateMedia({ colorScheme: 'light' });
  await expect.poll(drawn).toBe(after);
  await system.ask('DELETE', `/v1/events/${eventId}/holds/${body.id}`, { token: ben.token });
  await expect.poll(drawn).toBe(before);
  await page.locator('button[data-section=A]', { hasText: '1,600 of 1,600 free' }).waitFor();
  expect(faults).toEqual([]);
});
