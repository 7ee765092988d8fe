import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { expect, test } from 'vitest';
import { until } from '../../../testing/until.ts';
import { ProcessTree } from './process-tree.ts';

/** A process that starts others by name of a Service, each of which works for so many ms of CPU, and then ends, or lives on for as long as it does. */
const PARENT = `
const { spawn } = require('node:child_process');
const work = 'const end = process.cpuUsage().user + 1000 * Number(process.argv[1]);' +
  'while (process.cpuUsage().user < end);' +
  'if (process.argv[2] === "stays") process.stdin.resume().on("end", () => process.exit());' +
  'else process.exit();';
process.on('message', ({ service, ms, after }) => {
  const child = spawn(process.execPath, ['-e', work, String(ms), after], { env: { K_SERVICE: service } });
  child.once('exit', () => process.send('ended'));
});
process.on('disconnect', () => process.exit());
`;

async function withParent(use: (parent: ChildProcess) => Promise<void>): Promise<void> {
  const parent = spawn(process.execPath, ['-e', PARENT], { stdio: ['ignore', 'ignore', 'inherit', 'ipc'] });
  try {
    await once(parent, 'spawn');
    await use(parent);
  } finally {
    parent.kill('SIGKILL');
  }
}

test(
  'CPU of every process below, by the function it is of; those that have ended are counted to their end',
  { timeout: 60_000 },
  async () => {
    await withParent(async (parent) => {
      const tree = new ProcessTree(parent.pid ?? 0);
      parent.send({ service: 'book-e0', ms: 300, after: 'stays' });
      parent.send({ service: 'order-record', ms: 400, after: 'ends' });
      await once(parent, 'message');
      await until('the one that stays has worked', async () => {
        tree.sample();
        return (tree.cpuMs()['book'] ?? 0) >= 300;
      });
      tree.stop();
      const { book = 0, 'order-record': record = 0, unseen = 0 } = tree.cpuMs();
      expect(book).toBeGreaterThanOrEqual(300);
      expect(record + unseen).toBeGreaterThanOrEqual(400);
      expect(tree.started()).toBe(2);
      expect(tree.memory()).toBeGreaterThan(20_000_000);
    });
  },
);

test('what was there before counts only for what it does from then on', { timeout: 60_000 }, async () => {
  await withParent(async (parent) => {
    parent.send({ service: 'book-e1', ms: 500, after: 'stays' });
    const first = new ProcessTree(parent.pid ?? 0);
    await until('it has worked', async () => {
      first.sample();
      return (first.cpuMs()['book'] ?? 0) >= 500;
    });
    first.stop();
    const second = new ProcessTree(parent.pid ?? 0);
    second.stop();
    expect(second.cpuMs()['book']).toBeLessThan(300);
    expect(second.started()).toBe(0);
  });
});
