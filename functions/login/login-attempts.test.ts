import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { startTestSystem, type Person, type Reply, type TestSystem } from '../../scripts/testing/test-system.ts';
import { FAILURES } from '../shared/identity/login-attempts.ts';

const LOGINS = 40;
const GUESSES = 15;
const REFRESHES = 40;
const STRANGE_TOKENS = 12;

let system: TestSystem;
let ada: Person;

beforeAll(async () => {
  const env = {
    LOGINS_PER_MINUTE: String(LOGINS),
    LOGIN_FAILURES_PER_MINUTE: String(GUESSES),
    REFRESHES_PER_MINUTE: String(REFRESHES),
    REFRESH_FAILURES_PER_MINUTE: String(STRANGE_TOKENS),
  };
  system = await startTestSystem({ env: { login: env } });
  ada = await system.user('Ada');
}, 120_000);
afterAll(() => system.close());
beforeEach(() => system.redis.flushdb());

/** Past the gateway, which would say whom it sees. */
const ask = (address: string, path: string, body: unknown): Promise<Reply> =>
  system.inside('login', 'POST', path, { body, headers: { 'x-envoy-external-address': address } });
const logIn = (address: string, password = ada.password, email = ada.email) =>
  ask(address, '/v1/auth/login', { email, password });
const guess = (index: number) => logIn(HOME, 'not the password', `${index}.${ada.email}`);
const fail = (address: string) => logIn(address, 'not the password');
const stranger = (index: number): string => `203.0.113.${index}`;
const HOME = '192.0.2.1';

async function times<T>(count: number, make: (index: number) => Promise<T>): Promise<T[]> {
  return Promise.all(Array.from({ length: count }, (_, index) => make(index)));
}

const tally = (replies: Reply[]): Record<string, number> =>
  Object.fromEntries(
    [...Map.groupBy(replies, (reply) => reply.body?.code ?? reply.status)].map(([code, all]) => [code, all.length]),
  );

describe('guessing the password of one account', () => {
  test('429 after ten failures over all addresses, counted before anything is hashed', async () => {
    const replies = await times(30, (index) => fail(stranger(index)));
    expect(tally(replies)).toEqual({ credentials_wrong: 10, too_many_requests: 20 });
    const refused = replies.find((reply) => reply.status === 429);
    const seconds = Number(refused?.headers.get('retry-after'));
    expect(seconds).toBeGreaterThanOrEqual(1);
    expect(seconds).toBeLessThanOrEqual(FAILURES.windowSeconds);
  });

  test('429 for the right password, too, from an address where nobody has logged in before', async () => {
    await times(10, (index) => fail(stranger(index)));
    expect((await logIn(HOME)).status).toBe(429);
  });

  test('200 for the owner at a familiar address, whatever strangers do; failing there has a count of its own', async () => {
    expect((await logIn(HOME)).status).toBe(200);
    await times(20, (index) => fail(stranger(index)));
    expect((await logIn(HOME)).status).toBe(200);
    expect(tally(await times(15, () => fail(HOME)))).toEqual({ credentials_wrong: 10, too_many_requests: 5 });
  });

  test('an address is familiar to the account that logged in there, and to no other', async () => {
    const eve = await system.user('Eve');
    expect((await logIn(HOME, eve.password, eve.email)).status).toBe(200);
    await times(10, (index) => fail(stranger(index)));
    expect((await logIn(HOME)).status).toBe(429);
  });

  test('429 comes for an e-mail without an account just as well', async () => {
    const email = `${randomUUID()}@example.com`;
    const replies = await times(12, (index) => logIn(stranger(index), 'not the password', email));
    expect(tally(replies)).toEqual({ credentials_wrong: 10, too_many_requests: 2 });
  });

  test('a success is no failure: fifteen in a row are fine', async () => {
    for (let index = 0; index < 15; index++) expect((await logIn(stranger(index))).status).toBe(200);
  });

  test('200 for twenty right ones at once, from one place and from many; the wrong ones among them are told or refused', async () => {
    const right = await times(LOGINS / 2, (index) => logIn(index % 2 === 0 ? HOME : stranger(index)));
    expect(tally(right)).toEqual({ 200: LOGINS / 2 });
    await system.redis.flushdb();
    const [good, bad] = await Promise.all([
      times(20, (index) => logIn(stranger(index))),
      times(5, (index) => fail(stranger(50 + index))),
    ]);
    expect([tally(good), tally(bad)]).toEqual([{ 200: 20 }, { credentials_wrong: 5 }]);
    expect(tally(await times(8, (index) => fail(stranger(60 + index))))).toEqual({
      credentials_wrong: 5,
      too_many_requests: 3,
    });
  });

  test('the window is short and ends by itself, so that nobody is kept out for long', async () => {
    await times(20, (index) => fail(stranger(index)));
    const [key = '', ...more] = await system.redis.keys(`limit:${FAILURES.name}:*`);
    expect(more).toEqual([]);
    const ttl = await system.redis.ttl(key);
    expect(ttl).toBeGreaterThan(0);
    expect(ttl).toBeLessThanOrEqual(360);
    await system.redis.del(key); // as its end does
    expect((await logIn(HOME)).status).toBe(200);
  });
});

