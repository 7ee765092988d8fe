import { describe, expect, it } from 'vitest';
import { readJson } from '../json.ts';
import { prepare } from '../prepare.ts';
import { readSchedule } from './read-schedule.ts';
import { decodedXml, scheduleInXml } from './schedule-xml.ts';

const readBytes = (bytes: Uint8Array) => readSchedule(scheduleInXml(decodedXml(bytes).text));
const readXml = (text: string) => readBytes(Buffer.from(text));

const xml = (events: string, conference = '<city>Brussels</city><venue>Campus</venue>'): string =>
  `<?xml version="1.0" encoding="UTF-8"?>
<schedule><version>1</version><conference><title>Conf</title><acronym>conf</acronym>${conference}</conference>
<day index="1" date="2031-02-01"><room name="Aula">${events}</room></day></schedule>`;

const talk = (lines: string, attributes = 'id="1"'): string =>
  `<event ${attributes}><title>Talk</title><duration>00:50</duration>${lines}</event>`;

const timesOf = (text: string): string[][] =>
  readXml(text).events.map(({ event: { startsAt, endsAt } }) => [
    startsAt.toISOString().slice(0, 16),
    endsAt.toISOString().slice(0, 16),
  ]);

describe('schedule.xml', () => {
  it('of pentabarf: a time on a day, in the zone that has the city’s name', () => {
    const event = `<event id="6245"><start>10:00</start><duration>00:50</duration><room>Aula</room><slug>osi</slug>
      <title>Consensus &amp; more</title><subtitle>Twenty years</subtitle><track>Keynotes</track><type>keynote</type><language/>
      <abstract>&lt;p&gt;Born in &lt;b&gt;1998&lt;/b&gt;.&lt;/p&gt;</abstract><description><![CDATA[a < b]]></description>
      <persons><person id="228">Ada L.</person><person id="312">Ben M.</person></persons><links/></event>`;
    expect(prepare(readXml(xml(event))).publications).toMatchObject([
      {
        entry: '1 "Consensus & more"',
        event: { identity: ['schedule', 'conf', '6245'] },
        body: {
          title: 'Consensus & more',
          description: 'Twenty years\nBorn in 1998.\na < b\nWith Ada L., Ben M.',
          category: 'Keynotes',
          startsAt: '2031-02-01T09:00:00.000Z',
          endsAt: '2031-02-01T09:50:00.000Z',
          venue: { name: 'Aula, Campus', city: 'Brussels', country: 'Belgium', timeZone: 'Europe/Brussels' },
        },
      },
    ]);
  });

  it('of frab and pretalx: a date with its offset, a guid for a name', () => {
    const event = talk('<date>2031-07-01T10:00:00+02:00</date><start>10:00</start>', 'guid="g-1" id="7"');
    const zone = '<time_zone_name>Europe/Berlin</time_zone_name>';
    expect(readXml(xml(event, zone)).events).toMatchObject([
      {
        event: {
          identity: ['schedule', 'g-1'],
          startsAt: new Date('2031-07-01T08:00:00Z'),
          venue: { name: 'Aula', city: 'Unknown', timeZone: 'Europe/Berlin' },
        },
      },
    ]);
  });

  it('has the page and the picture of a talk', () => {
    const event = talk('<start>10:00</start><url>https://conf.example/t/1</url><logo>/l/1.png</logo>');
    const [{ event: told } = { event: undefined }] = readXml(
      xml(event, '<city>Brussels</city><base_url>https://conf.example/p/</base_url>'),
    ).events;
    expect(told).toMatchObject({
      url: 'https://conf.example/t/1',
      imageUrl: 'https://conf.example/l/1.png',
      description: '',
    });
  });

  it('what begins before the day does is on the next day', () => {
    const night = talk('<start>01:30</start>');
    expect(timesOf(xml(night, '<city>Lisbon</city><day_change>09:00:00</day_change>'))).toEqual([
      ['2031-02-02T01:30', '2031-02-02T02:20'],
    ]);
  });

  it.each([
    ['00:50', 50],
    ['1:30', 90],
    ['26:00', 1_560],
    ['01:30:00', 90],
    ['1:02:30', 1_590],
    ['', 120],
    ['00:00', 120],
  ])('the duration %s is %i minutes', (duration, minutes) => {
    const event = `<event id="1"><title>Talk</title><start>10:00</start><duration>${duration}</duration></event>`;
    const [{ event: { startsAt, endsAt } } = { event: { startsAt: new Date(), endsAt: new Date() } }] = readXml(
      xml(event),
    ).events;
    expect((endsAt.getTime() - startsAt.getTime()) / 60_000).toBe(minutes);
  });

  it.each([
    ['<city>Berlin</city><country>Deutschland</country>', 'Berlin', 'Germany', 'Europe/Berlin'],
    ['<city>London</city><country>Ontario</country>', 'London, ON', 'Canada', 'America/Toronto'],
    ['<city>Perth, Scotland</city>', 'Perth', 'United Kingdom', 'Europe/London'],
    ['<city>London</city><time_zone_name>America/Toronto</time_zone_name>', 'London', 'Canada', 'America/Toronto'],
    ['<city>Port</city><country>Atlantis</country>', 'Port, Atlantis', 'Unknown', 'UTC'],
  ])('is where %s says', (conference, city, country, timeZone) => {
    const [{ event } = { event: undefined }] = readXml(xml(talk('<start>10:00</start>'), conference)).events;
    expect(event?.venue).toMatchObject({ city, country, timeZone });
  });

  it('one bad talk costs no other', () => {
    const bad = [
      talk('<start>25:00</start>', 'id="2"'),
      talk('<date>2031-02-30T10:00:00Z</date>', 'id="3"'),
      talk('', 'id="4"'),
      '<event id="5"><start>10:00</start><duration>99999999999999999:00</duration><title>Long</title></event>',
      '<event id="6"><start>10:00</start></event>',
      '<event/>',
    ];
    const { events, skipped } = readXml(xml([...bad, talk('<start>10:00</start>', 'id="1"')].join('')));
    expect(events).toHaveLength(1);
    expect(skipped.map(({ reason }) => reason)).toEqual([
      'there is no 2031-02-01 25:00',
      'there is no 2031-02-30T10:00:00Z',
      'no start (date "", start "")',
      '"99999999999999999:00" is no duration',
      'no title',
      'no title',
    ]);
  });

  it('a talk that is called off in its title is cancelled', () => {
    const { events, withdrawn } = readXml(
      xml('<event id="1"><title>CANCELED Talk</title><start>10:00</start></event>'),
    );
    expect([events.length, withdrawn.map(({ reason }) => reason)]).toEqual([0, ['cancelled in the source']]);
  });

  it('may be in the encoding that it names', () => {
    const latin1 = xml(talk('<subtitle>Über</subtitle><start>10:00</start>')).replace('UTF-8', 'ISO-8859-1');
    const { events } = readBytes(Buffer.from(latin1, 'latin1'));
    expect(events[0]?.event.description).toBe('Über');
    const utf16 = Buffer.from(`\u{FEFF}${xml(talk('<start>10:00</start>')).replace('UTF-8', 'UTF-16')}`, 'utf16le');
    expect(readBytes(utf16).events).toHaveLength(1);
  });
});

