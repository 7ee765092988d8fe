import { expect, test } from 'vitest';
import { check, INVARIANTS, type Invariant } from './invariants.ts';
import type { ProofCall, Evidence, ProofOrderRow } from '../evidence/evidence.ts';
import { falseRefusals, needlessRefusals } from './false-refusals.ts';
import { FALSIFICATIONS } from './falsify.ts';
import { EVENT, cancelledIn, good, placed, withCalls } from './good-history.ts';
import { undetected } from '../rounds/run-controls.ts';
import type { PricedSeat } from '../evidence/proof-events.ts';

test('a good history breaks nothing', () => {
  expect(check(good())).toEqual([]);
});

test.each(Object.keys(INVARIANTS) as Invariant[])('"%s" is found broken when it is', (invariant) => {
  const found = check(FALSIFICATIONS[invariant](good()));
  expect(found.map((violation) => violation.invariant)).toContain(invariant);
});

test('falsified histories are all found, and nothing is falsified in place', () => {
  const evidence = good();
  expect(undetected(evidence)).toEqual([]);
  expect(evidence).toEqual(good());
});

test('what a buyer has of an event with a limit is counted; without a limit nobody counts', () => {
  const evidence = { ...good(), buyerSeats: good().buyerSeats.slice(0, -1) };
  expect(check(evidence)).toHaveLength(1);
  expect(check({ ...evidence, events: [{ ...EVENT, limited: false }] })).toEqual([]);
});

function look(from: number, free: number): ProofCall {
  const call = { event: EVENT.id, buyer: 'eve', outcome: 'ok', status: 200, from, to: from + 1 } as const;
  return { ...call, op: 'look', answer: { free, held: 0, sold: 0 } };
}

test('at a look there are the seats of that moment: before, while and after some are added', () => {
  const grow = { op: 'grow', event: EVENT.id, buyer: 'organizer', outcome: 'ok', status: 200 } as const;
  const events = [{ ...EVENT, steps: 1, sellsOut: false }];
  const lost: ProofCall = { ...grow, steps: 1, outcome: 'unknown', status: 0, from: 100, to: 110 };
  const done: ProofCall = { ...grow, steps: 1, from: 200, to: 210 };
  const [few, many] = [5, 14];
  const right = [look(90, few), look(150, few), look(150, many), look(205, few), look(220, many)];
  expect(check(withCalls([lost, done, ...right], { events }))).toEqual([]);
  for (const wrong of [look(90, many), look(220, few), look(150, few + 1)])
    expect(check(withCalls([lost, done, wrong], { events }))).toHaveLength(1);
  const refused: ProofCall = { ...grow, steps: 2, outcome: 'refused', status: 409, from: 220, to: 230 };
  expect(check(withCalls([lost, done, refused, look(240, many + 9)], { events })).length).toBeGreaterThan(0);
});

test('a place is not free for certain while an order for some is sent again, and is once that is long over', () => {
  const [, , , fourth] = good().orders as [ProofOrderRow, ProofOrderRow, ProofOrderRow, ProofOrderRow];
  const wanted = { section: 'GA', quantity: 1 };
  const first = good().calls.find((call) => call.op === 'order' && call.key === fourth.key) as ProofCall;
  const again = { ...first, wanted, from: 100, to: 300 } as ProofCall;
  const refused = (from: number): ProofCall => {
    const eve = { op: 'hold', event: EVENT.id, buyer: 'eve', wanted, outcome: 'refused' } as const;
    return { ...eve, status: 409, code: 'capacity_exceeded', from, to: from + 1 };
  };
  const events = [{ ...EVENT, general: 2, sellsOut: false }];
  const needless = (from: number) => needlessRefusals(withCalls([again, refused(from)], { events }));
  expect(needless(200)).toEqual([]);
  expect(needless(90)).toHaveLength(1);
  expect(needless(60_000)).toHaveLength(1);
});

const asked = { op: 'order', event: EVENT.id, buyer: 'eve', key: 'k', wanted: { seats: ['A-1-1'] } } as const;

test('a refused order that is there is no harm while something else of it is unknown', () => {
  const { order } = placed('late', ['A-1-1'], 70);
  const row = { ...order, buyer: 'eve', key: 'k' };
  const refused: ProofCall = { ...asked, from: 70, to: 75, outcome: 'refused', status: 409, code: 'seats_unavailable' };
  const unknown: ProofCall = { ...asked, from: 60, to: 68, outcome: 'unknown', status: 0 };
  const orders = [...good().orders, row];
  expect(INVARIANTS['refused orders are absent'](withCalls([refused], { orders }))).toHaveLength(1);
  expect(INVARIANTS['refused orders are absent'](withCalls([unknown, refused], { orders }))).toEqual([]);
});

const orderedAgain = (from: number) => withCalls(placed('thief', ['A-2-1'], from, from + 5).calls);

