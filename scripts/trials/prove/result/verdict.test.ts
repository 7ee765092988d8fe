import { expect, test } from 'vitest';
import { CONTROLS } from '../rounds/controls.ts';
import type { ProofOutcome, RoundResult } from './outcome.ts';
import { FORGETFUL_MOVE } from '../rounds/forgetful-move.ts';
import type { Caught } from '../rounds/run-controls.ts';
import { EXIT, verdictOf } from './verdict.ts';

const round: RoundResult = {
  name: 'every fault once',
  seed: 's',
  seconds: 10,
  acknowledged: 200,
  refused: 3,
  unknown: 1,
  falseRefusals: 0,
  faults: 1,
  violations: [],
  shortcomings: [],
};
const caught: Caught[] = CONTROLS.map(({ guard, how, caughtBy }) => ({
  guard,
  how,
  caughtBy,
  isCaught: true,
  violations: [],
}));
const good: ProofOutcome = {
  seed: 's',
  asked: { sales: true, controls: true, reshard: false },
  beganAt: '2031-05-14T18:30:00Z',
  seconds: 60,
  rounds: [round],
  faults: [],
  faultTotals: [{ kind: 'Redis killed', times: 1, places: 1 }],
  controls: caught,
  undetected: [],
  endedEarly: false,
};

test('a whole run in which everything held is a proof', () => {
  expect(verdictOf(good)).toMatchObject({
    code: EXIT.proven,
    line: expect.stringMatching(/^proven: 1 round, 200 orders/),
  });
  expect(
    verdictOf({ ...good, asked: { sales: false, controls: true, reshard: false }, rounds: [], faultTotals: [] }).code,
  ).toBe(0);
  expect(
    verdictOf({ ...good, asked: { sales: true, controls: false, reshard: false }, controls: [], undetected: undefined })
      .code,
  ).toBe(0);
});

test.each<[string, Partial<ProofOutcome>, number, RegExp]>([
  [
    'a violation',
    { rounds: [{ ...round, violations: [{ invariant: 'money adds up', what: 'x' }] }] },
    1,
    /1 violation/,
  ],
  ['a guard not found out', { controls: caught.map((one) => ({ ...one, isCaught: false })) }, 1, /no harm was found/],
  ['a false history taken for true', { undetected: ['money adds up'] }, 1, /falsified in "money adds up"/],
  ['a failure of the run', { failure: 'it broke', endedEarly: true }, 1, /it broke/],
  [
    'a kind that did not strike',
    { rounds: [{ ...round, shortcomings: ['did not strike: X'] }] },
    1,
    /did not strike: X/,
  ],
  ['a kind that never struck', { faultTotals: [{ kind: 'X', times: 0, places: 0 }] }, 1, /never struck: X/],
  [
    'controls cut short',
    { controls: caught.slice(1) },
    1,
    new RegExp(`${CONTROLS.length - 1} of ${CONTROLS.length} controls`),
  ],
  ['no falsified history', { undetected: undefined }, 1, /no falsified history/],
  ['no round', { rounds: [] }, 1, /no round was run/],
  ['stopped in the middle', { endedEarly: true }, 130, /NOT PROVEN: stopped after 1 round, 200 orders/],
  [
    'stopped before anything',
    { endedEarly: true, rounds: [], controls: [] },
    130,
    /^proved nothing: stopped after 0 rounds/,
  ],
  ['nothing sold', { rounds: [{ ...round, acknowledged: 0 }], controls: [] }, 3, /^proved nothing/],
  ['nothing at all', { rounds: [], controls: [], undetected: undefined }, 3, /^proved nothing/],
])('%s is none: the code and the line say so', (_what, change, code, line) => {
  const verdict = verdictOf({ ...good, ...change });
  expect(verdict.code).toBe(code);
  expect(verdict.line).toMatch(line);
});

test('stopped, and something had been found: that is what counts', () => {
  const rounds = [{ ...round, violations: [{ invariant: 'money adds up' as const, what: 'x' }] }];
  expect(verdictOf({ ...good, endedEarly: true, rounds }).code).toBe(EXIT.failed);
});

test('slots that move are a proof only with the move that forgets, caught, and the falsified histories', () => {
  const control: Caught = { ...FORGETFUL_MOVE, isCaught: true, violations: [] };
  const moved: ProofOutcome = { ...good, asked: { sales: true, controls: false, reshard: true }, controls: [control] };
  expect(verdictOf(moved)).toMatchObject({
    code: EXIT.proven,
    line: expect.stringMatching(/^proven: 1 round, 200 orders and 1 control/),
  });
  expect(verdictOf({ ...moved, controls: [] })).toMatchObject({
    code: EXIT.failed,
    line: 'NOT PROVEN: no move that forgets was tried',
  });
  expect(verdictOf({ ...moved, controls: [{ ...control, isCaught: false }] }).line).toContain('no harm was found');
  expect(verdictOf({ ...moved, undetected: undefined }).line).toContain('no falsified history');
  const idle = [{ kind: 'slots moved', times: 0, places: 0 }];
  expect(verdictOf({ ...moved, faultTotals: idle }).line).toContain('never struck: slots moved');
});
