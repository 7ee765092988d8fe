import { readFileSync } from 'node:fs';
import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { readCalendar } from './icalendar.ts';
import { prepare } from './prepare.ts';

const text = readFileSync(new URL('fixtures/calendar.ics', import.meta.url), 'utf8');
const options = { now: new Date('2031-03-03T00:00:00Z'), occurrences: 4 };
const read = () => readCalendar(text, options);

function timesOf(uid: string): [string, string][] {
  return read()
    .events.filter(({ event }) => event.identity[1] === `${uid}@example.com`)
    .map(({ event }) => [event.startsAt.toISOString(), event.endsAt.toISOString()]);
}

function identitiesAt(now: string): string[] {
  return readCalendar(text, { ...options, now: new Date(now) })
    .events.filter(({ event }) => event.identity[1] === 'weekly@example.com')
    .map(({ event }) => event.identity.join(' '));
}

const wrapped = (...lines: string[]): string =>
  ['BEGIN:VCALENDAR', 'BEGIN:VEVENT', ...lines, 'END:VEVENT', 'END:VCALENDAR'].join('\r\n');

describe('times of a calendar', () => {
  it.each([
    ['in a zone of IANA', 'iana', '2031-03-10T23:00:00.000Z', '2031-03-11T01:00:00.000Z'],
    ['in a zone the file defines, with a duration', 'own-zone', '2031-07-10T17:00:00.000Z', '2031-07-10T18:30:00.000Z'],
    ['in UTC', 'utc', '2031-07-10T19:00:00.000Z', '2031-07-10T20:00:00.000Z'],
    ['without a zone: that of the calendar', 'floating', '2031-07-10T17:00:00.000Z', '2031-07-10T18:00:00.000Z'],
    ['all day, to the day before DTEND', 'days', '2031-05-01T07:00:00.000Z', '2031-05-03T16:00:00.000Z'],
    ['all day, one day without DTEND', 'day', '2031-05-01T07:00:00.000Z', '2031-05-01T16:00:00.000Z'],
  ])('%s', (_, uid, startsAt, endsAt) => {
    expect(timesOf(uid)).toEqual([[startsAt, endsAt]]);
  });
});

describe('a series', () => {
  it('is its next occurrences: without those excluded and cancelled, with those moved where they are now', () => {
    expect(timesOf('weekly')).toEqual([
      ['2031-03-04T18:00:00.000Z', '2031-03-04T20:00:00.000Z'],
      ['2031-03-19T18:00:00.000Z', '2031-03-19T20:00:00.000Z'],
      ['2031-04-01T17:00:00.000Z', '2031-04-01T19:00:00.000Z'],
    ]);
  });

  it('has the same identities at a later import, and further ones', () => {
    const [first, ...rest] = identitiesAt('2031-03-03T00:00:00Z');
    const later = identitiesAt('2031-03-10T00:00:00Z');
    expect(later).not.toContain(first);
    expect(later).toEqual(expect.arrayContaining(rest));
    expect(later.length).toBeGreaterThan(rest.length);
  });

  it('of seconds has its next ones, as any other without an end', () => {
    const ticks = ['UID:1', 'SUMMARY:Ticks', 'DTSTART:20200101T000000Z', 'DURATION:PT1S'];
    const { events, skipped } = readCalendar(wrapped(...ticks, 'RRULE:FREQ=SECONDLY'), options);
    expect(skipped).toEqual([]);
    expect(events.map(({ event: { startsAt } }) => startsAt.toISOString().slice(11, 19))).toEqual([
      '00:00:00',
      '00:00:01',
      '00:00:02',
      '00:00:03',
    ]);
  });
});

const readOne = (...lines: string[]) => {
  const { publications, skipped } = prepare(
    readCalendar(wrapped('UID:1', 'SUMMARY:One', 'DTSTART:20310304T190000Z', ...lines), options),
  );
  expect(skipped).toEqual([]);
  const { url, imageUrl, description, venue } = publications[0]?.body ?? {};
  return { url, imageUrl, description, venueUrl: venue?.url ?? null, address: venue?.address ?? null };
};

