/** What a VEVENT says of being off, or not for everybody (RFC 5545, 3.8.1.3 and 3.8.1.11). */
import type { Withdrawn } from '../source-event.ts';
import { all, type Component, unescaped } from './calendar-parser.ts';

/** Why an event is not to be on sale, by what its source says of it. */
export interface Withdrawal {
  reason: string;
  why: Withdrawn['why'];
}

export const CANCELLED: Withdrawal = { reason: 'cancelled in the source', why: 'cancelled' };
export const EXCLUDED: Withdrawal = { reason: 'left out by the source (EXDATE)', why: 'cancelled' };
/** RFC 5545, 3.8.1.3: whatever class is not known is to be taken for a private one. */
const HIDDEN: Withdrawal = { reason: 'not public in the source (CLASS)', why: 'hidden' };

/** Who says two things of one event is believed in the one that keeps it from sale. */
export function withdrawalOf(component: Component): Withdrawal | undefined {
  const said = (name: string): string[] =>
    all(component, name).map(({ value }) => unescaped(value).trim().toUpperCase());
  if (said('CLASS').some((kind) => kind !== '' && kind !== 'PUBLIC')) return HIDDEN;
  const isOff = said('STATUS').some((status) => /^CANCELL?ED$/.test(status)) || said('METHOD').includes('CANCEL');
  return isOff ? CANCELLED : undefined;
}
