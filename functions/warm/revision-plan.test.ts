import { MAX_SCALE, MIN_SCALE } from '../shared/kubernetes/scale-annotations.ts';
import { expect, test } from 'vitest';
import { changesFor, type KnownRevision, WARM, WARM_BEFORE, WARM_UNTIL } from './revision-plan.ts';

const NOW = new Date('2031-05-14T18:00:00Z');
const UNTIL = new Date('2031-05-14T18:25:00Z');
const LATER = new Date('2031-05-14T18:40:00Z');
const revision = (annotations: Record<string, string> = {}, more: Partial<KnownRevision> = {}): KnownRevision => ({
  name: 'book-e0-00007',
  service: 'book-e0',
  generation: 7,
  isRouted: true,
  annotations,
  ...more,
});
const OURS = { [MIN_SCALE]: '1', [WARM]: '1', [WARM_BEFORE]: '0', [WARM_UNTIL]: UNTIL.toISOString() };
const wanted = new Map([['book-e0', UNTIL]]);
const changed = (known: KnownRevision, when = wanted as ReadonlyMap<string, Date | undefined>, pods = 1, now = NOW) =>
  changesFor([known], when, pods, now).map(({ does, annotations }) => ({ does, ...annotations }));
/** A revision as a change leaves it. */
const after = (known: KnownRevision, when: ReadonlyMap<string, Date | undefined>, pods = 1): KnownRevision => {
  const [change] = changesFor([known], when, pods, NOW);
  const entries = Object.entries({ ...known.annotations, ...change?.annotations });
  return { ...known, annotations: Object.fromEntries(entries.filter(([, value]) => value !== null)) as never };
};
const NOTHING = new Map<string, Date | undefined>();

test('a sale is near: min-scale, and beside it what it was and until when', () => {
  expect(changed(revision({ [MIN_SCALE]: '0' }))).toEqual([{ does: 'warm', ...OURS }]);
  expect(changed(revision())).toEqual([{ does: 'warm', ...OURS, [WARM_BEFORE]: '' }]);
});

test('again: nothing, and the rush over: all is as it was before', () => {
  for (const before of [{}, { [MIN_SCALE]: '0' }, { [MIN_SCALE]: '0', other: 'kept' }]) {
    const warm = after(revision(before), wanted);
    expect(changed(warm)).toEqual([]);
    expect(after(warm, NOTHING).annotations).toEqual(before);
  }
});

test('the sale is moved, or a later one is near: only the time is changed', () => {
  expect(changed(revision(OURS), new Map([['book-e0', LATER]]))).toEqual([
    { does: 'prolong', [MIN_SCALE]: '1', [WARM]: '1', [WARM_UNTIL]: LATER.toISOString() },
  ]);
});

test('what an operator has set is never reset: before, meanwhile, or to less', () => {
  expect(changed(revision({ [MIN_SCALE]: '3' }))).toEqual([]);
  expect(changed(revision({ [MIN_SCALE]: '3' }), NOTHING)).toEqual([]);
  for (const own of ['5', '0']) {
    const since = revision({ ...OURS, [MIN_SCALE]: own });
    expect(changed(since, new Map([['book-e0', LATER]]))).toEqual([]);
    expect(after(since, NOTHING).annotations).toEqual({ [MIN_SCALE]: own });
  }
});

test('an operator has fewer than are wanted: he gets them back', () => {
  const warm = after(revision({ [MIN_SCALE]: '2' }), wanted, 4);
  expect(warm.annotations).toMatchObject({ [MIN_SCALE]: '4', [WARM_BEFORE]: '2' });
  expect(after(warm, NOTHING).annotations).toEqual({ [MIN_SCALE]: '2' });
});

test('no more than max-scale, which Knative would refuse', () => {
  expect(changed(revision({ [MAX_SCALE]: '2' }), wanted, 5)).toMatchObject([{ [MIN_SCALE]: '2', [WARM]: '2' }]);
});

test('the newest two that traffic is led to, and none that it has left', () => {
  const older = [3, 5, 6].map((generation) => revision({}, { name: `book-e0-0000${generation}`, generation }));
  const left = revision({ ...OURS }, { name: 'book-e0-00002', generation: 2, isRouted: false });
  const other = revision({}, { name: 'book-e1-00001', service: 'book-e1' });
  const changes = changesFor([...older, revision(), left, other], wanted, 1, NOW);
  expect(changes.map((change) => [change.revision.name, change.does])).toEqual([
    ['book-e0-00006', 'warm'],
    ['book-e0-00007', 'warm'],
    ['book-e0-00002', 'let go'],
  ]);
});

test('a shard that does not answer keeps what it has until the time that was known, and gets nothing new', () => {
  const unknown = new Map([['book-e0', undefined]]);
  expect(changed(revision(OURS), unknown)).toEqual([]);
  expect(changed(revision(), unknown)).toEqual([]);
  expect(changed(revision(OURS), unknown, 1, LATER)).toMatchObject([{ does: 'let go' }]);
});

test('switched off: what was set goes back', () => {
  expect(changed(revision(), wanted, 0)).toEqual([]);
  expect(changed(revision(OURS), wanted, 0)).toMatchObject([{ does: 'let go', [MIN_SCALE]: '0' }]);
});
