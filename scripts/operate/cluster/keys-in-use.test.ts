import { expect, test } from 'vitest';
import { OVERLAP_MS, whyNotDeployed } from './keys-in-use.ts';

const NOW = new Date('2031-05-14T18:30:00Z');
const ago = (ms: number) => new Date(NOW.getTime() - ms);
const RUNS = { published: ['a'], signing: 'a', deployed: { signing: 'a', since: ago(60_000) }, live: ['a'] };
const why = (changed: Partial<typeof RUNS> | object, dropped?: string) =>
  whyNotDeployed({ ...RUNS, ...changed }, dropped, NOW);

test('a first deployment, one without a change, and each step of a rotation may be', () => {
  expect(why({})).toBeUndefined();
  expect(why({ signing: undefined, deployed: undefined, live: [] })).toBeUndefined();
  expect(why({ published: ['a', 'b'] })).toBeUndefined();
  expect(why({ published: ['a', 'b'], signing: 'b', live: ['a', 'b'] })).toBeUndefined();
  const since = ago(OVERLAP_MS + 1);
  expect(why({ published: ['b'], signing: 'b', deployed: { signing: 'b', since }, live: ['a', 'b'] })).toBeUndefined();
});

test("somebody else's keys, and what a rotation has added and another clone lacks, are refused", () => {
  expect(why({ published: ['x'] })).toContain('does not have a, with which login is to sign');
  // The second key is a Secret already, and login would not start with it.
  expect(why({ signing: 'b' })).toContain('does not have b, with which login is to sign');
  // Login has signed with another one a minute ago.
  expect(why({ published: ['b'], signing: 'b', live: ['a', 'b'] })).toContain('does not have a, of which tokens');
  const early = { signing: 'b', since: ago(OVERLAP_MS - 1) };
  expect(why({ published: ['b'], signing: 'b', deployed: early, live: ['a', 'b'] })).toContain('--drop-key a');
});

test('a key that has leaked may go at once, by its name', () => {
  expect(why({ published: ['b'], signing: 'b', live: ['a', 'b'] }, 'a')).toBeUndefined();
  expect(why({ published: ['b'], signing: 'b', live: ['a', 'b'] }, 'c')).toContain('does not have a');
  // Not the one that login would sign with.
  expect(why({ published: ['x'] }, 'a')).toContain('with which login is to sign');
});
