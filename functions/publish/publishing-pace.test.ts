/** How many changes an organizer may make: each is heard by three functions. */
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';
import { publishEvent } from '../../scripts/testing/events.ts';
import { runScript } from '../../scripts/testing/run-script.ts';
import { type Person, startTestSystem, type TestSystem } from '../../scripts/testing/test-system.ts';

const AT_ONCE = 10;
/** One a second, which an import waits for. */
const PER_MINUTE = 60;

let system: TestSystem;
let ada: Person;
beforeAll(async () => {
  const env = { CHANGES_AT_ONCE: String(AT_ONCE), CHANGES_PER_MINUTE: String(PER_MINUTE) };
  system = await startTestSystem({ env: { '*': env } });
  ada = await system.user('Ada');
}, 120_000);
afterAll(() => system.close());
beforeEach(() => system.redis.flushdb());

const change = (id: string, title: string, who = ada) =>
  system.ask('PATCH', `/v1/events/${id}`, { token: who.token, body: { title } });

test('429 with Retry-After beyond the pace, over all of an organizer’s events and shards, cancellations too; others go on', async () => {
  const ids = await Promise.all(Array.from({ length: 4 }, () => publishEvent(system, ada)));
  const replies = await Promise.all(
    Array.from({ length: 25 }, (_, index) => change(ids[index % ids.length] ?? '', `Title ${index}`)),
  );
  const passed = replies.filter(({ status }) => status === 200);
  const refused = replies.filter(({ status }) => status === 429);
  expect(passed.length + refused.length).toBe(25);
  expect(passed.length).toBeGreaterThanOrEqual(AT_ONCE);
  expect(refused.length).toBeGreaterThan(0);
  for (const { body, headers } of refused) {
    expect(body.code).toBe('too_many_requests');
    expect(Number(headers.get('retry-after'))).toBeGreaterThanOrEqual(1);
    expect(headers.get('ratelimit-policy')).toBe(`"changes";q=${AT_ONCE};w=${(AT_ONCE * 60) / PER_MINUTE}`);
    expect(headers.get('ratelimit')).toBe(`"changes";r=0;t=${headers.get('retry-after')}`);
    expect(body['violated-policies']).toEqual(['changes']);
  }
  const left = passed.map(({ headers }) => Number(/;r=(\d+)/.exec(headers.get('ratelimit') ?? '')?.[1]));
  expect(Math.min(...left)).toBe(0);
  expect(Math.max(...left)).toBeLessThan(AT_ONCE);
  const cancelled = await Promise.all(
    Array.from({ length: 14 }, () => system.ask('POST', `/v1/events/${ids[0]}/cancel`, { token: ada.token })),
  );
  expect(cancelled.map(({ status }) => status)).toContain(429);
  const ben = await system.user('Ben');
  expect((await change(await publishEvent(system, ben), 'Mine', ben)).status).toBe(200);
});

test('429 for blocks of seats and their releases, too: they are of the same pace', async () => {
  const id = await publishEvent(system, ada);
  const block = (index: number) =>
    system.ask('POST', `/v1/events/${id}/blocks`, {
      token: ada.token,
      key: `k${index}`,
      body: { section: 'GA', quantity: 1 },
    });
  const blocks = await Promise.all(Array.from({ length: AT_ONCE + 10 }, (_, index) => block(index)));
  expect(new Set(blocks.map(({ status }) => status))).toEqual(new Set([201, 429]));
  const refused = blocks.find(({ status }) => status === 429);
  expect(refused?.body['violated-policies']).toEqual(['changes']);
  const { body } = blocks.find(({ status }) => status === 201) ?? {};
  const releases = await Promise.all(
    Array.from({ length: 5 }, () => system.ask('DELETE', `/v1/events/${id}/blocks/${body?.id}`, { token: ada.token })),
  );
  expect(releases.map(({ status }) => status)).toContain(429);
  const changes = await Promise.all(Array.from({ length: 10 }, (_, index) => change(id, `Title ${index}`)));
  expect(changes.map(({ status }) => status)).toContain(429);
});

test('an import keeps to the pace by itself: all is changed in the end', async () => {
  const folder = await mkdtemp(join(tmpdir(), 'seatmesh-pace-'));
  const file = join(folder, 'many.ics');
  const many = (title: string) =>
    writeFile(
      file,
      [
        'BEGIN:VCALENDAR',
        ...Array.from({ length: 2 * AT_ONCE }, (_, index) => [
          'BEGIN:VEVENT',
          `UID:${index}`,
          `SUMMARY:${title} ${index}`,
          'DTSTART;TZID=Europe/Berlin:20310304T190000',
          'LOCATION:Hall\\, Berlin\\, Germany',
          'END:VEVENT',
        ]).flat(),
        'END:VCALENDAR',
        '',
      ].join('\r\n'),
    );
  const { email, password } = ada;
  const at = ['--url', system.url, '--email', email, '--password', password, '--ledger', join(folder, 'ledgers')];
  try {
    await many('Before');
    expect((await runScript('import', [file, ...at])).code).toBe(0);
    await many('After');
    const { code, output } = await runScript('import', [file, ...at]);
    expect(output).toMatch(new RegExp(`${2 * AT_ONCE} changed`));
    expect(code).toBe(0);
  } finally {
    await rm(folder, { recursive: true });
  }
}, 120_000);
