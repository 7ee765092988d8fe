import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { credentialsFor } from './registry-login.ts';
import { isLocal, readPinned, readRepository } from './reference.ts';

const DIGEST = `sha256:${'0a'.repeat(32)}`;

test.each([
  ['registry.example.com/seatmesh', { host: 'registry.example.com', path: 'seatmesh' }],
  ['localhost/a/b-c', { host: 'localhost', path: 'a/b-c' }],
  ['127.0.0.1:5000/a__b', { host: '127.0.0.1:5000', path: 'a__b' }],
  ['[::1]:5000/a', { host: '[::1]:5000', path: 'a' }],
])('%s is a place in a registry', (text, place) => expect(readRepository(text)).toEqual(place));

test.each([
  'seatmesh',
  'shop/seatmesh',
  'registry.example.com',
  'registry.example.com/',
  'https://r.example.com/a',
  'r.example.com/A',
  'r.example.com/a:1',
])('%s is none', (text) => expect(() => readRepository(text)).toThrow(`${text} is no place in a registry`));

test('a base image is named by its digest, not by a tag', () => {
  expect(readPinned(`r.example.com/base@${DIGEST}`)).toEqual({ host: 'r.example.com', path: 'base', digest: DIGEST });
  for (const text of ['r.example.com/base:12', 'r.example.com/base', 'r.example.com/base@sha256:0a'])
    expect(() => readPinned(text)).toThrow(`${text} has no digest`);
});

test('only a registry on this machine goes without TLS by itself', () => {
  expect(['localhost:5000', '127.0.0.1', '[::1]:1'].every(isLocal)).toBe(true);
  expect(['localhost.example.com', '127.example.com', '10.0.0.1', 'registry:5000'].some(isLocal)).toBe(false);
});

test('the environment says who we are, else docker login, else one of its helpers, else nobody', async () => {
  const folder = await mkdtemp(join(tmpdir(), 'seatmesh-login-'));
  const env = { DOCKER_CONFIG: folder, PATH: `${folder}:/usr/bin:/bin` };
  const config = {
    auths: { 'r.example.com': { auth: Buffer.from('ada:a:b').toString('base64') }, 'cloud.example.com': {} },
    credHelpers: { 'cloud.example.com': 'cloud', 'gone.example.com': 'gone', 'empty.example.com': 'false' },
  };
  const script = `#!/bin/sh\nread host\necho '{"Username":"AWS","Secret":"for '"$host"'"}'\n`;
  try {
    expect(await credentialsFor('r.example.com', env)).toBeUndefined();
    await writeFile(join(folder, 'config.json'), JSON.stringify(config));
    await writeFile(join(folder, 'docker-credential-cloud'), script, { mode: 0o755 });
    await writeFile(join(folder, 'docker-credential-false'), '#!/bin/sh\nexit 1\n', { mode: 0o755 });
    expect(await credentialsFor('r.example.com', env)).toEqual({ user: 'ada', password: 'a:b' });
    expect(await credentialsFor('cloud.example.com', env)).toEqual({ user: 'AWS', password: 'for cloud.example.com' });
    expect(await credentialsFor('empty.example.com', env)).toBeUndefined();
    expect(await credentialsFor('other.example.com', env)).toBeUndefined();
    await expect(credentialsFor('gone.example.com', env)).rejects.toThrow(
      "docker-credential-gone, which docker's configuration names, cannot be run",
    );
    const given = { ...env, REGISTRY_USER: 'bot', REGISTRY_PASSWORD: 'secret' };
    expect(await credentialsFor('r.example.com', given)).toEqual({ user: 'bot', password: 'secret' });
    await writeFile(join(folder, 'config.json'), 'no JSON');
    await expect(credentialsFor('r.example.com', env)).rejects.toThrow('is not what docker login writes');
  } finally {
    await rm(folder, { recursive: true });
  }
});
