import { readdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { publishEvent } from '../../../testing/events.ts';
import { runScript } from '../../../testing/run-script.ts';
import {
  entry,
  folder,
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

const withLinks = (uid: string, site: string): string[] =>
  entry(uid, { lines: [`URL:https://${site}.example/`, `IMAGE;VALUE=URI:https://${site}.example/1.png`] });

const linksOf = (site: string) => ({ url: `https://${site}.example/`, imageUrl: `https://${site}.example/1.png` });

const byHand = (uid: string, body: object) =>
  system.ask('PATCH', `/v1/events/${idOf(uid)}`, { token: organizer.token, body });

/** Makes a ledger be as versions wrote it that did not know of links. */
async function forgetWhatWasTold(source: string): Promise<void> {
  const ledgers = join(folder, 'ledgers');
  for (const name of await readdir(ledgers)) {
    const ledger = JSON.parse(await readFile(join(ledgers, name), 'utf8'));
    if (!ledger.source.endsWith(source)) continue;
    for (const event of Object.values<{ told?: unknown }>(ledger.events)) delete event.told;
    await writeFile(join(ledgers, name), JSON.stringify(ledger));
  }
}

describe('what is gone from the source', () => {
  it('is reported, and cancelled with --cancel-missing, of the same source only', async () => {
    await importing('gone', [...entry('here'), ...entry('gone')]);
    await importing('elsewhere', entry('elsewhere'));
    const left = await importing('gone', entry('here'));
    expect(left).toMatchObject({ code: 0, summary: summary({ unchanged: 1, missing: 1 }) });
    expect(left.lines).toEqual([expect.stringMatching(/^missing 2 "Show": gone from the source .+--cancel-missing/)]);
    expect((await importing('gone', entry('here'), '--cancel-missing')).summary).toBe(
      summary({ cancelled: 1, unchanged: 1 }),
    );
    expect((await importing('gone', entry('here'))).summary).toBe(summary({ unchanged: 1 }));
    expect([(await shown('gone')).status, (await shown('elsewhere')).status]).toEqual(['cancelled', 'published']);
  });

  it('is not known where the file is cut off', async () => {
    await importing('cut', [...entry('one'), ...entry('two')]);
    const file = join(folder, 'cut.ics');
    const { email, password } = organizer;
    const at = ['--url', system.url, '--email', email, '--password', password, '--ledger', join(folder, 'ledgers')];
    await writeFile(file, ['BEGIN:VCALENDAR', ...entry('one')].join('\r\n'));
    const { output } = await runScript('import', [file, ...at, '--cancel-missing']);
    expect(output).toContain('missing 2 "Show": the file is cut off');
  });

  it('is not what --occurrences does not reach any more', async () => {
    const series = entry('far', { lines: ['RRULE:FREQ=WEEKLY;COUNT=5'] });
    await importing('far', series);
    const next = entry('far', { title: 'Later', lines: ['RRULE:FREQ=WEEKLY;COUNT=5'] });
    expect((await importing('far', next, '--occurrences', '2')).summary).toBe(summary({ changed: 5 }));
  });
});

describe('links, pictures and addresses', () => {
  it('follow the source where the organizer has set no others', async () => {
    await importing('links', [...withLinks('follows', 'a'), ...withLinks('own', 'a')]);
    const address = 'Some Street 1';
    expect(await shown('follows')).toMatchObject({
      ...linksOf('a'),
      venue: { name: 'Hall', address },
      description: '',
    });
    const own = {
      url: 'https://own.example/',
      doorsAt: '2031-03-04T17:00:00.000Z',
      venue: { ...(await shown('own')).venue, address: 'Back door, Side Street 2', url: 'https://hall.example/' },
    };
    expect((await byHand('own', own)).status).toBe(200);
    const same = await importing('links', [...withLinks('follows', 'a'), ...withLinks('own', 'a')]);
    expect(same.summary).toBe(summary({ unchanged: 2 }));
    const next = await importing('links', [...withLinks('follows', 'b'), ...withLinks('own', 'b')]);
    expect(next.lines).toEqual([
      'changed 1 "Show": url https://a.example/ → https://b.example/; imageUrl https://a.example/1.png → https://b.example/1.png (2031-03-04T18:00:00.000Z)',
      'changed 2 "Show": imageUrl https://a.example/1.png → https://b.example/1.png (2031-03-04T18:00:00.000Z)',
    ]);
    const none = await importing('links', [...entry('follows'), ...entry('own', { start: '20310305T190000' })]);
    expect(none.summary).toBe(summary({ changed: 2 }));
    expect(await shown('follows')).toMatchObject({ url: null, imageUrl: null });
    expect(await shown('own')).toMatchObject({ ...own, imageUrl: null, doorsAt: '2031-03-05T17:00:00.000Z' });
  });

  it('of an event that stays as it is, since seats are sold, are not taken for the organizer’s later', async () => {
    await importing('sold-links', withLinks('sold-links', 'a'));
    await sell(idOf('sold-links'));
    const next = withLinks('sold-links', 'b').map((line) => line.replace('Some Street', 'Other Street'));
    expect((await importing('sold-links', next)).summary).toBe(summary({ refused: 1 }));
    expect(await shown('sold-links')).toMatchObject(linksOf('a'));
    expect((await importing('sold-links', next, '--change-sold')).summary).toBe(summary({ changed: 1 }));
    expect(await shown('sold-links')).toMatchObject({ ...linksOf('b'), venue: { address: 'Other Street 1' } });
  });

  it('that a former version wrote into the description move out of it, once, also where seats are sold', async () => {
    const plain = entry('plain').map((line) => line.replace(/^LOCATION:.*/, 'LOCATION:Hall\\, Berlin\\, Germany'));
    const lines = [...withLinks('former', 'a'), ...plain];
    await importing('former', lines);
    const { address: _, ...venue } = (await shown('former')).venue;
    const description = 'https://a.example\nAddress: Some Street 1, Berlin';
    expect((await byHand('former', { url: null, imageUrl: null, venue, description })).status).toBe(200);
    await sell(idOf('former'));
    await forgetWhatWasTold('former.ics');
    const words = 'description; url none → https://a.example/; imageUrl none → https://a.example/1.png';
    expect(await importing('former', lines)).toMatchObject({
      summary: summary({ changed: 1, unchanged: 1 }),
      lines: [`changed 1 "Show": venue address none → Some Street 1; ${words} (2031-03-04T18:00:00.000Z)`],
    });
    expect(await shown('former')).toMatchObject({
      ...linksOf('a'),
      description: '',
      venue: { ...venue, address: 'Some Street 1' },
    });
    expect((await importing('former', lines)).summary).toBe(summary({ unchanged: 2 }));
  });

  it('come back from the calendar file of an event', async () => {
    const original = await publishEvent(system, organizer, {
      ...linksOf('c'),
      description: 'Text,\nand more',
      venue: {
        name: 'Old Hall',
        address: 'Rua das Flores 12, 1200-195',
        city: 'Lisbon',
        country: 'Portugal',
        timeZone: 'Europe/Lisbon',
      },
    });
    const response = await fetch(`${system.url}/v1/events/${original}/event.ics`);
    const file = (await response.text()).split('\r\n').filter((line) => !/^(?:BEGIN|END):VCALENDAR$/.test(line));
    expect((await importing('own-export', file)).summary).toBe(summary({ published: 1 }));
    const { title, description, category, startsAt, endsAt, venue, url, imageUrl } = (
      await system.ask('GET', `/v1/events/${original}`)
    ).body;
    const told = { title, description, category, startsAt, endsAt, venue, url, imageUrl };
    expect(await shown(original)).toMatchObject(told);
    expect(told).toMatchObject(linksOf('c'));
  });
});
