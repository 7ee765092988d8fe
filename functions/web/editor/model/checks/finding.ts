/** What a check has found. */
import type { PartId, XY } from '../hall-document.ts';

/** Whatever a finding may be; those in `ERRORS` the server refuses. */
export type FindingCode =
  | 'noSections'
  | 'tooManySeats'
  | 'nameEmpty'
  | 'noPrice'
  | 'numbersTwice'
  | 'numbersBeyond'
  | 'bentTooMuch'
  | 'planWrong'
  | 'priceChanges'
  | 'lost'
  | 'seatsOverlap'
  | 'seatOnShape'
  | 'seatInStanding'
  | 'outside'
  | 'crowded'
  | 'companionApart'
  | 'sameName'
  | 'priceUnused';

const ERRORS: ReadonlySet<FindingCode> = new Set([
  'noSections',
  'tooManySeats',
  'nameEmpty',
  'noPrice',
  'numbersTwice',
  'numbersBeyond',
  'bentTooMuch',
  'planWrong',
  'priceChanges',
  'lost',
]);

export interface Finding {
  code: FindingCode;
  part?: PartId;
  row?: string;
  /** Labels of seats. */
  seats?: readonly string[];
  /** Where to look, in the hall. */
  at?: XY;
  /** What the words need besides. */
  what?: string;
  count?: number;
}

export const isError = ({ code }: Finding): boolean => ERRORS.has(code);
