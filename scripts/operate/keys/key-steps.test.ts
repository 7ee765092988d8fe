import { expect, test } from 'vitest';
import { OVERLAP_MS } from '../cluster/keys-in-use.ts';
import { type KeyState, type KeyVerb, nextStep } from './key-steps.ts';

const NOW = new Date('2026-06-01T12:00:00Z');
const NEW: KeyState = {
  published: undefined,
  signing: undefined,
  next: undefined,
  accepted: undefined,
  deployed: undefined,
  isStored: false,
};
const RUNS: KeyState = { ...NEW, published: ['a'], signing: 'a', accepted: ['a'] };
const did = (verb: KeyVerb, state: KeyState) => nextStep(verb, state, NOW).do;

test('a key is made once; what is lost of it is made good, or said', () => {
  expect(did('make', NEW)).toBe('make');
  expect(did('make', RUNS)).toBe('nothing');
  expect(did('make', { ...RUNS, published: undefined })).toBe('publish');
  expect(did('make', { ...RUNS, signing: undefined })).toBe('refuse');
  expect(did('make', { ...RUNS, published: ['z'] })).toBe('refuse');
  expect(did('rotate', NEW)).toBe('refuse');
  expect(did('retire', NEW)).toBe('refuse');
});

test('a rotation: both are published, everybody accepts both, then login signs with the new one', () => {
  expect(did('rotate', RUNS)).toBe('add next');
  expect(did('rotate', { ...RUNS, next: 'b' })).toBe('add next'); // it died before the file was written
  const published = { ...RUNS, next: 'b', published: ['a', 'b'] };
  expect(did('rotate', published)).toBe('refuse');
  expect(did('rotate', { ...published, accepted: undefined })).toBe('refuse');
  expect(did('rotate', { ...published, accepted: ['a', 'b'] })).toBe('switch');
  expect(did('rotate', { ...published, published: ['b'] })).toBe('refuse'); // what login signs with must stay
});

test('the former key goes when no token of it is good any more, and not before', () => {
  const switched = { ...RUNS, published: ['a', 'b'], signing: 'b', accepted: ['a', 'b'] };
  const at = (ms: number) => ({ ...switched, deployed: { signing: 'b', since: new Date(NOW.getTime() - ms) } });
  expect(did('retire', at(OVERLAP_MS - 1))).toBe('refuse');
  expect(nextStep('retire', at(OVERLAP_MS), NOW)).toMatchObject({ do: 'drop', kids: ['a'] });
  expect(did('retire', { ...switched, deployed: { signing: 'a', since: new Date(0) } })).toBe('refuse');
  expect(did('retire', RUNS)).toBe('nothing');
  expect(did('retire', { ...switched, next: 'c' })).toBe('refuse');
});

test('what a secret store writes is not written here', () => {
  expect(did('make', { ...NEW, isStored: true })).toBe('refuse');
  expect(did('rotate', { ...RUNS, isStored: true })).toBe('refuse');
  expect(did('retire', { ...RUNS, published: ['z', 'a'], isStored: true })).toBe('drop');
});
