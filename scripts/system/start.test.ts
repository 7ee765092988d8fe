import { execFile } from 'node:child_process';
import {
  chmodSync,
  existsSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  readlinkSync,
  realpathSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs';
import { type AddressInfo, connect, createServer, type Server } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest';
import { takePort } from '../servers/ports.ts';
import { startTime } from '../servers/process.ts';
import { readRunning, type Running } from '../servers/running.ts';
import { type OwnDatabases, ownDatabases } from '../testing/servers/own-databases.ts';
import { runScript, type ScriptRun, startScript } from '../testing/run-script.ts';
import { until } from '../testing/until.ts';
import { serverUrls } from '../testing/servers/of-run.ts';

const sh = promisify(execFile);
const folder = realpathSync(mkdtempSync(join(tmpdir(), 'seatmesh-start-')));
const begun: ScriptRun[] = [];
let own: OwnDatabases;
/** The test run's own servers, with databases of this file's own. */
let given: Record<string, string>;

beforeAll(async () => {
  chmodSync(folder, 0o711); // servers that root starts run as somebody else, who must get there
  const { mysqlUrl, redisUrl, amqpUrl } = await serverUrls();
  own = await ownDatabases(mysqlUrl);
  given = { MYSQL_URL: mysqlUrl, REDIS_URL: new URL('/15', redisUrl).href, AMQP_URL: amqpUrl, ...own.env };
});
afterEach(() => {
  for (const { child } of begun.splice(0)) child.kill('SIGKILL');
});
afterAll(async () => {
  await own.drop();
  rmSync(folder, { recursive: true, force: true });
});

interface Started extends ScriptRun {
  port: number;
  running: Running;
}

function start(port: number, dataDir: string, env: Record<string, string>, ...args: string[]): ScriptRun {
  const run = startScript('start', ['--port', String(port), '--data', dataDir, ...args], env);
  begun.push(run);
  return run;
}

/** Starts and waits until it is ready. */
async function startReady(dataDir: string, env: Record<string, string> = given): Promise<Started> {
  const port = await takePort('127.0.0.1');
  const run = start(port, dataDir, env);
  let over = false;
  void run.ended.then(() => (over = true));
  const ready = () => over || /^Seatmesh is ready on [^]*Real events/m.test(run.said.output);
  await until('npm start is ready', async () => ready(), 60_000);
  const running = await readRunning(dataDir);
  if (!running) throw new Error(`it is not ready: ${run.said.output}${run.said.errors}`);
  return { ...run, port, running };
}

async function listenOn(port: number): Promise<Server> {
  const server = createServer();
  await new Promise<void>((resolve, reject) => server.once('error', reject).listen(port, '127.0.0.1', resolve));
  return server;
}

/** The processes below one, or that work in a folder. */
function processesOf(pid: number, path: string): number[] {
  const pids = readdirSync('/proc').filter((name) => /^\d+$/.test(name));
  const found = new Set([pid]);
  for (const _ of pids) {
    const before = found.size;
    for (const one of pids) if (found.has(parentOf(one)) || worksIn(one, path)) found.add(Number(one));
    if (found.size === before) break;
  }
  found.delete(pid);
  return [...found];
}

function parentOf(pid: string): number {
  try {
    return Number(/^PPid:\s*(\d+)/m.exec(readFileSync(`/proc/${pid}/status`, 'utf8'))?.[1]);
  } catch {
    return 0;
  }
}

function worksIn(pid: string, path: string): boolean {
  try {
    return `${readlinkSync(`/proc/${pid}/cwd`)}/`.startsWith(`${path}/`);
  } catch {
    return false;
  }
}

async function isListening(url: string): Promise<boolean> {
  const { hostname, port } = new URL(url);
  return new Promise((resolve) => {
    const socket = connect(Number(port), hostname, () => resolve(true));
    socket.once('error', () => resolve(false));
    socket.once('connect', () => socket.destroy());
  });
}

/** The greeting's commands, as they stand. */
function commandsOf({ said }: ScriptRun): string[] {
  const [, block = ''] = /^Try.*:\n((?: {2}.+\n)+)/m.exec(said.output) ?? [];
  return block
    .split('\n')
    .map((line) => line.trim())
    .filter((line) => line !== '');
}

/** Runs a command as a person would paste it; curl's JSON answer. */
// Answers of many shapes.
// oxlint-disable-next-line typescript/no-explicit-any
async function pasted(command: string | undefined): Promise<any> {
  return JSON.parse((await sh('sh', ['-c', command ?? ''])).stdout);
}

/** What a process left to the kernel to end takes a moment. */
async function expectNothingLeft(pids: readonly number[], dataDir: string): Promise<void> {
  await until('its processes are gone', async () => pids.every((pid) => startTime(pid) === undefined), 5_000);
  expect(await readRunning(dataDir)).toBeUndefined();
}

describe('with servers of its own', () => {
  const dataDir = join(folder, 'kept');

  test('the printed commands work, and Ctrl-C stops every process', { timeout: 90_000 }, async () => {
    const run = await startReady(dataDir, {});
    const [register, logIn, browse, ...more] = commandsOf(run);
    expect(more).toEqual([]);
    expect(await pasted(register)).toMatchObject({ email: 'ada@example.com', name: 'Ada' });
    expect(await pasted(logIn)).toMatchObject({ tokenType: 'Bearer', user: { name: 'Ada' } });
    expect(await pasted(browse)).toEqual({ items: [], next: null });

    expect(statSync(join(dataDir, 'running.json')).mode & 0o777).toBe(0o600);
    const pids = processesOf(run.child.pid ?? 0, dataDir);
    const { gatewayUrl, ingressUrl, mysqlUrl, redisUrl, amqpUrl } = run.running;
    const urls = [gatewayUrl, ingressUrl, mysqlUrl, redisUrl, amqpUrl];
    // MariaDB, Redis, RabbitMQ, its epmd, and the three functions that were asked.
    expect(pids.length).toBeGreaterThanOrEqual(7);
    expect(await Promise.all(urls.map(isListening))).toEqual(urls.map(() => true));

    run.child.kill('SIGINT');
    expect(await run.ended).toMatchObject({ code: 0, errors: '' });
    expect(run.said.output).toMatch(/everything that was started is stopped\n$/);
    await expectNothingLeft(pids, dataDir);
    expect(existsSync(join(dataDir, 'running.json'))).toBe(false);
    expect(await Promise.all(urls.map(isListening))).toEqual(urls.map(() => false));
  });

  test('a second start keeps the data; a server that dies ends the run in a line', { timeout: 90_000 }, async () => {
    const run = await startReady(dataDir, {});
    const [, logIn] = commandsOf(run);
    expect(await pasted(logIn)).toMatchObject({ user: { email: 'ada@example.com' } });
    const pids = processesOf(run.child.pid ?? 0, dataDir);
    const { pid } = JSON.parse(readFileSync(join(dataDir, 'redis/pid.json'), 'utf8')) as { pid: number };
    expect(pids).toContain(pid);

    process.kill(pid, 'SIGKILL');
    const { code, errors } = await run.ended;
    expect(code).toBe(1);
    expect(errors).toBe(
      `Redis ended (exit SIGKILL; its log: ${dataDir}/log/redis.log): stopping everything; ` +
        'the next start goes on with what is saved\n',
    );
    await expectNothingLeft(pids, dataDir);
  });
});

describe('with given servers', () => {
  test('they are used and none is started; a second start finds what was there', { timeout: 60_000 }, async () => {
    const dataDir = join(folder, 'given');
    const run = await startReady(dataDir);
    expect(processesOf(run.child.pid ?? 0, dataDir)).toEqual([]);
    expect(run.running).toMatchObject({ mysqlUrl: given['MYSQL_URL'], redisUrl: given['REDIS_URL'] });
    expect(Object.values(run.running.databases)).toEqual(Object.values(own.env));
    expect((await pasted(commandsOf(run)[0])).email).toBe('ada@example.com');
    // Other scripts find the running system by themselves.
    const looked = await runScript('status', ['--data', dataDir]);
    expect(looked.output).toMatch(/\n[1-9]\d* queues, all empty\n|QUEUE +MESSAGES/);
    const status = await runScript('migrate', ['status', '--data', dataDir]);
    expect([status.code, status.output.match(/[1-9]\d* done, 0 to do/g)?.length]).toEqual([0, 5]);

    const refused = await runScript('start', ['--port', String(await takePort('127.0.0.1')), '--data', dataDir], given);
    expect(refused).toMatchObject({ code: 1, output: '' });
    expect(refused.errors).toBe(
      `${dataDir} is in use by another run (pid ${run.child.pid}): stop that one, or choose another data folder\n`,
    );
    run.child.kill('SIGTERM');
    expect((await run.ended).code).toBe(0);
    expect(await isListening(given['MYSQL_URL'] ?? '')).toBe(true);
  });

  test('a second Ctrl-C ends by force what does not stop', { timeout: 60_000 }, async () => {
    const dataDir = join(folder, 'force');
    const run = await startReady(dataDir);
    await pasted(commandsOf(run)[2]);
    const pids = processesOf(run.child.pid ?? 0, dataDir);
    expect(pids).not.toEqual([]);
    for (const pid of pids) process.kill(pid, 'SIGSTOP');
    run.child.kill('SIGINT');
    await until('it says that it stops', async () => run.said.output.includes('stopping'));
    // One press may arrive twice; another one counts from a second later.
    run.child.kill('SIGINT');
    const pressing = setInterval(() => run.child.kill('SIGINT'), 300);
    const { code, errors } = await run.ended;
    clearInterval(pressing);
    expect({ code, errors }).toEqual({ code: 1, errors: 'ended by force\n' });
    await expectNothingLeft(pids, dataDir);
  });

  test('a port that is taken meanwhile: one line, exit 1, nothing left', { timeout: 60_000 }, async () => {
    const port = await takePort('127.0.0.1');
    const run = start(port, join(folder, 'lost'), given);
    await until('it migrates', async () => run.said.output.includes('[1/5]'));
    const thief = await listenOn(port);
    expect(await run.ended).toMatchObject({
      code: 1,
      errors: `Port ${port} is taken: choose another one with --port\n`,
    });
    thief.close();
    await expectNothingLeft(processesOf(run.child.pid ?? 0, join(folder, 'lost')), join(folder, 'lost'));
  });
});

describe('one line, before anything is started', () => {
  test('for a port that is taken', async () => {
    const server = await listenOn(0);
    const { port } = server.address() as AddressInfo;
    const dataDir = join(folder, 'taken');
    expect(await runScript('start', ['--port', String(port), '--data', dataDir])).toEqual({
      code: 1,
      output: '',
      errors: `Port ${port} is taken: choose another one with --port\n`,
    });
    server.close();
    expect(existsSync(dataDir)).toBe(false);
  });

  test('for an option that there is not', async () => {
    expect(await runScript('start', ['--prot', '8080'])).toEqual({
      code: 2,
      output: '',
      errors: "Unknown option '--prot' (see --help)\n",
    });
  });

  test('for a data folder that is a file', async () => {
    const file = join(folder, 'file');
    writeFileSync(file, '');
    expect(await runScript('start', ['--port', String(await takePort('127.0.0.1')), '--data', file], given)).toEqual({
      code: 1,
      output: '',
      errors: `The data folder ${file} cannot be used (it is a file, or lies in one): choose another one\n`,
    });
  });
});