describe('XML that is refused in one line', () => {
  const bomb = `<?xml version="1.0"?><!DOCTYPE lolz [<!ENTITY a "ha"><!ENTITY b "&a;&a;">]><schedule>&b;</schedule>`;
  const file =
    '<!DOCTYPE s [<!ENTITY x SYSTEM "file:///etc/passwd">]><schedule><conference><title>&x;</title></conference></schedule>';

  it.each([
    ['entities that grow', bomb, 'document type'],
    ['entities of files', file, 'document type'],
    ['another document', '<rss><channel/></rss>', 'no schedule'],
    ['a text', 'hello', 'cannot be read'],
    ['nothing', '', 'cannot be read'],
    ['a document that is cut off', xml(talk('')).slice(0, 300), 'cannot be read'],
    ['an encoding that is none', '<?xml version="1.0" encoding="klingon"?><schedule/>', 'klingon'],
  ])('%s', (_, text, message) => {
    const attempt = (): unknown => readXml(text);
    expect(attempt).toThrow(message);
    expect(attempt).not.toThrow('\n');
  });

  it('that is too large', () => {
    expect(() => decodedXml(Buffer.alloc(17 * 1024 * 1024, ' '))).toThrow('larger than 16 MB');
  });

  it('deep nesting is read or refused, and ends', () => {
    const deep = xml(`${'<event>'.repeat(20_000)}${'</event>'.repeat(20_000)}`);
    expect(readXml(deep).events).toEqual([]);
  });
});

