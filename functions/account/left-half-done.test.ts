/** What a process leaves behind that dies between the steps of a change, in states as the steps leave them. */
import { randomBytes } from 'node:crypto';
import type { RowDataPacket } from 'mysql2';
import { ulid } from 'ulid';
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';
import { startTestSystem, type Person, type TestSystem } from '../../scripts/testing/test-system.ts';
import { revokedKey } from '../shared/identity/tokens.ts';
import { newId } from '../shared/ids.ts';
import { slotOfEmail } from '../shared/slots.ts';
import { TICK } from '../shared/messages/ticks.ts';

let system: TestSystem;
let ada: Person;
let eve: Person;

beforeAll(async () => {
  system = await startTestSystem();
}, 120_000);
afterAll(() => system.close());
beforeEach(async () => {
  await system.redis.flushdb(); // limits
  [ada, eve] = await Promise.all([system.user('Ada'), system.user('Eve')]);
});

const shardOfSlot = (slot: number) => (slot < 0x800 ? 'u0' : 'u1');
const shardOf = (who: Person) => shardOfSlot(Number.parseInt(who.id.slice(4, 7), 16));
const shardOfEmail = (email: string) => shardOfSlot(slotOfEmail(email));
async function select(shard: string, sql: string, values: unknown[] = []): Promise<RowDataPacket[]> {
  return (await system.database(shard).query<RowDataPacket[]>(sql, values))[0];
}
const claimsOf = (email: string) =>
  select(shardOfEmail(email), 'SELECT user_id, is_settled FROM email_claims WHERE email = ?', [email]);
function addressOutside(shard: string): string {
  for (;;) {
    const email = `${randomBytes(8).toString('hex')}@example.org`;
    if (shardOfEmail(email) !== shard) return email;
  }
}
const tick = () => system.deliver('account', { type: TICK, source: '/apis/v1/pingsources/sweep', data: {} });
const move = (who: Person, email: string) =>
  system.ask('PATCH', `/v1/users/${who.id}`, { token: who.token, body: { email, currentPassword: who.password } });

async function claimAndDie(who: Person, email: string, secondsAgo: number): Promise<void> {
  await system
    .database(shardOfEmail(email))
    .query('INSERT INTO email_claims VALUES (?, ?, ?, 0, UTC_TIMESTAMP(3) - INTERVAL ? SECOND)', [
      email,
      who.id,
      ulid(),
      secondsAgo,
    ]);
}

test('dead after the claim: the old address goes on, the new one is kept a minute, then anybody may have it', async () => {
  const email = addressOutside(shardOf(ada));
  await claimAndDie(ada, email, 5);
  const logIn = (address: string) =>
    system.ask('POST', '/v1/auth/login', { body: { email: address, password: ada.password } });
  expect([(await logIn(ada.email)).status, (await logIn(email)).status]).toEqual([200, 401]);
  expect((await move(eve, email)).body.code).toBe('email_taken');
  const minute = 'UPDATE email_claims SET claimed_at = claimed_at - INTERVAL 1 MINUTE WHERE email = ?';
  await system.database(shardOfEmail(email)).query(minute, [email]);
  expect((await move(eve, email)).status).toBe(200);
  expect(await claimsOf(email)).toEqual([{ user_id: eve.id, is_settled: 1 }]);
});

test('dead after the claim: whoever comes back to it gets it', async () => {
  const email = addressOutside(shardOf(ada));
  await claimAndDie(ada, email, 5);
  expect((await move(ada, email)).status).toBe(200);
  expect(await claimsOf(email)).toEqual([{ user_id: ada.id, is_settled: 1 }]);
});

test('dead after the claim: an account may be opened with it after a minute', async () => {
  const email = addressOutside(shardOf(ada));
  await claimAndDie(ada, email, 61);
  const body = { email, password: 'a staple, a battery', name: 'Grace' };
  const opened = await system.ask('POST', '/v1/users', { body });
  expect([opened.status, await claimsOf(email)]).toEqual([201, [{ user_id: opened.body.id, is_settled: 1 }]]);
});

