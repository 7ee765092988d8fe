import { createHash } from 'node:crypto';
import { expect, test } from 'vitest';
import { NewEvent } from './api.ts';
import { applyChange, firstVersion, publicationFingerprint, eventMessageData } from './event-versions.ts';

const body = NewEvent.parse({
  title: ' An evening ',
  category: 'music',
  startsAt: '2027-05-14T20:30:00+02:00',
  endsAt: '2027-05-14T23:00:00+02:00',
  currency: 'EUR',
  venue: { name: 'Hall', city: 'Berlin', country: 'Germany', timeZone: 'Europe/Berlin' },
  priceCategories: [
    { id: 'P1', name: 'Normal', priceCents: 4500 },
    { id: 'P0', name: 'Unused', priceCents: 100 },
  ],
  chart: { sections: [{ id: 'GA', name: 'Floor', kind: 'general', priceCategory: 'P1', capacity: 80 }] },
});
const organizer = 'usr_000_01JDCMX0C1E6S9T4W2VZQK8M5F';
const event = firstVersion(body, 'evt_000_01JDCMX0C1E6S9T4W2VZQK8M5F', organizer, new Date('2026-11-23T10:00:00Z'));

test('a new event is version 1, in UTC, with the seats of its chart', () => {
  expect(event).toMatchObject({
    version: 1,
    chartVersion: 1,
    seatsTotal: 80,
    title: 'An evening',
    startsAt: '2027-05-14T18:30:00.000Z',
    limitPerOrder: 10,
  });
});

test('a change keeps what it leaves out; only another chart makes another chart version', () => {
  const later = new Date('2026-11-24T10:00:00Z');
  const renamed = applyChange(event, { title: 'A night' }, later);
  expect(renamed).toEqual({ ...event, title: 'A night', version: 2, updatedAt: later.toISOString() });
  const rebuilt = applyChange(
    renamed,
    { chart: { sections: [{ id: 'GA', name: 'Floor', kind: 'general', priceCategory: 'P1', capacity: 90 }] } },
    later,
  );
  expect([rebuilt.version, rebuilt.chartVersion, rebuilt.seatsTotal]).toEqual([3, 2, 90]);
});

test('a change that says the same in other words leaves the event itself', () => {
  const row = { label: '1', seats: 4, otherPrices: [{ priceCategory: 'P0', places: [1, 2] }] };
  const stalls = (changes: object) => ({
    sections: [
      { id: 'A', name: 'Stalls', kind: 'seated' as const, priceCategory: 'P1', rows: [{ ...row, ...changes }] },
    ],
  });
  const planned = { ...event, chart: stalls({}), plan: { sections: { A: { at: [0, 0] as [number, number] } } } };
  const otherWords = { priceCategory: 'P1', otherPrices: [{ priceCategory: 'P0', places: [2, 1] }] };
  for (const change of [
    { chart: stalls(otherWords) },
    { plan: { ...planned.plan, shapes: [] } },
    { plan: { sections: { A: { ...planned.plan.sections.A, rows: {} } } } },
  ])
    expect(applyChange(planned, change, new Date('2026-11-24T10:00:00Z'))).toBe(planned);
});

test('the lowest price that is told is that of a seat there is', () => {
  expect(eventMessageData(event).priceFromCents).toBe(4500);
});

test('fingerprints tell organizers and contents apart, and nothing else', () => {
  const same = publicationFingerprint(NewEvent.parse({ ...body }), organizer);
  expect(same.equals(publicationFingerprint(body, organizer))).toBe(true);
  expect(same.equals(publicationFingerprint(body, `${organizer}X`))).toBe(false);
  expect(same.equals(publicationFingerprint({ ...body, title: 'Other' }, organizer))).toBe(false);
});

test('what was published before a field was there is the same still; who uses it publishes another', () => {
  const { status, minAccountAgeMinutes, doorsAt, offSaleAt, url, imageUrl, plan, cancelUntil, ...before } = body;
  expect([status, minAccountAgeMinutes, doorsAt, offSaleAt, url, imageUrl, plan, cancelUntil]).toEqual([
    'published',
    null,
    null,
    null,
    null,
    null,
    null,
    undefined,
  ]);
  const then = createHash('sha256')
    .update(JSON.stringify(['usr', before]))
    .digest();
  expect(publicationFingerprint(body, 'usr')).toEqual(then);
  for (const said of [
    { status: 'draft' as const },
    { minAccountAgeMinutes: 5 },
    { doorsAt: body.startsAt },
    { offSaleAt: body.startsAt },
    { url: 'https://example.org/' },
    { imageUrl: 'https://example.org/' },
    { plan: {} },
    { cancelUntil: null },
    { venue: { ...body.venue, address: 'Street 1' } },
  ])
    expect(publicationFingerprint({ ...body, ...said }, 'usr'), JSON.stringify(said)).not.toEqual(then);
});
