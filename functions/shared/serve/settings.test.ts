/** A function says all that is wrong with its configuration at its first start. */
import { execFile } from 'node:child_process';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { capabilities } from '../../capabilities.ts';

const FUNCTIONS = join(import.meta.dirname, '../..');

/** Starts a function from source; it ends at once, for it cannot listen. */
function start(name: string, env: Record<string, string>): Promise<{ code: unknown; stdout: string; stderr: string }> {
  return new Promise((resolve) => {
    execFile(process.execPath, [join(FUNCTIONS, name, 'index.ts')], { env }, (error, stdout, stderr) =>
      resolve({ code: error?.code, stdout, stderr }),
    );
  });
}

const errorsOf = (stderr: string): string[] => (JSON.parse(stderr) as { errors: string[] }).errors;
const namesOf = (stderr: string): string[] => errorsOf(stderr).map((error) => error.split(':', 1)[0] ?? '');

test('a deployment with mistakes of every part is told all of them at its first start, and no value', async () => {
  const secret = 'hunter2';
  const { code, stdout, stderr } = await start('book', {
    LOG_LEVEL: secret,
    PORT: secret,
    SHARDS: 'e0,e1',
    SHARD_MAP_EVENTS: 'e0=000-7ff,e1=800-fff',
    MYSQL_E0: `mysql://u:${secret}@db.example/e0?ssl-mode=REQUIRED`,
    REDIS_CA_FILE: `/none/${secret}`,
    REDIS_URL: `${secret}.example`,
    JWKS: `{${secret}`,
    TOKEN_ISSUER: 'https://seatmesh.example',
    TOKEN_AUDIENCE: 'seatmesh',
    K_SINK: 'http://broker.example',
    EVENT_KEY_E0: secret,
    EVENT_KEY_E1: 'x'.repeat(32),
    TICK_PROOF: secret,
    HOLD_SECONDS: secret,
  });
  expect(code).toBe(78);
  expect(stdout).toBe('');
  expect(namesOf(stderr).toSorted()).toEqual(
    [
      'LOG_LEVEL',
      'PORT',
      'MYSQL_E0',
      'MYSQL_E1',
      'REDIS_CA_FILE',
      'REDIS_URL',
      'JWKS',
      'EVENT_KEY_E0',
      'TICK_PROOF',
      'HOLD_SECONDS',
    ].toSorted(),
  );
  expect(stderr).not.toContain(secret);
});

test('a shard map that is none is a mistake like any other', async () => {
  const { code, stderr } = await start('order-record', { SHARD_MAP_USERS: 'u0=000-7fe', SHARD_MAP_EVENTS: '' });
  expect(code).toBe(78);
  expect(namesOf(stderr)).toEqual(expect.arrayContaining(['SHARDS', 'SHARD_MAP_USERS', 'SHARD_MAP_EVENTS', 'JWKS']));
});

test.each(capabilities.map(({ name }) => name))('%s says what it must be given', async (name) => {
  const { code, stderr } = await start(name, {});
  expect(code).toBe(78);
  expect(errorsOf(stderr).length).toBeGreaterThan(0);
});
