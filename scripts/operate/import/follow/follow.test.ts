import { describe, expect, it } from 'vitest';
import {
  entry,
  idOf,
  importing,
  organizer,
  sell,
  shown,
  startWithCalendars,
  summary,
  system,
} from './fixtures/followed-calendars.ts';

startWithCalendars();

describe('a repeated import', () => {
  it('changes what has moved or is called otherwise, and nothing else', async () => {
    const both = [...entry('stays'), ...entry('moves')];
    expect(await importing('moved', both)).toMatchObject({ code: 0, summary: summary({ published: 2 }) });
    const moved = [...entry('stays'), ...entry('moves', { start: '20310305T200000', title: 'Late show' })];
    expect(await importing('moved', moved)).toMatchObject({
      code: 0,
      summary: summary({ changed: 1, unchanged: 1 }),
      lines: [
        'changed 2 "Late show": title Show → Late show; startsAt 2031-03-04T18:00:00.000Z → 2031-03-05T19:00:00.000Z; endsAt 2031-03-04T20:00:00.000Z → 2031-03-05T21:00:00.000Z',
      ],
    });
    expect(await shown('moves')).toMatchObject({
      title: 'Late show',
      startsAt: '2031-03-05T19:00:00.000Z',
      version: 2,
    });
    expect(await shown('stays')).toMatchObject({ version: 1 });
    expect(await importing('moved', both)).toMatchObject({ summary: summary({ changed: 1, unchanged: 1 }) });
    expect(await shown('moves')).toMatchObject({ title: 'Show', startsAt: '2031-03-04T18:00:00.000Z', version: 3 });
  });

  it('leaves prices, limits and the begin of the sale as the organizer has set them', async () => {
    await importing('own', entry('own'));
    const priceCategories = (await shown('own')).priceCategories.map((one: object) => ({ ...one, priceCents: 1_100 }));
    const { token } = organizer;
    const own = { priceCategories, limitPerOrder: 2, onSaleAt: '2031-01-01T00:00:00.000Z' };
    expect((await system.ask('PATCH', `/v1/events/${idOf('own')}`, { token, body: own })).status).toBe(200);
    expect(await importing('own', entry('own'))).toMatchObject({ code: 0, summary: summary({ unchanged: 1 }) });
    expect(await importing('own', entry('own', { title: 'New name' }))).toMatchObject({
      summary: summary({ changed: 1 }),
    });
    expect(await shown('own')).toMatchObject({ title: 'New name', ...own });
  });

  it('cancels what is cancelled in the source: by STATUS, by METHOD, by EXDATE', async () => {
    const series = entry('series', { lines: ['RRULE:FREQ=WEEKLY;COUNT=4'] });
    await importing('off', [...entry('status'), ...entry('method'), ...series]);
    const exdate = entry('series', {
      lines: ['RRULE:FREQ=WEEKLY;COUNT=4', 'EXDATE;TZID=Europe/Berlin:20310311T190000'],
    });
    const off = [...entry('status', { lines: ['STATUS:CANCELLED'] }), ...entry('method', { lines: ['METHOD:CANCEL'] })];
    const second = await importing('off', [...off, ...exdate]);
    expect(second).toMatchObject({ code: 0, summary: summary({ cancelled: 3, unchanged: 3 }) });
    expect(second.lines).toContain('cancelled 1 "Show": cancelled in the source (2031-03-04T18:00:00.000Z)');
    const statuses = [
      shown('status'),
      shown('method'),
      shown('series', '2031-03-11T19:00:00'),
      shown('series', '2031-03-18T19:00:00'),
    ];
    expect((await Promise.all(statuses)).map(({ status }) => status)).toEqual([
      'cancelled',
      'cancelled',
      'cancelled',
      'published',
    ]);
    expect(await importing('off', [...off, ...exdate])).toMatchObject({ code: 0, summary: summary({ unchanged: 5 }) });
  });

  it('takes a message that cancels an occurrence, or a whole series, for what it is, and nothing else for gone', async () => {
    await importing('message', [...entry('weekly', { lines: ['RRULE:FREQ=WEEKLY;COUNT=4'] }), ...entry('other')]);
    const one = ['METHOD:CANCEL', ...entry('weekly', { lines: ['RECURRENCE-ID:20310318T180000Z'] })];
    expect((await importing('message', one)).summary).toBe(summary({ cancelled: 1, missing: 4 }));
    expect(await shown('weekly', '2031-03-18T19:00:00')).toMatchObject({ status: 'cancelled' });
    const all = ['METHOD:CANCEL', 'BEGIN:VEVENT', 'UID:weekly', 'END:VEVENT'];
    expect(await importing('message', all, '--cancel-missing')).toMatchObject({
      code: 0,
      summary: summary({ cancelled: 3, missing: 1 }),
    });
    expect(await shown('other')).toMatchObject({ status: 'published' });
  });

  it('an occurrence that is moved in its series is moved here, and keeps its id', async () => {
    const series = entry('tour', { lines: ['RRULE:FREQ=WEEKLY;COUNT=3'] });
    await importing('tour', series);
    const moved = entry('tour', { start: '20310312T200000', lines: ['RECURRENCE-ID:20310311T180000Z'] });
    expect(await importing('tour', [...series, ...moved])).toMatchObject({
      summary: summary({ changed: 1, unchanged: 2 }),
    });
    expect(await shown('tour', '2031-03-11T19:00:00')).toMatchObject({ startsAt: '2031-03-12T19:00:00.000Z' });
  });

  it('a performance that moves is the same event, and so is one whose play gets a second one', async () => {
    await importing('play', entry('play'));
    expect(await importing('play', [...entry('play'), ...entry('play', { start: '20310306T190000' })])).toMatchObject({
      summary: summary({ published: 1, unchanged: 1 }),
    });
    expect(await importing('play', [...entry('play'), ...entry('play', { start: '20310307T190000' })])).toMatchObject({
      summary: summary({ changed: 1, unchanged: 1 }),
    });
    expect(await shown('play', '2031-03-06T19:00:00')).toMatchObject({ startsAt: '2031-03-07T18:00:00.000Z' });
  });
});

