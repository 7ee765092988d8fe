/** Rights: what is somebody's is nobody else's, whoever asks and however. */
import type { Evidence } from '../evidence/evidence.ts';
import { callsOf, withdrawals } from './index-of.ts';

/** What another's hold, order or list may be answered with. */
const DENIALS: Record<string, readonly number[]> = {
  'read hold': [404],
  'extend hold': [404],
  'release hold': [404],
  'order hold': [404, 409],
  'read order': [404],
  'cancel order': [404],
  'read orders': [403],
};

/** Nobody gets, sees, prolongs, releases or cancels what is another's. */
export function nobodyElses(evidence: Evidence): string[] {
  const withdrawn = withdrawals(evidence);
  return callsOf(evidence, 'trespass').flatMap(({ what, of, event, code, buyer, status, from, to }) => {
    // Not answered, or asked to come again: nothing was let in.
    if (status === 0 || status >= 500 || status === 429 || DENIALS[what]?.includes(status)) return [];
    // Of what is cancelled, whoever asks is told so.
    if (status === 409 && code === 'event_cancelled' && (withdrawn.get(event)?.asked ?? Infinity) < to) return [];
    return [`${buyer} tried to ${what} ${of} of another at ${from}, and was answered ${status}`];
  });
}
