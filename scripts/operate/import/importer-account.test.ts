import { mkdtemp, readFile, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { isLoopback, localAccount } from './importer-account.ts';

let folder: string;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'seatmesh-organizer-'));
});
afterAll(() => rm(folder, { recursive: true }));

describe('the account for a server on this machine', () => {
  it('is made up once, kept where only its owner can read it, and the same the next time', async () => {
    const file = join(folder, 'new', 'organizer.json');
    const account = await localAccount(file);
    expect(account.password.length).toBeGreaterThanOrEqual(20);
    expect(await localAccount(file)).toEqual(account);
    expect((await stat(file)).mode & 0o777).toBe(0o600);
  });

  it('is not made up anew over a file that is damaged', async () => {
    const file = join(folder, 'damaged.json');
    await writeFile(file, '{');
    await expect(localAccount(file)).rejects.toThrow('damaged.json cannot be read');
    expect(await readFile(file, 'utf8')).toBe('{');
  });

  it.each([
    ['http://127.0.0.1:8080', true],
    ['http://localhost:8080', true],
    ['http://[::1]:8080', true],
    ['http://127.0.0.1.example.com', false],
    ['https://seatmesh.example', false],
    ['http://10.0.0.1', false],
  ])('is for %s: %s', (url, local) => {
    expect(isLoopback(new URL(url))).toBe(local);
  });
});
