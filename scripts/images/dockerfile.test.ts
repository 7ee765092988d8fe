/** The Dockerfile, read as an engine reads it: what it builds is what `npm run image` makes, and secrets of the working copy stay out. */
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { IN_IMAGE } from './make.ts';
import { USER } from './runtime-files.ts';

const ROOT = join(import.meta.dirname, '../..');
const lines = async (file: string) =>
  (await readFile(join(ROOT, file), 'utf8')).split('\n').filter((line) => line.trim() !== '' && !line.startsWith('#'));
const instructions = (await lines('scripts/images/Dockerfile')).map((line) => {
  const [, name = '', rest = ''] = /^([A-Z]+) (.*)$/.exec(line) ?? [];
  return { name, rest };
});
const last = instructions.slice(instructions.findLastIndex(({ name }) => name === 'FROM'));
const said = (name: string) => last.filter((one) => one.name === name).map(({ rest }) => rest);

/** What git says of names in any folder, an engine is told so. */
const inEngine = (pattern: string) =>
  pattern.startsWith('*') ? `**/${pattern}` : pattern.replace(/^\//, '').replace(/\/$/, '');

test('its last stage is run as images that are made without an engine: user, folder, command, environment', () => {
  expect(said('FROM')).toEqual(['scratch']);
  expect(said('USER')).toEqual([`${USER}:${USER}`]);
  expect(said('WORKDIR')).toEqual([IN_IMAGE.folder]);
  expect(JSON.parse(said('ENTRYPOINT')[0]!)).toEqual(IN_IMAGE.command);
  const env = said('ENV').flatMap((rest) => rest.split(' '));
  expect(env).toEqual(Object.entries(IN_IMAGE.env).map(([name, value]) => `${name}=${value}`));
  expect(said('RUN')).toEqual([]);
});

test('what is shared comes before what is a function’s own, and packages before sources', () => {
  const copies = said('COPY');
  expect(copies).toEqual(['--from=build /image/runtime /', '--from=chosen /chosen /']);
  const order = instructions.map(({ name, rest }) => `${name} ${rest}`);
  expect(order.findIndex((line) => line.includes('package-lock.json'))).toBeLessThan(order.indexOf('COPY . .'));
});

test('without a function, or of none that there is, nothing is built', () => {
  const chosen = instructions.find(({ name, rest }) => name === 'RUN' && rest.includes('/chosen'))?.rest;
  expect(chosen).toContain('${FUNCTION:?is missing: --build-arg FUNCTION=book}');
  expect(chosen).toMatch(/ && test -f \/chosen\/app\/index\.cjs$/);
});

test('what git does not see is not sent to an engine either', async () => {
  const left = await lines('scripts/images/Dockerfile.dockerignore');
  for (const pattern of await lines('.gitignore')) expect(left).toContain(inEngine(pattern));
});
