/** Sources that have the same UIDs, and sources under another name. */
import { mkdtemp, readdir, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { NewEvent } from '../../../../functions/publish/api.ts';
import { eventIdFor } from '../event-id.ts';
import { newEvent } from '../import-rules.ts';
import type { Source } from '../source-event.ts';
import { exampleSourceEvent } from './example-source-event.ts';
import { planOf } from './import-plan.ts';
import type { Publication } from './import-task.ts';
import { Ledger } from './ledger.ts';
import { type FileOfEvents, idsIn, ledgerOf } from './told-apart.ts';

const USER = 'usr_1';
const organizer = { userId: USER, registered: true };
const now = new Date('2031-01-01T00:00:00Z');
let folder: string;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'seatmesh-apart-'));
});
afterAll(() => rm(folder, { recursive: true }));

const own = (uid: string): string => eventIdFor(USER, ['ics', uid, '']);
const origin = (source: string) => ({ url: new URL('http://127.0.0.1'), userId: USER, source });

function publication([uid = '', day = '2031-03-01', title = uid]: string[], index: number): Publication {
  const event = exampleSourceEvent(day, { identity: ['ics', uid, ''], family: uid, title });
  return { entry: `${index + 1} "${title}"`, event, body: NewEvent.parse(newEvent(event)) };
}

const fileOf = (name: string, events: string[][], source: Partial<Source> = {}): FileOfEvents => ({
  file: join(folder, name),
  source: { withdrawn: [], ...source },
  publications: events.map(publication),
});

/** Imports a file into ledgers of its own, and tells under which ids. */
async function importing(ledgers: string, given: FileOfEvents, source = given.file) {
  const { ledger, note } = await ledgerOf(given, join(folder, ledgers), origin(source));
  const { publications } = given;
  const situation = { publications, withdrawn: given.source.withdrawn, skipped: [], ledger: ledger.events, now };
  const tasks = planOf({ ...situation, partial: undefined }, idsIn(ledger, organizer));
  await ledger.noteIntended(tasks);
  const results = tasks.map(({ entry, ids }) => ({ verb: 'published' as const, entry, detail: '', id: ids[0] }));
  await ledger.noteDone(tasks, { results, left: 0, stoppedBy: undefined }, now);
  return { ids: tasks.map(({ ids }) => ids[0]), note };
}

it('the first source has the usual ids; another with the same UIDs has ids of its own, at every import', async () => {
  await writeFile(join(folder, 'one.ics'), '');
  const one = fileOf('one.ics', [['a'], ['b']]);
  expect(await importing('apart', one)).toEqual({ ids: [own('a'), own('b')], note: undefined });
  const two = fileOf('two.ics', [['a', '2031-04-01', 'Other'], ['c']]);
  const first = await importing('apart', two);
  expect(first.note).toMatch(
    /^1 event of it has the name of one that .*one\.ics published: kept apart \(if it is the same source: --source ".*one\.ics"\)$/,
  );
  expect([first.ids[0] === own('a'), first.ids[1]]).toEqual([false, own('c')]);
  expect(await importing('apart', two)).toEqual({ ids: first.ids, note: undefined });
  expect(await importing('apart', one)).toEqual({ ids: [own('a'), own('b')], note: undefined });
});

it('what a source publishes later under a UID of another gets an id of its own, too', async () => {
  await importing('later', fileOf('1.ics', [['a']]), 'first');
  const before = await importing('later', fileOf('2.ics', [['b']]), 'second');
  expect(before).toEqual({ ids: [own('b')], note: undefined });
  const { ids } = await importing('later', fileOf('2.ics', [['b'], ['a']]), 'second');
  expect([ids[0], ids[1] === own('a')]).toEqual([own('b'), false]);
});

it('a file that was renamed goes on with its events, and says so', async () => {
  const events = [['a'], ['b'], ['c']];
  await importing('renamed', fileOf('gone.ics', events));
  const changed = [['a', '2031-03-02', 'Moved'], ['b'], ['d']];
  const { ids, note } = await importing('renamed', fileOf('new.ics', changed));
  expect(ids.slice(0, 2)).toEqual([own('a'), own('b')]);
  expect(note).toMatch(/^goes on with .*gone\.ics, which is not there any more/);
  expect(await readdir(join(folder, 'renamed'))).toHaveLength(1);
  expect((await importing('renamed', fileOf('new.ics', changed))).note).toBeUndefined();
});

it('ids of its own stay when a file is renamed', async () => {
  await importing('both', fileOf('kept.ics', [['a']]), 'first');
  const { ids } = await importing('both', fileOf('x.ics', [['a', '2031-05-01', 'Other']]));
  expect((await importing('both', fileOf('y.ics', [['a', '2031-05-01', 'Other']]), join(folder, 'x.ics'))).ids).toEqual(
    ids,
  );
});

it('a copy of a file that is still there is refused unless its name is given', async () => {
  await writeFile(join(folder, 'there.ics'), '');
  await importing('copy', fileOf('there.ics', [['a'], ['b']]));
  const copy = fileOf('copy.ics', [['a'], ['b']]);
  await expect(importing('copy', copy)).rejects.toThrow(/has the same events as .*there\.ics: --source/);
  expect((await importing('copy', copy, 'mine')).ids).not.toContain(own('a'));
  expect((await importing('copy', copy, join(folder, 'there.ics'))).ids).toEqual([own('a'), own('b')]);
});

it('a message in a file of its own is about the source that published its UID', async () => {
  await importing('message', fileOf('all.ics', [['a'], ['b']]));
  const withdrawn = {
    entry: '1 "a"',
    reason: 'cancelled in the source',
    identity: ['ics', 'a', ''],
    family: 'a',
    originally: new Date('2031-03-01T18:00:00Z'),
    why: 'cancelled' as const,
    extent: 'what begins then' as const,
    isSilent: false,
  };
  const { ids, note } = await importing(
    'message',
    fileOf('cancel.ics', [], { withdrawn: [withdrawn], isMessage: true }),
  );
  expect([ids[0], note]).toEqual([
    own('a'),
    expect.stringMatching(/^a message about what was published from .*all\.ics/),
  ]);
});

it('so is one that adds to a UID', async () => {
  await importing('adding', fileOf('play.ics', [['a'], ['b']]));
  const given = fileOf('add.ics', [], { isMessage: true });
  const event = exampleSourceEvent('2031-03-09', { identity: ['ics', 'a', 'then'], family: 'a', isAdded: true });
  const publications = [{ entry: '1 "a"', event, body: NewEvent.parse(newEvent(event)) }];
  const { note } = await importing('adding', { ...given, publications });
  expect(note).toMatch(/^a message about what was published from .*play\.ics/);
});

it('a ledger of another organizer, or one that cannot be read, says nothing', async () => {
  const ledgers = join(folder, 'others');
  await importing('others', fileOf('their.ics', [['a']]), 'their');
  await writeFile(join(ledgers, 'broken.json'), '{');
  const { others } = await Ledger.open(ledgers, { ...origin('mine'), userId: 'usr_2' });
  expect(others).toEqual([]);
});
