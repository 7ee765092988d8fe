import { existsSync, readFileSync } from 'node:fs';
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { eventIdFor } from './event-id.ts';
import { prepare } from './prepare.ts';
import { readSource } from './source-file.ts';
import {
  account,
  countEvents,
  FIXTURES,
  folder,
  importing,
  run,
  startWithImports,
  system,
} from './fixtures/imports-by-script.ts';

startWithImports();

async function listed(query: Record<string, string>): Promise<{ title: string; id: string; city: string }[]> {
  const { body } = await system.ask('GET', `/v1/events?${new URLSearchParams({ limit: '100', ...query }).toString()}`);
  return body.items;
}

async function identitiesOf(file: string): Promise<(readonly string[])[]> {
  return prepare(await readSource(file, { now: new Date(), occurrences: 1 })).publications.map(
    ({ event }) => event.identity,
  );
}

/** The schedule of a conference with one talk. */
const scheduleOf = (room: string, start: string): string =>
  `<schedule><conference><title>Conf</title><city>Brussels</city></conference><day date="2032-02-01"><room name="${room}">` +
  `<event guid="talk-1"><title>Talk</title><start>${start}</start><duration>00:50</duration></event></room></day></schedule>`;

const REAL = join(import.meta.dirname, '../../../../shared/data/conferences.json');

describe('npm run import', () => {
  it('publishes what can be published, reports the rest, and changes nothing the second time', async () => {
    const before = await countEvents();
    const first = await importing(join(FIXTURES, 'conferences.json'));
    expect(first.out).toMatch(/^7 published, 0 changed, 0 cancelled, 0 unchanged, 0 refused, 8 skipped in [\d.]+ s$/m);
    expect(first.out).toContain('skipped 9 "Endless": no end date\n');
    expect([first.code, first.err]).toEqual([0, expect.stringContaining('registered the organizer')]);
    const second = await importing(join(FIXTURES, 'conferences.json'));
    expect(second.out).toMatch(/^0 published, 0 changed, 0 cancelled, 7 unchanged, 0 refused, 8 skipped/m);
    expect([second.code, await countEvents()]).toEqual([0, before + 7]);
  });

  it('makes events that are found by browsing, the ended by their date', async () => {
    await system.until('the listing of all', async () => (await listed({ from: '2019-01-01' })).length >= 7);
    expect((await listed({ q: 'twin summit' })).map(({ city }) => city).toSorted()).toEqual(['Kraków', 'Yokohama']);
    expect((await listed({ q: 'c++ austin' })).map(({ title }) => title)).toEqual(['Go & C++ Nights']);
    expect(await listed({ q: 'gone', city: 'lisbon' })).toEqual([]);
    expect(await listed({ q: 'gone', city: 'lisbon', from: '2019-09-01', to: '2019-10-01' })).toHaveLength(1);
  });

  it('imports a calendar, occurrences of a series as events of their own', async () => {
    const { code, out } = await importing(join(FIXTURES, 'calendar.ics'), '--occurrences', '2');
    expect(out).toMatch(/^10 published, 0 changed, 0 cancelled, 0 unchanged, 0 refused, 7 skipped/m);
    expect(code).toBe(0);
    await system.until('the listing of the series', async () => (await listed({ q: 'every tuesday' })).length === 2);
  });

  it('imports the sample as README says, a private entry not', async () => {
    const readme = readFileSync(join(import.meta.dirname, '../../../README.md'), 'utf8');
    const [, file = ''] = /^npm run import -- (\S+)/m.exec(readme) ?? [];
    const { code, out } = await importing(join(import.meta.dirname, '../../..', file));
    expect(out).toMatch(/^13 published, 0 changed, 0 cancelled, 0 unchanged, 0 refused, 1 skipped/m);
    expect(code).toBe(0);
  });

  it('imports the schedule of a conference, and follows a talk that is moved to another room and hour', async () => {
    const file = join(folder, 'schedule.xml');
    await writeFile(file, scheduleOf('Aula', '10:00'));
    expect(await importing(file)).toMatchObject({ code: 0, out: expect.stringMatching(/^1 published/m) });
    await writeFile(file, scheduleOf('Attic', '11:00'));
    expect(await importing(file)).toMatchObject({
      code: 0,
      out: expect.stringContaining('venue Aula, Brussels, Belgium (Europe/Brussels) → Attic, Brussels, Belgium'),
    });
  });

  it('changes an event that its source has changed since', async () => {
    const record = { name: 'Moved', startDate: '2032-02-10', endDate: '2032-02-10', city: 'Oslo', country: 'Norway' };
    const file = join(folder, 'moved.json');
    await writeFile(file, JSON.stringify([record]));
    expect((await importing(file)).code).toBe(0);
    await writeFile(file, JSON.stringify([{ ...record, endDate: '2032-02-11' }]));
    const { code, out } = await importing(file);
    expect([code, out]).toEqual([
      0,
      expect.stringContaining(
        'changed 1 "Moved": endsAt 2032-02-10T17:00:00.000Z → 2032-02-11T17:00:00.000Z (2032-02-10T08:00:00.000Z)\n',
      ),
    ]);
  });

  it('has failed when there is nothing to publish: no event, or none that is not skipped', async () => {
    const file = join(folder, 'nothing.json');
    await writeFile(file, '[]');
    const empty = await importing(file);
    expect([empty.code, empty.err]).toEqual([1, `nothing of ${file} can be published: it has no events\n`]);
    await writeFile(file, JSON.stringify([{ name: 'Nowhere', startDate: '2032-01-10' }]));
    const skipped = await run([file, '--dry-run']);
    expect([skipped.code, skipped.err]).toEqual([
      1,
      `nothing of ${file} can be published: all 1 of its events were skipped\n`,
    ]);
    expect(skipped.out).toMatch(/^skipped 1 "Nowhere": no end date/);
  });

  it('--dry-run publishes nothing and needs no server', async () => {
    const { code, out } = await run([join(FIXTURES, 'conferences.json'), '--dry-run', '--url', 'http://127.0.0.1:1']);
    expect(out).toContain('would publish 1 "Harbour Systems Days": 2031-03-10T08:00:00.000Z, Berlin\n');
    expect([code, out]).toEqual([3, expect.stringContaining('7 would be published, 8 skipped')]);
  });
});

describe.skipIf(!existsSync(REAL))('the real conferences beside the project', () => {
  it('all 861 are published in one go', async () => {
    const records = JSON.parse(readFileSync(REAL, 'utf8')) as unknown[];
    const { code, out } = await importing(REAL);
    expect(out).toMatch(
      new RegExp(
        String.raw`^${records.length} published, 0 changed, 0 cancelled, 0 unchanged, 0 refused, 0 skipped`,
        'm',
      ),
    );
    expect(code).toBe(0);
    const session = await system.ask('POST', '/v1/auth/login', { body: { email: account[1], password: account[3] } });
    const organizerId: string = session.body.user.id;
    const ids = (await identitiesOf(REAL)).map((identity) => eventIdFor(organizerId, identity));
    await system.until(
      'all in the browse index',
      async () => {
        const [rows] = await system
          .database('catalog')
          .query('SELECT event_id FROM listings WHERE event_id IN (?)', [ids]);
        return (rows as unknown[]).length === records.length;
      },
      60_000,
    );
  }, 180_000);
});