const textsOf = (...lines: string[]) => {
  const { publications } = prepare(readCalendar(wrapped('UID:1', 'DTSTART:20310304T190000Z', ...lines), options));
  const { title, description, category, venue } = publications[0]?.body ?? {};
  return { title, description, category, venue: venue?.name };
};

describe('texts', () => {
  const html =
    '<!DOCTYPE HTML PUBLIC "-//W3C//DTD HTML 3.2//EN">\\n<HTML>\\n<BODY>\\n<P>Doors &amp\\; bar<BR>from 7</P>\\n<script>alert(1)</script></BODY>\\n</HTML>';
  const plain = { title: 'One', description: 'Doors & bar\nfrom 7' };

  it.each([
    [
      'HTML of Outlook, where there is no text',
      ['SUMMARY:One', 'DESCRIPTION:\\n', `X-ALT-DESC;FMTTYPE=text/html:${html}`],
    ],
    ['HTML by RFC 9073', ['SUMMARY:One', `STYLED-DESCRIPTION;VALUE=TEXT;FMTTYPE=text/html:${html}`]],
    ['HTML in place of text', ['SUMMARY:One', `DESCRIPTION:${html}`]],
    ['text beside HTML', ['SUMMARY:One', 'X-ALT-DESC:<p>Other</p>', 'DESCRIPTION:Doors & bar\\nfrom 7']],
  ])('%s', (_, lines) => {
    expect(textsOf(...lines)).toMatchObject(plain);
  });

  it('references of characters are read, and signs that are no tags stay', () => {
    expect(
      textsOf(
        'SUMMARY:Rock &amp\\; Roll &#8211\\; <3',
        'LOCATION:Caf&eacute\\; <b>Zelt</b>',
        'CATEGORIES:R&amp\\;B',
        'DESCRIPTION:1 < 2',
      ),
    ).toEqual({ title: 'Rock & Roll – <3', description: '1 < 2', category: 'R&B', venue: 'Café Zelt' });
  });
});

describe('links and the address', () => {
  const none = { url: null, imageUrl: null, description: '', venueUrl: null, address: null };

  it.each([
    ['a page', ['URL:HTTPS://Show.example/a b'.replace(' ', '%20')], { url: 'https://show.example/a%20b' }],
    [
      'a page with its type and escapes',
      [String.raw`URL;VALUE=URI:https://show.example/?a=1\,2\;3`],
      { url: 'https://show.example/?a=1,2;3' },
    ],
    [
      'a page of the description',
      ['DESCRIPTION;ALTREP="https://show.example/":Text'],
      { url: 'https://show.example/', description: 'Text' },
    ],
    [
      'a page of a part of the file is none',
      ['DESCRIPTION;ALTREP="CID:part3@show.example":Text'],
      { description: 'Text' },
    ],
    ['a picture', ['IMAGE;VALUE=URI;FMTTYPE=image/png:https://show.example/p'], { imageUrl: 'https://show.example/p' }],
    [
      'the picture that is meant to be looked at',
      ['IMAGE;DISPLAY=THUMBNAIL:https://show.example/s', 'IMAGE;DISPLAY="BADGE,FULLSIZE":https://show.example/l'],
      { imageUrl: 'https://show.example/l' },
    ],
    ['a picture in the file is none', ['IMAGE;VALUE=BINARY;ENCODING=BASE64;FMTTYPE=image/png:iVBORw0KGgo='], {}],
    [
      'a picture that is attached',
      ['ATTACH;FMTTYPE=image/jpeg:https://show.example/p?id=1'],
      { imageUrl: 'https://show.example/p?id=1' },
    ],
    [
      'a picture by its name',
      ['ATTACH:https://show.example/flyer.pdf', 'ATTACH:https://show.example/P.JPG?w=1'],
      { imageUrl: 'https://show.example/P.JPG?w=1' },
    ],
    [
      'the largest picture of WordPress',
      [
        String.raw`X-WP-IMAGES-URL:thumbnail\;https://show.example/s.png\;150\;150\,full\;https://show.example/l.png\;900\;600`,
      ],
      { imageUrl: 'https://show.example/l.png' },
    ],
    ['a picture’s title is none', ['X-IMAGE-TITLE:https://show.example/t'], {}],
    [
      'what is attached else is none',
      ['ATTACH;FMTTYPE=application/pdf:https://show.example/p.png', 'ATTACH:CID:p.png'],
      {},
    ],
    [
      'a page of the place',
      ['LOCATION;ALTREP="https://hall.example":Hall\\, Bonn\\, Germany'],
      { venueUrl: 'https://hall.example/' },
    ],
    ['a card of the place is none', ['LOCATION;ALTREP="https://hall.example/1.vcf":Hall\\, Bonn\\, Germany'], {}],
  ])('%s', (_, lines, expected) => {
    expect(readOne(...lines)).toEqual({ ...none, ...expected });
  });

  it.each([
    'webcal://show.example/',
    'https://me:secret@show.example/',
    'show.example',
    'https://show.example/a b',
    `https://show.example/${'x'.repeat(2_100)}`,
  ])('what is no link that an event can have stays in the description: %s', (url) => {
    expect(readOne(`URL:${url}`)).toEqual({ ...none, description: url });
  });

  it('an address that is too long stays in the description', () => {
    const street = `${'Long '.repeat(50)}Street 1`;
    expect(readOne(`LOCATION:Hall\\, ${street}\\, 10115 Berlin\\, Germany`)).toEqual({
      ...none,
      description: `Address: ${street}, 10115`,
    });
  });
});

