import { beforeAll, beforeEach, expect, test } from 'vitest';
import { hashPassword, passwordMatches } from '../shared/identity/password.ts';
import { credentialsFit, type Hasher } from './credentials.ts';

const password = 'correct horse battery';
let account: { passwordHash: string };
let hashes: number;

/** The real thing, counted. */
const counted: Hasher = {
  hashPassword: (text) => (hashes++, hashPassword(text)),
  passwordMatches: (hash, text) => (hashes++, passwordMatches(hash, text)),
};

beforeAll(async () => {
  account = { passwordHash: await hashPassword(password) };
});
beforeEach(() => {
  hashes = 0;
});

test('the right password fits, at the cost of one hash', async () => {
  expect(await credentialsFit(account, password, counted)).toBe(account);
  expect(hashes).toBe(1);
});

test('a wrong password does not, at the cost of one hash', async () => {
  expect(await credentialsFit(account, `${password}!`, counted)).toBeUndefined();
  expect(hashes).toBe(1);
});

test('without an account nothing fits, at the cost of one hash all the same', async () => {
  expect(await credentialsFit(undefined, password, counted)).toBeUndefined();
  expect(hashes).toBe(1);
});
