import { spawnSync } from 'node:child_process';
import {
  appendFileSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { until } from '../testing/until.ts';
import { LogFile, type LogFileOptions } from './log-file.ts';

let folder: string;
let said: string[];
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'seatmesh-log-'));
  said = [];
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

function open(options: Partial<LogFileOptions> = {}): LogFile {
  const limits = { rotateBytes: 1_000_000, keep: 2, waitingBytes: 100_000, retryMs: 20 };
  return new LogFile({ ...limits, file: join(folder, 'a.log'), say: (line) => said.push(line), ...options });
}

const line = (n: number, length = 90): string => JSON.stringify({ n, text: 'x'.repeat(length) });
const linesOf = (file: string): { n?: number; lines?: number; msg?: string }[] =>
  readFileSync(file, 'utf8')
    .trimEnd()
    .split('\n')
    .filter(Boolean)
    .map((text) => JSON.parse(text));

test('lines are in the file in order, whole, for its owner alone; a later run goes on where one was cut off', async () => {
  const first = open();
  for (let n = 0; n < 1_000; n++) first.write(line(n, 20));
  await first.close();
  const file = join(folder, 'a.log');
  expect(statSync(file).mode & 0o777).toBe(0o600);
  appendFileSync(file, '{"half');
  const second = open();
  second.write(line(1_000, 20));
  await second.close();
  const text = readFileSync(file, 'utf8').trimEnd().split('\n');
  expect(text.splice(1_000, 1)).toEqual(['{"half']);
  expect(text.map((one) => (JSON.parse(one) as { n: number }).n)).toEqual(Array.from({ length: 1_001 }, (_, n) => n));
  expect(said).toEqual([]);
});

test('it is put aside while lines come: none is lost, broken or twice, and so many are kept', async () => {
  const log = open({ rotateBytes: 20_000, keep: 3, waitingBytes: 10_000_000 });
  for (let n = 0; n < 5_000; n++) {
    log.write(line(n));
    if (n % 50 === 0) await new Promise((resolve) => setImmediate(resolve));
  }
  await log.close();
  const files = readdirSync(folder).toSorted();
  expect(files).toEqual(['a.log', 'a.log.1', 'a.log.2', 'a.log.3']);
  const kept = files.toReversed().flatMap((name) => linesOf(join(folder, name)).map(({ n = -1 }) => n));
  expect(kept).toEqual(Array.from({ length: kept.length }, (_, i) => 5_000 - kept.length + i));
  for (const name of files) expect(statSync(join(folder, name)).size).toBeLessThan(2 * 20_000);
  expect(said).toEqual([]);
});

test('a file that cannot be written (/dev/full) stops nothing; when it can be again, it says how many lines are missing', async () => {
  const file = join(folder, 'a.log');
  symlinkSync('/dev/full', file);
  const log = open({ waitingBytes: 5_000 });
  for (let n = 0; n < 100; n++) log.write(line(n));
  await until('it was told', async () => said.length > 0);
  expect(said).toEqual([expect.stringMatching(/^the log cannot be written for now \(ENOSPC/)]);
  rmSync(file);
  await until('it is written again', async () => said.length > 1);
  expect(said[1]).toBe(`the log is written again: ${file}`);
  log.write(line(100));
  await log.close();
  const written = linesOf(file);
  const numbers = written.flatMap(({ n }) => n ?? []);
  const dropped = written.filter(({ msg }) => msg?.startsWith('log lines were dropped'));
  expect(numbers.length).toBeGreaterThan(30);
  expect(numbers.at(-1)).toBe(100);
  expect(numbers.slice(0, -1)).toEqual(Array.from({ length: numbers.length - 1 }, (_, n) => n));
  expect(dropped).toMatchObject([{ level: 'warn', lines: 100 - (numbers.length - 1) }]);
});

test('it cannot be written until the end: the end comes all the same, and says how much is missing', async () => {
  symlinkSync('/dev/full', join(folder, 'a.log'));
  const log = open();
  for (let n = 0; n < 10; n++) log.write(line(n));
  await log.close();
  expect(said.at(-1)).toMatch(/^\d+ lines of the log could not be written$/);
  log.write('after the end');
});

const mayMount = process.getuid?.() === 0 && spawnSync('mount', ['--version']).status === 0;

test.runIf(mayMount)(
  'a disk that becomes full in the middle of a line, and has room again: every line whole, once, or counted',
  async () => {
    const disk = join(folder, 'disk');
    mkdirSync(disk);
    // Some containers forbid it even to root.
    if (spawnSync('mount', ['-t', 'tmpfs', '-o', 'size=256k', 'tmpfs', disk]).status !== 0) return;
    try {
      writeFileSync(join(disk, 'ballast'), Buffer.alloc(200_000));
      const file = join(disk, 'a.log');
      const log = open({ file, waitingBytes: 50_000 });
      let count = 0;
      await until('the disk is full', async () => {
        for (const end = count + 1_000; count < end; count++) log.write(line(count, 123));
        return said.some((one) => /ENOSPC/.test(one));
      });
      // Some find no room.
      for (const end = count + 1_000; count < end; count++) log.write(line(count, 123));
      rmSync(join(disk, 'ballast'));
      await until('it is written again', async () => said.some((one) => /written again/.test(one)));
      await log.close();
      const written = linesOf(file);
      const numbers = written.flatMap(({ n }) => n ?? []);
      const missing = written.reduce((sum, { lines = 0 }) => sum + lines, 0);
      expect(numbers).toEqual([...new Set(numbers)].toSorted((a, b) => a - b));
      expect(missing).toBeGreaterThan(0);
      expect(numbers.length + missing).toBe(count);
    } finally {
      spawnSync('umount', [disk]);
    }
  },
);
