/** Pods that stand by for a sale: ticks, sales as organizers set them, and the API as this machine offers it. */
import { readFile } from 'node:fs/promises';
import type { RowDataPacket } from 'mysql2';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { publishEvent } from '../../scripts/testing/events.ts';
import { type Person, startTestSystem, type TestSystem } from '../../scripts/testing/test-system.ts';
import { TICK } from '../shared/messages/ticks.ts';
import { MIN_SCALE } from '../shared/kubernetes/scale-annotations.ts';
import { WARM, WARM_UNTIL } from './revision-plan.ts';

let system: TestSystem;
let ada: Person;
/** Of either events shard. */
const events: Record<string, string> = {};

beforeAll(async () => {
  system = await startTestSystem({ annotations: { 'event-detail-e1': { [MIN_SCALE]: '2' } } });
  ada = await system.user('Ada');
  for (let made = 0; made < 60 && (!events['e0'] || !events['e1']); made += 1) {
    const id = await publishEvent(system, ada);
    events[Number.parseInt(id.slice(4, 7), 16) < 0x800 ? 'e0' : 'e1'] ??= id;
  }
}, 120_000);
afterAll(() => system.close());

const tick = async () =>
  (await system.deliver('warm', { type: TICK, source: '/apis/v1/pingsources/warm', data: {} })).status;
/** Whose sale begins in so many minutes; null: it has none to begin. */
const sale = (shard: string, minutes: number | null) =>
  system
    .database(shard)
    .query('UPDATE events SET on_sale_at = IF(? IS NULL, NULL, UTC_TIMESTAMP(3) + INTERVAL ? MINUTE) WHERE id = ?', [
      minutes,
      minutes,
      events[shard],
    ]);

/** What the API says to warm, by its own token: it is in the environment of its process. */
async function annotationsOf(service: string): Promise<Record<string, string>> {
  const [pid] = system.platform.pids('warm');
  const said = (await readFile(`/proc/${pid}/environ`, 'utf8')).split('\0').map((line) => line.split(/=(.*)/s));
  const environment = Object.fromEntries(said) as Record<string, string>;
  const token = await readFile(environment['KUBERNETES_TOKEN_FILE'] ?? '', 'utf8');
  const url = `${environment['KUBERNETES_API']}/apis/serving.knative.dev/v1/namespaces/seatmesh/revisions/${service}-00001`;
  const { metadata } = (await (await fetch(url, { headers: { authorization: `Bearer ${token}` } })).json()) as {
    metadata: { annotations: Record<string, string> };
  };
  return metadata.annotations;
}
const atLeast = async (service: string) => {
  const annotations = await annotationsOf(service);
  return { min: annotations[MIN_SCALE], warm: annotations[WARM] };
};
const runs = (service: string) => system.platform.pids(service).length;

test('nothing is on sale soon: a tick changes nothing', async () => {
  await sale('e0', 40);
  await sale('e1', -40);
  expect(await tick()).toBe(204);
  for (const service of ['book-e0', 'book-e1', 'login']) expect(await atLeast(service)).toEqual({ min: '0' });
});

test(
  'a sale in ten minutes: its shard and login stand by, and no other shard; twice at once as once',
  { timeout: 60_000 },
  async () => {
    await sale('e0', 10);
    expect(await Promise.all([tick(), tick(), tick()])).toEqual([204, 204, 204]);
    for (const service of ['book-e0', 'event-detail-e0', 'login']) {
      expect([service, await atLeast(service)]).toEqual([service, { min: '1', warm: '1' }]);
      await system.until(`${service} runs`, async () => runs(service) > 0, 20_000);
    }
    expect(await atLeast('book-e1')).toEqual({ min: '0' });
    const { [WARM_UNTIL]: until = '' } = await annotationsOf('book-e0');
    expect(Date.parse(until) - Date.now()).toBeGreaterThan(20 * 60_000);
    expect(await tick()).toBe(204);
    expect((await annotationsOf('book-e0'))[WARM_UNTIL]).toBe(until);
  },
);

test(
  'while it has begun just now it goes on; the rush is over, or the sale was moved away: processes end',
  { timeout: 60_000 },
  async () => {
    await sale('e0', -5);
    await tick();
    expect(await atLeast('book-e0')).toEqual({ min: '1', warm: '1' });
    await sale('e0', 600);
    await tick();
    for (const service of ['book-e0', 'event-detail-e0', 'login']) expect(await atLeast(service)).toEqual({ min: '0' });
    await system.until('they end', async () => runs('book-e0') + runs('event-detail-e0') + runs('login') === 0, 40_000);
  },
);

test('an event that was cancelled is no sale; and what an operator has is left as it is', async () => {
  await sale('e1', 10);
  const cancelled = await system.ask('POST', `/v1/events/${events['e1']}/cancel`, { token: ada.token });
  expect(cancelled.status).toBe(200);
  await tick();
  expect(await atLeast('book-e1')).toEqual({ min: '0' });
  await system.database('e1').query("UPDATE events SET status = 'published' WHERE id = ?", [events['e1']]);
  await tick();
  expect(await atLeast('book-e1')).toEqual({ min: '1', warm: '1' });
  expect(await atLeast('event-detail-e1')).toEqual({ min: '2' });
  await sale('e1', null);
  await tick();
  expect(await atLeast('book-e1')).toEqual({ min: '0' });
  expect(await atLeast('event-detail-e1')).toEqual({ min: '2' });
});

test('its query reads one row of an index, whatever there is', async () => {
  const [plan] = await system.database('e0').query<RowDataPacket[]>(
    `EXPLAIN SELECT on_sale_at AS onSaleAt FROM events FORCE INDEX (by_on_sale)
     WHERE status = 'published' AND on_sale_at > UTC_TIMESTAMP() AND on_sale_at <= UTC_TIMESTAMP() + INTERVAL 15 MINUTE AND elsewhere IS NULL
     ORDER BY on_sale_at DESC LIMIT 1`,
  );
  expect(plan[0]).toMatchObject({ key: 'by_on_sale', Extra: expect.not.stringContaining('filesort') });
});

test('a tick without its proof is refused, and warm has no way in for anybody else', async () => {
  const forged = await system.deliver('warm', {
    type: TICK,
    source: '/apis/v1/pingsources/warm',
    data: {},
    proof: false,
  });
  expect(forged.status).toBe(403);
  expect((await system.inside('warm', 'GET', '/v1/anything')).status).toBe(404);
});