describe('what has sales', () => {
  it('is reported with how many seats, and changed or cancelled only when told so', async () => {
    await importing('sold', [...entry('sold'), ...entry('sold-off')]);
    await Promise.all([sell(idOf('sold')), sell(idOf('sold-off'))]);
    const next = [
      ...entry('sold', { start: '20310305T190000' }),
      ...entry('sold-off', { lines: ['STATUS:CANCELLED'] }),
    ];
    const refused = await importing('sold', next);
    expect(refused).toMatchObject({ code: 1, summary: summary({ refused: 2 }) });
    expect(refused.lines).toEqual([
      expect.stringMatching(
        /^refused 1 "Show": 2 seats are sold or blocked, left as it is \(startsAt .+\): --change-sold/,
      ),
      expect.stringMatching(
        /^refused 2 "Show": cancelled in the source .+ 2 seats are sold or blocked, left.+--cancel-sold/,
      ),
    ]);
    expect(await shown('sold')).toMatchObject({ version: 1 });
    expect((await importing('sold', next, '--change-sold')).summary).toBe(summary({ changed: 1, refused: 1 }));
    expect(await importing('sold', next, '--cancel-sold')).toMatchObject({
      code: 0,
      summary: summary({ cancelled: 1, unchanged: 1 }),
    });
    expect([(await shown('sold')).startsAt, (await shown('sold-off')).status]).toEqual([
      '2031-03-05T18:00:00.000Z',
      'cancelled',
    ]);
  });

  it('gets another description all the same: nobody has paid for that', async () => {
    await importing('words', entry('words'));
    await sell(idOf('words'));
    const next = entry('words', { lines: ['DESCRIPTION:Doors at six'] });
    expect(await importing('words', next)).toMatchObject({ code: 0, summary: summary({ changed: 1 }) });
  });
});

describe('--dry-run', () => {
  it('says of each entry what would be done, and does nothing', async () => {
    await importing('dry', [...entry('moves'), ...entry('off'), ...entry('stays'), ...entry('lost')]);
    const next = [
      ...entry('moves', { title: 'Moved' }),
      ...entry('off', { lines: ['STATUS:CANCELLED'] }),
      ...entry('stays'),
      ...entry('new'),
    ];
    const before = await Promise.all(['moves', 'off', 'stays', 'lost'].map((uid) => shown(uid)));
    const { lines, summary: last, code } = await importing('dry', next, '--dry-run');
    expect([code, last]).toEqual([
      3,
      '1 would be published, 1 would be changed, 1 would be cancelled, 1 unchanged, 1 missing, 0 skipped',
    ]);
    expect(lines).toEqual([
      'would publish 4 "Show": 2031-03-04T18:00:00.000Z, Berlin',
      'would change 1 "Moved": title Show → Moved (2031-03-04T18:00:00.000Z)',
      'would cancel 2 "Show": cancelled in the source (2031-03-04T18:00:00.000Z)',
      expect.stringMatching(/^missing 4 "Show": gone from the source/),
    ]);
    expect(await Promise.all(['moves', 'off', 'stays', 'lost'].map((uid) => shown(uid)))).toEqual(before);
    expect((await system.ask('GET', `/v1/events/${idOf('new')}`)).status).toBe(404);
  });
});
