import { afterAll, beforeAll, expect, test } from 'vitest';
import { openWiredShard } from '../../../scripts/testing/booking/wired-shard.ts';
import { openPool } from './pool.ts';
import { awayOf, whenOpenable } from './readiness.ts';

let system: Awaited<ReturnType<typeof openWiredShard>>;
beforeAll(async () => {
  system = await openWiredShard();
});
afterAll(() => system.close());

const changed = (change: (url: URL) => void): string => {
  const url = new URL(system.wire.url);
  change(url);
  return url.href;
};

async function isReady(...urls: string[]): Promise<boolean> {
  const pools = urls.map((url) => openPool(url, 2));
  try {
    return await whenOpenable(() => pools)();
  } finally {
    // Not waited for: what is not answered fails in its own time.
    for (const pool of pools) pool.end().catch(() => {});
  }
}

test('ready with a database that lets it in, and with one that is away', async () => {
  expect(await isReady(system.wire.url)).toBe(true);
  expect(await isReady(changed((url) => (url.port = '9')))).toBe(true);
  system.wire.freeze();
  const frozen = await isReady(system.wire.url).finally(() => system.wire.thaw());
  expect(frozen).toBe(true);
});

test.each([
  ['another password', (url: URL) => (url.password = 'wrong')],
  ['another account', (url: URL) => (url.username = 'nobody')],
  ['a database that is not there', (url: URL) => (url.pathname = '/nothing')],
  ['a host that is not there', (url: URL) => (url.hostname = 'nowhere.invalid')],
])('not ready with %s, also beside a database that lets it in', async (_what, change) => {
  expect(await isReady(system.wire.url, changed(change))).toBe(false);
});

test('what is away is named, with why, and no address; what answers is not', async () => {
  const pools = [system.wire.url, changed((url) => (url.port = '9'))].map((url) => openPool(url, 1));
  const named = pools.map((pool, index) => ({ name: `e${index}`, pool }));
  expect(await awayOf(named)).toEqual(['e1 (ECONNREFUSED)']);
  // Connected, and then silent.
  system.wire.freeze();
  const silent = await awayOf(named.slice(0, 1)).finally(() => system.wire.thaw());
  expect(silent).toEqual([expect.stringMatching(/^e0 \([A-Za-z_ ]+\)$/)]);
  for (const pool of pools) pool.end().catch(() => {});
});

test('a refusal is asked about again, but not at each probe; who was ready once stays so', async () => {
  let asked = 0;
  const pools = [
    openPool(
      changed((url) => (url.password = 'wrong')),
      1,
    ),
    openPool(system.wire.url, 1),
  ];
  const ready = whenOpenable(() => pools.slice(asked++, asked));
  expect(await Promise.all([ready(), ready()])).toEqual([false, false]);
  expect(await ready()).toBe(false);
  expect(asked).toBe(1);
  await expect.poll(ready, { interval: 100, timeout: 5_000 }).toBe(true);
  expect(asked).toBe(2);
  await Promise.all(pools.map((pool) => pool.end()));
  expect(await ready()).toBe(true);
});
