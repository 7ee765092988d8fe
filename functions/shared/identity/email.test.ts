import * as fc from 'fast-check';
import { describe, expect, it, test } from 'vitest';
import { Email } from './account.ts';
import { canonicalEmail, EMAIL_PATTERN } from './email.ts';

const looksRight = (text: string) => [new RegExp(EMAIL_PATTERN).test(text), new RegExp(EMAIL_PATTERN, 'u').test(text)];

describe('one account, however its address is written', () => {
  it.each([
    ['ada@münchen.de', 'ada@xn--mnchen-3ya.de'],
    ['ADA@MÜNCHEN.DE', 'ada@xn--mnchen-3ya.de'],
    ['ada@xn--mnchen-3ya.de', 'ada@xn--mnchen-3ya.de'],
    ['ada@XN--MNCHEN-3YA.de', 'ada@xn--mnchen-3ya.de'],
    ['ada@mu\u0308nchen.de', 'ada@xn--mnchen-3ya.de'],
    ['ada@faß.de', 'ada@xn--fa-hia.de'],
    ['ada@пример.рф', 'ada@xn--e1afmkfd.xn--p1ai'],
    ['ada@例え。テスト', 'ada@xn--r8jz45g.xn--zckzah'],
    ['ada@ｅｘａｍｐｌｅ.com', 'ada@example.com'],
    ['ada@نامه\u200cای.com', 'ada@xn--mgba3gch31f060k.com'],
    ['Ada.Lovelace@Example.COM', 'ada.lovelace@example.com'],
    ['jo\u0308rg@example.com', 'jörg@example.com'],
    ['JÖRG@example.com', 'jörg@example.com'],
    ['"ada"@example.com', 'ada@example.com'],
    ['"Ada.Lovelace"@EXAMPLE.com', 'ada.lovelace@example.com'],
    [String.raw`"a\d\a"@example.com`, 'ada@example.com'],
    [String.raw`"a\.b"@example.com`, 'a.b@example.com'],
    ['"jo\u0308rg"@münchen.de', 'jörg@xn--mnchen-3ya.de'],
    ['"A B"@example.com', '"a b"@example.com'],
    [String.raw`"a\ b"@example.com`, '"a b"@example.com'],
    [String.raw`"a\@b"@example.com`, '"a@b"@example.com'],
    [String.raw`"\a\"\b"@example.com`, String.raw`"a\"b"@example.com`],
  ])('%s', (written, email) => {
    expect(canonicalEmail(written)).toBe(email);
    expect(looksRight(written)).toEqual([true, true]);
  });
});

describe('every valid local part', () => {
  it.each([
    "!#$%&'*+/=?^_`{|}~-@example.com",
    'a@example.com',
    'ada+tickets@example.com',
    '_@example.com',
    '-@example.com',
    'a.b.c@example.com',
    '用户@example.com',
    '❤@example.com',
    '❤\ufe0f@example.com',
    '👩‍👩‍👧@example.com',
    '👍🏽.🇪🇺@example.com',
    '€50@example.com',
    '¿qué?@example.com',
    'o’brien@example.com',
    'a·b@example.com',
    'नमस्ते@example.com',
    `${'a'.repeat(64)}@example.com`,
    `${'ö'.repeat(32)}@example.com`,
    'a@a-b.c-d.example',
    `a@${'b'.repeat(63)}.de`,
    '"a b"@example.com',
    '"a@b"@example.com',
    '"a..b"@example.com',
    '".ada."@example.com',
    '" "@example.com',
    '""@example.com',
    '"(no comment)"@example.com',
    '"a,b;c:d<e>f[g]"@example.com',
    String.raw`"a\\b"@example.com`,
    String.raw`"a\"b"@example.com`,
    '"jörg b"@example.com',
    '"用户 1"@example.com',
    `"${'a'.repeat(61)} "@example.com`,
  ])('%s', (email) => {
    expect(canonicalEmail(email)).toBe(email);
    expect(looksRight(email)).toEqual([true, true]);
  });
});

