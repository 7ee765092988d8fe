/** Seats that are kept for somebody, and until when. */

/** A hold of one's own, as the API shows it. */
export interface SeatsOnHold {
  id: string;
  /** Other than `held` only for who asks for it again after its end. */
  status?: 'held' | 'ordered' | 'released' | 'expired' | 'taken';
  seats: readonly string[];
  totalCents: number;
  currency: string;
  eventVersion: number;
  expiresAt: string;
}

/** When the first of them ends; Infinity of none. */
export function firstEnd(holds: readonly { expiresAt: string }[]): number {
  return Math.min(Infinity, ...holds.map(({ expiresAt }) => Date.parse(expiresAt)));
}
