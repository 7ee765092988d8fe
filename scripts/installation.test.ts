import { mkdtempSync, readdirSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { installation, keptSigningKey } from './installation.ts';

let folder: string;
beforeEach(() => (folder = mkdtempSync(join(tmpdir(), 'seatmesh-installation-'))));
afterEach(() => rmSync(folder, { recursive: true, force: true }));

const servers = {
  mysqlUrl: 'mysql://u:p@127.0.0.1:3306',
  redisUrl: 'redis://127.0.0.1',
  amqpUrl: 'amqp://127.0.0.1',
};

test('the signing key is made once, for its owner alone', async () => {
  const key = await keptSigningKey(folder);
  expect(await keptSigningKey(folder)).toEqual(key);
  expect(readdirSync(folder)).toEqual(['signing-key.json']);
  expect(statSync(join(folder, 'signing-key.json')).mode & 0o777).toBe(0o600);
});

test('a signing key that is damaged is not replaced: one line says what that would mean', async () => {
  const file = join(folder, 'signing-key.json');
  writeFileSync(file, '{"jwk":');
  const message = `${file} is damaged: delete it, and everybody logs in anew`;
  await expect(keptSigningKey(folder)).rejects.toMatchObject({ name: 'Fault', message });
});

test("a shard's database is its own variable's, otherwise by name on the one server", async () => {
  const other = 'mysql://u:p@10.0.0.1/elsewhere';
  const { secrets } = await installation(servers, await keptSigningKey(folder), undefined, { MYSQL_E1: other });
  expect(secrets['mysql-e0']).toEqual({ url: 'mysql://u:p@127.0.0.1:3306/seatmesh_e0' });
  expect(secrets['mysql-e1']).toEqual({ url: other });
});
