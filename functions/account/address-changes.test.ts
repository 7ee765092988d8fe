import { describe, expect, test } from 'vitest';
import type { Person } from '../../scripts/testing/test-system.ts';
import { slotOfEmail } from '../shared/slots.ts';
import {
  ada,
  addressIn,
  eve,
  logIn,
  outcome,
  patch,
  refresh,
  select,
  shardOf,
  shardOfSlot,
  startWithAccounts,
  system,
} from './fixtures/ada-and-eve.ts';

startWithAccounts();

const claimsOf = async (email: string) =>
  select(shardOfSlot(slotOfEmail(email)), 'SELECT user_id, is_settled FROM email_claims WHERE email = ?', [email]);

const move = (who: Person, email: string) => patch(who, { email, currentPassword: who.password });

describe('another e-mail address', () => {
  test.each([
    ['of the same shard', true],
    ['of the other shard', false],
  ])('200 %s: the same account by the new address, none by the old one, which is free', async (_, isThere) => {
    const email = addressIn(shardOf(ada), isThere);
    const moved = await move(ada, email.toUpperCase());
    expect([moved.status, moved.body.id, moved.body.email]).toEqual([200, ada.id, email]);
    expect((await logIn(email, ada.password)).body.user).toEqual({ id: ada.id, email, name: 'Ada' });
    expect((await refresh(ada.refreshToken)).body.user.email).toBe(email);
    expect(outcome(await logIn(ada.email, ada.password))).toEqual([401, 'credentials_wrong']);
    expect(await claimsOf(email)).toEqual([{ user_id: ada.id, is_settled: 1 }]);
    expect(await claimsOf(ada.email)).toEqual([]);
    const again = { email: ada.email, password: 'a staple, a battery', name: 'Grace' };
    expect((await system.ask('POST', '/v1/users', { body: again })).status).toBe(201);
    expect(outcome(await system.ask('POST', '/v1/users', { body: { ...again, email } }))).toEqual([409, 'email_taken']);
    expect(outcome(await move(eve, email))).toEqual([409, 'email_taken']);
    expect((await logIn(ada.email, again.password)).body.user.name).toBe('Grace');
  });

  test('200 back and forth, again and again', async () => {
    const email = addressIn(shardOf(ada), false);
    for (const next of [email, ada.email, email, ada.email]) expect((await move(ada, next)).status).toBe(200);
    expect((await logIn(ada.email, ada.password)).body.user.id).toBe(ada.id);
    expect([await claimsOf(email), await claimsOf(ada.email)]).toEqual([[], [{ user_id: ada.id, is_settled: 1 }]]);
  });

  test('of accounts in both shards, and one to be opened, that want an address at once, exactly one gets it', async () => {
    const people = await Promise.all(Array.from({ length: 6 }, (_, index) => system.user(`P${index}`)));
    for (let round = 0; round < 5; round++) {
      await system.redis.flushdb();
      const email = addressIn(round % 2 ? 'u0' : 'u1');
      const opened = { email, password: 'a staple, a battery', name: 'Grace' };
      const replies = await Promise.all([
        ...people.map((person) => move(person, email)),
        system.ask('POST', '/v1/users', { body: opened }),
      ]);
      const lost = replies.filter(({ status }) => status === 409).map(({ body }) => body.code);
      expect(lost).toEqual(Array.from({ length: 6 }, () => 'email_taken'));
      const won = replies.find(({ status }) => status < 300)?.body.id;
      const named = await Promise.all(
        ['u0', 'u1'].map((shard) => select(shard, 'SELECT id FROM users WHERE email = ?', [email])),
      );
      expect(named.flat().map(({ id }) => id)).toEqual([won]);
      expect((await claimsOf(email)).map(({ user_id: id }) => id)).toEqual([won]);
    }
  }, 60_000);

  test('of the same change sent eight times at once, the address is the account’s afterwards, and nobody else can have it', async () => {
    for (let round = 0; round < 3; round++) {
      await system.redis.flushdb();
      const email = addressIn(shardOf(ada), round % 2 === 0);
      const replies = await Promise.all(Array.from({ length: 8 }, () => move(ada, email)));
      expect(replies.filter(({ status }) => status === 200).length).toBeGreaterThan(0);
      expect(await claimsOf(email)).toEqual([{ user_id: ada.id, is_settled: 1 }]);
      expect(outcome(await move(eve, email))).toEqual([409, 'email_taken']);
      expect((await logIn(email, ada.password)).body.user.id).toBe(ada.id);
    }
  });

  test('of changes of one account to ten addresses at once one is done, and the other addresses are free', async () => {
    const wanted = Array.from({ length: 10 }, () => addressIn('u0'));
    const replies = await Promise.all(wanted.map((email) => move(ada, email)));
    const won = replies.filter(({ status }) => status === 200);
    expect(won.length).toBeGreaterThan(0);
    for (const reply of replies.filter(({ status }) => status !== 200))
      expect([
        [409, 'account_changed'],
        [429, 'too_many_requests'],
      ]).toContainEqual(outcome(reply));
    const [row] = await select(shardOf(ada), 'SELECT email FROM users WHERE id = ?', [ada.id]);
    const claimed = (await Promise.all(wanted.map(claimsOf))).flat();
    expect(claimed).toEqual([{ user_id: ada.id, is_settled: 1 }]);
    expect((await logIn(row?.['email'], ada.password)).body.user.id).toBe(ada.id);
  });
});
