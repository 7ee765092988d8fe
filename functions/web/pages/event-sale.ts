/** What can be said of an event's sale at a moment. Pure. */

/** Of an event, and of how many seats are free where that is known. */
export interface SaleFacts {
  status: 'draft' | 'published' | 'cancelled';
  startsAt: string;
  endsAt: string;
  onSaleAt: string | null;
  offSaleAt: string | null;
  seatsTotal: number;
  /** Undefined while it cannot be seen. */
  free?: number | undefined;
  held?: number | undefined;
}

export type Sale = 'cancelled' | 'past' | 'soon' | 'ended' | 'sold-out' | 'all-held' | 'few-left' | 'on' | 'unknown';

/** So few are few: of a hundred seats, or absolutely. */
const FEW_SHARE = 0.05;
const FEW = 20;

export function saleOf(facts: SaleFacts, now: Date): Sale {
  const { status, endsAt, onSaleAt, offSaleAt, seatsTotal, free, held = 0 } = facts;
  const isOver = (instant: string | null): boolean => instant !== null && Date.parse(instant) <= now.getTime();
  if (status === 'cancelled') return 'cancelled';
  if (isOver(endsAt)) return 'past';
  if (onSaleAt !== null && !isOver(onSaleAt)) return 'soon';
  if (isOver(offSaleAt)) return 'ended';
  if (free === undefined) return 'unknown';
  if (free === 0) return held > 0 ? 'all-held' : 'sold-out';
  return free <= Math.min(FEW, Math.ceil(seatsTotal * FEW_SHARE)) ? 'few-left' : 'on';
}

/** Whether seats can be chosen. */
export function isOpen(sale: Sale): boolean {
  return sale === 'on' || sale === 'few-left' || sale === 'all-held' || sale === 'unknown' || sale === 'sold-out';
}
