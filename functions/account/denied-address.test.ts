import { afterAll, beforeAll, expect, test } from 'vitest';
import { migrateShards } from '../../scripts/system/databases/run-migrations.ts';
import { type OwnDatabases, ownDatabases } from '../../scripts/testing/servers/own-databases.ts';
import { readAccount, replaceAccount } from './store.ts';
import { type Databases, shardsOf } from '../shared/mysql/databases.ts';
import { claimEmail, freeStale } from '../shared/identity/email-claims.ts';
import { newId } from '../shared/ids.ts';
import { write } from '../shared/mysql/statements.ts';
import { parseShardMap, slotOfEmail } from '../shared/slots.ts';
import { serverUrl } from '../../scripts/testing/servers/of-run.ts';

let own: OwnDatabases;
let databases: Databases;

beforeAll(async () => {
  own = await ownDatabases(await serverUrl('mysql'));
  await migrateShards(own.targets, 'up', () => {});
  const urls = new Map(['u0', 'u1'].map((name) => [name, own.url(name)]));
  databases = shardsOf(parseShardMap('u0=000-7ff,u1=800-fff'), urls);
});
afterAll(async () => {
  await databases.close();
  await own.drop();
});

test('an account that is denied an address after a minute cannot name it any more, however long it stood still', async () => {
  const email = 'wanted@example.org';
  // In the other shard than the address.
  const userId = newId('usr', slotOfEmail(email) < 0x800 ? 0xfff : 0);
  const { pool } = databases.ofId(userId);
  await write(pool, 'INSERT INTO users (id, email, name, password_hash, created_at) VALUES (?, ?, ?, ?, ?)', [
    userId,
    'old@example.org',
    'Ada',
    'hash',
    new Date(),
  ]);
  const before = await readAccount(pool, userId);
  await claimEmail(databases, email, userId);
  expect(await freeStale(databases, email)).toBe(false); // it is under way
  const home = databases.ofSlot(slotOfEmail(email)).pool;
  await write(home, 'UPDATE email_claims SET claimed_at = claimed_at - INTERVAL 2 MINUTE WHERE email = ?', [email]);
  expect(await freeStale(databases, email)).toBe(true);
  await claimEmail(databases, email, newId('usr', 7));
  if (!before) throw new Error('there is no account');
  expect(await replaceAccount(pool, before, { ...before, email, updatedAt: new Date() })).toBe(false);
  expect((await readAccount(pool, userId))?.email).toBe('old@example.org');
});
