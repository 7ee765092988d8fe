/** What of an events shard would be lost with it, by its tables as they are; and who may wake shard-map, which finds nothing to do on one machine. */
import { afterAll, beforeAll, expect, test } from 'vitest';
import { SLOT_TABLES, STAYING } from '../../scripts/operate/reshard/slot-tables.ts';
import { startTestSystem, type TestSystem } from '../../scripts/testing/test-system.ts';
import { publishEvent } from '../../scripts/testing/events.ts';
import { CHANGES, TICK } from '../shared/messages/ticks.ts';
import { isShardEmpty, TABLES_WITH_DATA } from './store.ts';

let system: TestSystem;
beforeAll(async () => {
  system = await startTestSystem();
}, 120_000);
afterAll(() => system.close());

/** Every other shard has these as well, or they say something of this one only. */
const NO_LOSS = new Set(['inbox', 'slots', 'closed_organizers']);

test('every table whose rows go with a slot, and what a shard has still to say', () => {
  const staying = Object.keys(STAYING).filter((name) => !NO_LOSS.has(name));
  expect(TABLES_WITH_DATA.toSorted()).toEqual([...SLOT_TABLES.map(({ name }) => name), ...staying].toSorted());
});

test('empty as it was made; with an event it is not', async () => {
  const empty = () => Promise.all(['e0', 'e1'].map((name) => isShardEmpty(system.database(name))));
  expect(await empty()).toEqual([true, true]);
  await publishEvent(system, await system.user('Ada'));
  expect(await empty()).toContain(false);
});

const wake = (type: `${string}.${string}.${string}.${string}`, more: object = {}) =>
  system.deliver('shard-map', { type, source: '/apis/v1/namespaces/seatmesh', data: {}, ...more });

test('a tick, and a change that an ApiServerSource has seen, are believed by their word alone', async () => {
  for (const type of [TICK, ...CHANGES] as const) {
    expect((await wake(type)).status).toBe(204);
    expect((await wake(type, { proof: false })).status).toBe(403);
  }
});
