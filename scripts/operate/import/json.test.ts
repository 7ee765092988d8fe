import { readFileSync } from 'node:fs';
import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { readJson } from './json.ts';
import { prepare } from './prepare.ts';

const text = readFileSync(new URL('fixtures/conferences.json', import.meta.url), 'utf8');

describe('a JSON source', () => {
  it('takes what it can and says of each other entry why not', () => {
    const { publications, skipped } = prepare(readJson(text));
    expect(publications.map(({ entry }) => entry)).toEqual([
      '1 "Harbour Systems Days"',
      '2 "Go & C++ Nights"',
      '3 "Twin Summit"',
      '4 "Twin Summit"',
      '5 "Couch Conf"',
      '6 "Long Gone Meeting"',
      '7 "Far Shore Gathering"',
    ]);
    expect(Object.fromEntries(skipped.map(({ entry, reason }) => [entry, reason]))).toEqual({
      '8 "Twin Summit"': 'the same as 4 "Twin Summit"',
      '9 "Endless"': 'no end date',
      '10 "Backwards"': 'ends before it starts',
      '11 "Nowhere"': 'neither a city nor only online',
      '12 "February"': '"2031-02-30" is not a date',
      '13': 'no name',
      '14': 'not a record',
      '15': 'not a record',
    });
  });

  it('runs from 09:00 of the first to 18:00 of the last day, in the zone of the place', () => {
    const { events } = readJson(text);
    expect(
      events.map(({ event }) => [event.startsAt.toISOString(), event.endsAt.toISOString(), event.venue.timeZone]),
    ).toEqual([
      ['2031-03-10T08:00:00.000Z', '2031-03-12T17:00:00.000Z', 'Europe/Berlin'],
      ['2031-03-11T14:00:00.000Z', '2031-03-11T23:00:00.000Z', 'America/Chicago'],
      ['2031-04-01T07:00:00.000Z', '2031-04-02T16:00:00.000Z', 'Europe/Warsaw'],
      ['2031-04-01T00:00:00.000Z', '2031-04-02T09:00:00.000Z', 'Asia/Tokyo'],
      ['2031-05-20T09:00:00.000Z', '2031-05-20T18:00:00.000Z', 'UTC'],
      ['2019-09-09T08:00:00.000Z', '2019-09-10T17:00:00.000Z', 'Europe/Lisbon'],
      ['2031-06-01T09:00:00.000Z', '2031-06-03T18:00:00.000Z', 'UTC'],
      ['2031-04-01T00:00:00.000Z', '2031-04-02T09:00:00.000Z', 'Asia/Tokyo'],
    ]);
  });

  it('says in the description what has no field of its own', () => {
    const [first, second, , , online] = readJson(text).events.map(({ event }) => event);
    expect(first?.description).toBe('Topics: devops, sre\nLanguages: EN, DE');
    expect(first?.url).toBe('https://harbour.example/2031');
    expect(first?.category).toBe('devops');
    expect(second?.description).toMatch(/\nAlso online$/);
    expect(online).toMatchObject({ category: 'general', online: true, venue: { city: 'Online', country: 'Online' } });
    expect(online?.description).toMatch(/\nOnline$/);
  });

  it('keeps in the description what is no link', () => {
    const record = { name: 'One', startDate: '2031-03-10', endDate: '2031-03-10', online: true, url: 'one.example' };
    const [{ event } = { event: undefined }] = readJson(JSON.stringify([record])).events;
    expect(event).toMatchObject({ description: 'one.example\nOnline', url: undefined });
  });

  it('reads places as those of calendars are read, and names events as before', () => {
    const places = [
      { city: 'London', country: 'Ontario' },
      { city: 'Port Nowhere', country: 'Atlantis' },
      { city: 'Perth, Scotland' },
      { city: 'Perth' },
    ];
    const records = places.map((place) => ({ name: 'One', startDate: '2031-03-10', endDate: '2031-03-10', ...place }));
    const { events, skipped } = readJson(JSON.stringify(records));
    expect(
      events.map(({ event: { venue, identity } }) => [venue.city, venue.country, venue.timeZone, identity.at(-1)]),
    ).toEqual([
      ['London, ON', 'Canada', 'America/Toronto', 'London'],
      ['Port Nowhere, Atlantis', 'Unknown', 'UTC', 'Port Nowhere'],
      ['Perth', 'United Kingdom', 'Europe/London', 'Perth, Scotland'],
    ]);
    expect(skipped.map(({ reason }) => reason)).toEqual(['no country']);
  });

  it('survives every entry, whatever it is', () => {
    fc.assert(
      fc.property(fc.array(fc.jsonValue()), (entries) => {
        const { events, skipped } = readJson(JSON.stringify(entries));
        expect(events.length + skipped.length).toBe(entries.length);
      }),
    );
  });

  it.each(['', '{', '{}', '"text"', '42'])('a text %j is refused as a whole', (broken) => {
    expect(() => readJson(broken)).toThrow(/^it is not JSON|^its JSON is not an array/);
  });
});