test('a seat changes hands as soon as somebody asks for the end of its order, and no sooner', () => {
  expect(INVARIANTS['no seat had by two at once'](orderedAgain(20))).toEqual([]); // cancelled as it was acknowledged
  const kept = withCalls(placed('thief', ['A-2-1'], 20, 40).calls);
  expect(INVARIANTS['no seat had by two at once'](kept)).toEqual(['seat evt A-2-1 was had by third and thief at 25']);
});

const broken = (evidence: Evidence) => check(evidence).map(({ invariant }) => invariant);

/** The third order without its second seat, which nobody has since. */
function withoutOne(
  changes: Partial<ProofOrderRow> = {},
  cancels: Partial<Extract<ProofCall, { op: 'cancel' }>>[] = [{}],
): Evidence {
  const evidence = good();
  const seats: PricedSeat[] = [
    ['A-2-1', 50],
    ['A-2-2', 50, 'cancelled'],
  ];
  const change = { version: 2, totalCents: 50, seats };
  const common = { event: EVENT.id, buyer: 'buyer of third', outcome: 'ok', status: 200, from: 30, to: 35 } as const;
  const told = {
    id: 'updated third',
    source: '/e0',
    type: 'order.updated.v1',
    subject: 'third',
    event: EVENT.id,
  } as const;
  return {
    ...evidence,
    events: [{ ...EVENT, sellsOut: false }],
    orders: evidence.orders.map((order) => (order.id === 'third' ? { ...order, ...change, ...changes } : order)),
    records: evidence.records.map((row) => (row.id === 'third' ? { ...row, ...change } : row)),
    claims: evidence.claims.filter(({ seat }) => seat !== 3),
    marks: evidence.marks.filter(({ seat }) => seat !== 3),
    figures: [{ event: EVENT.id, sold: 4, listed: 4 }],
    buyerSeats: evidence.buyerSeats.map((row) => (row.buyer === 'buyer of third' ? { ...row, seats: 1 } : row)),
    delivered: [...evidence.delivered, { ...told, at: 100, seats, totalCents: 50 }],
    outbox: [...evidence.outbox, { type: told.type, subject: told.subject }],
    effects: [...evidence.effects, { in: 'u0', source: '/e0', id: told.id, times: 1 }],
    calls: [
      ...evidence.calls,
      ...cancels.map((cancel) => ({ ...common, op: 'cancel' as const, order: 'third', seats: ['A-2-2'], ...cancel })),
    ],
  };
}

test('a seat that was cancelled by itself breaks nothing, and somebody else may have it', () => {
  expect(check(withoutOne())).toEqual([]);
  const { calls } = placed('next', ['A-2-2'], 40);
  expect(
    INVARIANTS['no seat had by two at once']({ ...withoutOne(), calls: [...withoutOne().calls, ...calls] }),
  ).toEqual([]);
  const neighbour = placed('thief', ['A-2-1'], 40).calls;
  const both = { ...withoutOne(), calls: [...withoutOne().calls, ...neighbour] };
  expect(INVARIANTS['no seat had by two at once'](both)).toHaveLength(1);
});

test('a seat that is cancelled and that nobody cancelled, one that was and is not, and one cancelled for its neighbour are found', () => {
  expect(broken(withoutOne({}, []))).toEqual(['cancelled for good']);
  expect(broken(withoutOne({}, [{ seats: ['A-2-1'] }]))).toEqual(['cancelled for good', 'cancelled for good']);
  const revived: PricedSeat[] = [
    ['A-2-1', 50],
    ['A-2-2', 50],
  ];
  expect(broken(withoutOne({ seats: revived, totalCents: 100 }))).toEqual(
    expect.arrayContaining(['orders are whole or not there', 'cancelled for good', 'one record an order']),
  );
  const swapped = {
    ...withoutOne(),
    claims: withoutOne().claims.map((claim) => (claim.seat === 2 ? { ...claim, seat: 3 } : claim)),
  };
  expect(broken(swapped)).toContain('orders are whole or not there');
  expect(broken({ ...withoutOne(), delivered: good().delivered })).toContain('every order is published');
  expect(broken({ ...withoutOne(), outbox: good().outbox })).toContain('every order is in the outbox');
});

test('an order that was answered without a seat, and has it, is found', () => {
  const evidence = withoutOne();
  const again = evidence.calls.map((call) =>
    call.op === 'order' && call.answer?.id === 'third'
      ? { ...call, answer: { ...call.answer, seats: cancelledIn(call.answer.seats), totalCents: 0 } }
      : call,
  );
  expect(INVARIANTS['acknowledged orders exist as answered']({ ...evidence, calls: again })).toEqual([
    'order third was answered without A-2-1, and has it',
  ]);
});

