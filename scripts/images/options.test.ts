import { expect, test } from 'vitest';
import { IMAGES } from './migrate-files.ts';
import { HELP, readOptions } from './options.ts';

const DIGEST = `sha256:${'0a'.repeat(32)}`;

test('without arguments: an archive of all functions', () => {
  expect(readOptions([])).toMatchObject({ functions: IMAGES, compression: 'zstd', plainHttp: false });
  expect(readOptions([])?.out).toMatch(/\/\.build\/images\/seatmesh\.tar$/);
});

test('what is pushed or put into folders is not written as an archive, too, unless that is asked for', () => {
  const push = ['--push', 'registry.example.com/seatmesh'];
  expect(readOptions(push)).toMatchObject({ push: { host: 'registry.example.com', path: 'seatmesh' }, out: undefined });
  expect(readOptions(['--folder', '/tmp/x'])?.out).toBeUndefined();
  expect(readOptions([...push, '--out', '/tmp/a.tar'])?.out).toBe('/tmp/a.tar');
});

test('functions are taken in their own order', () => {
  expect(readOptions(['verify', 'login'])?.functions).toEqual(['login', 'verify']);
});

test.each([
  [['nothing'], 'there is no image nothing; there are: register, login'],
  [['--push', 'seatmesh'], 'seatmesh is no place in a registry'],
  [['--base', 'r.example.com/base:12'], 'r.example.com/base:12 has no digest'],
  [['--overlay', 'x'], '--overlay needs --push'],
  [['--overlay', 'x', '--push', 'r.example.com/a', 'book'], '--overlay is for all images'],
])('%j is refused', (args, message) => expect(() => readOptions(args)).toThrow(message));

test('the base and the rest', () => {
  const base = { host: 'r.example.com', path: 'cc', digest: DIGEST };
  const given = readOptions(['--base', `r.example.com/cc@${DIGEST}`, '--gzip', '--plain-http']);
  expect(given).toMatchObject({ base, compression: 'gzip', plainHttp: true });
  expect(readOptions(['--help'])).toBeUndefined();
  expect(HELP).toContain('npm run image');
});
