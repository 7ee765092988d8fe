/** A new function is its folder, its line in functions/capabilities.ts and `npm run render`: tried in a copy of the project. */
import { execFile } from 'node:child_process';
import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { takePort } from '../servers/ports.ts';
import { copyTree, type Tree } from '../trials/mutate/tree.ts';
import { GREETER } from './greeter.ts';
import { type ScriptRun, startScript } from './run-script.ts';
import { type OwnDatabases, ownDatabases } from './servers/own-databases.ts';
import { serverUrls } from './servers/of-run.ts';
import { until } from './until.ts';

const ROOT = join(import.meta.dirname, '../..');

let tree: Tree;
let own: OwnDatabases;
let started: ScriptRun | undefined;
beforeAll(async () => {
  const [urls, copy] = await Promise.all([serverUrls(), copyTree(ROOT)]);
  own = await ownDatabases(urls.mysqlUrl);
  tree = copy;
}, 60_000);
afterAll(async () => {
  started?.child.kill('SIGTERM');
  await started?.ended;
  await own.drop();
  await tree.remove();
});

/** Runs a script of the copy to its end. */
const run = (name: string, ...args: string[]) => startScript(name, args, { TMPDIR: tree.temporary }, tree.root).ended;
/** What the compiler has against the copy. */
const typeErrors = async (): Promise<string> =>
  promisify(execFile)(process.execPath, ['node_modules/typescript/bin/tsc', '-p', '.'], { cwd: tree.root }).then(
    () => '',
    ({ stdout }: { stdout: string }) => stdout,
  );
const textOf = (path: string) => readFile(join(tree.root, path), 'utf8');

test('it is rendered, and the checks of manifests and rooms have nothing to say', { timeout: 240_000 }, async () => {
  await mkdir(join(tree.root, 'functions/greet'));
  for (const [name, text] of Object.entries(GREETER)) await writeFile(join(tree.root, 'functions/greet', name), text);
  const list = await textOf('functions/capabilities.ts');
  await writeFile(join(tree.root, 'functions/capabilities.ts'), list.replace(/\n\];/, "\n  'greet',\n];"));
  const { code, errors } = await run('render');
  expect({ code, errors }).toEqual({ code: 0, errors: '' });
  expect(await textOf('knative/greet.yaml')).toMatch(
    /name: GREETING, value: 'Good evening'[^]*kind: Trigger[^]*togreet: 'yes'/,
  );
  expect(await textOf('functions/event-global/openapi.json')).toContain('/v1/users/{userId}/greeting');
  expect(await textOf('README.md')).toContain('| [`greet`](functions/greet) | greets users by name |');
  const checked = await run('test', 'scripts/manifests', 'scripts/lint/rooms', 'scripts/lint/names');
  expect(checked.code, checked.output + checked.errors).toBe(0);
  expect(await typeErrors()).toBe('');
});

test('it is built, gets its messages and answers at the edge', { timeout: 240_000 }, async () => {
  const { mysqlUrl, amqpUrl } = await serverUrls();
  const port = await takePort('127.0.0.1');
  const url = `http://127.0.0.1:${port}`;
  const args = ['--port', String(port), '--data', join(tree.temporary, 'data')];
  // A Redis of its own, which lets a function in as far as its capability says.
  const env = { TMPDIR: tree.temporary, MYSQL_URL: mysqlUrl, AMQP_URL: amqpUrl, ...own.env };
  const { said, ended } = (started = startScript('start', args, env, tree.root));
  let isOver = false;
  void ended.then(() => (isOver = true));
  await until('npm start is ready', async () => isOver || said.output.includes(`ready on ${url}`), 120_000);
  const account = { email: 'ada@example.com', password: 'correct horse', name: 'Ada' };
  const post = async (path: string, body: object): Promise<Record<string, unknown>> => {
    const response = await fetch(url + path, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify(body),
    });
    return (await response.json()) as Record<string, unknown>;
  };
  const { id } = await post('/v1/users', account);
  const { accessToken } = await post('/v1/auth/login', { email: account.email, password: account.password });
  const greeting = async () => {
    const headers = { authorization: `Bearer ${String(accessToken)}` };
    const response = await fetch(`${url}/v1/users/${String(id)}/greeting`, { headers });
    return response.status === 200 ? ((await response.json()) as object) : undefined;
  };
  expect(await until('it has heard of the account', greeting, 60_000)).toEqual({ greeting: 'Good evening, Ada' });
  expect((await fetch(`${url}/v1/users/${String(id)}/greeting`)).status).toBe(401);
});
