/** What an import says of each event: of a series all have one entry, so that only the date says which is meant. Pure. */
import { expect, it } from 'vitest';
import { NewEvent } from '../../../../functions/publish/api.ts';
import type { EventView } from '../../../../functions/shared/event/event-view.ts';
import type { Importer } from '../importer-account.ts';
import { newEvent } from '../import-rules.ts';
import { exampleSourceEvent } from './example-source-event.ts';
import { reportLines } from './import-report.ts';
import type { ImportTask, Publication } from './import-task.ts';
import { perform } from './publish.ts';

const decisions = { dryRun: false, changeSold: false, cancelSold: false, cancelMissing: false };
const DAYS = ['2031-05-01', '2031-05-08'];

function publication(day: string): Publication {
  const event = exampleSourceEvent(day, { identity: ['a', day], family: 'a' });
  return { entry: '1 "S"', event, body: NewEvent.parse(newEvent(event)) };
}

/** An organizer whose events are as they were published, but for this; what is asked of them is answered so. */
function organizerOf(
  there: Publication,
  event: Partial<EventView>,
  answer: { status: number; body: object },
): Importer {
  const body = { ...there.body, organizerId: 'usr_1', status: 'published', counts: { sold: 2 }, ...event };
  const seen = { status: 200, body };
  const call = async (method: string) =>
    method === 'GET' || (method === 'PUT' && answer.status === 200) ? seen : answer;
  return { userId: 'usr_1', registered: false, call } as unknown as Importer;
}

const keep = (day: string): ImportTask => ({
  kind: 'keep',
  entry: '1 "S"',
  ids: [day],
  publication: publication(day),
  told: undefined,
});

async function linesOf(
  taskOf: (day: string) => ImportTask,
  event: Partial<EventView>,
  answer: { status: number; body: object } = { status: 200, body: {} },
): Promise<string[]> {
  const results = await Promise.all(
    DAYS.map((day) => perform(taskOf(day), organizerOf(publication(day), event, answer), decisions)),
  );
  return reportLines({ results, left: 0, stoppedBy: undefined }, [], 1).slice(0, -1);
}

const at = (day: string): string => publication(day).body.startsAt;

it.each<[string, (day: string) => ImportTask, Partial<EventView>, { status: number; body: object }?]>([
  ['was cancelled here', keep, { status: 'cancelled' }],
  ['has another title, and seats that are sold', keep, { title: 'Before' }],
  ['has another description', keep, { description: 'Before' }],
  ['the server refuses', keep, {}, { status: 422, body: { code: 'invalid', detail: 'no' } }],
  ['somebody else keeps changing', keep, { description: 'Before' }, { status: 412, body: { code: 'event_exists' } }],
  [
    'is left as it is',
    (day) => ({ kind: 'leave', entry: '1 "S"', ids: [day], reason: 'the file is cut off', at: at(day) }),
    {},
  ],
  [
    'is missing',
    (day) => ({ kind: 'end', entry: '1 "S"', ids: [day], reason: 'gone', why: 'missing', isSilent: false }),
    {},
  ],
  [
    'is withdrawn, and sold',
    (day) => ({ kind: 'end', entry: '1 "S"', ids: [day], reason: 'off', why: 'cancelled', isSilent: false }),
    {},
  ],
])('says when each begins that %s', async (_, taskOf, event, answer) => {
  const lines = await linesOf(taskOf, event, answer);
  expect(lines).toHaveLength(2);
  for (const [index, day] of DAYS.entries()) {
    expect(lines[index]).toContain(at(day));
    expect(lines[index]?.split(at(day))).toHaveLength(2);
  }
});