const json = (talks: unknown[]): string =>
  JSON.stringify({
    $schema: 'https://c3voc.de/schedule/schema.json',
    schedule: {
      version: '1',
      conference: {
        acronym: 'conf',
        title: 'Conf',
        time_zone_name: 'Europe/Berlin',
        days: [{ index: 1, date: '2031-08-21', rooms: { Curie: talks } }, null],
      },
    },
  });

const pictures = (text: string) => readJson(text).events.map(({ event: { imageUrl } }) => imageUrl);

describe('schedule.json', () => {
  it('of frab and pretalx: a day, its rooms, their talks', () => {
    const { events, skipped } = readJson(
      json([
        {
          id: 10_386,
          guid: 'a0a0',
          date: '2031-08-21T11:00:00+02:00',
          start: '11:00',
          duration: '00:30',
          room: 'Curie',
          title: 'Opening',
          subtitle: '',
          track: 'CCC',
          type: 'lecture',
          abstract: 'A hearty welcome',
          url: 'https://conf.example/1',
          persons: [{ id: 1, public_name: 'jinxx' }],
        },
        { title: { en: 'Two languages', de: 'Zwei Sprachen' }, start: '10:00', id: 2, duration: '00:30' },
        null,
        'text',
      ]),
    );
    expect(skipped.map(({ reason }) => reason)).toEqual(['no title', 'no title']);
    expect(events.map(({ event }) => [event.identity.join(' '), event.title, event.startsAt.toISOString()])).toEqual([
      ['schedule a0a0', 'Opening', '2031-08-21T09:00:00.000Z'],
      ['schedule conf 2', 'Two languages', '2031-08-21T08:00:00.000Z'],
    ]);
    expect(events[0]?.event).toMatchObject({
      description: 'A hearty welcome\nWith jinxx',
      url: 'https://conf.example/1',
      category: 'CCC',
      venue: { name: 'Curie', timeZone: 'Europe/Berlin' },
    });
  });

  it('the logo of a talk is its picture, also where it is a path on the server of the schedule', () => {
    const talks = ['https://img.example/1.png', '/system/2.png?5', '', null].map((logo, id) => ({
      id,
      title: 'Talk',
      start: '10:00',
      duration: '00:30',
      logo,
      url: id === 0 ? 'talk one' : '',
    }));
    expect(pictures(json(talks))).toEqual(['https://img.example/1.png', undefined, undefined, undefined]);
    const based = json(talks).replace('"version":', '"base_url":"https://conf.example/2031/program/","version":');
    expect(pictures(based)).toEqual([
      'https://img.example/1.png',
      'https://conf.example/system/2.png?5',
      undefined,
      undefined,
    ]);
    expect(readJson(based).events.map(({ event: { description } }) => description)).toEqual(['talk one', '', '', '']);
  });

  it('without days is refused', () => {
    expect(() => readJson('{"schedule":{"conference":{}}}')).toThrow('has no days');
  });
});
