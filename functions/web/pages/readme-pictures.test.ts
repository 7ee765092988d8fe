/**
 * The two pictures of README.md, of a theatre that sells: `SCREENSHOTS=.github/pictures npm test -- readme-pictures` makes them anew. Without a
 * folder it is looked whether what they show is there.
 */
import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import type { Page } from 'playwright-core';
import { expect, test } from 'vitest';
import { ada, ben, startWithAdaAndBen, system } from '../../../scripts/testing/ada-and-ben.ts';
import { newPage, startBrowser } from '../../../scripts/testing/browser.ts';
import { publishEvent } from '../../../scripts/testing/events.ts';
import { theatre } from '../../shared/plan/halls/theatre.ts';

startWithAdaAndBen();
startBrowser();

const PICTURES = process.env['SCREENSHOTS'];
const sized = (height: number) => ({ viewport: { width: 1_200, height } });

async function picture(page: Page, name: string): Promise<void> {
  if (PICTURES === undefined) return;
  mkdirSync(PICTURES, { recursive: true });
  await page.screenshot({ path: join(PICTURES, `${name}.png`) });
}

const OTHERS = [
  { title: 'A midsummer night’s dream', category: 'theatre', day: '16', cents: 1800, city: 'Porto' },
  { title: 'Jazz in the cellar', category: 'concert', day: '18', cents: 1200, city: 'Lisbon' },
  { title: 'Nosferatu, with organ', category: 'film', day: '22', cents: 0, city: 'Coimbra' },
];

/** As crowds buy: two beside each other, in the middle first, and nearer the stage. Some are left for who looks. */
function isTaken(row: number, seat: number, seats: number): boolean {
  if ((row === 5 && seat >= 10 && seat <= 15) || (row === 7 && seat >= 11 && seat <= 15)) return false;
  const pair = Math.floor((seat + (row % 2)) / 2);
  const chance = Math.abs(Math.sin(row * 12.9898 + pair * 78.233) * 43_758.5453) % 1;
  const aside = Math.abs(2 * seat - seats - 1) / seats;
  return chance < 0.75 - 0.45 * aside - 0.025 * row;
}

async function publishTheatre(): Promise<string> {
  const { chart, plan, priceCategories } = theatre;
  const cents: Record<string, number> = { A: 6_400, B: 4_200, C: 2_800 };
  const eventId = await publishEvent(system, ada, {
    title: 'Ein deutsches Requiem',
    category: 'concert',
    description: 'Johannes Brahms, for soprano, baritone, choir and orchestra.',
    startsAt: '2031-05-14T18:30:00Z',
    endsAt: '2031-05-14T20:30:00Z',
    limitPerOrder: 20,
    priceCategories: priceCategories.map((category) => ({ ...category, priceCents: cents[category.id] })),
    chart,
    plan,
  });
  const sold = Array.from({ length: 14 }, (_, at) => at + 1).flatMap((row) => {
    const seats = 16 + 2 * row;
    return Array.from({ length: seats }, (_, at) => at + 1)
      .filter((seat) => isTaken(row, seat, seats))
      .map((seat) => `S-${row}-${seat}`);
  });
  for (let at = 0; at < sold.length; at += 20) {
    const body = { seats: sold.slice(at, at + 20) };
    const { status } = await system.ask('POST', `/v1/events/${eventId}/orders`, {
      token: ben.token,
      key: `${at}`,
      body,
    });
    expect(status).toBe(201);
  }
  await system.ask('POST', `/v1/events/${eventId}/holds`, { token: ben.token, body: { seats: ['S-7-12', 'S-7-14'] } });
  return eventId;
}

test('what is on, and the seats of a theatre', async () => {
  for (const { title, category, day, cents, city } of OTHERS) {
    await publishEvent(system, ada, {
      title,
      category,
      startsAt: `2031-05-${day}T19:00:00Z`,
      endsAt: `2031-05-${day}T21:30:00Z`,
      venue: { name: 'Teatro do Mar', city, country: 'Portugal', timeZone: 'Europe/Lisbon' },
      priceCategories: [
        { id: 'P1', name: 'Stalls', priceCents: cents },
        { id: 'P2', name: 'Floor', priceCents: cents },
      ],
    });
  }
  const eventId = await publishTheatre();
  const { page: list } = await newPage({ ...sized(900), colorScheme: 'dark' });
  await expect
    .poll(async () => {
      await list.goto(`${system.url}/`);
      return list.getByRole('article').count();
    })
    .toBe(4);
  await picture(list, 'whats-on');
  const { page, faults } = await newPage(sized(1_040));
  await page.goto(`${system.url}/e/${eventId}`);
  await page.locator('button[data-section=S]').click();
  await page.getByRole('button', { name: 'Row 5, seat 12, 64 euros, free' }).click();
  await page.getByRole('button', { name: 'Row 5, seat 13, 64 euros, free' }).click();
  await page.locator('canvas:is([data-level=seats], [data-level=numbers])').waitFor();
  await page.locator('#seats').evaluate((element) => scrollBy(0, element.getBoundingClientRect().top - 28));
  await picture(page, 'seats');
  expect(await page.locator('.seats-total').textContent()).toBe('2 seats, €128');
  expect(faults).toEqual([]);
});
