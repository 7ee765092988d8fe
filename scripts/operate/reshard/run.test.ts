import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, beforeEach, expect, test } from 'vitest';
import { openShard, type TestShard } from '../../testing/booking/shard.ts';
import { runScript } from '../../testing/run-script.ts';

const MAP = 'e0=000-7ff,e1=800-fff,e2=';
const SLOT = 0x401;

let folder: string;
let file: string;
let here: TestShard;
let there: TestShard;
beforeAll(async () => {
  [here, there] = [await openShard(), await openShard()];
});
afterAll(async () => {
  await here.close();
  await there.close();
});
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'seatmesh-reshard-'));
  file = join(folder, 'shards.yaml');
  await keep(MAP);
});
afterEach(() => rm(folder, { recursive: true, force: true }));

const keep = (map: string): Promise<void> =>
  writeFile(file, `# mine\nkind: ConfigMap\ndata:\n  SHARD_MAP_USERS: u0=000-fff\n  SHARD_MAP_EVENTS: ${map}\n`);
const kept = async (): Promise<string> => /SHARD_MAP_EVENTS: (.*)/.exec(await readFile(file, 'utf8'))?.[1] ?? '';
const run = (args: readonly string[], more: Record<string, string> = {}) =>
  runScript('reshard', ['--map', file, ...args], { MYSQL_E0: here.url, MYSQL_E2: there.url, ...more });

test(
  'as on a cluster: each step is typed, and says what has to be done before the next',
  { timeout: 180_000 },
  async () => {
    await here.publish({}, SLOT);
    const move = ['--slots', '400-401', '--to', 'e2'];
    expect(await run([...move, '--dry-run'])).toMatchObject({ code: 3, output: 'to move: 400-401 from e0 to e2\n' });
    expect(await kept()).toBe(MAP);
    const first = await run(move);
    expect([first.code, first.errors]).toEqual([0, '']);
    expect(first.output).toContain('npm run render, deploy it');
    expect(await kept()).toBe('e0=000-3ff+400-401>e2+402-7ff,e1=800-fff,e2=');
    const asked = await run(['--status']);
    expect(asked).toMatchObject({
      code: 3,
      output: '400-401 from e0 to e2: 0 there, 2 still where they were, 0 at neither\n',
    });
    const second = await run([]);
    expect([second.code, second.errors]).toEqual([0, '']);
    expect(second.output).toMatch(
      /2 of 2 slots moved from e0 to e2: \d+ rows, the same on both sides; \d+ ms without writers at most/,
    );
    expect(await kept()).toBe('e0=000-3ff+402-7ff,e1=800-fff,e2=400-401<e0');
    expect(await run([])).toMatchObject({ code: 0, output: 'nothing of them is left where they were\n' });
    expect(await readFile(file, 'utf8')).toContain('# mine');
    expect(await run(['--status'])).toMatchObject({ code: 0, output: 'no slots are on their way\n' });
  },
);

test('a move that is ended leaves slots where they are', async () => {
  await keep('e0=000-3ff+410-411>e2+400-40f+412-7ff,e1=800-fff,e2=');
  const ended = await run(['--abort']);
  expect([ended.code, ended.output.split('\n')[0]]).toEqual([0, 'ended: 410-411 from e0 to e2; all of them stay']);
  expect(await kept()).toBe(MAP);
  expect(await run(['--abort'])).toMatchObject({ code: 0, output: 'no slots are on their way\n' });
});

test.each<[string, string[], string, number]>([
  ['a database of users', ['--slots', '400-401', '--to', 'u0'], 'u0 is no shard of events, and its name is taken', 1],
  ['the catalog', ['--slots', '400-401', '--to', 'catalog'], 'catalog is no shard of events', 1],
  ['no range', ['--slots', '4ff-400', '--to', 'e2'], '4ff-400 is no range of slots', 2],
  ['half of it', ['--slots', '400-4ff'], '--slots and --to go together', 2],
])('%s: one line says so, and nothing is changed', async (_what, args, why, exit) => {
  const { code, errors } = await run(args);
  expect([code, errors.trim().split('\n')]).toEqual([exit, [expect.stringContaining(why)]]);
  expect(await kept()).toBe(MAP);
});

test('a file or a shard that cannot be reached is named in one line', async () => {
  const none = await runScript('reshard', ['--map', join(folder, 'none.yaml'), '--status']);
  expect([none.code, none.errors]).toEqual([1, `${join(folder, 'none.yaml')} cannot be read: there is no such file\n`]);
  await keep('e0=000-3ff+420-421>e2+400-41f+422-7ff,e1=800-fff,e2=');
  const away = await run([], { MYSQL_E2: 'mysql://x:y@127.0.0.1:9/z' });
  expect([away.code, away.errors]).toEqual([1, 'shard e2 at 127.0.0.1:9: does not answer (ECONNREFUSED)\n']);
  const unknown = await run([], { MYSQL_E2: '' });
  expect([unknown.code, unknown.errors]).toEqual([1, 'where is shard e2? Set MYSQL_E2, or MYSQL_URL for all\n']);
});
