/** What a VEVENT says of being off, or not for everybody (RFC 5545, 3.8.1.3 and 3.8.1.11). */
import type { Withdrawn } from '../source-event.ts';
import { type Component, textOf } from './calendar-parser.ts';

/** Why an event is not to be on sale, by what its source says of it. */
export interface Withdrawal {
  reason: string;
  why: Withdrawn['why'];
}

export const CANCELLED: Withdrawal = { reason: 'cancelled in the source', why: 'cancelled' };
export const EXCLUDED: Withdrawal = { reason: 'left out by the source (EXDATE)', why: 'cancelled' };
/** RFC 5545, 3.8.1.3: whatever class is not known is to be taken for a private one. */
const HIDDEN: Withdrawal = { reason: 'not public in the source (CLASS)', why: 'hidden' };

export function withdrawalOf(component: Component): Withdrawal | undefined {
  const kind = textOf(component, 'CLASS').toUpperCase();
  if (kind !== '' && kind !== 'PUBLIC') return HIDDEN;
  const isCancelled =
    textOf(component, 'STATUS').toUpperCase() === 'CANCELLED' || textOf(component, 'METHOD').toUpperCase() === 'CANCEL';
  return isCancelled ? CANCELLED : undefined;
}
