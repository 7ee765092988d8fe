import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync } from 'node:fs';
import { availableParallelism } from 'node:os';
import { join } from 'node:path';
import { afterEach, expect, test } from 'vitest';
import { type FixtureRun, run, service, until } from '../fixtures/run.ts';

const QUICK = { window: '1s' };
const systems: FixtureRun[] = [];
afterEach(async () => {
  await Promise.all(systems.splice(0).map((system) => system.stop()));
});
async function started(...args: Parameters<typeof run>): Promise<FixtureRun> {
  const system = await run(...args);
  systems.push(system);
  return system;
}
const isAlive = (pid: number): boolean => existsSync(`/proc/${pid}/exe`);
const times = <T>(n: number, make: () => Promise<T>): Promise<T[]> => Promise.all(Array.from({ length: n }, make));

test('from zero: 50 first requests at once wait for one process, and all are answered; at rest it is gone', async () => {
  const system = await started([service('echo', { annotations: QUICK })]);
  expect(system.replicas()).toEqual({ echo: 0 });
  const pids = await times(50, async () => ((await (await system.call('echo', '/')).json()) as { pid: number }).pid);
  expect(new Set(pids).size).toBe(1);
  await system.idle(5000);
  expect(system.replicas()).toEqual({ echo: 0 });
  expect(isAlive(pids[0] ?? 0)).toBe(false);
});

test('a process gets no more requests at once than containerConcurrency; more processes come', async () => {
  const limited = service('echo', { annotations: { ...QUICK, 'max-scale': '3' }, spec: { containerConcurrency: 2 } });
  const system = await started([limited]);
  const slow = async (): Promise<{ pid: number; most: number }> =>
    (await (await system.call('echo', '/slow?ms=150')).json()) as { pid: number; most: number };
  const answers = await times(18, slow);
  expect(Math.max(...answers.map(({ most }) => most))).toBe(2);
  const processes = new Set(answers.map(({ pid }) => pid)).size;
  expect([2, 3]).toContain(processes);
});

test('a steady load: what was started for it stays for as long as it lasts', async () => {
  const limited = service('echo', { annotations: { window: '1s', target: '4' }, spec: { containerConcurrency: 4 } });
  const system = await started([limited]);
  const of = (msg: string): number => system.lines.filter((line) => line['msg'] === msg).length;
  // More than two windows, in which exactly ten requests are in the Service: until the first of them is answered.
  const answers = Array.from({ length: 10 }, () => system.call('echo', '/slow?ms=2500'));
  await Promise.race(answers);
  expect(of('started')).toBe(4); // ⌈10 / (4 × 70 %)⌉
  expect(of('scaled down')).toBe(0);
  for (const answer of await Promise.all(answers)) expect(answer.status).toBe(200);
});

test('a burst of 64 callers with work for the processor: no more processes than cores, and none of them goes while it lasts', async () => {
  const system = await started([service('echo', { annotations: { window: '1s', target: '1' } })]);
  const deadline = performance.now() + 3_000;
  await times(64, async () => {
    while (performance.now() < deadline) expect((await system.call('echo', '/work?ms=2')).status).toBe(200);
  });
  const of = (msg: string): number => system.lines.filter((line) => line['msg'] === msg).length;
  expect(of('started')).toBeGreaterThan(0);
  expect(of('started')).toBeLessThanOrEqual(availableParallelism());
  expect(of('scaled down')).toBe(0);
});

test('requests that only wait, in a process that has room for them, start no other', async () => {
  const system = await started([service('echo', { annotations: { window: '1s', target: '1' } })]);
  await times(64, async () => expect((await system.call('echo', '/slow?ms=2000')).status).toBe(200));
  expect(system.lines.filter(({ msg }) => msg === 'started')).toHaveLength(1);
});

test('stopping lets a request in flight finish', async () => {
  const system = await started([service('echo', { annotations: QUICK })]);
  await system.call('echo', '/');
  const [pid = 0] = system.pids('echo');
  const slow = system.call('echo', '/slow?ms=700');
  await system.logged((line) => line['line'] === 'slow begins');
  await system.stop();
  expect(((await (await slow).json()) as { pid: number }).pid).toBe(pid);
  expect(isAlive(pid)).toBe(false);
});

