import { resolve } from 'node:path';
import { describe, expect, it } from 'vitest';
import { HELP, readOptions } from './options.ts';

describe('arguments', () => {
  it('have defaults for all but the file', () => {
    expect(readOptions(['events.json'], {})).toEqual({
      file: 'events.json',
      url: new URL('http://127.0.0.1:8080'),
      account: undefined,
      concurrency: 8,
      occurrences: 10,
      dryRun: false,
      source: resolve('events.json'),
      ledger: undefined,
      changeSold: false,
      cancelSold: false,
      cancelMissing: false,
    });
  });

  it('take the account from the environment, and flags before it', () => {
    const env = { SEATMESH_EMAIL: 'env@example.com', SEATMESH_PASSWORD: 'from the environment' };
    expect(readOptions(['f'], env)?.account).toEqual({ email: 'env@example.com', password: 'from the environment' });
    expect(readOptions(['f', '--email', 'flag@example.com'], env)?.account?.email).toBe('flag@example.com');
  });

  it.each([
    [[], 'Which file?'],
    [['a', 'b'], 'One file at a time'],
    [['a', '--url', 'localhost:8080'], '--url localhost:8080'],
    [['a', '--email', 'x@example.com'], 'What is the password'],
    [['a', '--password', 'secret'], 'A password alone'],
    [['a', '--concurrency', '0'], '--concurrency takes a whole number from 1 to 64'],
    [['a', '--occurrences', 'all'], '--occurrences takes a whole number from 1 to 100'],
    [['a', '--bogus'], '--bogus'],
  ])('%j are refused in one line', (args, message) => {
    const attempt = (): unknown => readOptions(args, {});
    expect(attempt).toThrow(message);
    expect(attempt).not.toThrow('\n');
  });

  it('--help is help', () => {
    expect(readOptions(['--help'], {})).toBeUndefined();
    expect(HELP).toContain('09:00 to 18:00');
  });
});
