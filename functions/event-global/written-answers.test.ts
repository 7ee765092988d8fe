import { expect, test } from 'vitest';
import { Answers } from './written-answers.ts';

/** Counts what is asked; each answer is the number of its asking, given when it is let go. */
function counted() {
  let asked = 0;
  const waiting: (() => void)[] = [];
  const find = async (): Promise<number> => {
    const number = ++asked;
    await new Promise<void>((resolve) => waiting.push(resolve));
    return number;
  };
  return { find, asked: () => asked, letGo: () => waiting.splice(0).forEach((go) => go()) };
}

const refuse = () => {
  throw new Error('not you');
};

const textOf = async (found: Promise<{ content: { plain: Buffer } }>) => (await found).content.plain.toString();

test('who asks the same at once, and within a second, gets the same answer; another question is another', async () => {
  let now = 0;
  const answers = new Answers<number>(() => now);
  const { find, asked, letGo } = counted();
  const first = Array.from({ length: 5 }, () => answers.of('a', find));
  const other = answers.of('b', find);
  now = 5_000;
  first.push(answers.of('a', find));
  letGo();
  expect(new Set(await Promise.all(first)).size).toBe(1);
  expect([await textOf(answers.of('a', find)), await textOf(other)]).toEqual(['1', '2']);
  now += 999;
  expect(await textOf(answers.of('a', find))).toBe('1');
  now += 1;
  const later = answers.of('a', find);
  letGo();
  expect(await textOf(later)).toBe('3');
  expect(asked()).toBe(3);
});

test('after a change nobody gets what was asked before it, not even what was still being found', async () => {
  const answers = new Answers<number>();
  const { find, letGo } = counted();
  const before = answers.of('a', find);
  answers.forget();
  const after = answers.of('a', find);
  letGo();
  expect([await textOf(before), await textOf(after)]).toEqual(['1', '2']);
  expect(await textOf(answers.of('a', find))).toBe('2');
});

test('what failed is asked again', async () => {
  const answers = new Answers<number>();
  const ask = () => answers.of('a', async () => Promise.reject(new Error('away')));
  const failed = await Promise.allSettled([ask(), ask()]);
  expect(failed.map(({ status }) => status)).toEqual(['rejected', 'rejected']);
  expect(await textOf(answers.of('a', async () => 7))).toBe('7');
});

test('the same content has the same tag', async () => {
  const tags = await Promise.all([1, 1, 2].map(async (body) => (await new Answers().of('', async () => body)).etag));
  expect(new Set(tags.slice(0, 2)).size).toBe(1);
  expect(new Set(tags).size).toBe(2);
});

test('who is not admitted is told so alone; what is known is given without asking', async () => {
  const answers = new Answers<number>();
  const { find, letGo } = counted();
  expect(() => answers.of('a', find, refuse)).toThrow('not you');
  const first = answers.of('a', find);
  const second = answers.of('a', find, refuse);
  letGo();
  expect([await textOf(first), await textOf(second)]).toEqual(['1', '1']);
  expect(await textOf(answers.of('a', find, refuse))).toBe('1');
});
