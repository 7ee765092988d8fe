import {
  chmodSync,
  existsSync,
  lstatSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  realpathSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { join } from 'node:path';
import { Redis } from 'ioredis';
import { describe, expect, test } from 'vitest';
import { emptyDataFolder } from '../system/fresh.ts';
import { thisMachine } from './machine.ts';
import { startServers } from './start-servers.ts';
import { folder, quiet, servers, startKeptServers } from './fixtures/kept-servers.ts';

startKeptServers();

const isRoot = process.getuid?.() === 0;

/** All the users, groups and further groups that a process has. */
function idsOf(pid: number): number[] {
  const status = readFileSync(`/proc/${pid}/status`, 'utf8');
  return ['Uid', 'Gid', 'Groups'].flatMap((field) =>
    (new RegExp(`^${field}:(.*)$`, 'm').exec(status)?.[1] ?? '').trim().split(/\s+/).filter(Boolean).map(Number),
  );
}

const given = () => ({ MYSQL_URL: servers.mysqlUrl, AMQP_URL: servers.amqpUrl });

describe.runIf(isRoot)('in a folder that only root can enter', () => {
  const closed = join(folder, 'closed');
  const dataDir = join(closed, 'data');
  test('what a server had there as root goes along to where its account can be, and stays its own', async () => {
    mkdirSync(closed, { mode: 0o700 });
    const asNobodySpecial = { ...thisMachine(), uid: 1000 };
    const before = await startServers({ dataDir, env: given(), say: quiet, machine: asNobodySpecial });
    const client = new Redis(before.redisUrl, { retryStrategy: () => null });
    await client.set('kept', 'yes');
    client.disconnect();
    expect(idsOf(before.running[0]?.pid ?? 0)).toContain(0); // as it was
    await before.stop();
    for (let round = 0; round < 2; round++) {
      const after = await startServers({ dataDir, env: given(), say: quiet });
      const { pid = 0 } = after.running[0] ?? {};
      expect(idsOf(pid)).not.toContain(0);
      expect(lstatSync(join(dataDir, 'redis')).isSymbolicLink()).toBe(true);
      const place = realpathSync(join(dataDir, 'redis'));
      expect(place).toMatch(/^\/var\/lib\/seatmesh\/[\da-f]{16}\/redis$/);
      expect(statSync(place)).toMatchObject({ uid: idsOf(pid)[0] });
      const again = new Redis(after.redisUrl, { retryStrategy: () => null });
      expect(await again.get('kept')).toBe('yes');
      again.disconnect();
      await after.stop();
    }
    const place = realpathSync(join(dataDir, 'redis'));
    await emptyDataFolder(dataDir);
    expect([existsSync(place), existsSync(join(place, '..')), readdirSync(dataDir)]).toEqual([false, false, []]);
  }, 60_000);

  test('a run whose data is thrown away leaves nothing outside', async () => {
    const run = await startServers({ dataDir, throwaway: true, env: given(), say: quiet });
    const place = realpathSync(join(dataDir, 'redis'));
    expect(existsSync(place)).toBe(true);
    await run.stop();
    expect(existsSync(join(place, '..'))).toBe(false);
  }, 30_000);
});

test.runIf(isRoot)(
  'a data folder that others use is not closed to them',
  async () => {
    const dataDir = join(folder, 'shared');
    mkdirSync(dataDir);
    chmodSync(dataDir, 0o1777);
    const run = await startServers({ dataDir, throwaway: true, env: given(), say: quiet });
    await run.stop();
    expect(statSync(dataDir).mode & 0o7777).toBe(0o1777);
  },
  30_000,
);

test('a file of root is not written through a link that a server has left in its folder', async () => {
  const victim = join(folder, 'victim');
  writeFileSync(victim, 'as it was');
  const dataDir = join(folder, 'linked');
  mkdirSync(join(dataDir, 'redis'), { recursive: true });
  for (const name of ['redis.conf', 'pid.json']) symlinkSync(victim, join(dataDir, 'redis', name));
  const env = { MYSQL_URL: servers.mysqlUrl, AMQP_URL: servers.amqpUrl };
  const run = await startServers({ dataDir, throwaway: true, env, say: quiet });
  await run.stop();
  expect(readFileSync(victim, 'utf8')).toBe('as it was');
}, 30_000);
