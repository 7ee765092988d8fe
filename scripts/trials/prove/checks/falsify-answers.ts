/** Known-bad histories of what was answered, shown and published in time: as in `falsify.ts`. What a history may not have is put into it. */
import type { Invariant } from './invariants.ts';
import { REFUSED_WITHIN_MS } from './session-invariants.ts';
import { PUBLISHED_WITHIN_MS } from './promptness-invariants.ts';
import type { ProofCall, Evidence } from '../evidence/evidence.ts';
import { labelOf, type ProofEvent } from '../evidence/proof-events.ts';

const ANSWERED = [
  'nothing fails by itself',
  'every refusal is due',
  'a hold is honoured',
  'a hold is what was asked for',
  'what is shown is what is charged',
  'a cancelled event is over',
  'every order is in the outbox',
  'every order is published in time',
  'the live state needs no tick',
  'nobody gets at what is another’s',
  'passwords count',
  'what has ended stays ended',
] as const satisfies readonly Invariant[];

/** Long after everything else. */
const LATER = 9_000_000_000;

export const FALSE_ANSWERS: Record<(typeof ANSWERED)[number], (evidence: Evidence) => Evidence> = {
  'nothing fails by itself': (evidence) => withCalls(evidence, [{ op: 'look', status: 500, outcome: 'unknown' }]),
  'every refusal is due': (evidence) =>
    withCalls(evidence, [
      {
        op: 'order',
        key: 'x',
        wanted: { section: 'GA', quantity: 1 },
        status: 404,
        outcome: 'refused',
        code: 'event_not_found',
      },
    ]),
  'a hold is honoured': (evidence) =>
    quiet(
      withCalls(evidence, [
        { op: 'hold', wanted: { seats: [seatOf(evidence)] }, answer: answer(evidence) },
        {
          op: 'order',
          key: 'x',
          wanted: { holdId: 'hld' },
          status: 409,
          outcome: 'refused',
          code: 'hold_expired',
          from: LATER + 20,
        },
      ]),
    ),
  'a hold is what was asked for': (evidence) =>
    withCalls(evidence, [{ op: 'hold', wanted: { section: 'GA', quantity: 2 }, answer: answer(evidence) }]),
  'what is shown is what is charged': (evidence) => {
    const [order] = evidence.orders;
    const dearer = order?.seats.map(([label, cents]) => [label, cents + 1] as const) ?? [];
    return { ...evidence, orders: evidence.orders.map((one) => (one === order ? { ...one, seats: dearer } : one)) };
  },
  'a cancelled event is over': (evidence) =>
    withCalls(evidence, [
      { op: 'withdraw' },
      { op: 'look', answer: { free: 0, held: 0, sold: 0, status: 'published' }, from: LATER + 20 },
    ]),
  'every order is in the outbox': (evidence) => ({ ...evidence, outbox: evidence.outbox.slice(1) }),
  'every order is published in time': (evidence) => {
    const seats = [[seatOf(evidence), 1]] as const;
    const order = { id: 'ord', seats: [...seats], totalCents: 1 };
    const late = {
      id: 'e',
      source: '/',
      type: 'order.confirmed.v1',
      subject: 'ord',
      event: eventOf(evidence).id,
    } as const;
    const called = withCalls(evidence, [
      { op: 'order', key: 'x', wanted: { seats: ['x'] }, answer: order, status: 201 },
    ]);
    return quiet({ ...called, delivered: [...called.delivered, { ...late, at: LATER + PUBLISHED_WITHIN_MS + 100 }] });
  },
  'the live state needs no tick': (evidence) => ({
    ...evidence,
    unticked: [{ event: eventOf(evidence).id, seat: 0, mark: 'ord', claim: '', when: 'after a sale' }],
  }),
  'nobody gets at what is another’s': (evidence) =>
    withCalls(evidence, [{ op: 'trespass', what: 'cancel order', of: 'ord' }]),
  'passwords count': (evidence) =>
    withCalls(evidence, [{ op: 'login', right: false, answer: { session: 's', token: 't' } }]),
  'what has ended stays ended': (evidence) =>
    quiet(
      withCalls(evidence, [
        { op: 'logout', session: 's' },
        { op: 'visit', session: 's', from: LATER + REFUSED_WITHIN_MS + 100 },
      ]),
    ),
};

type Facts = Partial<Omit<ProofCall, 'op'>> & { op: ProofCall['op'] } & Record<string, unknown>;

/** The evidence with calls more, each of 5 ms, that went well unless they say otherwise. */
function withCalls(evidence: Evidence, calls: readonly Facts[]): Evidence {
  const event = eventOf(evidence).id;
  const more = calls.map((facts) => {
    const from = facts.from ?? LATER;
    return { event, buyer: 'eve', outcome: 'ok', status: 200, ...facts, from, to: from + 5 } as unknown as ProofCall;
  });
  return { ...evidence, calls: [...evidence.calls, ...more] };
}

/** All that was put in happened while nothing struck. */
function quiet(evidence: Evidence): Evidence {
  return { ...evidence, quietPeriods: [...evidence.quietPeriods, { from: LATER, to: 2 * LATER }] };
}

function answer(evidence: Evidence) {
  return { id: 'hld', seats: [seatOf(evidence)], lastsMs: 60_000, totalCents: 1 };
}

function seatOf(evidence: Evidence): string {
  return labelOf(eventOf(evidence), 0);
}

function eventOf({ events }: Evidence): ProofEvent {
  const [proofEvent] = events;
  if (!proofEvent) throw new Error('the evidence has not an event to falsify');
  return proofEvent;
}
