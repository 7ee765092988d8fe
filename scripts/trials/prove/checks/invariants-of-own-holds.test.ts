/** What a buyer has on hold himself, as the checks see it. */
import { expect, test } from 'vitest';
import type { ProofCall, Evidence } from '../evidence/evidence.ts';
import type { ProofEvent } from '../evidence/proof-events.ts';
import { refusalsDue } from './due-answers.ts';
import { holdsAreAsAsked, holdsHonoured } from './hold-invariants.ts';
import { acknowledgedExist } from './order-invariants.ts';
import { pricesAsShown } from './organizer-invariants.ts';
import { nobodyElses } from './right-invariants.ts';

const EVENT = { id: 'evt', rows: 1, perRow: 9, general: 0, seatedCents: 50, generalCents: 20 } as ProofEvent;
const asked = { event: 'evt', buyer: 'ada', outcome: 'ok', status: 201 } as const;
const answer = { id: 'hld', seats: ['A-1-1', 'A-1-2'], lastsMs: 1_000, totalCents: 100 };
const held: ProofCall = { ...asked, op: 'hold', wanted: { seats: answer.seats }, answer, from: 0, to: 5 };
const again = (changes: Partial<ProofCall>) =>
  ({ ...asked, op: 'hold', wanted: { seats: answer.seats }, again: 'hld', from: 10, to: 15, ...changes }) as ProofCall;
const refused = (code: string) => ({ outcome: 'refused', status: 409, code }) as const;
const order = (changes: Partial<ProofCall>) =>
  ({ ...asked, op: 'order', key: 'k', wanted: { seats: ['A-1-1'] }, from: 20, to: 25, ...changes }) as ProofCall;
const pays = (cents: number, buyer: string) =>
  order({ buyer, answer: { id: 'ord', seats: [['A-1-1', cents]], totalCents: cents } });
const reads = (status: number): ProofCall => ({
  ...asked,
  op: 'trespass',
  what: 'read order',
  of: 'ord',
  from: 0,
  to: 1,
  status,
});

const letGo = (changes: Partial<ProofCall> = {}) =>
  ({ ...asked, op: 'let go', hold: 'hld', seats: ['A-1-2'], from: 6, to: 9, ...changes }) as ProofCall;
const paid = (cents: number) =>
  order({ wanted: { holdId: 'hld' }, answer: { id: 'ord', seats: [['A-1-1', cents]], totalCents: cents } });

function evidence(...calls: ProofCall[]): Evidence {
  const nothing = { faults: [], claims: [], orders: [], records: [], delivered: [], outbox: [], unticked: [] };
  return { ...nothing, events: [EVENT], calls, quietPeriods: [] } as unknown as Evidence;
}

test('who asks again gets the hold that is there: another one, or none, is found', () => {
  const same = again({ answer: { ...answer, lastsMs: 990 } });
  expect(holdsHonoured(evidence(held, same))).toEqual([]);
  const other = again({ answer: { ...answer, id: 'other' } });
  expect(holdsHonoured(evidence(held, other))).toHaveLength(1);
  for (const code of ['seats_unavailable', 'already_held'])
    expect([code, holdsHonoured(evidence(held, again(refused(code))))]).toEqual([code, [expect.any(String)]]);
  expect(holdsHonoured(evidence(held, again({ ...refused('already_held'), from: 2_000, to: 2_005 })))).toEqual([]);
});

test('of a hold of which seats were given back the rest is left, at its price; anything else is found', () => {
  const rest = letGo({ answer: { seats: ['A-1-1'], totalCents: 50 } });
  expect(holdsAreAsAsked(evidence(held, rest))).toEqual([]);
  expect(holdsAreAsAsked(evidence(held, letGo({ answer: { seats: ['A-1-2'], totalCents: 50 } })))).toHaveLength(1);
  expect(holdsHonoured(evidence(held, rest, paid(50)))).toEqual([]);
  expect(holdsHonoured(evidence(held, rest, paid(100)))).toHaveLength(1);
  expect(holdsHonoured(evidence(held, letGo(refused('hold_not_found'))))).toHaveLength(1);
  const unknown = letGo({ outcome: 'unknown', status: 0 });
  expect(holdsHonoured(evidence(held, unknown, paid(100)))).toEqual([]);
});

const orderOf = (...labels: string[]) =>
  order({
    wanted: { holdId: 'hld' },
    answer: { id: 'ord', seats: labels.map((label) => [label, 50] as const), totalCents: 50 * labels.length },
  });
const rowOf = (call: ProofCall) => ({ ...(call as { answer: object }).answer, event: 'evt', buyer: 'ada', key: 'k' });

test('an order of a hold of which seats were given back has the rest, and nothing else', () => {
  const rest = letGo({ answer: { seats: ['A-1-1'], totalCents: 50 } });
  const seen = (call: ProofCall) =>
    acknowledgedExist({ ...evidence(held, rest, call), orders: [rowOf(call)] } as unknown as Evidence);
  expect(seen(orderOf('A-1-1'))).toEqual([]);
  expect(seen(orderOf('A-1-1', 'A-1-2'))).toEqual([expect.stringContaining('other seats')]);
});

test('already_held is due to who has some of the seats on hold, and to nobody else', () => {
  const wish = { op: 'hold', wanted: { seats: ['A-1-2', 'A-1-3'] }, ...refused('already_held') } as const;
  const asks = (buyer: string): ProofCall => ({ ...asked, ...wish, buyer, from: 10, to: 15 });
  expect(refusalsDue(evidence(held, asks('ada')))).toEqual([]);
  expect(refusalsDue(evidence(held, asks('ben')))).toHaveLength(1);
  expect(refusalsDue(evidence(asks('ada')))).toHaveLength(1);
});

test('nobody is refused seats that he has on hold himself', () => {
  const taken = order(refused('seats_unavailable'));
  expect(refusalsDue(evidence(held, taken))).toHaveLength(1);
  expect(refusalsDue(evidence({ ...held, buyer: 'ben' }, taken))).toEqual([]);
});

test('named seats cost what they cost when their buyer put them on hold; and nobody else pays that', () => {
  const dearer: ProofCall = { ...asked, op: 'price', seatedCents: 70, generalCents: 20, from: 6, to: 9, status: 200 };
  expect(pricesAsShown(evidence(held, dearer, pays(50, 'ada')))).toEqual([]);
  expect(pricesAsShown(evidence(held, dearer, pays(50, 'ben')))).toHaveLength(1);
  expect(pricesAsShown(evidence(held, dearer, pays(70, 'ben')))).toEqual([]);
});

test('an order of another is read by nobody', () => {
  expect(nobodyElses(evidence(reads(404)))).toEqual([]);
  expect(nobodyElses(evidence(reads(200)))).toHaveLength(1);
});
