import { describe, expect, it } from 'vitest';
import { newId } from '../shared/ids.ts';
import { cursorTo } from '../shared/http/page.ts';
import { browse, listing, startWithListings, system, tell, titles } from './fixtures/told-listings.ts';

startWithListings();

const draft = (data: unknown) => system.deliver('event-global', { type: 'event.drafted.v1', data });

const atTime = (title: string, timeZone: string, startsAt: string, endsAt: string) =>
  listing({ category: 'days', title, startsAt, endsAt }, { timeZone });

describe('GET /v1/events', () => {
  it('200 without dates lists what has not ended and is not cancelled; with dates the rest as well', async () => {
    const past = { startsAt: '2020-01-01T09:00:00.000Z', endsAt: '2020-01-03T18:00:00.000Z' };
    const cancelled = listing({ category: 'dates', title: 'off', status: 'cancelled', version: 2 });
    await tell(
      listing({ category: 'dates', title: 'over', ...past }),
      listing({ category: 'dates', title: 'running', startsAt: past.startsAt }),
      listing({ category: 'dates', title: 'coming' }),
      cancelled,
    );
    const asked: [query: Record<string, string>, found: string[]][] = [
      [{}, ['coming', 'running']],
      [{ from: '2020-01-03' }, ['coming', 'off', 'over', 'running']],
      [{ from: '2020-01-03T18:00:00Z' }, ['coming', 'off', 'running']],
      [{ from: '2019-01-01', to: '2020-01-02' }, ['over', 'running']],
      [{ from: '0000-01-01', to: '2020-01-02' }, ['over', 'running']],
      [{ from: '0001-01-01T00:00:00Z', to: '9999-12-31' }, ['coming', 'off', 'over', 'running']],
      [{ from: '2020-01-03T20:00:00+02:00', to: '2999-05-14T18:00:00Z' }, ['running']],
    ];
    for (const [query, found] of asked)
      expect([query, (await titles({ category: 'dates', ...query })).toSorted()]).toEqual([query, found]);
    const { body } = await browse({ category: 'dates', from: '2999-01-01' });
    const statuses = body.items.map(({ id, status }: { id: string; status: string }) => [id, status]);
    expect(statuses).toContainEqual([cancelled.eventId, 'cancelled']);
  });

  it('200 a day is the one of the calendar where an event is, both ends in it; an instant is the same everywhere', async () => {
    await tell(
      atTime('lisbon', 'Europe/Lisbon', '2027-06-10T23:00:00.000Z', '2027-06-11T01:00:00.000Z'),
      atTime('angeles', 'America/Los_Angeles', '2027-06-12T04:00:00.000Z', '2027-06-12T06:30:00.000Z'),
      atTime('kiritimati', 'Pacific/Kiritimati', '2027-06-10T10:00:00.000Z', '2027-06-10T12:00:00.000Z'),
      atTime('midnight', 'Europe/Lisbon', '2027-06-10T20:00:00.000Z', '2027-06-10T23:00:00.000Z'),
      atTime('festival', 'Asia/Tokyo', '2027-06-08T09:00:00.000Z', '2027-06-12T15:00:00.000Z'),
    );
    const asked: [query: Record<string, string>, found: string[]][] = [
      [{ from: '2027-06-11', to: '2027-06-11' }, ['angeles', 'festival', 'kiritimati', 'lisbon']],
      [{ from: '2027-06-10', to: '2027-06-10' }, ['festival', 'midnight']],
      [{ from: '2027-06-12', to: '2027-06-12' }, ['festival']],
      [{ from: '2027-06-13', to: '2027-06-13' }, []],
      [{ from: '2027-06-01', to: '2027-06-11' }, ['angeles', 'festival', 'kiritimati', 'lisbon', 'midnight']],
      [{ from: '2027-06-01', to: '2027-06-10' }, ['festival', 'midnight']],
      [{ from: '2027-06-11T00:00:00Z', to: '2027-06-11T23:59:59Z' }, ['festival', 'lisbon']],
      [{ from: '2027-06-11', to: '2027-06-11T12:00:00Z' }, ['festival', 'kiritimati', 'lisbon']],
    ];
    for (const [query, found] of asked)
      expect([query, (await titles({ category: 'days', ...query })).toSorted()]).toEqual([query, found]);
    // What was listed before days were kept has those of UTC.
    await system
      .database('catalog')
      .query("UPDATE listings SET starts_on = NULL, ends_on = NULL WHERE category = 'days'");
    await tell(listing({ category: 'other' }));
    expect((await titles({ category: 'days', from: '2027-06-11', to: '2027-06-11' })).toSorted()).toEqual([
      'festival',
      'lisbon',
    ]);
  });

  it('200 lists events of one organizer, whoever asks; drafts never to a stranger', async () => {
    const [organizerId, other] = [newId('usr', 9), newId('usr', 9)];
    await tell(
      listing({ category: 'own', title: 'mine', organizerId }),
      listing({ category: 'own', title: 'off', organizerId, status: 'cancelled', version: 2 }),
      listing({ category: 'own', title: 'theirs', organizerId: other }),
    );
    const own = { ...listing({ category: 'own', title: 'draft', organizerId }), status: 'draft' };
    expect((await draft(own)).status).toBe(204);
    expect(await titles({ organizerId })).toEqual(['mine']);
    expect((await titles({ organizerId, from: '2020-01-01' })).toSorted()).toEqual(['mine', 'off']);
    expect(await titles({ organizerId, category: 'none' })).toEqual([]);
    expect((await titles({ category: 'own', from: '2020-01-01', to: '9999-01-01' })).toSorted()).toEqual([
      'mine',
      'off',
      'theirs',
    ]);
    expect((await browse({ organizerId: 'usr_1' })).body).toMatchObject({ status: 422, code: 'invalid' });
  });

  it('200 whatever a draft was told after, published it is listed, and never a draft again', async () => {
    const event = listing({ category: 'order', title: 'told', version: 3 });
    const before = (version: number) => ({ ...event, status: 'draft', version, title: `draft ${version}` });
    await draft(before(1));
    expect(await titles({ category: 'order' })).toEqual([]);
    await tell(event);
    await draft(before(2));
    expect(await titles({ category: 'order' })).toEqual(['told']);
  });

  it('200 keeps to a price range, both ends in it', async () => {
    await tell(
      ...[0, 500, 1_000].map((priceFromCents) =>
        listing({ category: 'price', title: `${priceFromCents}`, priceFromCents }),
      ),
    );
    expect((await titles({ category: 'price', priceFromCents: '500' })).toSorted()).toEqual(['1000', '500']);
    expect((await titles({ category: 'price', priceToCents: '500' })).toSorted()).toEqual(['0', '500']);
    expect(await titles({ category: 'price', priceFromCents: '1', priceToCents: '999' })).toEqual(['500']);
  });

  it('200 pages through events that begin together, each once, whatever is listed meanwhile', async () => {
    const events = Array.from({ length: 23 }, (_, index) =>
      listing({ category: 'pages', title: `${index}`, startsAt: `2999-05-${index < 20 ? '10' : '11'}T18:00:00.000Z` }),
    );
    await tell(...events);
    const seen: string[] = [];
    let next: string | null = null;
    do {
      const query: Record<string, string> = {
        category: 'pages',
        limit: '10',
        ...(next === null ? {} : { cursor: next }),
      };
      const { body } = await browse(query);
      seen.push(...body.items.map(({ id }: { id: string }) => id));
      next = body.next;
      await tell(listing({ category: 'pages', title: 'earlier', startsAt: '2999-01-01T18:00:00.000Z' }));
    } while (next !== null);
    const expected = events.toSorted((a, b) => (a.startsAt + a.eventId < b.startsAt + b.eventId ? -1 : 1));
    expect(seen).toEqual(expected.map(({ eventId }) => eventId));
  });

  it.each([
    ['cursor', 'not-a-cursor'],
    ['cursor', cursorTo({ at: new Date(0), id: 'ord_005_01JDCMX9RB0N6D3H7KPF5ZYQ2C' })],
    ['cursor', `${cursorTo({ at: new Date(0), id: 'evt_005_01JDCMX9RB0N6D3H7KPF5ZYQ2C' })}A`],
    ['cursor', Buffer.from('1e3 evt_005_01JDCMX9RB0N6D3H7KPF5ZYQ2C').toString('base64url')],
    ['q', ' '],
    ['from', 'yesterday'],
    ['from', '2027-02-30'],
    ['to', '2027-05-14T18:00:00'],
    ['to', `2027-05-14T18:00:00.${'0'.repeat(20)}Z`],
    ['priceFromCents', '-1'],
    ['limit', '0'],
    ['limit', '101'],
    ['limit', 'all'],
  ])('422 invalid names %s for %j', async (name, value) => {
    const { status, body } = await browse({ [name]: value });
    expect([status, body.code, body.errors[0].path]).toEqual([422, 'invalid', name]);
  });

  it.each([
    ['to', { from: '2027-05-15', to: '2027-05-14' }],
    ['to', { from: '2027-05-14T18:00:00.001Z', to: '2027-05-14T20:00:00+02:00' }],
    ['priceToCents', { priceFromCents: '1', priceToCents: '0' }],
  ])('422 invalid names %s for the end of a range that is before its beginning: %j', async (name, query) => {
    const { status, body } = await browse(query);
    expect([status, body.code, body.errors.map(({ path }: { path: string }) => path)]).toEqual([
      422,
      'invalid',
      [name],
    ]);
  });

  it('200 for ranges of one point', async () => {
    const query = { from: '2027-05-14', to: '2027-05-14T00:00:00Z', priceFromCents: '5', priceToCents: '5' };
    expect((await browse(query)).status).toBe(200);
  });

  it('422 invalid for a parameter that is given twice or not known', async () => {
    expect((await system.ask('GET', '/v1/events?city=a&city=b')).body.code).toBe('invalid');
    expect((await system.ask('GET', '/v1/events?town=a')).body.code).toBe('invalid');
  });

  it('304 for a page that is unchanged, and 200 once it is not', async () => {
    await tell(listing({ category: 'etag' }));
    const first = await browse({ category: 'etag' });
    expect(first.headers.get('cache-control')).toMatch(/^public, max-age=\d$/);
    const headers = { 'if-none-match': first.headers.get('etag') ?? '' };
    const again = await system.ask('GET', '/v1/events?category=etag', { headers });
    expect([again.status, again.body]).toEqual([304, undefined]);
    await tell(listing({ category: 'etag' }));
    expect((await system.ask('GET', '/v1/events?category=etag', { headers })).status).toBe(200);
  });
});