test('an order of a hold costs what the hold said, also when it is asked for again without a seat', () => {
  const { calls } = placed('held', ['A-1-1', 'A-1-2'], 200);
  const [order] = calls as [Extract<ProofCall, { op: 'order' }>];
  const hold: ProofCall = {
    op: 'hold',
    event: EVENT.id,
    buyer: order.buyer,
    outcome: 'ok',
    status: 201,
    from: 190,
    to: 195,
    wanted: { seats: ['A-1-1', 'A-1-2'] },
    answer: { id: 'hld', seats: ['A-1-1', 'A-1-2'], lastsMs: 60_000, totalCents: 100 },
  };
  const bought = (seats: PricedSeat[], totalCents: number): ProofCall => ({
    ...order,
    wanted: { holdId: 'hld' },
    answer: { id: 'held', seats, totalCents },
  });
  const seats: PricedSeat[] = [
    ['A-1-1', 50],
    ['A-1-2', 50, 'cancelled'],
  ];
  expect(INVARIANTS['a hold is honoured'](withCalls([hold, bought(seats, 50)]))).toEqual([]);
  const dearer = bought(
    [
      ['A-1-1', 50],
      ['A-1-2', 60],
    ],
    110,
  );
  expect(INVARIANTS['a hold is honoured'](withCalls([hold, dearer]))).toHaveLength(1);
});

test('an order of seats that nobody asked for is found, also when it is whole', () => {
  const evidence = good();
  const other = { ...evidence, orders: evidence.orders.map((order) => ({ ...order, key: 'another' })) };
  expect(INVARIANTS['orders are whole or not there'](other)).toHaveLength(4);
});

test('an order is not what was asked for: another seat, or fewer places', () => {
  const { order, calls } = placed('wrong', ['GA-1'], 0, 1);
  const bought = calls.map((call) =>
    call.op === 'order' ? { ...call, wanted: { section: 'GA', quantity: 2 } } : call,
  );
  const evidence = withCalls(bought, { orders: [...good().orders, order] });
  expect(INVARIANTS['acknowledged orders exist as answered'](evidence)).toEqual([
    'order wrong has other seats than were asked for',
  ]);
});

test('an order answered with another price than its seats have is found', () => {
  const evidence = good();
  const cheap = evidence.calls.map((call) =>
    call.op === 'order' && call.answer?.id === 'fourth' ? { ...call, answer: { ...call.answer, totalCents: 1 } } : call,
  );
  expect(INVARIANTS['acknowledged orders exist as answered']({ ...evidence, calls: cheap })).toHaveLength(2);
});

test('the end of an order that is confirmed, when published, is found', () => {
  const evidence = good();
  const wrongMessage = {
    ...evidence.delivered[0],
    id: 'x',
    type: 'order.cancelled.v1',
    subject: 'second',
  } as Evidence['delivered'][number];
  expect(
    INVARIANTS['every order is published']({ ...evidence, delivered: [...evidence.delivered, wrongMessage] }),
  ).toHaveLength(1);
});

const refusal = (from: number, to: number): ProofCall => ({
  ...asked,
  from,
  to,
  outcome: 'refused',
  status: 409,
  code: 'seats_unavailable',
});

test('a refusal counts as needless when the seat was free from before the call to after it, and only then', () => {
  const { calls } = placed('once', ['A-1-1'], 100_000, 100_050);
  const count = (...more: ProofCall[]) => falseRefusals({ ...good(), calls: [...calls, ...more] }).length;
  expect(count(refusal(10, 20))).toBe(1);
  expect(count(refusal(99_990, 100_001))).toBe(0); // the order may have had it already
  expect(count(refusal(100_052, 100_100))).toBe(0); // its end may not have been there yet
  expect(count(refusal(200_000, 200_001))).toBe(1);
});

test('a refusal is due to an order or block that MySQL has, however long ago its answer was lost', () => {
  const { order, calls } = placed('lost', ['A-1-1'], 10);
  const [call] = calls as [Extract<ProofCall, { op: 'order' }>];
  const { answer: _, ...unanswered } = call;
  const lost: ProofCall = { ...unanswered, outcome: 'unknown', status: 0 };
  const evidence = { ...good(), claims: [], orders: [], calls: [lost, refusal(200_000, 200_001)] };
  expect(falseRefusals(evidence)).toHaveLength(1);
  expect(falseRefusals({ ...evidence, orders: [order] })).toEqual([]);
  const block: ProofCall = { ...asked, op: 'block', from: 10, to: 15, outcome: 'unknown', status: 0 };
  const claims = [{ event: EVENT.id, seat: 0, order: 'blk' }];
  const asBlock = [block, refusal(200_000, 200_001)];
  expect(falseRefusals({ ...evidence, calls: asBlock })).toHaveLength(1);
  expect(falseRefusals({ ...evidence, calls: asBlock, claims })).toEqual([]);
});
