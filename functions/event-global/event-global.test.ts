import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { catalog as eventCatalog, type EventData } from '../../events/catalog.ts';
import { startTestSystem, type Reply, type TestSystem } from '../../scripts/testing/test-system.ts';
import { newId, newUlid } from '../shared/ids.ts';
import { cursorTo } from '../shared/http/page.ts';

let system: TestSystem;
beforeAll(async () => {
  system = await startTestSystem();
}, 60_000);
afterAll(() => system.close());

type Listing = EventData<'event.published.v1'>;

function listing(overrides: Partial<Listing> = {}, venue: Partial<Listing['venue']> = {}): Listing {
  return {
    eventId: newId('evt', 5),
    version: 1,
    organizerId: newId('usr', 9),
    status: 'published',
    title: 'An evening',
    description: '',
    category: 'general',
    startsAt: '2999-05-14T18:00:00.000Z',
    endsAt: '2999-05-14T22:00:00.000Z',
    onSaleAt: null,
    venue: { name: 'Hall', city: 'Berlin', country: 'Germany', timeZone: 'Europe/Berlin', ...venue },
    priceFromCents: 1_000,
    currency: 'EUR',
    seatsTotal: 100,
    chartVersion: 1,
    ...overrides,
  };
}

async function tell(...listings: Listing[]): Promise<void> {
  for (const data of listings) {
    const type = data.status === 'cancelled' ? 'event.cancelled.v1' : 'event.published.v1';
    expect((await system.deliver('event-global', { type, data })).status).toBe(204);
  }
}

const draft = (data: unknown) => system.deliver('event-global', { type: 'event.drafted.v1', data });

const browse = (query: Record<string, string>): Promise<Reply> =>
  system.ask('GET', `/v1/events?${new URLSearchParams(query).toString()}`);

async function titles(query: Record<string, string>): Promise<string[]> {
  const reply = await browse(query);
  expect(reply.status, JSON.stringify(reply.body)).toBe(200);
  return reply.body.items.map((item: { title: string }) => item.title);
}

