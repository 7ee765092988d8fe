import { expect, test } from 'vitest';
import { hashPassword, passwordMatches } from './password.ts';

test('a password is kept as argon2id with the parameters OWASP names, salted', async () => {
  const [one, two] = await Promise.all([hashPassword('correct horse battery'), hashPassword('correct horse battery')]);
  expect(one).toMatch(/^\$argon2id\$v=19\$m=19456,t=2,p=1\$[\w+/]{22}\$[\w+/]{43}$/);
  expect(one).not.toBe(two);
});

test('the password matches its hash, whichever way its letters are composed; no other does', async () => {
  const hash = await hashPassword('caf\u00e9 au lait');
  expect(await passwordMatches(hash, 'caf\u00e9 au lait')).toBe(true);
  expect(await passwordMatches(hash, 'cafe\u0301 au lait')).toBe(true);
  expect(await passwordMatches(hash, 'cafe au lait')).toBe(false);
  expect(await passwordMatches(hash, '')).toBe(false);
});
