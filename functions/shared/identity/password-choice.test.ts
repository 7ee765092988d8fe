import { readFileSync } from 'node:fs';
import { brotliDecompressSync } from 'node:zlib';
import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { listedPasswords } from '../../../scripts/passwords.ts';
import { refuseGuessable, whyGuessable } from './password-choice.ts';

const ada = { email: 'ada.zuseliebe@example.com', name: 'Ada King' };
const listed = new Set(listedPasswords());
const why = (password: string) => whyGuessable(password, ada, listed);

it('the list is what the package has: after a new version, npm run passwords', () => {
  const { brotli } = JSON.parse(readFileSync(new URL('common-passwords.json', import.meta.url), 'utf8'));
  expect(brotliDecompressSync(Buffer.from(brotli, 'base64')).toString().split('\n')).toEqual(listedPasswords());
  expect(listed.size).toBeGreaterThan(40_000);
});

describe('422 password_common, with the path, for', () => {
  it.each([
    ['a listed one', 'password123', 'many people use'],
    ['a listed one in capitals', 'PASSWORD123', 'many people use'],
    ['a listed one in wide letters', 'ｐａｓｓｗｏｒｄ１２３', 'many people use'],
    ['a listed one with signs for letters, digits and a sign behind', 'P@ssw0rd2024!', 'many people use'],
    ['a listed word between digits', '1999dragons1', 'many people use'],
    ['a listed one twice', 'dragondragon', 'repetition'],
    ['one character', 'aaaaaaaaaaaa', 'repetition'],
    ['a short piece again and again', 'abc1abc1abc1', 'repetition'],
    ['a piece again and again, cut off', 'xy9xy9xy9xy', 'repetition'],
    ['the alphabet', 'abcdefghijklmno', 'sequence'],
    ['digits upwards, past nine', '45678901234567', 'sequence'],
    ['digits downwards, past nought', '3210987654321', 'sequence'],
    ['the service and a year', 'Seatmesh-2026', 'the name'],
    ['the e-mail address', 'ada.zuseliebe@example.com', 'the name'],
    ['a part of the e-mail address', 'zuseliebe1815!', 'the name'],
    ['the name', 'AdaKing AdaKing', 'the name'],
    ['the name as it stands, and a little', 'ada king 12', 'the name'],
  ])('%s', (_, password, reason) => {
    expect(why(password)).toContain(reason);
  });

  it('a part of a quoted e-mail address, also behind an @ in it', () => {
    const quoted = { email: '"ada@zuseliebe"@example.com', name: 'Ada' };
    expect(whyGuessable('zuseliebe1815!', quoted, listed)).toContain('the name');
  });

  it('five signs that are ten in UTF-16: characters are counted as people do', () => {
    expect(why('🎻🎺🥁🎸🎷')).toContain('at least 10');
  });

  it('a caller is told which field', async () => {
    await expect(refuseGuessable('password123', ada)).rejects.toMatchObject({
      code: 'password_common',
      status: 422,
      extras: { errors: [{ path: 'password' }] },
    });
    await expect(refuseGuessable('correct horse', ada)).resolves.toBeUndefined();
  });
});

describe('not refused:', () => {
  it.each([
    'correct horse',
    'correct horse battery',
    'lovelace wrote the first program',
    'seatmesh is where the band plays',
    'gänseblümchen im märz',
    'очень длинный пароль',
    'q7Gm-x2Kd-91',
    'a1b2-9xQ!kk3',
    '🎻🎺🥁🎸🎷qwx7z',
  ])('%s', (password) => {
    expect(why(password)).toBeUndefined();
  });

  it('what a password manager makes: exact, so no false refusal but by a chance of the drawing itself', () => {
    const alphabet = 'ABCDEFGHJKLMNPQRSTUVWXYZabcdefghijkmnopqrstuvwxyz23456789-_';
    fc.assert(
      fc.property(
        fc.string({ unit: fc.constantFrom(...alphabet.split('')), minLength: 14, maxLength: 64 }),
        (password) => {
          fc.pre(new Set(password).size > 8);
          expect(why(password)).toBeUndefined();
        },
      ),
      { numRuns: 2_000, seed: 7 },
    );
  });
});

it('whatever is typed gets an answer', () => {
  fc.assert(
    fc.property(fc.string({ unit: 'binary', maxLength: 200 }), fc.string({ unit: 'binary' }), (password, name) => {
      expect(() => whyGuessable(password, { email: `${name}@example.com`, name }, listed)).not.toThrow();
    }),
  );
});
