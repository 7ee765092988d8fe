/** Held to what a reader makes of it: this project's own import, and an expander that knows of zones only what the file says. */
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { readCalendar } from '../../../../scripts/operate/import/icalendar.ts';
import { calendarText, type Entry } from './calendar-text.ts';

const entry = (changes: Partial<Entry> = {}): Entry => ({
  id: 'evt_0a7_01JDCMX0C1E6S9T4W2VZQK8M5F',
  revision: 3,
  changedAt: '2026-11-24T10:00:00.123Z',
  createdAt: '2026-11-23T10:00:00.000Z',
  status: 'published',
  title: 'Brahms: A German Requiem',
  description: 'For choir,\nsoloists; and \\ orchestra',
  categories: ['concert'],
  startsAt: '2031-05-14T18:30:00.000Z',
  endsAt: '2031-05-14T20:30:00.000Z',
  venue: { name: 'Saal', address: 'Straße 1', city: 'Berlin', country: 'Germany', timeZone: 'Europe/Berlin' },
  url: 'https://example.org/requiem?a=1,2;b',
  imageUrl: 'https://example.org/requiem.jpg',
  isBusy: true,
  ...changes,
});
const unfolded = (text: string): string[] => text.replaceAll('\r\n ', '').split('\r\n');

test('an event, line by line', () => {
  expect(calendarText([entry()])).toBe(
    [
      'BEGIN:VCALENDAR',
      'VERSION:2.0',
      'PRODID:-//Seatmesh//Seatmesh//EN',
      'CALSCALE:GREGORIAN',
      'BEGIN:VTIMEZONE',
      'TZID:Europe/Berlin',
      'BEGIN:DAYLIGHT',
      'DTSTART:20310330T020000',
      'TZOFFSETFROM:+0100',
      'TZOFFSETTO:+0200',
      'END:DAYLIGHT',
      'END:VTIMEZONE',
      'BEGIN:VEVENT',
      'UID:evt_0a7_01JDCMX0C1E6S9T4W2VZQK8M5F',
      'DTSTAMP:20261124T100000Z',
      'CREATED:20261123T100000Z',
      'LAST-MODIFIED:20261124T100000Z',
      'SEQUENCE:3',
      'DTSTART;TZID=Europe/Berlin:20310514T203000',
      'DTEND;TZID=Europe/Berlin:20310514T223000',
      'SUMMARY:Brahms: A German Requiem',
      String.raw`DESCRIPTION:For choir\,\nsoloists\; and \\ orchestra`,
      String.raw`LOCATION:Saal\, Straße 1\, Berlin\, Germany`,
      'CATEGORIES:concert',
      'URL:https://example.org/requiem?a=1,2;b',
      'IMAGE;VALUE=URI:https://example.org/requiem.jpg',
      'STATUS:CONFIRMED',
      'TRANSP:OPAQUE',
      'END:VEVENT',
      'END:VCALENDAR',
      '',
    ].join('\r\n'),
  );
});

test.each([
  ['cancelled', { status: 'cancelled' }, 'STATUS:CANCELLED'],
  ['a draft', { status: 'draft' }, 'STATUS:TENTATIVE'],
  ['for information only', { isBusy: false }, 'TRANSP:TRANSPARENT'],
] as const)('%s', (_, changes, line) => {
  expect(unfolded(calendarText([entry(changes)]))).toContain(line);
});

test('without a venue, in UTC; what is not known is left out', () => {
  const { venue: _, endsAt: __, url: ___, imageUrl: ____, description: _____, ...rest } = entry();
  const lines = unfolded(calendarText([rest]));
  expect(lines).toContain('DTSTART:20310514T183000Z');
  expect(lines.some((line) => /^(?:DTEND|URL|IMAGE|DESCRIPTION|LOCATION|BEGIN:VTIMEZONE)/.test(line))).toBe(false);
});

test('nothing found is a calendar all the same: it has a component', () => {
  expect(unfolded(calendarText([], { name: 'Events', every: 'PT1H' }))).toEqual(
    expect.arrayContaining(['NAME:Events', 'REFRESH-INTERVAL;VALUE=DURATION:PT1H', 'BEGIN:VTIMEZONE', 'END:VCALENDAR']),
  );
});

const words = fc.string({
  unit: fc.constantFrom('a', 'ä', '€', '😀', '👩‍👩‍👧', '\\', ';', ',', ':', '"', ' ', '\n', '漢'),
  maxLength: 300,
});

test('lines have 75 octets at most, each a text by itself, and say what was meant', () => {
  fc.assert(
    fc.property(words, words, (title, description) => {
      const text = calendarText([entry({ title, description })]);
      for (const line of Buffer.from(text).toString('latin1').split('\r\n')) {
        expect(line.length).toBeLessThanOrEqual(75);
        new TextDecoder('utf-8', { fatal: true }).decode(Buffer.from(line, 'latin1'));
      }
      const said = (name: string) =>
        unfolded(text)
          .find((line) => line.startsWith(`${name}:`))
          ?.slice(name.length + 1)
          .replaceAll(/\\(.)/g, (_, what: string) => (what === 'n' ? '\n' : what));
      expect(said('SUMMARY')).toBe(title);
      expect(said('DESCRIPTION') ?? '').toBe(description);
    }),
  );
});

