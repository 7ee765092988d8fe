/** What a message cancels, and which source an event belongs to, through the API. */
import { rm } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { entry, folder, importing, shown, startWithCalendars, summary } from './fixtures/followed-calendars.ts';

startWithCalendars();

const performances = (uid: string, starts: readonly string[]): string[] =>
  starts.flatMap((start) => entry(uid, { start, title: 'Play' }));

it('METHOD:CANCEL of one performance cancels that, says which, and leaves the others of its UID on sale', async () => {
  const starts = ['20310304T190000', '20310305T190000', '20310306T190000'];
  await importing('play', performances('play', starts));
  const message = ['METHOD:CANCEL', ...performances('play', starts.slice(1, 2))];
  const told = await importing('play', message);
  expect(told).toMatchObject({ code: 0, summary: summary({ cancelled: 1, missing: 2 }) });
  expect(told.lines[0]).toBe('cancelled 1 "Play": cancelled in the source (2031-03-05T18:00:00.000Z)');
  const statuses = ['04', '05', '06'].map(async (day) => (await shown('play', `2031-03-${day}T19:00:00`)).status);
  expect(await Promise.all(statuses)).toEqual(['published', 'cancelled', 'published']);
});

it('another file with the same UID has an event of its own, also when it changes', async () => {
  await importing('first', entry('shared', { title: 'Mine' }));
  const second = await importing('second', entry('shared', { title: 'Theirs', start: '20310401T190000' }));
  expect(second).toMatchObject({ code: 0, summary: summary({ published: 1 }) });
  expect(second.lines).toEqual([expect.stringMatching(/^note: 1 event of it .* kept apart/)]);
  expect(await importing('second', entry('shared', { title: 'Theirs', start: '20310402T190000' }))).toMatchObject({
    lines: [expect.stringMatching(/^changed 1 "Theirs"/)],
    summary: summary({ changed: 1 }),
  });
  expect(await shown('shared')).toMatchObject({ title: 'Mine', version: 1 });
});

it('a renamed file goes on with its events', async () => {
  await importing('before', entry('renamed'));
  await rm(join(folder, 'before.ics'));
  const after = await importing('after', entry('renamed'));
  expect(after).toMatchObject({ code: 0, summary: summary({ unchanged: 1 }) });
  expect(after.lines).toEqual([expect.stringMatching(/^note: goes on with .*before\.ics/)]);
});

it('a message in a file of its own finds the event it is about', async () => {
  await importing('all', entry('called-off'));
  const cancelled = await importing('message', ['METHOD:CANCEL', ...entry('called-off')]);
  expect(cancelled).toMatchObject({ code: 0, summary: summary({ cancelled: 1 }) });
  expect(cancelled.lines[0]).toMatch(/^note: a message about what was published from .*all\.ics/);
  expect(await shown('called-off')).toMatchObject({ status: 'cancelled' });
});
