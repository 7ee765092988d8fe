/** Whether a buyer may cancel, as far as the event's terms of now say. Pure. */

/** What is known of the event: its own answer, or, where it has none, the record's. */
export interface CancelTerms {
  endsAt: string | undefined;
  /** Null: never. Undefined: until the event ends. */
  cancelUntil: string | null | undefined;
}

/** `was` and `never`: what was in force when he bought may allow it still, which only the server knows. */
export type CancelPolicy =
  | { kind: 'over' }
  | { kind: 'until-end' }
  | { kind: 'until'; when: string }
  | { kind: 'was'; when: string }
  | { kind: 'never' };

export function cancelPolicy({ endsAt, cancelUntil }: CancelTerms, now: Date): CancelPolicy {
  const isPast = (instant: string): boolean => Date.parse(instant) <= now.getTime();
  if (endsAt !== undefined && isPast(endsAt)) return { kind: 'over' };
  if (cancelUntil === null) return { kind: 'never' };
  if (cancelUntil === undefined) return { kind: 'until-end' };
  return { kind: isPast(cancelUntil) ? 'was' : 'until', when: cancelUntil };
}
