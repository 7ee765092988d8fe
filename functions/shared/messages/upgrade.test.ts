/**
 * A release that is rolled out: functions of the one before get messages of this one, and the other way round. Those of before are bundles of today with
 * what they take as it was then: the source by its former name alone.
 */
import { mkdir, mkdtemp, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { bundleCommand, bundleFunctions } from '../../../scripts/system/build/bundle.ts';
import { publishOn } from '../../../scripts/testing/events.ts';
import { built } from '../../../scripts/testing/servers/of-run.ts';
import { startTestSystem, type Person, type TestSystem } from '../../../scripts/testing/test-system.ts';
import { patching } from '../../../scripts/trials/prove/attack/test-build.ts';

const ROOT = join(import.meta.dirname, '../../..');
const CONSUMERS = ['order-record', 'event-global'];
const AS_BEFORE = [
  { file: 'functions/shared/messages/trust.ts', from: '[sourceOf(shard), own] as const, ', to: '' },
  {
    file: 'functions/shared/messages/checks.ts',
    from: '(!speakers.some((shard) => shardIn(source) === shard) &&',
    // oxlint-disable-next-line no-template-curly-in-string
    to: '(!speakers.some((shard) => source === `/seatmesh/${shard}`) &&',
  },
];

let folder: string;
let system: TestSystem;
let ada: Person;

beforeAll(async () => {
  await mkdir(join(ROOT, '.build'), { recursive: true });
  folder = await mkdtemp(join(ROOT, '.build', 'before-'));
  await bundleFunctions({ root: ROOT, outDir: folder, functions: CONSUMERS, alter: patching(AS_BEFORE) });
  system = await startTestSystem({
    command: (name) =>
      CONSUMERS.includes(name)
        ? bundleCommand(ROOT, name, folder)
        : { ...bundleCommand(ROOT, name), prepare: () => built(name) },
  });
  // Their release has set up the shards, and this one has just come.
  for (const shard of ['u0', 'u1', 'e0', 'e1'])
    await system.database(shard).query("UPDATE migrations SET batch = 2 WHERE name >= '0004'");
  ada = await system.user('Ada');
}, 180_000);
afterAll(async () => {
  await system?.close();
  if (folder) await rm(folder, { recursive: true, force: true });
});

const deadLetters = async (): Promise<number> => {
  let count = 0;
  for (const shard of ['u0', 'u1', 'e0', 'e1', 'catalog']) {
    const [rows] = await system.database(shard).query('SELECT COUNT(*) AS n FROM dead_letters');
    count += (rows as { n: number }[])[0]?.n ?? 0;
  }
  return count;
};

/** Publishes an event and buys one of its seats. */
async function sell(): Promise<{ event: string; order: string }> {
  const event = await publishOn(system, ada, 'e0');
  const { status, body } = await system.ask('POST', `/v1/events/${event}/orders`, {
    token: ada.token,
    key: 'k',
    body: { seats: ['A-1-1'] },
  });
  expect(status).toBe(201);
  return { event, order: body.id };
}
const record = (order: string) => system.ask('GET', `/v1/users/${ada.id}/orders/${order}`, { token: ada.token });
const left = async (event: string) => {
  const { body } = await system.ask('GET', `/v1/events?organizerId=${ada.id}&limit=100`);
  return (body.items as { id: string; seatsLeft: number }[]).find(({ id }) => id === event)?.seatsLeft;
};

test('consumers of the release before take what this one sends: records and the index are right, and nothing is a dead letter', async () => {
  const { event, order } = await sell();
  await system.until('the order has its record', async () => (await record(order)).status === 200);
  await system.until('the index knows what is left', async () => (await left(event)) === 49);
  expect(await deadLetters()).toBe(0);
  expect(system.logs.filter(({ msg }) => msg === 'a message is not believed')).toEqual([]);
}, 60_000);

test('503, to be tried again, for a message by the name that they do not know: nothing of it is kept', async () => {
  const { event, order } = await sell();
  await system.until('the order has its record', async () => (await record(order)).status === 200);
  const data = { eventId: event, version: 1_000, seatsTotal: 50, seatsSold: 3 };
  const { headers, raw } = system.delivery({ type: 'availability.changed.v1', data });
  expect(headers['ce-source']).toBe('urn:seatmesh:shard:e0');
  const answer = await system.inside('event-global', 'POST', '/cloudevents', { headers, raw });
  expect(answer.status).toBe(503);
  expect(await deadLetters()).toBe(0);
}, 60_000);

test('functions of this release take messages that the one before has left in queues, once by whatever name', async () => {
  const now = await startTestSystem();
  try {
    const ben = await now.user('Ben');
    const event = await publishOn(now, ben, 'e0');
    const data = { eventId: event, version: 1_000, seatsTotal: 50, seatsSold: 3 };
    const id = '01JDCMWZ7V5K3Q8Y2RNB4TXHGA';
    for (const source of ['/seatmesh/e0', 'urn:seatmesh:shard:e0'])
      expect((await now.deliver('event-global', { type: 'availability.changed.v1', data, source, id })).status).toBe(
        204,
      );
    const [taken] = await now.database('catalog').query('SELECT source FROM inbox WHERE event_id = ?', [id]);
    expect(taken).toEqual([{ source: '/seatmesh/e0' }]);
  } finally {
    await now.close();
  }
}, 120_000);
