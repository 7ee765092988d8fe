import { expect, test } from 'vitest';
import { idempotencyKeyIn } from './idempotency-key.ts';

test.each([
  ['k1', 'k1'],
  ['"k1"', 'k1'],
  [String.raw`"a\"b\\c"`, String.raw`a"b\c`],
  [String.raw`a"b\c`, String.raw`a"b\c`],
  ["'k1'", "'k1'"],
  ['8e03978e-40d5-43dd-bc93-6894a57f9324', '8e03978e-40d5-43dd-bc93-6894a57f9324'],
  ['"8e03978e-40d5-43dd-bc93-6894a57f9324"', '8e03978e-40d5-43dd-bc93-6894a57f9324'],
  ['x'.repeat(128), 'x'.repeat(128)],
  [`"${'x'.repeat(128)}"`, 'x'.repeat(128)],
])('%s is the key %s', (header, key) => {
  expect(idempotencyKeyIn(header)).toBe(key);
});

test.each([undefined, '', '""'])('%s is no key', (header) => {
  expect(idempotencyKeyIn(header)).toBe(undefined);
});

test.each([
  '"',
  '"k1',
  '"k1"x',
  '"k1";a=1',
  '"a"b"',
  String.raw`"a\b"`,
  '"k1\\"',
  'k 1',
  '"k 1"',
  '" k1"',
  'k1é',
  '"k1é"',
  'x'.repeat(129),
  `"${'x'.repeat(129)}"`,
  ['k1', 'k2'],
])('malformed_request for %j', (header) => {
  expect(() => idempotencyKeyIn(header)).toThrow(expect.objectContaining({ code: 'malformed_request' }));
});