describe('asking from one address', () => {
  test('429 after so many failures a minute, whoever they claim to be, also when all come at once; other addresses go on', async () => {
    const replies = await times(GUESSES + 5, guess);
    expect(tally(replies)).toEqual({ credentials_wrong: GUESSES, too_many_requests: 5 });
    const seconds = Number(replies.find((reply) => reply.status === 429)?.headers.get('retry-after'));
    expect(seconds).toBeLessThanOrEqual(60);
    expect((await logIn(HOME)).status).toBe(429);
    expect((await logIn(stranger(1))).status).toBe(200);
  });

  test('200 for a campus behind one address, all at once, with some who mistype', async () => {
    const people = await times(GUESSES + 5, (index) => system.user(`Student ${index}`));
    const [right, wrong] = await Promise.all([
      Promise.all(people.map(({ email, password }) => logIn(HOME, password, email))),
      times(5, guess),
    ]);
    expect([tally(right), tally(wrong)]).toEqual([{ 200: people.length }, { credentials_wrong: 5 }]);
  });

  test('200 for whoever has logged in there before, however many passwords a neighbour guesses', async () => {
    expect((await logIn(HOME)).status).toBe(200);
    expect(tally(await times(GUESSES + 5, guess))).toMatchObject({ too_many_requests: 5 });
    expect((await logIn(HOME)).status).toBe(200);
    expect((await fail(HOME)).body.code).toBe('credentials_wrong');
  });

  test('200 for whoever has just opened an account there, however many passwords a neighbour guesses', async () => {
    await times(GUESSES + 5, guess);
    const person = { email: `${randomUUID()}@example.com`, password: randomUUID(), name: 'New' };
    const headers = { 'x-envoy-external-address': HOME };
    expect((await system.inside('register', 'POST', '/v1/users', { body: person, headers })).status).toBe(201);
    expect((await logIn(HOME, person.password, person.email)).status).toBe(200);
    expect((await logIn(HOME)).status, 'who comes there for the first time').toBe(429);
    expect(tally(await times(15, () => logIn(HOME, 'not the password', person.email)))).toEqual({
      credentials_wrong: 10,
      too_many_requests: 5,
    });
  });

  test('429 after so many logins a minute, be the password right or not', async () => {
    await times(LOGINS, () => ask(HOME, '/v1/auth/login', {}));
    expect((await logIn(HOME)).status).toBe(429);
    expect((await logIn(stranger(1))).status).toBe(200);
  });

  test('429 after so many strange refresh tokens a minute; who has a good one elsewhere goes on', async () => {
    const replies = await times(STRANGE_TOKENS + 3, () => ask(HOME, '/v1/auth/refresh', { refreshToken: 'x' }));
    expect(tally(replies)).toEqual({ refresh_token_invalid: STRANGE_TOKENS, too_many_requests: 3 });
    const { refreshToken } = (await logIn(stranger(1))).body;
    expect((await ask(HOME, '/v1/auth/refresh', { refreshToken })).status).toBe(429);
    expect((await ask(stranger(1), '/v1/auth/refresh', { refreshToken })).status).toBe(200);
  });

  test('429 after so many refreshes and logouts a minute, together', async () => {
    await times(REFRESHES, () => ask(HOME, '/v1/auth/logout', { refreshToken: 'x' }));
    expect((await ask(HOME, '/v1/auth/refresh', { refreshToken: 'x' })).status).toBe(429);
    expect((await ask(HOME, '/v1/auth/logout', { refreshToken: 'x' })).status).toBe(429);
    expect((await ask(stranger(1), '/v1/auth/refresh', { refreshToken: 'x' })).status).toBe(401);
  });
});
