/** Seats as other systems list them, before they are a chart and a plan; and what of them cannot be had. */
import type { Plan } from '../plan.ts';
import type { NotImportedKind } from './not-imported.ts';

export interface ImportedSeat {
  /** What the other system calls it: unique, if it is there. */
  id: string;
  /** What stands on it. */
  number: string;
  category: string;
  /** Where it lies, in whatever unit; of all seats or of none. */
  at?: readonly [x: number, y: number];
  accessible?: boolean;
  companion?: boolean;
  restricted?: boolean;
}

export interface ImportedRow {
  /** What its label is made of. */
  name: string;
  /** What people call it, where that is something else. */
  spoken?: string | undefined;
  seats: readonly ImportedSeat[];
}

export interface ImportedZone {
  /** What its id is made of. */
  code: string;
  name: string;
  rows: readonly ImportedRow[];
}

/** A hall of another system. */
export interface ImportedSeats {
  zones: readonly ImportedZone[];
  /** In the other system's order. */
  categories: readonly string[];
  /** How many centimetres its unit is, where that is known. */
  cm?: number;
  /** In the unit of the seats. */
  shapes: NonNullable<Plan['shapes']>;
  /** What was left out. */
  dropped: readonly NotImportedKind[];
}
