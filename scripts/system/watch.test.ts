import { mkdirSync, mkdtempSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { type FixtureRun, run, service } from '../platform/fixtures/run.ts';
import { until } from '../testing/until.ts';
import { bundleCommand, bundleFunctions } from './build/bundle.ts';
import { watchSources } from './watch.ts';

const root = mkdtempSync(join(tmpdir(), 'seatmesh-watch-'));
const said: string[] = [];
let system: FixtureRun;
let watching: ReturnType<typeof watchSources>;

function write(file: string, text: string): void {
  mkdirSync(dirname(join(root, file)), { recursive: true });
  writeFileSync(join(root, file), text);
}

const WORD = 'functions/shared/word.ts';
/** Answers by a file that it shares, after a while, so that there is always a request under way. */
const FUNCTION = `import { createServer } from 'node:http';
import { setTimeout as delay } from 'node:timers/promises';
import { word } from '../shared/word.ts';
const server = createServer(async ({ url }, response) => {
  if (url !== '/healthz') await delay(30);
  response.end(word);
}).listen(Number(process.env['PORT']), process.env['HOST']);
process.once('SIGTERM', () => server.close(() => process.exit()));
`;
const wordIs = (word: string): void => write(WORD, `export const word: string = '${word}';\n`);
const ask = async (name = 'hello'): Promise<string> => {
  const response = await system.call(name, '/');
  expect(response.status).toBe(200);
  return response.text();
};
const sayingOf = (what: string) => until(what, async () => said.find((line) => line.includes(what)), 20_000);

beforeAll(async () => {
  wordIs('one');
  write('functions/hello/index.ts', FUNCTION);
  write('functions/other/index.ts', FUNCTION.replace('../shared/word.ts', './word.ts'));
  write('functions/other/word.ts', `export const word: string = 'other';\n`);
  write('knative/hello.yaml', '');
  const bundles = await bundleFunctions({ root, functions: ['hello', 'other'] });
  const command = (folder: string) => bundleCommand(root, folder);
  system = await run([service('hello', { folder: 'hello' }), service('other', { folder: 'other' })], { command });
  watching = watchSources({ root, bundles, renew: (name) => system.renew(name), say: (line) => said.push(line) });
});
afterAll(async () => {
  await watching.stop();
  await system.stop();
  rmSync(root, { recursive: true, force: true });
});

test('a change is answered with, and no request fails while the processes are replaced; other functions stay', async () => {
  expect([await ask(), await ask('other')]).toEqual(['one', 'other']);
  const before = { hello: system.pids('hello'), other: system.pids('other') };
  const answers = new Set<string>();
  const over = new AbortController();
  const callers = Array.from({ length: 8 }, async () => {
    while (!over.signal.aborted) answers.add(await ask());
  });
  for (const word of ['two', 'three']) {
    wordIs(word);
    await until(`"${word}" is answered`, async () => answers.has(word), 20_000);
  }
  over.abort();
  await Promise.all(callers);
  expect([...answers]).toEqual(['one', 'two', 'three']);
  await until('the old processes are gone', async () => !system.pids('hello').includes(before.hello[0] ?? 0));
  expect(system.pids('other')).toEqual(before.other);
  expect(said.filter((line) => !/^hello is built and runs \(\d+ ms\)$/.test(line))).toEqual([]);
});

test('what cannot be built is said with its place, and what ran before goes on until it is mended', async () => {
  write(WORD, `export const word: string = 'one';\nexport const = ;\n`);
  const line = await sayingOf('not built');
  expect(line).toContain('hello is not built, what ran before goes on: \n  functions/shared/word.ts:2:14: ');
  expect(await ask()).toBe('three');
  write(WORD, `export { word } from './absent.ts';\n`);
  await sayingOf('Could not resolve "./absent.ts"');
  expect(await ask()).toBe('three');
  write('functions/shared/absent.ts', `export const word = 'four';\n`);
  await until('the new answer is there', async () => (await ask()) === 'four', 20_000);
});

test('what fails at its start is said, and what ran before goes on', async () => {
  write(WORD, `throw new Error('broken');\nexport const word = 'never';\n`);
  await sayingOf('hello does not start');
  expect(await ask()).toBe('four');
});

test('a file is seen each time that another takes its place, and so is one in a folder that is new', async () => {
  for (const word of ['five', 'six', 'seven']) {
    write(`${WORD}.new`, `export const word: string = '${word}';\n`);
    renameSync(join(root, `${WORD}.new`), join(root, WORD));
    await until(`"${word}" is answered`, async () => (await ask()) === word, 20_000);
  }
  write(WORD, `export { word } from './deep/er/word.ts';\n`);
  await until('it is missed', async () => said.some((line) => line.includes('"./deep/er/word.ts"')), 20_000);
  for (const word of ['eight', 'nine']) {
    rmSync(join(root, 'functions/shared/deep'), { recursive: true, force: true });
    write('functions/shared/deep/er/word.ts', `export const word: string = '${word}';\n`);
    await until(`"${word}" is answered`, async () => (await ask()) === word, 20_000);
  }
});

test('a manifest is read at the start alone', async () => {
  write('knative/hello.yaml', '# changed');
  expect(await sayingOf('knative/')).toBe('knative/hello.yaml has changed: a restart takes it');
});
