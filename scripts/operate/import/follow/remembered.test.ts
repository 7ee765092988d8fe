/** What an import remembers of events that it could not make what their source says. Pure but for the ledger's files. */
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { NewEvent } from '../../../../functions/publish/api.ts';
import type { EventView } from '../../../../functions/shared/event/event-view.ts';
import type { Importer } from '../importer-account.ts';
import { newEvent } from '../import-rules.ts';
import { exampleSourceEvent } from './example-source-event.ts';
import { planOf } from './import-plan.ts';
import type { ImportTask, Publication } from './import-task.ts';
import { Ledger } from './ledger.ts';
import { perform, type PublishResult } from './publish.ts';

const now = new Date('2031-01-01T00:00:00Z');
const decisions = { dryRun: false, changeSold: false, cancelSold: false, cancelMissing: false };
let folder: string;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'seatmesh-remembered-'));
});
afterAll(() => rm(folder, { recursive: true }));

function publication(day: string, sequence = 0): Publication {
  const event = exampleSourceEvent(day, { identity: ['a'], family: 'a', sequence });
  return { entry: '1 "Show"', event, body: NewEvent.parse(newEvent(event)) };
}

/** An organizer whose event is there as it is, and stays so: every change is refused. */
function refusing({ body }: Publication, sold = 0): Importer {
  const event = { ...body, status: 'published', organizerId: 'usr_1' } as unknown as EventView;
  const answers: Record<string, object> = {
    PUT: { status: 200, body: event },
    GET: { status: 200, body: { ...event, counts: { sold } } },
    PATCH: { status: 422, body: { code: 'invalid', detail: 'startsAt: must not be in the past' } },
  };
  return { userId: 'usr_1', registered: false, call: async (method: string) => answers[method] } as unknown as Importer;
}

/** Imports what there is by then. */
async function importing(
  source: string,
  there: readonly Publication[],
  outcome: (tasks: readonly ImportTask[]) => Promise<PublishResult[]>,
): Promise<{ planned: string[]; left: Ledger }> {
  const origin = { url: new URL('http://127.0.0.1'), userId: 'usr_1', source };
  const ledger = await Ledger.open(folder, origin);
  const situation = { publications: there, withdrawn: [], skipped: [], ledger: ledger.events, partial: undefined, now };
  const tasks = planOf(situation, ([name = '']) => [name]);
  await ledger.noteIntended(tasks);
  await ledger.noteDone(tasks, { results: await outcome(tasks), left: 0, stoppedBy: undefined }, now);
  const planned = tasks.map((task) => (task.kind === 'end' ? task.why : task.kind));
  return { planned, left: await Ledger.open(folder, origin) };
}

const published = async (tasks: readonly ImportTask[]): Promise<PublishResult[]> =>
  tasks.map(({ entry, ids }) => ({ verb: 'published', entry, detail: '', id: ids[0] }));

const by =
  (organizer: Importer, dryRun = false) =>
  (tasks: readonly ImportTask[]): Promise<PublishResult[]> =>
    Promise.all(tasks.map((task) => perform(task, organizer, { ...decisions, dryRun })));

it.each([0, 2])('a change that was refused leaves what is on sale known (%i sold)', async (sold) => {
  const [first, past] = [publication('2031-04-04'), publication('2025-04-04')];
  const source = `refused-${sold}`;
  await importing(source, [first], published);
  const second = await importing(source, [past], by(refusing(first, sold)));
  expect(second.left.events.get('a')).toMatchObject({
    startsAt: first.body.startsAt,
    endsAt: first.body.endsAt,
    told: {},
  });
  expect((await importing(source, [], published)).planned).toEqual(['missing']);
});

it('how often an event was revised is known afterwards, also where the change was refused', async () => {
  const first = publication('2031-04-04', 2);
  expect((await importing('revised', [first], published)).left.events.get('a')?.sequence).toBe(2);
  const { left } = await importing('revised', [publication('2025-04-04', 3)], by(refusing(first)));
  expect(left.events.get('a')).toMatchObject({ sequence: 3, endsAt: first.body.endsAt });
});

it('so does one without a ledger, and one that was stopped on its way', async () => {
  const [first, past] = [publication('2031-04-04'), publication('2025-04-04')];
  expect((await importing('unknown', [past], by(refusing(first)))).left.events.get('a')).toMatchObject({
    endsAt: first.body.endsAt,
    told: null,
  });
  await importing('stopped', [first], published);
  const origin = { url: new URL('http://127.0.0.1'), userId: 'usr_1', source: 'stopped' };
  const ledger = await Ledger.open(folder, origin);
  const task: ImportTask = { kind: 'keep', entry: '1', ids: ['a'], publication: past, told: undefined };
  await ledger.noteIntended([task]);
  expect((await Ledger.open(folder, origin)).events.get('a')).toMatchObject({ endsAt: first.body.endsAt });
});

it('a dry run says what would be refused, as the import does', async () => {
  const [first, past] = [publication('2031-04-04'), publication('2025-04-04')];
  const task: ImportTask = { kind: 'keep', entry: '1', ids: ['a'], publication: past, told: undefined };
  const dry = await perform(task, refusing(first), { ...decisions, dryRun: true });
  expect(dry).toMatchObject({ verb: 'refused', id: 'a' });
  expect(dry.detail).toMatch(/: 422 startsAt: must not be in the past; endsAt: must not be in the past$/);
  expect(await perform(task, refusing(first), decisions)).toMatchObject({ verb: 'refused', id: 'a' });
  const next = { ...task, publication: publication('2031-04-05') };
  expect(await perform(next, refusing(first), { ...decisions, dryRun: true })).toMatchObject({ verb: 'changed' });
});
