import { createHash } from 'node:crypto';
import { expect, test } from 'vitest';
import { newRefreshToken, readRefreshToken } from './refresh-token.ts';

test('a refresh token carries its slot and 256 random bits, and is known by its SHA-256', () => {
  const [one, two] = [newRefreshToken(0x3f9), newRefreshToken(0x3f9)];
  expect(one.text).toMatch(/^rft_3f9_[\w-]{43}$/);
  expect(one.text).not.toBe(two.text);
  expect(one.hash).toEqual(createHash('sha256').update(one.text).digest());
  expect(readRefreshToken(one.text)).toEqual({ slot: 0x3f9, hash: one.hash });
});

const good = newRefreshToken(0).text;
test.each([
  ['nothing', ''],
  ['an access token', 'eyJhbGciOiJFZERTQSJ9.e30.c2ln'],
  ['one character short', good.slice(0, -1)],
  ['one character long', `${good}A`],
  ['a slot in upper case', good.replace('000', 'FFF')],
  ['a line end', `${good}\n`],
  ['base64 instead of base64url', `${good.slice(0, -1)}+`],
])('what cannot be a refresh token is not looked for: %s', (_, text) => {
  expect(readRefreshToken(text)).toBeUndefined();
});
