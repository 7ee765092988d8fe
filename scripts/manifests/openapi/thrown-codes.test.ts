import { describe, expect, it } from 'vitest';
import type { ProblemCode } from '../../../functions/shared/problem.ts';
import { routeTables } from '../route-tables.ts';
import { codesOf } from './problem-answers.ts';
import { readThrownCodes } from './thrown-codes.ts';

/** What the sources seem to throw and the operation never does, with the reason. */
const NEVER: Record<string, Partial<Record<ProblemCode, string>>> = {
  'account/resetPassword': { misdirected: 'it is led to the Service that is told all shards' },
  'account/verifyEmail': { misdirected: 'it is led to the Service that is told all shards' },
  'login/logIn': { misdirected: 'it is told all shards' },
  'register/registerUser': { misdirected: 'it is told all shards' },
  'verify/introspectToken': {
    misdirected: 'it is told all shards',
    token_invalid: 'answered: the token is not active',
    token_expired: 'answered: the token is not active',
  },
  'book/placeOrder': { already_held: 'seats that the buyer has on hold are sold to him' },
  'book/blockSeats': {
    already_held: 'a block counts as a buyer of its own, who has nothing on hold',
    limit_exceeded: 'a block counts as a buyer of its own, who may hold as many seats as there are',
  },
};

/** The functions that ask the events shards. */
const EVENTS = new Set(['publish', 'book', 'event-detail']);

const thrown = readThrownCodes();
const routes = routeTables.flatMap(({ name, routes: own }) =>
  own.map((route) => [`${name}/${route.name}`, route] as const),
);

describe('what handlers throw, by their sources', () => {
  it('is read for every route, and for nothing else', () => {
    expect([...thrown.keys()].toSorted()).toEqual(routes.map(([name]) => name).toSorted());
    expect([...(thrown.get('book/placeOrder') ?? [])]).toEqual(
      expect.arrayContaining(['order_in_progress', 'event_changed', 'outcome_unknown', 'too_many_requests']),
    );
  });

  it.each(routes)('%s declares it, and nothing that is never thrown', (name, route) => {
    const own = thrown.get(name) ?? new Set();
    const moving = own.has('slot_moving') && !EVENTS.has(name.split('/')[0] ?? '');
    const never = { ...(moving && { slot_moving: 'slots of users are not moved' }), ...NEVER[name] };
    const declared = codesOf(route);
    expect([...own].filter((code) => !declared.includes(code as ProblemCode) && !(code in never))).toEqual([]);
    // The key is asked for before any handler is.
    expect(route.problems.filter((code) => !own.has(code) && code !== 'idempotency_key_missing')).toEqual([]);
    expect(Object.keys(never).filter((code) => !own.has(code) || declared.includes(code as ProblemCode))).toEqual([]);
  });
});
