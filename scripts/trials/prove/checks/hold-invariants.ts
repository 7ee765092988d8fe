/** A hold is honoured: who holds seats and orders within the time gets them, at the price that was shown. */
import type { ProofCall, Evidence, ProofLetGoCall } from '../evidence/evidence.ts';
import { isQuiet } from './quiet-invariant.ts';
import { callsOf, grossOf } from './index-of.ts';

/** What losing a hold may be put down to: Redis has it alone, and it ends by Redis' clock. */
const EXPLAINS = /redis|clock/i;
/** Clocks of one machine are read at different moments. */
const SLACK_MS = 250;

/**
 * An order from a hold, or its extension, that was answered before the hold could have ended is not refused; and the order
 * costs what the hold said; and who asks for the seats again gets that hold. Only a fault on Redis or of a clock in the same round may explain a loss, and in the quiet period nothing.
 */
export function holdsHonoured(evidence: Evidence): string[] {
  // One that was asked for again is the one that was made first.
  const holds = new Map(
    callsOf(evidence, 'hold')
      .toReversed()
      .flatMap((hold) => (hold.answer ? [[hold.answer.id, hold] as const] : [])),
  );
  const mayLose = evidence.faults.some(({ kind }) => EXPLAINS.test(kind));
  const lives = new Map([...holds.keys()].map((id) => [id, { until: 0, usedAt: Infinity }]));
  for (const [id, { from, answer }] of holds) live(lives, id).until = from + (answer?.lastsMs ?? 0);
  for (const call of evidence.calls) {
    if (call.op === 'release') use(lives, call.hold, call.from);
    if (call.op === 'extend' && call.answer)
      live(lives, call.hold).until = Math.max(live(lives, call.hold).until, call.from + call.answer.lastsMs);
  }
  const leftOf = Map.groupBy(callsOf(evidence, 'let go'), ({ hold }) => hold);
  const firstOrders = new Map<string, string>();
  return evidence.calls.flatMap((call) => {
    const id = holdOf(call);
    const hold = id === undefined ? undefined : holds.get(id);
    if (id === undefined || !hold || hold.buyer !== call.buyer) return [];
    // Asked for again, the order may have lost seats since: what they all cost is what the hold said.
    if (call.op === 'order' && call.answer && hold.answer) {
      const said = totalsSaid(hold.answer.totalCents, leftOf.get(id));
      if (!said.includes(grossOf(call.answer.seats)))
        return [`order ${call.answer.id} costs ${grossOf(call.answer.seats)}; its hold said ${said.join(' or ')}`];
    }
    // Another order under another key may have used it up.
    const key = call.op === 'order' ? call.key : undefined;
    if (key !== undefined && (firstOrders.get(id) ?? key) !== key) return [];
    if (key !== undefined) firstOrders.set(id, key);
    if (!isLost(call, id) || (mayLose && !isQuiet(evidence, { from: hold.from, to: call.to }))) return [];
    const { until, usedAt } = live(lives, id);
    const ordered = (call.op === 'extend' || call.op === 'let go') && firstOrders.has(id);
    if (call.to > until - SLACK_MS || usedAt < call.to || ordered) return [];
    return [
      `hold ${id} was to last until ${until}, and ${call.op} at ${call.to} did not get it: ${call.code ?? call.outcome}`,
    ];
  });
}

/** What a hold may cost: what was said last; of one of which seats were given back and nobody was told, what was said before, too. */
function totalsSaid(first: number, left: readonly ProofLetGoCall[] = []): number[] {
  const known = left.findLast(({ answer }) => answer !== undefined)?.answer?.totalCents ?? first;
  return left.some(({ outcome }) => outcome === 'unknown') ? [first, known] : [known];
}

/** What is left of a hold is what was not given back of it. */
function restIsLeft(evidence: Evidence): string[] {
  const holds = new Map(callsOf(evidence, 'hold').flatMap(({ answer }) => (answer ? [[answer.id, answer]] : [])));
  return callsOf(evidence, 'let go').flatMap(({ hold, seats, answer }) => {
    const before = holds.get(hold);
    if (!before || !answer) return [];
    const left = before.seats.filter((label) => !seats.includes(label));
    return left.toSorted().join() === answer.seats.toSorted().join()
      ? []
      : [
          `hold ${hold} has ${answer.seats.join(', ')} after ${seats.join(', ')} of ${before.seats.join(', ')} was given back`,
        ];
  });
}

/** What was held is what was asked for, and what is left of it is what was not given back. */
export function holdsAreAsAsked(evidence: Evidence): string[] {
  const asAsked = callsOf(evidence, 'hold').flatMap(({ answer, wanted }) => {
    if (!answer) return [];
    const right =
      'seats' in wanted
        ? [...wanted.seats].toSorted().join() === answer.seats.toSorted().join()
        : 'quantity' in wanted &&
          answer.seats.length === wanted.quantity &&
          answer.seats.every((label) => label.startsWith(`${wanted.section}-`));
    return right
      ? []
      : [`hold ${answer.id} has ${answer.seats.join(', ')}, and ${JSON.stringify(wanted)} was asked for`];
  });
  return [...asAsked, ...restIsLeft(evidence)];
}

function holdOf(call: ProofCall): string | undefined {
  if (call.op === 'hold') return call.again;
  if (call.op === 'extend' || call.op === 'let go') return call.hold;
  return call.op === 'order' && 'holdId' in call.wanted ? call.wanted.holdId : undefined;
}

const LOST: ReadonlySet<string> = new Set(['hold_expired', 'hold_not_found', 'seats_unavailable']);

function isLost(call: ProofCall, id: string): boolean {
  const { outcome, code = '' } = call;
  if (call.op === 'hold' && outcome === 'ok') return call.answer?.id !== id;
  return outcome === 'refused' && (LOST.has(code) || (call.op === 'hold' && code === 'already_held'));
}

type Lives = Map<string, { until: number; usedAt: number }>;

function live(lives: Lives, id: string): { until: number; usedAt: number } {
  const known = lives.get(id) ?? { until: 0, usedAt: Infinity };
  lives.set(id, known);
  return known;
}

function use(lives: Lives, id: string, at: number): void {
  const known = live(lives, id);
  known.usedAt = Math.min(known.usedAt, at);
}
