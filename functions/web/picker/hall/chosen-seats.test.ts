/** What is chosen is found again, and whatever lies in a storage does no harm. */
import { expect, test } from 'vitest';
import { Choice } from './chosen-seats.ts';

function storage(content: Record<string, string> = {}) {
  const kept = new Map(Object.entries(content));
  return {
    kept,
    getItem: (key: string) => kept.get(key) ?? null,
    setItem: (key: string, value: string) => void kept.set(key, value),
    removeItem: (key: string) => void kept.delete(key),
  };
}

const refuse = (): never => {
  throw new Error('no');
};

const KEY = 'seatmesh:choice:evt_1';

test('a reload finds seats and wishes again, and nothing of another event', () => {
  const keep = storage();
  const choice = new Choice('evt_1', keep);
  choice.add('A-1-1');
  choice.add('A-1-1');
  choice.wish({ section: 'GA', quantity: 2, key: 'k' });
  expect(choice.size).toBe(3);
  expect(new Choice('evt_1', keep).chosen).toEqual({
    seats: ['A-1-1'],
    wishes: [{ section: 'GA', quantity: 2, key: 'k' }],
  });
  expect(new Choice('evt_2', keep).size).toBe(0);
});

test('a wish replaces that of the same section; none is none', () => {
  const keep = storage();
  const choice = new Choice('evt_1', keep);
  choice.wish({ section: 'GA', quantity: 2, key: 'k' });
  choice.wish({ section: 'GA', quantity: 1, key: 'l' });
  expect(choice.wished('GA')).toBe(1);
  choice.wish({ section: 'GA', quantity: 0, key: 'm' });
  expect(keep.kept.size).toBe(0);
});

test('what the page was opened with comes before what was kept', () => {
  const keep = storage({ [KEY]: '{"seats":["A-1-1"],"wishes":[]}' });
  expect(new Choice('evt_1', keep, ['A-2-1', 'A-2-1']).chosen.seats).toEqual(['A-2-1']);
  expect(new Choice('evt_1', keep).chosen.seats).toEqual(['A-2-1']);
});

test.each(['', 'null', '7', '[]', '{}', '{"seats":7,"wishes":[]}', '{"seats":[{}],"wishes":[null,{"section":1}]}'])(
  'a storage with %s is an empty choice',
  (content) => {
    expect(new Choice('evt_1', storage({ [KEY]: content })).chosen).toEqual({ seats: [], wishes: [] });
  },
);

test('a storage that refuses everything costs only the memory of it', () => {
  const choice = new Choice('evt_1', { getItem: refuse, setItem: refuse, removeItem: refuse });
  choice.add('A-1-1');
  expect(choice.has('A-1-1')).toBe(true);
});
