/** Every answer must be due: nothing fails by itself, and each refusal is explained by what had happened. */
import type { ProofCall, Evidence, ProofHoldCall } from '../evidence/evidence.ts';
import { needlessRefusals } from './false-refusals.ts';
import { isQuiet } from './quiet-invariant.ts';
import { callsOf, ownHoldsOf, withdrawals } from './index-of.ts';

/** A 500 is a bug at any time; while nothing strikes, so is every other failure, and no answer at all. */
export function nothingFails(evidence: Evidence): string[] {
  return evidence.calls.flatMap((call) => {
    if (call.status === 500) return [`${nameOf(call)} was answered 500`];
    const failed = call.status === 0 || call.status >= 500;
    return failed && isQuiet(evidence, call)
      ? [`${nameOf(call)} was answered ${call.status || 'not at all'} while nothing struck`]
      : [];
  });
}

/**
 * Each refusal has its reason in the history. Nothing that these clients send is malformed, none of them lacks a token or a right,
 * and all events are there: so of 4xx only a few are possible at all. A seat was refused for somebody had it, or may have: while
 * faults strike, a needless one is counted and not judged, for a claim of an order that died stays until it ends.
 */
export function refusalsDue(evidence: Evidence): string[] {
  const needless = new Set(needlessRefusals(evidence));
  const withdrawn = withdrawals(evidence);
  return evidence.calls.flatMap((call) => {
    if (call.outcome !== 'refused' || call.op === 'trespass') return [];
    if (needless.has(call) && (isQuiet(evidence, call) || evidence.faults.length === 0))
      return [`${nameOf(call)} was refused (${call.code}), and nobody had what was asked for`];
    return isPossible(call, evidence, withdrawn) ? [] : [`${nameOf(call)} was refused: ${call.status} ${call.code}`];
  });
}

/** Whether such a refusal can be due at all. */
function isPossible(call: ProofCall, evidence: Evidence, withdrawn: ReturnType<typeof withdrawals>): boolean {
  const { op, code, status } = call;
  if (code === 'event_cancelled' && status === 409) return (withdrawn.get(call.event)?.asked ?? Infinity) < call.to;
  if (op === 'order') {
    if (code === 'idempotency_key_reused' && status === 422) return isReused(call, evidence);
    return status === 409 && ['seats_unavailable', 'capacity_exceeded', 'hold_expired'].includes(code ?? '');
  }
  if (op === 'hold' && code === 'already_held') return status === 409 && isHeld(call, evidence);
  if (op === 'hold')
    return status === 409 && ['seats_unavailable', 'capacity_exceeded', 'limit_exceeded'].includes(code ?? '');
  if (op === 'extend')
    return (status === 404 && code === 'hold_not_found') || (status === 409 && code === 'limit_exceeded');
  if (op === 'let go') return status === 404 && code === 'hold_not_found';
  if (op === 'block') return status === 409 && ['seats_unavailable', 'capacity_exceeded'].includes(code ?? '');
  // Who comes with a wrong password, or a token that was used, is judged with the sessions.
  if (op === 'login' || op === 'refresh' || op === 'visit') return status === 401;
  return false;
}

/** The buyer had some of the seats on hold. */
function isHeld(call: ProofHoldCall, evidence: Evidence): boolean {
  if (!('seats' in call.wanted)) return false;
  const others = callsOf(evidence, 'hold').filter((other) => other !== call);
  return ownHoldsOf(others, call, call.wanted.seats).length > 0;
}

/** The key stood for another order by then. */
function isReused(call: Extract<ProofCall, { op: 'order' }>, evidence: Evidence): boolean {
  const wanted = JSON.stringify(call.wanted);
  return callsOf(evidence, 'order').some(
    ({ key, event, buyer, from, wanted: other }) =>
      key === call.key &&
      event === call.event &&
      buyer === call.buyer &&
      from < call.to &&
      JSON.stringify(other) !== wanted,
  );
}

function nameOf(call: ProofCall): string {
  const what = 'wanted' in call ? ` of ${JSON.stringify(call.wanted)}` : 'order' in call ? ` of ${call.order}` : '';
  return `${call.op}${what} at ${call.event} by ${call.buyer} at ${call.from}`;
}