test('min-scale keeps a process, and one that dies is replaced', async () => {
  const system = await started([service('echo', { annotations: { ...QUICK, 'min-scale': '1' } })]);
  const [pid = 0] = await until(() => system.pids('echo').length === 1 && system.pids('echo'));
  await system.logged((line) => line['msg'] === 'started');
  process.kill(pid, 'SIGKILL');
  const [next = 0] = await until(
    () => system.pids('echo')[0] !== pid && system.pids('echo').length === 1 && system.pids('echo'),
  );
  expect(next).not.toBe(pid);
  expect(await system.logged((line) => line['msg'] === 'process failed')).toMatchObject({
    service: 'echo',
    pid,
    reason: 'ended by SIGKILL',
  });
});

test('502 for the request that a dying process had; the next one gets another process', async () => {
  const system = await started([service('echo', { annotations: QUICK })]);
  const [pid = 0] = await (async () => [(await (await system.call('echo', '/')).json()) as { pid: number }])().then(
    ([echo]) => [echo?.pid],
  );
  const held = system.call('echo', '/never');
  await system.logged((line) => line['line'] === 'holding');
  const died = await system.call('echo', '/die');
  expect([(await held).status, died.status]).toEqual([502, 502]);
  const after = (await (await system.call('echo', '/')).json()) as { pid: number };
  expect(after.pid).not.toBe(pid);
});

test('504 when no answer begins within timeoutSeconds', async () => {
  const system = await started([service('echo', { spec: { timeoutSeconds: 0.2 } })]);
  expect((await system.call('echo', '/slow?ms=5000')).status).toBe(504);
  expect((await system.call('echo', '/')).status).toBe(200);
});

test('503 with Retry-After for a process that cannot start; its last lines are logged, and it is not tried for every request', async () => {
  const system = await started([service('broken', { folder: 'broken' })]);
  const answers = await times(5, () => system.call('broken', '/'));
  expect(answers.map(({ status }) => status)).toEqual([503, 503, 503, 503, 503]);
  expect(Number(answers[0]?.headers.get('retry-after'))).toBeGreaterThan(0);
  const failed = await system.logged((line) => line['msg'] === 'process failed');
  expect(failed).toMatchObject({ reason: 'exited with 3', last: ['DATABASE_URL: is missing'] });
  const starts = (): number => system.lines.filter(({ stream }) => stream === 'stderr').length;
  const before = starts();
  expect((await system.call('broken', '/')).status).toBe(503);
  expect(starts()).toBe(before);
  expect(system.lines.filter((line) => line['msg'] === 'process failed')).toHaveLength(1);
});

test('a process gets what its manifest says and what Knative adds, nothing of this one’s environment', async () => {
  const container = {
    env: [
      { name: 'LEVEL', value: 'info' },
      { name: 'PEER', value: 'http://other.seatmesh.svc.cluster.local/x' },
    ],
  };
  const system = await started([service('echo', { container }), service('other')]);
  const environment = (await (await system.call('echo', '/env')).json()) as Record<string, string>;
  expect(environment).toEqual({
    LEVEL: 'info',
    PEER: `${await system.address('other')}/x`,
    PORT: expect.stringMatching(/^\d+$/),
    HOST: '127.0.0.1',
    K_SERVICE: 'echo',
    K_CONFIGURATION: 'echo',
    K_REVISION: 'echo-00001',
    NODE_ENV: 'production',
    PATH: process.env['PATH'],
  });
  const peer = (await (await fetch(environment['PEER'] ?? '')).json()) as { service: string; path: string };
  expect(peer).toMatchObject({ service: 'other', path: '/x' });
});

test('a runner that is killed takes its processes with it', async () => {
  const runner = spawn(process.execPath, [join(import.meta.dirname, '../fixtures', 'runner.ts')], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  const [line] = (await once(runner.stdout.setEncoding('utf8'), 'data')) as [string];
  const pid = Number(line);
  expect(isAlive(pid)).toBe(true);
  runner.kill('SIGKILL');
  await until(() => !isAlive(pid), 'the process to end');
});
