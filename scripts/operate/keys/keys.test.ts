import { execFile } from 'node:child_process';
import { createPrivateKey, createPublicKey, sign, verify } from 'node:crypto';
import { mkdtemp, readdir, readFile, rm, stat } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { makeSigningKey } from '../../system/signing-key.ts';

const run = promisify(execFile);
let folder: string;

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'seatmesh-keys-'));
});
afterEach(() => rm(folder, { recursive: true }));

async function keys(...args: string[]): Promise<{ code: number; stdout: string; stderr: string }> {
  const script = join(import.meta.dirname, '../../keys.ts');
  return run(process.execPath, [script, ...args]).then(
    (done) => ({ code: 0, ...done }),
    (failed: { code: number; stdout: string; stderr: string }) => failed,
  );
}

const read = async (...path: string[]) => JSON.parse(await readFile(join(folder, ...path), 'utf8'));

test('a signing key is an Ed25519 pair under one kid, its public part without the private one', async () => {
  const made = await makeSigningKey();
  const jwk = JSON.parse(made.jwk);
  const [known] = JSON.parse(made.jwks).keys;
  expect(known.kid).toBe(jwk.kid);
  expect(Object.keys(known).toSorted()).toEqual(['alg', 'crv', 'kid', 'kty', 'use', 'x']);
  const message = Buffer.from('seatmesh');
  const signature = sign(null, message, createPrivateKey({ key: jwk, format: 'jwk' }));
  expect(verify(null, message, createPublicKey({ key: known, format: 'jwk' }), signature)).toBe(true);
  expect(JSON.parse((await makeSigningKey()).jwk).kid).not.toBe(jwk.kid);
});

test('the files can be read by their owner only, and what is printed holds no private key', async () => {
  const out = join(folder, 'new');
  const { code, stdout } = await keys('--out', out);
  expect(code).toBe(0);
  const modes = await Promise.all(
    ['', 'jwks.json', 'signing-key.json'].map(async (name) => (await stat(join(out, name))).mode & 0o777),
  );
  expect(modes).toEqual([0o700, 0o600, 0o600]);
  expect(stdout).toContain(`--from-file=jwk=${out}/signing-key.json`);
  expect(stdout).not.toContain((await read('new', 'signing-key.json')).d);
});

test('a rotation publishes old and new key together, then the new one alone', async () => {
  await keys('--out', join(folder, 'old'));
  const { code, stdout } = await keys('--out', join(folder, 'new'), '--current', join(folder, 'old', 'jwks.json'));
  expect(code).toBe(0);
  const [old, fresh] = [await read('old', 'jwks.json'), await read('new', 'jwks.json')];
  expect((await read('new', 'jwks-both.json')).keys).toEqual([...old.keys, ...fresh.keys]);
  const steps = ['jwks-both.json', 'signing-key.json', 'new/jwks.json'].map((name) => stdout.indexOf(name));
  expect(steps).toEqual(steps.toSorted((a, b) => a - b));
  expect(steps).not.toContain(-1);
});

test('an existing key is never written over', async () => {
  await keys('--out', folder);
  const before = await readFile(join(folder, 'signing-key.json'), 'utf8');
  const { code, stderr } = await keys('--out', folder);
  expect(code).toBe(1);
  expect(stderr).toBe(`${folder}/signing-key.json is there already; name another folder with --out\n`);
  expect(await readFile(join(folder, 'signing-key.json'), 'utf8')).toBe(before);
});

test('a private key is not taken for the public keys in use, and nothing is written', async () => {
  await keys('--out', join(folder, 'old'));
  const current = join(folder, 'old', 'signing-key.json');
  const { code, stderr } = await keys('--out', join(folder, 'new'), '--current', current);
  expect(code).toBe(1);
  expect(stderr).toBe(`${current} is not a set of public Ed25519 keys\n`);
  expect(await readdir(folder)).toEqual(['old']);
});