describe('a calendar source', () => {
  it('says of each event it does not take why', () => {
    const { skipped, withdrawn } = read();
    const told = [...skipped, ...withdrawn.filter(({ isSilent }) => !isSilent)];
    const lines = told.map(({ entry, reason }) => `${entry}: ${reason}`);
    expect(lines.toSorted((a, b) => Number.parseInt(a, 10) - Number.parseInt(b, 10))).toEqual([
      '9 "No Tuesday": cancelled in the source',
      '10 "A finished series": the series is over',
      '11 "Called off": cancelled in the source',
      '13: no title (SUMMARY)',
      '14 "Without a start": no start (DTSTART)',
      '15 "In a zone of Atlantis": unknown time zone "Atlantis Standard Time": the file has to define it (VTIMEZONE), or to name it as IANA does (Europe/Berlin)',
      '16 "On a day that is none": there is no 2031-13-45',
      '17 "Cut off in the middle": no start (DTSTART)',
    ]);
  });

  it('takes title, place, category and description', () => {
    expect(read().events[0]?.event).toMatchObject({
      title: 'A lecture, with commas',
      category: 'Science',
      description: 'Two lines\nof text',
      online: false,
      url: 'https://lecture.example/',
      imageUrl: 'https://lecture.example/picture.jpg',
      venue: {
        name: 'Great Hall',
        address: '5 Wharf Street, 02110',
        city: 'Boston, MA',
        country: 'United States',
        timeZone: 'America/New_York',
      },
    });
    expect(read().events.at(-1)?.event).toMatchObject({ title: 'After the broken one', online: true });
  });

  it('makes events that the API takes', () => {
    const { publications, skipped } = prepare(read());
    expect([publications.length, skipped.length]).toEqual([read().events.length, read().skipped.length]);
  });

  it('survives lines that are lost, doubled or garbled', () => {
    const lines = text.split('\n');
    fc.assert(
      fc.property(
        fc.nat(lines.length - 1),
        fc.constantFrom('', 'X', 'DTSTART:', 'RRULE:FREQ=', 'BEGIN:VEVENT'),
        (at, line) => {
          const garbled = lines.with(at, line);
          garbled[0] = lines[0] ?? '';
          expect(readCalendar(garbled.join('\n'), options).events.length).toBeGreaterThan(0);
        },
      ),
      { numRuns: 40 },
    );
  });

  it('a text without a calendar is refused', () => {
    expect(() => readCalendar('BEGIN:VCARD\nEND:VCARD', options)).toThrow('BEGIN:VCALENDAR');
  });
});
