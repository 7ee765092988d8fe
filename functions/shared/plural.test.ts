import { expect, it } from 'vitest';
import { plural } from './plural.ts';

it('words agree with the count', () => {
  expect([0, 1, 2].map((count) => plural(count, 'dead letter'))).toEqual([
    '0 dead letters',
    '1 dead letter',
    '2 dead letters',
  ]);
  expect(plural(1, 'request was lost', 'requests were lost')).toBe('1 request was lost');
});