test('one who stands still between claim and change, and one who wants the address after a minute: one has it, whoever it is', async () => {
  const email = addressOutside(shardOf(ada));
  const standing = await system.database(shardOf(ada)).getConnection();
  await standing.query('START TRANSACTION');
  await standing.query('SELECT 1 FROM users WHERE id = ? FOR UPDATE', [ada.id]);
  const first = move(ada, email);
  await system.until('it is claimed', async () => (await claimsOf(email)).length === 1);
  const minute = 'UPDATE email_claims SET claimed_at = claimed_at - INTERVAL 2 MINUTE WHERE email = ?';
  await system.database(shardOfEmail(email)).query(minute, [email]);
  // As whoever wants it does before taking it away.
  await standing.query('UPDATE users SET email_epoch = email_epoch + 1 WHERE id = ? AND email <> ?', [ada.id, email]);
  await standing.query('COMMIT');
  standing.release();
  const second = move(eve, email);
  const replies = await Promise.all([first, second]);
  expect([replies[0].status, replies[0].body.code]).toEqual([409, 'account_changed']);
  expect([200, 409]).toContain(replies[1].status);
  const named = await Promise.all(
    ['u0', 'u1'].map((shard) => select(shard, 'SELECT id FROM users WHERE email = ?', [email])),
  );
  expect(named.flat().map(({ id }) => id)).toEqual(replies[1].status === 200 ? [eve.id] : []);
});

test('dead after the change: a tick settles the new claim, releases the old one and tells who is logged out', async () => {
  const email = addressOutside(shardOf(ada));
  const [old] = await select(shardOfEmail(ada.email), 'SELECT token FROM email_claims WHERE email = ?', [ada.email]);
  await claimAndDie(ada, email, 5);
  const [claimed] = await select(shardOfEmail(email), 'SELECT token FROM email_claims WHERE email = ?', [email]);
  const ended = newId('ses', 0);
  const work = {
    revoked: [ended],
    settle: { email, userId: ada.id, token: claimed?.['token'] },
    release: { email: ada.email, userId: ada.id, token: old?.['token'] },
  };
  const database = system.database(shardOf(ada));
  await database.query('UPDATE users SET email = ?, version = 2, email_epoch = 2 WHERE id = ?', [email, ada.id]);
  await database.query('INSERT INTO follow_ups VALUES (?, ?, UTC_TIMESTAMP(3) - INTERVAL 10 SECOND)', [
    ulid(),
    JSON.stringify(work),
  ]);
  // Already it is one account by one address.
  const logIn = (address: string) =>
    system.ask('POST', '/v1/auth/login', { body: { email: address, password: ada.password } });
  expect([(await logIn(ada.email)).status, (await logIn(email)).body.user?.id]).toEqual([401, ada.id]);
  await tick();
  await system.until('it is done', async () => (await select(shardOf(ada), 'SELECT 1 FROM follow_ups')).length === 0);
  expect([await claimsOf(ada.email), await claimsOf(email)]).toEqual([[], [{ user_id: ada.id, is_settled: 1 }]]);
  expect(await system.redis.exists(revokedKey(ended))).toBe(1);
});

test('a tick removes claims that say nothing, and settles those that do', async () => {
  const [abandoned, named] = [addressOutside(shardOf(ada)), addressOutside(shardOf(eve))];
  await claimAndDie(ada, abandoned, 120);
  await claimAndDie(eve, named, 120);
  await system.database(shardOf(eve)).query('UPDATE users SET email = ? WHERE id = ?', [named, eve.id]);
  expect((await tick()).status).toBe(204);
  expect([await claimsOf(abandoned), await claimsOf(named)]).toEqual([[], [{ user_id: eve.id, is_settled: 1 }]]);
});

test('a release that comes late does not take the claim of one who has come back', async () => {
  const email = addressOutside(shardOf(ada));
  const [old] = await select(shardOfEmail(ada.email), 'SELECT token FROM email_claims WHERE email = ?', [ada.email]);
  await move(ada, email);
  await move(ada, ada.email);
  const work = { release: { email: ada.email, userId: ada.id, token: old?.['token'] } };
  await system
    .database(shardOf(ada))
    .query('INSERT INTO follow_ups VALUES (?, ?, UTC_TIMESTAMP(3) - INTERVAL 10 SECOND)', [
      ulid(),
      JSON.stringify(work),
    ]);
  await tick();
  await system.until('it is done', async () => (await select(shardOf(ada), 'SELECT 1 FROM follow_ups')).length === 0);
  expect(await claimsOf(ada.email)).toEqual([{ user_id: ada.id, is_settled: 1 }]);
  const body = { email: ada.email, password: 'a staple, a battery', name: 'Grace' };
  expect((await system.ask('POST', '/v1/users', { body })).status).toBe(409);
});
