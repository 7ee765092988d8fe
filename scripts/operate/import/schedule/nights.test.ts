/** Talks after midnight, and talks that are given several times. */
import { describe, expect, it } from 'vitest';
import { readJson } from '../json.ts';
import { prepare } from '../prepare.ts';
import { readSchedule } from './read-schedule.ts';
import { decodedXml, scheduleInXml } from './schedule-xml.ts';

const talk = (start: string, title = 'Talk', more = ''): string =>
  `<event guid="${title}"><title>${title}</title><start>${start}</start><duration>00:30</duration>${more}</event>`;
const xml = (events: string, day = '', conference = ''): string =>
  `<schedule><conference><title>Conf</title><time_zone_name>Europe/Lisbon</time_zone_name>${conference}</conference>
<day date="2031-02-01" ${day}><room name="Aula">${events}</room></day></schedule>`;
const read = (text: string) => readSchedule(scheduleInXml(decodedXml(Buffer.from(text)).text));
const startsOf = (text: string): string[] =>
  read(text).events.map(({ event: { startsAt } }) => startsAt.toISOString().slice(8, 16));

const FROM_NINE = 'start="2031-02-01T09:00:00+00:00"';

describe('a talk after midnight', () => {
  it.each([
    ['by when its day begins and ends', `${FROM_NINE} end="2031-02-02T04:00:00+00:00"`, '', '01:30', '02T01:30'],
    ['by when its day begins', FROM_NINE, '', '01:30', '02T01:30'],
    ['by the time its day begins at', 'start="09:00"', '', '01:30', '02T01:30'],
    ['by day_change', '', '<day_change>06:00:00</day_change>', '01:30', '02T01:30'],
    ['but not in the morning of its day', `${FROM_NINE} end="2031-02-02T04:00:00+00:00"`, '', '09:00', '01T09:00'],
    ['nor a little before it', `${FROM_NINE} end="2031-02-01T23:00:00+00:00"`, '', '08:30', '01T08:30'],
    ['nor where nothing says so', '', '', '01:30', '01T01:30'],
    ['nor by a mark that cannot be read', 'start="2031-02-31T09:00:00Z"', '', '10:00', '01T10:00'],
  ])('is in the night of its day %s', (_, day, conference, start, expected) => {
    expect(startsOf(xml(talk(start), day, conference))).toEqual([expected]);
  });

  it('with a date of its own is on that', () => {
    const own = [
      talk('01:30', 'a', '<date>2031-02-01</date>'),
      talk('01:30', 'b', '<date>2031-02-01T01:30:00+00:00</date>'),
    ];
    expect(startsOf(xml(own.join(''), FROM_NINE))).toEqual(['01T01:30', '01T01:30']);
  });

  it('goes on after a late one in its room, where nothing says when days begin', () => {
    const evening = [talk('21:00', 'a'), talk('23:00', 'b'), talk('00:30', 'c'), talk('01:30', 'd')];
    expect(startsOf(xml(evening.join('')))).toEqual(['01T21:00', '01T23:00', '02T00:30', '02T01:30']);
    expect(startsOf(xml([talk('10:00', 'a'), talk('05:00', 'b')].join('')))).toEqual(['01T10:00', '01T05:00']);
  });

  it('in JSON, too', () => {
    const talks = [{ guid: 'g', title: 'Night', start: '00:30', duration: '00:30' }];
    const days = [
      {
        date: '2031-02-01',
        day_start: '2031-02-01T10:00:00+00:00',
        day_end: '2031-02-02T03:00:00+00:00',
        rooms: { Aula: talks },
      },
    ];
    const { events } = readJson(
      JSON.stringify({ schedule: { conference: { time_zone_name: 'Europe/Lisbon', days } } }),
    );
    expect(events.map(({ event: { startsAt } }) => startsAt.toISOString())).toEqual(['2031-02-02T00:30:00.000Z']);
  });
});

const published = (text: string) => {
  const { publications, skipped } = prepare(read(text));
  expect(skipped).toEqual([]);
  return publications.map(({ event: { identity, family } }) => [identity.join(' '), family]);
};

describe('a talk with one guid', () => {
  it('at two times is two performances of one family', () => {
    expect(published(xml(talk('10:00') + talk('14:00')))).toEqual([
      ['schedule Talk 2031-02-01T10:00:00.000Z', '["schedule","Talk"]'],
      ['schedule Talk 2031-02-01T14:00:00.000Z', '["schedule","Talk"]'],
    ]);
    expect(published(xml(talk('10:00')))).toEqual([['schedule Talk', '["schedule","Talk"]']]);
  });

  it('in two rooms at a time is two, and twice the same is one', () => {
    const rooms = xml(talk('10:00') + talk('10:00', 'Talk', '<room>Foyer</room>'));
    expect(published(rooms).map(([identity]) => identity)).toEqual([
      'schedule Talk 2031-02-01T10:00:00.000Z Aula',
      'schedule Talk 2031-02-01T10:00:00.000Z Foyer',
    ]);
    const { publications, skipped } = prepare(read(xml(talk('10:00') + talk('10:00'))));
    expect([publications.length, skipped.map(({ reason }) => reason)]).toEqual([1, ['the same as 1 "Talk"']]);
  });

  it('that is called off is the one that would begin then', () => {
    const off = (start: string): string => talk(start).replace('<title>', '<title>CANCELLED ');
    expect(read(xml(off('10:00'))).withdrawn).toMatchObject([
      { extent: 'what begins then', originally: new Date('2031-02-01T10:00:00Z'), identity: ['schedule', 'Talk'] },
    ]);
    const { events, withdrawn } = read(xml(off('10:00') + talk('14:00')));
    expect([events.length, withdrawn]).toMatchObject([
      1,
      [{ extent: 'one', identity: ['schedule', 'Talk', '2031-02-01T10:00:00.000Z'] }],
    ]);
  });
});
