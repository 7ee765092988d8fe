import { expect, test } from 'vitest';
import type { ProofCall } from '../evidence/evidence.ts';
import { EVENT, withCalls } from './good-history.ts';
import { nobodyElses } from './right-invariants.ts';

const found = (...calls: ProofCall[]) => nobodyElses(withCalls(calls)).length;

test('409 event_cancelled to who tries to extend another’s hold is due from when somebody asked for the end of the event', () => {
  const common = { event: EVENT.id, buyer: 'somebody' } as const;
  const tried: ProofCall = {
    ...common,
    op: 'trespass',
    what: 'extend hold',
    of: 'hld',
    from: 100,
    to: 110,
    outcome: 'refused',
    status: 409,
    code: 'event_cancelled',
  };
  const withdraw = (from: number): ProofCall => ({
    ...common,
    op: 'withdraw',
    from,
    to: from + 50,
    outcome: 'ok',
    status: 200,
  });
  expect([found(tried), found(tried, withdraw(111)), found(tried, withdraw(105))]).toEqual([1, 1, 0]);
  expect(found({ ...tried, status: 200, outcome: 'ok' }, withdraw(10))).toBe(1);
});