describe('none that is no address', () => {
  it.each([
    ['no @', 'ada.example.com'],
    ['no local part', '@example.com'],
    ['a dot before', '.ada@example.com'],
    ['a dot after', 'ada.@example.com'],
    ['two dots', 'a..b@example.com'],
    ['an @ in the local part', 'a@b@example.com'],
    ['a blank', 'a b@example.com'],
    ['a quotation mark alone', '"@example.com'],
    ['one that is not closed', '"a b@example.com'],
    ['one that is not opened', 'a b"@example.com'],
    ['one within', 'a"b"c@example.com'],
    ['two, one after the other', '"a""b"@example.com'],
    ['parts of which one is quoted', '"a".b@example.com'],
    ['one that is not escaped', '"a"b"@example.com'],
    ['an escape of nothing', String.raw`"a\"@example.com`],
    ['an escape without quotation marks', String.raw`a\ b@example.com`],
    ['a tab in quotation marks', '"a\tb"@example.com'],
    ['a line end in quotation marks', '"a\r\n b"@example.com'],
    ['an escaped letter beyond ASCII', String.raw`"a\ö"@example.com`],
    ['what nobody sees in quotation marks', '"a\u200bb"@example.com'],
    ['a blank of another kind in quotation marks', '"a\u00a0b"@example.com'],
    ['a wide @ in quotation marks', '"a＠b"@example.com'],
    ['65 octets with the quotation marks', `"${'a'.repeat(62)} "@example.com`],
    ['65 octets with an escape', String.raw`"${'a'.repeat(61)}\""@example.com`],
    ['a comment before a quotation mark', '(x)"a b"@example.com'],
    ['a blank before the @', '"a b" @example.com'],
    ['one in brackets, with an IPv6 address', 'ada@[IPv6:2001:db8::1]'],
    ['a quoted local part at a host', '"a b"@[192.0.2.1]'],
    ['a comment', 'ada(x)@example.com'],
    ['a line end', 'ada\r\n@example.com'],
    ['what nobody sees in the local part', 'a\u200bda@example.com'],
    ['a variation of a letter', 'a\ufe0fda@example.com'],
    ['a joiner without emoji', 'a\u200db@example.com'],
    ['emoji that are joined as none are', '❤\u200d\u200d❤@example.com'],
    ['a filler', 'a\u3164b@example.com'],
    ['a blank of another kind', 'a\u3000b@example.com'],
    ['a wide @', 'a＠b@example.com'],
    ['a wide dot', 'a．b@example.com'],
    ['an ellipsis', 'a…b@example.com'],
    ['a direction', 'a\u202eb@example.com'],
    ['a private character', 'a\ue000b@example.com'],
    ['one that is not assigned', 'a\u0378b@example.com'],
    ['emoji beyond 64 octets', `${'❤'.repeat(22)}@example.com`],
    ['65 octets', `${'a'.repeat(65)}@example.com`],
    ['33 letters of two octets', `${'ö'.repeat(33)}@example.com`],
    ['255 octets in all', `${'a'.repeat(64)}@${'b'.repeat(63)}.${'c'.repeat(63)}.${'d'.repeat(60)}.d`],
    ['a host', 'ada@localhost'],
    ['an IPv4 address', 'ada@127.0.0.1'],
    ['one in short', 'ada@127.1'],
    ['one in hexadecimal digits', 'ada@0x7f.1'],
    ['one in brackets', 'ada@[127.0.0.1]'],
    ['an IPv6 address', 'ada@[::1]'],
    ['an escape', 'ada@ex%61mple.com'],
    ['a port', 'ada@example.com:80'],
    ['a path', 'ada@example.com/x'],
    ['an underscore', 'ada@a_b.de'],
    ['an empty label', 'ada@a..de'],
    ['a dot at the end', 'ada@example.com.'],
    ['a hyphen at the beginning of a label', 'ada@-a.de'],
    ['a hyphen at the end of one', 'ada@a-.de'],
    ['a label of 64', `ada@${'b'.repeat(64)}.de`],
    ['a last label of digits', 'ada@a.123'],
    ['an A-label that stands for nothing', 'ada@xn--a.de'],
    ['a joiner between Latin letters', 'ada@a\u200cb.de'],
    ['half of a pair', 'a\ud83c@example.com'],
  ])('%s', (_, text) => {
    expect(canonicalEmail(text)).toBeUndefined();
  });
});

test('a quoted local part has one form, whatever of it is escaped', () => {
  const character = fc.integer({ min: 0x20, max: 0x7e }).map((code) => String.fromCharCode(code));
  const piece = fc.tuple(character, fc.boolean());
  fc.assert(
    fc.property(fc.array(piece, { minLength: 1, maxLength: 25 }), (pieces) => {
      const spelled = (isEscaped: boolean): string =>
        pieces.map(([one, more]) => ((more && isEscaped) || /["\\]/.test(one) ? `\\${one}` : one)).join('');
      const email = canonicalEmail(`"${spelled(false)}"@example.com`);
      expect(email).toBeDefined();
      expect(canonicalEmail(`"${spelled(true)}"@example.com`)).toBe(email);
      expect(canonicalEmail(email ?? '')).toBe(email);
    }),
  );
});

test('the one form is its own', () => {
  const label = fc.stringMatching(/^[a-zäöüßα-ωа-я]{1,12}$/u);
  const local = fc.stringMatching(/^[A-Za-z0-9!#$%&'*+/=?^_`{|}~-]{1,20}$/);
  fc.assert(
    fc.property(local, label, (name, domain) => {
      const email = canonicalEmail(`${name}@${domain}.example`);
      fc.pre(email !== undefined);
      expect(canonicalEmail(email)).toBe(email);
    }),
  );
});

test('blanks around an address are taken and mean nothing, and whoever asks the pattern first may send them', () => {
  for (const blank of [
    '\t\n\v\f\r \u00a0\u1680\u2000\u200a\u2028\u2029\u202f\u205f\u3000\ufeff',
    ' ',
    '\n',
    '\u1680',
    '\u3000',
    '\ufeff',
  ])
    for (const written of ['ada@example.com', '"a b"@example.com', 'ada@例え。テスト'])
      for (const around of [blank + written, written + blank, `${blank}${written}${blank}${blank}`]) {
        expect(Email.parse(around)).toBe(canonicalEmail(written));
        expect([around, ...looksRight(around)]).toEqual([around, true, true]);
      }
  for (const within of [
    'a da@example.com',
    'ada @example.com',
    'ada@ example.com',
    'ada@exa mple.com',
    'ada@exa\u3000mple.com',
  ])
    expect([within, Email.safeParse(within).success, ...looksRight(within)]).toEqual([within, false, false, false]);
});
