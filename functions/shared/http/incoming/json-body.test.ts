import fc from 'fast-check';
import { expect, test } from 'vitest';
import { readJsonBody } from './json-body.ts';

const read = (text: string): unknown => readJsonBody(Buffer.from(text));

test('any JSON is read as JSON.parse reads it', () => {
  fc.assert(
    fc.property(fc.json({ depthSize: 'medium' }), (text) => {
      expect(read(text)).toEqual(JSON.parse(text));
    }),
  );
  fc.assert(
    fc.property(fc.dictionary(fc.string({ unit: 'grapheme' }), fc.jsonValue()), (value) => {
      const text = JSON.stringify(value);
      // Half a surrogate pair is the one thing that is not taken.
      fc.pre(!/\\u[dD]/.test(text));
      expect(read(text)).toEqual(JSON.parse(text));
      expect(read(JSON.stringify(value, undefined, 2))).toEqual(JSON.parse(text));
    }),
  );
});

test.each([
  '{"a":1,"a":1}',
  '{"a":1,"\\u0061":2}',
  '[{"b":{"c":1,"d":[{"e":1,"e":2}]}}]',
  '{"__proto__":1,"__proto__":2}',
  '{":":1,":":2}',
  '{"1":1,"1":2}',
  '{"a":":","a":":"}',
  String.raw`{"a\"":1,"a\"":2}`,
  `{${'"x":1,'.repeat(40_000)}"y":1}`,
])('400 malformed_json for a name that stands twice: %.60s', (text) => {
  expect(() => read(text)).toThrow(/stands twice/);
});

test.each([
  ['\\ud83c', /half a surrogate/],
  ['\\uDFFBx', /half a surrogate/],
])('400 malformed_json for %s in a text, a name, or deep inside', (half, message) => {
  for (const text of [`"${half}"`, `{"${half}":1}`, `[[{"a":[{"b":"x${half}"}]}]]`, `{"a":"ok","b":["${half}"]}`])
    expect(() => read(text)).toThrow(message);
});

test('a whole pair in escapes is a character', () => {
  expect(read(String.raw`{"\ud83c\udf3b":["\ud83c\udf3b"]}`)).toEqual({ '🌻': ['🌻'] });
});

test('depth is no matter: a body full of brackets is read like another', () => {
  expect(read(`${'['.repeat(130_000)}${']'.repeat(130_000)}`)).toHaveLength(1);
  expect(read(`${'{"a":'.repeat(40_000)}1${'}'.repeat(40_000)}`)).toHaveProperty('a');
  expect(() => read(`${'[{"a":'.repeat(30_000)}1`)).toThrow(/JSON/);
});

test.each(['', ' ', '{', 'title=x', '{"a":1}{"a":1}', "{'a':1}", '[1,]', 'NaN', '{"a":1e}', '\u00a0{}'])(
  '400 malformed_json for %s',
  (text) => {
    expect(() => read(text)).toThrow(expect.objectContaining({ code: 'malformed_json' }));
  },
);

test('400 malformed_json for bytes that are not UTF-8', () => {
  for (const bytes of [
    [0x22, 0xff, 0x22],
    [0x22, 0xed, 0xa0, 0x80, 0x22],
    [0x22, 0xc0, 0x80, 0x22],
  ])
    expect(() => readJsonBody(Buffer.from(bytes))).toThrow(expect.objectContaining({ code: 'malformed_json' }));
});
