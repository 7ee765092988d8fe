import { execFile } from 'node:child_process';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { expect, test } from 'vitest';
import { releasePort, takePort, tryPort } from './ports.ts';

const HOST = '127.0.0.1';

async function triedByAnother(port: number): Promise<string> {
  const module = JSON.stringify(join(import.meta.dirname, 'ports.ts'));
  const source = `import { tryPort } from ${module}; console.log(await tryPort(${port}, '${HOST}'))`;
  const { stdout } = await promisify(execFile)(process.execPath, ['--input-type=module', '--eval', source]);
  return stdout.trim();
}

test('no other process is given a port that is taken, though nobody listens on it, until it is released', async () => {
  const port = await takePort(HOST);
  expect([await triedByAnother(port), await tryPort(port, HOST)]).toEqual(['false', false]);
  releasePort(port);
  expect(await triedByAnother(port)).toBe('true');
  // That process has ended.
  expect(await tryPort(port, HOST)).toBe(true);
  releasePort(port);
});

test('the port of a bus is taken with its server', async () => {
  const port = await takePort(HOST, 10_000);
  expect(await triedByAnother(port + 10_000)).toBe('false');
  releasePort(port);
  releasePort(port + 10_000);
});