const utc = (local: string) =>
  Date.parse(local.replace(/^(\d{4})(\d\d)(\d\d)T(\d\d)(\d\d)(\d\d).*$/, '$1-$2-$3T$4:$5:$6Z'));

const ms = (offset: string) => {
  const [, sign, hours, minutes, seconds = '0'] = /^([+-])(\d\d)(\d\d)(\d\d)?$/.exec(offset) ?? [];
  return (sign === '-' ? -1 : 1) * ((Number(hours) * 60 + Number(minutes)) * 60 + Number(seconds)) * 1_000;
};

/** What a file's local time means by the observances that the file itself describes. */
function instantOf(text: string, name: string): number {
  const lines = unfolded(text);
  const line = lines.slice(lines.indexOf('BEGIN:VEVENT')).find((each) => new RegExp(`^${name}[;:]`).test(each)) ?? '';
  const value = line.slice(line.indexOf(':') + 1);
  if (value.endsWith('Z')) return utc(value);
  const after = (label: string) =>
    lines.filter((each) => each.startsWith(label)).map((each) => each.slice(label.length));
  const zone = lines.slice(lines.indexOf('BEGIN:VTIMEZONE'), lines.indexOf('END:VTIMEZONE'));
  const starts = zone.filter((each) => each.startsWith('DTSTART:')).map((each) => utc(each.slice(8)));
  const [from, to] = [after('TZOFFSETFROM:').map(ms), after('TZOFFSETTO:').map(ms)];
  const meant = starts.flatMap((start, index) => {
    const at = utc(value) - (to[index] ?? 0);
    const onset = start - (from[index] ?? 0);
    const next = (starts[index + 1] ?? Infinity) - (from[index + 1] ?? 0);
    return at >= onset && at < next ? [at] : [];
  });
  return Math.min(...meant);
}

const ZONES = [
  'Europe/Berlin',
  'America/New_York',
  'Australia/Lord_Howe',
  'Africa/Casablanca',
  'Asia/Kathmandu',
  'Europe/Dublin',
  'Pacific/Apia',
  'UTC',
];

test('the file alone says which instants are meant, in every zone, also while clocks are changed', () => {
  const change = Date.parse('2031-10-26T01:00:00Z');
  const when = fc.oneof(
    fc.integer({ min: Date.parse('1975-01-01T00:00:00Z') / 60_000, max: Date.parse('2040-01-01T00:00:00Z') / 60_000 }),
    fc.integer({ min: change / 60_000 - 120, max: change / 60_000 + 120 }),
  );
  fc.assert(
    fc.property(when, fc.integer({ min: 1, max: 100_000 }), fc.constantFrom(...ZONES), (minute, lasts, timeZone) => {
      const [starts, ends] = [minute * 60_000, (minute + lasts) * 60_000];
      const times = { startsAt: new Date(starts).toISOString(), endsAt: new Date(ends).toISOString() };
      const text = calendarText([entry({ ...times, venue: { name: 'V', city: 'C', country: 'D', timeZone } })]);
      expect([instantOf(text, 'DTSTART'), instantOf(text, 'DTEND')]).toEqual([starts, ends]);
    }),
    { numRuns: 200 },
  );
});

describe('the import reads back', () => {
  test('times, zone, texts, place, address, links and what is cancelled', () => {
    const text = calendarText([
      entry(),
      entry({ id: 'evt_1', title: 'Off', status: 'cancelled' }),
      entry({
        id: 'evt_2',
        title: 'Am Wechsel',
        startsAt: '2031-10-26T00:30:00.000Z',
        endsAt: '2031-10-26T03:00:00.000Z',
      }),
    ]);
    const { events, withdrawn } = readCalendar(text, { now: new Date('2026-11-25T00:00:00Z'), occurrences: 1 });
    expect(events.map(({ event }) => event)).toMatchObject([
      {
        identity: ['ics', entry().id, ''],
        title: 'Brahms: A German Requiem',
        category: 'concert',
        startsAt: new Date('2031-05-14T18:30:00Z'),
        endsAt: new Date('2031-05-14T20:30:00Z'),
        venue: entry().venue,
        url: 'https://example.org/requiem?a=1,2;b',
        imageUrl: 'https://example.org/requiem.jpg',
      },
      { startsAt: new Date('2031-10-26T00:30:00Z'), endsAt: new Date('2031-10-26T03:00:00Z') },
    ]);
    expect(events[0]?.event.description).toBe('For choir,\nsoloists; and \\ orchestra');
    expect(withdrawn).toHaveLength(1);
  });
});

test('a time that has five digits of a year by the clocks of its zone is told in UTC', () => {
  const lines = unfolded(
    calendarText([entry({ startsAt: '9999-12-31T20:00:00.000Z', endsAt: '9999-12-31T23:59:59.000Z' })]),
  );
  expect(lines).toContain('DTSTART;TZID=Europe/Berlin:99991231T210000');
  expect(lines).toContain('DTEND:99991231T235959Z');
});
