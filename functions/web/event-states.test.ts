/** The page of an event in each state of its sale, and what is on by what is looked for: as a browser without scripts gets them. */
import { expect, test } from 'vitest';
import { ada, ben, startWithAdaAndBen, system } from '../../scripts/testing/ada-and-ben.ts';
import { publishEvent } from '../../scripts/testing/events.ts';

startWithAdaAndBen();

const htmlOf = async (path: string): Promise<string> => (await fetch(system.url + path)).text();
const day = (days: number): string => new Date(Date.now() + days * 86_400_000).toISOString();

/** Until the page says so: what it shows may be a moment old. */
async function saying(eventId: string, sale: string): Promise<string> {
  await expect.poll(() => htmlOf(`/e/${eventId}`), { timeout: 40_000 }).toContain(`data-sale="${sale}"`);
  return htmlOf(`/e/${eventId}`);
}

const ONE_PLACE = {
  chart: { sections: [{ id: 'GA', name: 'Floor', kind: 'general', priceCategory: 'P2', capacity: 1 }] },
};
/** When it is, as the page says it. */
const factsOf = (html: string): string =>
  /<dl class="facts.*?<\/div>/s.exec(html)?.[0].replaceAll(/<[^>]+>/g, ' ') ?? '';
const hasPicker = (html: string): boolean => /src="\/assets\/picker-/.test(html);
const dataOf = (html: string): Record<string, unknown> =>
  JSON.parse(/<script type="application\/ld\+json">(.+?)<\/script>/s.exec(html)?.[1] ?? '{}');

test('200 past: it is over, nothing can be chosen, and no script for choosing is loaded', async () => {
  const times = { startsAt: day(-2), endsAt: day(-1) };
  const html = await saying(await publishEvent(system, ada, times), 'past');
  expect(html).toContain('This event is over.');
  expect(html).not.toContain('Choose seats');
  expect(hasPicker(html)).toBe(false);
});

test('200 an evening that ends after midnight is of the day on which it begins; several days are not', async () => {
  const night = { startsAt: '2031-05-16T20:00:00Z', endsAt: '2031-05-17T00:30:00Z' };
  expect(factsOf(await saying(await publishEvent(system, ada, night), 'on'))).toMatch(
    /Friday,? 16 May 2031\s+21:00 – 01:30/,
  );
  const festival = { startsAt: '2031-05-16T10:00:00Z', endsAt: '2031-05-18T20:00:00Z' };
  expect(factsOf(await saying(await publishEvent(system, ada, festival), 'on'))).toMatch(/16.+18 May 2031\s+11:00\s/);
});

test('200 not on sale yet: since when it is, in the time of the place', async () => {
  const html = await saying(await publishEvent(system, ada, { onSaleAt: '2030-01-02T09:00:00Z' }), 'soon');
  expect(html).toMatch(/The sale begins on Wednesday,? 2 January 2030 at 09:00\./);
  expect(hasPicker(html)).toBe(false);
  expect(dataOf(html)).toMatchObject({ offers: [{ availability: 'https://schema.org/PreSale' }, {}] });
});

test('200 the sale has ended', async () => {
  const html = await saying(await publishEvent(system, ada, { offSaleAt: day(-1) }), 'ended');
  expect(html).toContain('The sale has ended.');
  expect(hasPicker(html)).toBe(false);
});

test('200 held by others, then sold out: it is said, and the picker is there, for seats may come free', async () => {
  const eventId = await publishEvent(system, ada, ONE_PLACE);
  const body = { section: 'GA', quantity: 1 };
  const hold = await system.ask('POST', `/v1/events/${eventId}/holds`, { token: ben.token, body });
  expect(await saying(eventId, 'all-held')).toContain('All seats are held by others at the moment.');
  const order = { token: ben.token, body: { holdId: hold.body.id }, key: 'sold-out-1' };
  expect((await system.ask('POST', `/v1/events/${eventId}/orders`, order)).status).toBe(201);
  const html = await saying(eventId, 'sold-out');
  expect(hasPicker(html)).toBe(true);
  expect(dataOf(html)).toMatchObject({ offers: [{ availability: 'https://schema.org/SoldOut' }, {}] });
});

test('200 cancelled: the page stays, and says so to machines, too', async () => {
  const eventId = await publishEvent(system, ada);
  await saying(eventId, 'on');
  expect((await system.ask('POST', `/v1/events/${eventId}/cancel`, { token: ada.token })).status).toBe(200);
  const html = await saying(eventId, 'cancelled');
  expect(html).toContain('This event was cancelled. Nothing more is sold.');
  expect(hasPicker(html)).toBe(false);
  expect(dataOf(html)).toMatchObject({ eventStatus: 'https://schema.org/EventCancelled' });
});

test('200 what is on, by city, category, dates and price: those that are looked for, and no others', async () => {
  const venue = { name: 'River Hall', city: 'Porto', country: 'Portugal', timeZone: 'Europe/Lisbon' };
  const times = { startsAt: '2032-02-03T19:00:00Z', endsAt: '2032-02-03T22:00:00Z' };
  const priceCategories = [
    { id: 'P1', name: 'Stalls', priceCents: 900 },
    { id: 'P2', name: 'Floor', priceCents: 700 },
  ];
  const found = await publishEvent(system, ada, { venue, ...times, category: 'dance', priceCategories });
  const other = await publishEvent(system, ada);
  await expect.poll(() => htmlOf('/'), { timeout: 40_000 }).toContain(found);
  await expect.poll(() => htmlOf('/'), { timeout: 40_000 }).toContain(other);
  for (const query of ['city=Porto', 'category=dance', 'from=2032-02-01&to=2032-02-28', 'price=8', 'price=7,00']) {
    const html = await htmlOf(`/?${query}`);
    expect(html, query).toContain(`/e/${found}"`);
    expect(html, query).not.toContain(`/e/${other}"`);
  }
  expect(await htmlOf('/?city=Porto&category=music')).toContain('Nothing matches');
});
