import { describe, expect, it } from 'vitest';
import { newUlid } from '../shared/ids.ts';
import { browse, listing, startWithListings, system, tell, titles } from './fixtures/told-listings.ts';

startWithListings();

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
