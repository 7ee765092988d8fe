import { expect, test } from 'vitest';
import { Problem } from '../../problem.ts';
import { requireNoPrototype } from './prototype-names.ts';

const errorsOf = (text: string): unknown => {
  try {
    requireNoPrototype(Buffer.from(text), JSON.parse(text));
    return [];
  } catch (error) {
    if (!(error instanceof Problem)) throw error;
    const { code, errors } = error.toJSON() as { code: string; errors: { path: string }[] };
    return [code, ...errors.map(({ path }) => path)];
  }
};

test.each([
  ['{"__proto__":{}}', '__proto__'],
  ['{"plan":{"sections":{"__proto__":{"at":[0,0]}}}}', 'plan.sections.__proto__'],
  ['{"plan":{"sections":{"A":{"rows":{"1":{},"__proto__":null}}}}}', 'plan.sections.A.rows.__proto__'],
  [String.raw`{"a":[1,{"\u005f_proto\u005F_":1}]}`, 'a.1.__proto__'],
  [String.raw`{"_\u005Fproto__":1}`, '__proto__'],
])('%s has a member that nothing declares', (text, path) => {
  expect(errorsOf(text)).toEqual(['invalid', path]);
});

test.each(['{"title":"__proto__"}', '["__proto__"]', '"__proto__"', '{"proto":1}', '{"a":"\\u005f"}', '{}'])(
  '%s has none',
  (text) => {
    expect(errorsOf(text)).toEqual([]);
  },
);

test('however deep, and however many', () => {
  const deep = `${'{"a":'.repeat(5_000)}{"__proto__":1}${'}'.repeat(5_000)}`;
  expect(errorsOf(deep)).toEqual(['invalid', `${'a.'.repeat(20)}__proto__`]);
  const many = `[${Array.from({ length: 500 }, () => '{"__proto__":1}').join(',')}]`;
  expect((errorsOf(many) as unknown[]).length).toBe(21);
});
