/** Who we are to registries, from the files and programs in which that is kept. */
import { chmod, mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { credentialsFor } from './registry-login.ts';

let home: string;
beforeEach(async () => {
  home = await mkdtemp(join(tmpdir(), 'seatmesh-login-'));
});
afterEach(() => rm(home, { recursive: true, force: true }));

const keep = async (file: string, config: unknown): Promise<void> => {
  await mkdir(dirname(join(home, file)), { recursive: true });
  await writeFile(join(home, file), typeof config === 'string' ? config : JSON.stringify(config));
};
const ask = (host: string, env: Record<string, string> = {}) => credentialsFor(host, { HOME: home, ...env });
const auth = Buffer.from('ada:correct: horse').toString('base64');
const ADA = { user: 'ada', password: 'correct: horse' };
const DOCKER = '.docker/config.json';

test('the environment, then docker’s file, then podman’s; nobody where there is none', async () => {
  expect(await ask('r.example.com')).toBeUndefined();
  await keep('.config/containers/auth.json', { auths: { 'r.example.com': { auth } } });
  expect(await ask('r.example.com')).toEqual(ADA);
  await keep(DOCKER, { auths: { 'r.example.com': { username: 'bea', password: 'b' } } });
  expect(await ask('r.example.com')).toEqual({ user: 'bea', password: 'b' });
  expect(await ask('r.example.com', { REGISTRY_AUTH_FILE: join(home, '.config/containers/auth.json') })).toEqual(ADA);
  const env = { REGISTRY_USER: 'eve', REGISTRY_PASSWORD: 'e' };
  expect(await ask('r.example.com', env)).toEqual({ user: 'eve', password: 'e' });
  expect(await ask('other.example.com')).toBeUndefined();
});

test.each(['https://r.example.com', 'https://r.example.com/v2/', 'https://r.example.com/v1/'])(
  'a login that is kept as %s is one for r.example.com',
  async (key) => {
    await keep(DOCKER, { auths: { [key]: { auth } } });
    expect(await ask('r.example.com')).toEqual(ADA);
  },
);

test('Docker Hub is kept under its old address', async () => {
  await keep(DOCKER, { auths: { 'https://index.docker.io/v1/': { auth } } });
  expect(await ask('docker.io')).toEqual(ADA);
});

test('a token in place of a password, in the file and from a helper', async () => {
  await keep(DOCKER, {
    auths: { 'r.example.com': { auth: Buffer.from('0-0:').toString('base64'), identitytoken: 'it' } },
  });
  expect(await ask('r.example.com')).toEqual({ user: '0-0', password: '', identityToken: 'it' });
  await keep(DOCKER, { credHelpers: { 'r.example.com': 'test' } });
  const PATH = `${home}:${process.env['PATH']}`;
  const helper = async (prints: string) => {
    await keep('docker-credential-test', `#!/bin/sh\ncat >/dev/null\nprintf '%s' '${prints}'\n`);
    await chmod(join(home, 'docker-credential-test'), 0o755);
  };
  await helper('{"Username":"<token>","Secret":"it"}');
  expect(await ask('r.example.com', { PATH })).toEqual({ user: '', password: '', identityToken: 'it' });
  await helper('no JSON');
  await expect(ask('r.example.com', { PATH })).rejects.toThrow('docker-credential-test does not say who to log in as');
});

test('a file that cannot be read or is none is said, not passed over', async () => {
  await keep(DOCKER, 'no JSON');
  await expect(ask('r.example.com')).rejects.toThrow(/config\.json is not what docker login writes$/);
  await keep(DOCKER, { auths: { 'r.example.com': { auth: Buffer.from('nobody').toString('base64') } } });
  await expect(ask('r.example.com')).rejects.toThrow(/config\.json is not what docker login writes$/);
  await rm(join(home, DOCKER));
  await mkdir(join(home, DOCKER));
  await expect(ask('r.example.com')).rejects.toThrow(/config\.json cannot be read \(EISDIR\)$/);
});
