/** The stream of availability as a browser has it: cut and come back to, one for all tabs; and two fingers on the map. */
import type { Page, Request } from 'playwright-core';
import { expect, test } from 'vitest';
import { ada, ben, startWithAdaAndBen, system } from '../../../scripts/testing/ada-and-ben.ts';
import { newVisitor, PHONE, startBrowser } from '../../../scripts/testing/browser.ts';
import { publishEvent } from '../../../scripts/testing/events.ts';
import { HEARD_SEATS } from './live/shared-link.ts';
import { visitEvent } from './fixtures/visit-event.ts';

startWithAdaAndBen();
startBrowser();

const STREAM = '**/availability/stream*';
const buy = (eventId: string, seat: string) =>
  system.ask('POST', `/v1/events/${eventId}/orders`, { token: ben.token, key: seat, body: { seats: [seat] } });
const taken = (page: Page, seat: number) =>
  page.getByRole('button', { name: `Row 1, seat ${seat}, 50 euros, taken` }).waitFor();

test(
  'a stream that is refused, then cut: it is said, and what was missed is seen once there is one again',
  { timeout: 120_000 },
  async () => {
    const eventId = await publishEvent(system, ada);
    const visitor = await newVisitor();
    const seen = Promise.withResolvers<void>();
    let attempt = 0;
    let sinces: (string | null)[] = [];
    await visitor.route(STREAM, async (route) => {
      attempt++;
      sinces = [...sinces, new URL(route.request().url()).searchParams.get('since')];
      if (attempt === 1) return route.fulfill({ status: 503, headers: { 'retry-after': '1' } });
      if (attempt === 2) {
        await seen.promise;
        await buy(eventId, 'A-1-3');
        return route.fulfill({ status: 200, contentType: 'text/event-stream', body: ': begun\n\n' });
      }
      return route.continue();
    });
    const { page, faults } = await visitEvent(eventId, visitor);
    await page.getByText('The connection is being restored.').waitFor();
    seen.resolve();
    await page.locator('button[data-section=A]').click();
    await taken(page, 3);
    expect(attempt).toBeGreaterThanOrEqual(3);
    // From where it was: not all of it again.
    expect(sinces.every((since) => Number(since) > 0)).toBe(true);
    await expect.poll(() => page.locator('.seats-liveness').textContent()).toBe('');
    await buy(eventId, 'A-1-4');
    await taken(page, 4);
    expect(faults).toEqual([]);
  },
);

test('two tabs have one stream; when the one that follows it is closed the other does', async () => {
  const eventId = await publishEvent(system, ada);
  const visitor = await newVisitor();
  const streams: Request[] = [];
  visitor.on('request', (request) => {
    if (request.url().includes('/availability/stream')) streams.push(request);
  });
  const { page: first } = await visitEvent(eventId, visitor);
  await first.locator('button[data-section=A]').click();
  const { page: second } = await visitEvent(eventId, visitor);
  await second.locator('button[data-section=A]').click();
  await buy(eventId, 'A-1-3');
  await Promise.all([taken(first, 3), taken(second, 3)]);
  expect(streams).toHaveLength(1);
  expect(streams[0]?.frame().page()).toBe(first);
  await first.close();
  await expect.poll(() => streams.length).toBe(2);
  await buy(eventId, 'A-1-4');
  await taken(second, 4);
});

/** What tabs of an event tell each other, as a page hears it that says nothing. @returns how often seats were told */
async function listenIn(page: Page, eventId: string): Promise<() => Promise<number>> {
  await page.evaluate((name) => {
    const heard: string[] = [];
    const channel = new BroadcastChannel(name);
    channel.addEventListener('message', ({ data }) => heard.push(data.says));
    Object.assign(globalThis, { heard });
  }, `${HEARD_SEATS}:${eventId}`);
  return () =>
    page.evaluate(() => (globalThis as unknown as { heard: string[] }).heard.filter((says) => says === 'seats').length);
}

test('tabs tell each other of seats where there are several, and whoever comes to follow the stream tells who waits', async () => {
  const eventId = await publishEvent(system, ada);
  const visitor = await newVisitor();
  const tabs: Page[] = [];
  const open = async (): Promise<Page> => {
    const { page } = await visitEvent(eventId, visitor);
    tabs.push(page);
    await page.locator('button[data-section=A]').click();
    return page;
  };
  const first = await open();
  const told = await listenIn(first, eventId);
  await buy(eventId, 'A-1-3');
  await taken(first, 3);
  expect(await told()).toBe(0);
  await open();
  await open();
  await buy(eventId, 'A-1-4');
  await Promise.all(tabs.map((page) => taken(page, 4)));
  expect(await told()).toBeGreaterThan(0);
  await first.close();
  await buy(eventId, 'A-1-5');
  await Promise.all(tabs.slice(1).map((page) => taken(page, 5)));
});

/** Two fingers that move apart, or together, around a point. */
async function pinch(page: Page, x: number, y: number, from: number, to: number): Promise<void> {
  const session = await page.context().newCDPSession(page);
  const fingers = (apart: number) => [
    { x: x - apart / 2, y, id: 0 },
    { x: x + apart / 2, y, id: 1 },
  ];
  await session.send('Input.dispatchTouchEvent', { type: 'touchStart', touchPoints: fingers(from) });
  for (let step = 1; step <= 8; step++)
    await session.send('Input.dispatchTouchEvent', {
      type: 'touchMove',
      touchPoints: fingers(from + ((to - from) * step) / 8),
    });
  await session.send('Input.dispatchTouchEvent', { type: 'touchEnd', touchPoints: [] });
  await session.detach();
}

test('two fingers at 360 pixels make the map larger and smaller, not the page; they choose nothing', async () => {
  const eventId = await publishEvent(system, ada);
  const { page, faults } = await visitEvent(eventId, PHONE);
  const canvas = page.locator('canvas');
  await canvas.scrollIntoViewIfNeeded();
  await page.locator('canvas[data-level]').waitFor();
  const touched = () => canvas.evaluate((element) => getComputedStyle(element).touchAction);
  expect(await touched()).toBe('pan-y');
  const levelBefore = await canvas.getAttribute('data-level');
  const box = await canvas.boundingBox();
  if (!box) throw new Error('no map');
  const [x, y] = [box.x + box.width / 2, box.y + box.height * 0.4];
  await pinch(page, x, y, 40, 200);
  await pinch(page, x, y, 40, 200);
  await page.locator('canvas[data-level=numbers]').waitFor();
  expect(await page.evaluate(() => visualViewport?.scale)).toBe(1);
  expect(await touched()).toBe('none');
  expect(await page.getByText('Nothing chosen yet.').isVisible()).toBe(true);
  for (let time = 0; time < 4; time++) await pinch(page, x, y, 200, 30);
  await page.locator(`canvas[data-level=${levelBefore}]`).waitFor();
  // One finger scrolls the page while all of the map is seen.
  await page.getByRole('button', { name: 'Show all' }).tap();
  await expect.poll(touched).toBe('pan-y');
  expect(await page.getByText('Nothing chosen yet.').count()).toBe(1);
  expect(faults).toEqual([]);
});
