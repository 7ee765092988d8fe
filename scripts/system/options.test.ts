import { resolve } from 'node:path';
import { expect, test } from 'vitest';
import { HELP, readOptions } from './options.ts';

test('what is not said has its default', () => {
  expect(readOptions([])).toEqual({
    port: 8080,
    dataDir: resolve('.seatmesh'),
    fresh: false,
    verbose: false,
    watch: false,
    watchboard: false,
  });
  expect(readOptions(['--port=9000', '--data', '/data', '--fresh', '--verbose', '--watch', '--watchboard'])).toEqual({
    port: 9000,
    dataDir: '/data',
    fresh: true,
    verbose: true,
    watch: true,
    watchboard: true,
  });
});

test.each([
  [['--prot', '8080'], "Unknown option '--prot' (see --help)"],
  [['now'], "Unexpected argument 'now' (see --help)"],
  [['--port', '0x1F90'], '--port takes a whole number from 1 to 65535, not 0x1F90'],
  [['--port', '0'], '--port takes a whole number from 1 to 65535, not 0'],
  [['--port', '70000'], '--port takes a whole number from 1 to 65535, not 70000'],
  [['--data', ''], '--data needs the name of a folder (see --help)'],
])('%j is refused in a line', (args, message) => {
  expect(() => readOptions(args)).toThrow(expect.objectContaining({ name: 'Fault', message }));
});

test('--help goes before everything else and names every option', () => {
  expect(readOptions(['--port', 'x', '-h'])).toBeUndefined();
  for (const option of ['--port', '--data', '--fresh', '--verbose', '--watch', 'MYSQL_URL', 'REDIS_URL', 'AMQP_URL'])
    expect(HELP).toContain(option);
});
