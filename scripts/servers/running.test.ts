import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { readRunning, removeRunning, writeRunning } from './running.ts';

let folder: string;
beforeEach(() => (folder = mkdtempSync(join(tmpdir(), 'seatmesh-running-'))));
afterEach(() => rmSync(folder, { recursive: true, force: true }));

const where = {
  gatewayUrl: 'http://127.0.0.1:1',
  ingressUrl: 'http://127.0.0.1:2',
  mysqlUrl: 'mysql://u:secret@127.0.0.1:3',
  redisUrl: 'redis://:secret@127.0.0.1:4',
  amqpUrl: 'amqp://u:secret@127.0.0.1:5',
  databases: { u0: 'mysql://u:secret@127.0.0.1:3/seatmesh_u0' },
};

test('what was written is read, by its owner alone, until it is taken back', async () => {
  await writeRunning(folder, where);
  expect(await readRunning(folder)).toMatchObject({ ...where, pid: process.pid });
  expect(statSync(join(folder, 'running.json')).mode & 0o777).toBe(0o600);
  await removeRunning(folder);
  expect(await readRunning(folder)).toBeUndefined();
});

test('nothing runs: no folder, no file, half a file, something else', async () => {
  expect(await readRunning(join(folder, 'none'))).toBeUndefined();
  for (const text of ['', '{"pid":', 'null', '{"pid":1}']) {
    writeFileSync(join(folder, 'running.json'), text);
    expect(await readRunning(folder)).toBeUndefined();
  }
});

test('a file of a process that is gone, or whose pid is somebody else’s now, counts as none', async () => {
  await writeRunning(folder, where);
  const file = join(folder, 'running.json');
  const mine = JSON.parse(readFileSync(file, 'utf8')) as Record<string, unknown>;
  const gone = spawn('/bin/true');
  await once(gone, 'close');
  for (const change of [{ pid: gone.pid }, { startedAt: '1' }]) {
    writeFileSync(file, JSON.stringify({ ...mine, ...change }));
    expect(await readRunning(folder)).toBeUndefined();
  }
  writeFileSync(file, JSON.stringify(mine));
  expect(await readRunning(folder)).toMatchObject({ pid: process.pid });
});