describe('GET /v1/events', () => {
  it('200 lists an event with what a caller chooses by', async () => {
    const event = listing({ category: 'shape', title: 'Whole' });
    await tell(event);
    expect((await browse({ category: 'shape' })).body).toEqual({
      items: [
        {
          id: event.eventId,
          title: 'Whole',
          category: 'shape',
          startsAt: event.startsAt,
          endsAt: event.endsAt,
          city: 'Berlin',
          country: 'Germany',
          timeZone: 'Europe/Berlin',
          venue: event.venue,
          doorsAt: null,
          onSaleAt: null,
          offSaleAt: null,
          url: null,
          imageUrl: null,
          status: 'published',
          priceFromCents: 1_000,
          currency: 'EUR',
          seatsTotal: 100,
          seatsLeft: 100,
        },
      ],
      next: null,
    });
  });

  it('200 finds by all words, short ones, stop words and signs among them', async () => {
    const texts = ['Let us Go', 'Data + AI Summit', 'Modern C++ for all', 'An F# evening', 'Salão de Belém', 'Øredev'];
    await tell(...texts.map((title) => listing({ category: 'words', title })));
    const searches: [q: string, found: string[]][] = [
      ['go', ['Let us Go']],
      ['AI data', ['Data + AI Summit']],
      ['C++', ['Modern C++ for all']],
      ['f#', ['An F# evening']],
      ['de belem', ['Salão de Belém']],
      ['oredev', ['Øredev']],
      ['all mod', ['Modern C++ for all']],
      ['mod all', []],
      ['summit go', []],
    ];
    for (const [q, found] of searches) expect([q, await titles({ q, category: 'words' })]).toEqual([q, found]);
  });

  it('200 takes operators of the database for what they are: no words', async () => {
    await tell(listing({ category: 'operators', title: 'Plain' }), listing({ category: 'operators', title: 'Other' }));
    expect(await titles({ q: '-plain', category: 'operators' })).toEqual(['Plain']);
    expect(await titles({ q: `"(plain)" +~<>@'`, category: 'operators' })).toEqual(['Plain']);
    expect(await titles({ q: 'pl*n', category: 'operators' })).toEqual([]);
  });

  it('200 finds words of description, venue, city and country', async () => {
    await tell(
      listing(
        { category: 'places', description: 'About beekeeping' },
        { name: 'Orangery', city: 'Kraków', country: 'Poland' },
      ),
    );
    for (const q of ['beekeeping', 'orangery', 'krakow', 'poland places'])
      expect(await titles({ q, category: 'places' })).toHaveLength(1);
  });

  it('200 compares city and category without case and accents, as a whole', async () => {
    await tell(listing({ category: 'Café-Kultur', title: 'Brew' }, { city: 'São Paulo' }));
    expect(await titles({ category: 'CAFE-kultur', city: 'sao paulo' })).toEqual(['Brew']);
    expect(await titles({ category: 'Café', city: 'São Paulo' })).toEqual([]);
    expect(await titles({ category: 'Café%', city: 'S_o Paulo' })).toEqual([]);
  });

  it('200 finds a place, a category and words however they are written', async () => {
    await tell(
      listing({ category: 'Großes Théâtre', title: 'Zauberflöte' }, { city: 'Łódź' }),
      listing({ category: 'Großes Théâtre', title: 'Muenchner Fruehling' }, { city: 'München' }),
      listing({ category: 'Großes Théâtre', title: '서울개발자대회' }, { city: 'Munchen' }),
    );
    const category = 'GROSSES THEATRE';
    const searches: [query: Record<string, string>, found: string[]][] = [
      [{ city: 'lodz' }, ['Zauberflöte']],
      [{ q: 'lodz' }, ['Zauberflöte']],
      [{ q: 'zauberfloete' }, ['Zauberflöte']],
      [{ q: 'Münchner Frühling' }, ['Muenchner Fruehling']],
      [{ city: 'Muenchen' }, ['Muenchner Fruehling']],
      [{ q: '개발자' }, ['서울개발자대회']],
    ];
    for (const [query, found] of searches)
      expect([query, await titles({ ...query, category })]).toEqual([query, found]);
    expect((await titles({ city: 'munchen', category })).toSorted()).toEqual(['Muenchner Fruehling', '서울개발자대회']);
  });

  it.each(['?', '🎻', '!!!', '❤️'])('200 finds nothing by %s, which has neither letter nor digit', async (text) => {
    await tell(listing({ category: text, title: text }, { city: text }));
    for (const name of ['q', 'city', 'category']) expect([name, await titles({ [name]: text })]).toEqual([name, []]);
    expect(await titles({ q: text, city: 'Berlin' })).toEqual([]);
  });

  it('200 finds what a function of the release before has listed', async () => {
    const before = listing({ category: 'Grand Öpera', title: 'Before' }, { city: 'St. Gallen' });
    await tell(before);
    await system.database('catalog').query(
      `UPDATE listings SET city_key = city, category_key = category, city_spelled = NULL,
           category_spelled = NULL, words = 'qqqbefore' WHERE event_id = ?`,
      [before.eventId],
    );
    for (const city of ['St. Gallen', 'ST. GALLEN'])
      expect(await titles({ city, category: 'grand opera', q: 'before' })).toEqual(['Before']);
  });

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
    const at = (title: string, timeZone: string, startsAt: string, endsAt: string) =>
      listing({ category: 'days', title, startsAt, endsAt }, { timeZone });
    await tell(
      at('lisbon', 'Europe/Lisbon', '2027-06-10T23:00:00.000Z', '2027-06-11T01:00:00.000Z'),
      at('angeles', 'America/Los_Angeles', '2027-06-12T04:00:00.000Z', '2027-06-12T06:30:00.000Z'),
      at('kiritimati', 'Pacific/Kiritimati', '2027-06-10T10:00:00.000Z', '2027-06-10T12:00:00.000Z'),
      at('midnight', 'Europe/Lisbon', '2027-06-10T20:00:00.000Z', '2027-06-10T23:00:00.000Z'),
      at('festival', 'Asia/Tokyo', '2027-06-08T09:00:00.000Z', '2027-06-12T15:00:00.000Z'),
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

describe('events', () => {
  it('204 in whatever order: the newest version is listed', async () => {
    const orders = [
      [1, 2, 3],
      [1, 3, 2],
      [2, 1, 3],
      [2, 3, 1],
      [3, 1, 2],
      [3, 2, 1],
    ];
    const types = { 1: 'event.published.v1', 2: 'event.updated.v1', 3: 'event.cancelled.v1' } as const;
    for (const versions of orders) {
      const data = listing({ category: `order-${versions.join('')}` });
      for (const version of versions as (1 | 2 | 3)[]) {
        const status = version === 3 ? ('cancelled' as const) : ('published' as const);
        const told = { ...data, version, status, title: `v${version}` };
        expect((await system.deliver('event-global', { type: types[version], data: told })).status).toBe(204);
      }
      const { body } = await browse({ category: data.category, from: '2999-01-01' });
      expect(body.items).toMatchObject([{ id: data.eventId, title: 'v3', status: 'cancelled' }]);
    }
  });

  it('204 keeps the sales of the highest version, also when told before the event', async () => {
    const data = listing({ category: 'sales', seatsTotal: 10 });
    const sold = async (version: number, seatsSold: number) =>
      system.deliver('event-global', {
        type: 'availability.changed.v1',
        data: { eventId: data.eventId, version, seatsTotal: 10, seatsSold },
      });
    await sold(4, 7);
    await sold(3, 9);
    await tell(data);
    expect((await browse({ category: 'sales' })).body.items[0].seatsLeft).toBe(3);
    await sold(5, 2);
    expect((await browse({ category: 'sales' })).body.items[0].seatsLeft).toBe(8);
  });

  it('204 keeps data that does not fit as a dead letter, and lists nothing', async () => {
    const { eventId, ...data } = listing({ category: 'unfit' });
    const sent = await system.deliver('event-global', { type: 'event.published.v1', data, id: 'unfit-1' });
    expect([sent.status, sent.body]).toEqual([204, undefined]);
    const [letters] = await system
      .database('catalog')
      .query('SELECT * FROM dead_letters WHERE event_id = ?', ['unfit-1']);
    expect(letters).toMatchObject([
      { type: 'dev.seatmesh.event.published.v1', reason: expect.stringContaining('eventId') },
    ]);
    expect(await titles({ category: 'unfit' })).toEqual([]);
    expect(eventId).toBeTruthy();
  });

  it('500 when the database fails, with nothing left behind, so that the next delivery takes effect', async () => {
    const catalog = system.database('catalog');
    const event = { type: 'event.published.v1' as const, data: listing({ category: 'retried' }), id: newUlid() };
    await catalog.query('RENAME TABLE listings TO listings_away');
    try {
      expect((await system.deliver('event-global', event)).status).toBe(500);
    } finally {
      await catalog.query('RENAME TABLE listings_away TO listings');
    }
    expect((await system.deliver('event-global', event)).status).toBe(204);
    expect(await titles({ category: 'retried' })).toHaveLength(1);
  });
});

describe('GET /v1/asyncapi.json and /v1/schemas/{type}.json', () => {
  it('200 is the AsyncAPI document, with every type of the catalog', async () => {
    const { status, headers, body } = await system.ask('GET', '/v1/asyncapi.json');
    expect([status, body.asyncapi, headers.get('cache-control')]).toEqual([200, '3.0.0', 'public, max-age=300']);
    expect(Object.values(body.components.messages).map((message) => (message as { name: string }).name)).toEqual(
      Object.keys(eventCatalog),
    );
  });

  it.each(Object.keys(eventCatalog))('200 is the JSON Schema of %s, also by the name on the wire', async (type) => {
    const { status, headers, body } = await system.ask('GET', `/v1/schemas/${type}.json`);
    expect([status, body.title, body.$id]).toEqual([
      200,
      `dev.seatmesh.${type}`,
      `https://api.example.com/v1/schemas/${type}.json`,
    ]);
    const byWire = await system.ask('GET', `/v1/schemas/dev.seatmesh.${type}.json`, {
      headers: { 'if-none-match': headers.get('etag') ?? '' },
    });
    expect(byWire.status).toBe(304);
  });

  it.each([
    'order.confirmed.v2',
    'order.confirmed',
    'dev.seatmesh.x.y.v1',
    '__proto__',
    'constructor',
    'a%2fb',
    'order.confirmed.v1.json',
  ])('404 for %s, which is no type', async (type) => {
    expect((await system.ask('GET', `/v1/schemas/${type}.json`)).status).toBe(404);
  });
});

describe('GET /', () => {
  it('200 is a page for people, which loads nothing; kept by its ETag, and compressed', async () => {
    const response = await fetch(`${system.url}/`, { headers: { accept: 'text/html', 'accept-encoding': 'gzip' } });
    expect([response.status, response.headers.get('content-type')]).toEqual([200, 'text/html; charset=utf-8']);
    expect(response.headers.get('content-security-policy')).toMatch(/^default-src 'none'; style-src 'sha256-/);
    expect(response.headers.get('content-encoding')).toBe('gzip');
    const html = await response.text();
    expect(html).toMatch(/^<!doctype html>/);
    expect(html).toContain('<code>/v1/events/{eventId}/orders</code>');
    const again = await fetch(`${system.url}/`, { headers: { 'if-none-match': response.headers.get('etag') ?? '' } });
    expect([again.status, await again.text()]).toEqual([304, '']);
  });
});

describe('GET /v1/openapi.json', () => {
  it('200 is the OpenAPI document, with an ETag', async () => {
    const { status, headers, body } = await system.ask('GET', '/v1/openapi.json');
    expect([status, body.openapi]).toEqual([200, '3.1.0']);
    expect(Object.keys(body.paths)).toContain('/v1/events/{eventId}/orders');
    const again = await system.ask('GET', '/v1/openapi.json', {
      headers: { 'if-none-match': headers.get('etag') ?? '' },
    });
    expect(again.status).toBe(304);
  });
});
