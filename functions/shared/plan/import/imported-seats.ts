/** Seats as other systems list them, before they are a chart and a plan; and what of them cannot be had. */
import type { Plan } from '../plan.ts';

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
  /** What was left out, in words. */
  dropped: readonly string[];
}

/** A file that is none: what is wrong with it, and where. */
export class ImportFault extends Error {
  readonly #reason: string;
  readonly #where: readonly string[];

  /** @param where in words, from the outside to the inside: the section, its row, the seat */
  constructor(reason: string, where: readonly string[] = [], options?: ErrorOptions) {
    super(where.length > 0 ? `${where.join(', ')}: ${reason}` : reason, options);
    this.#reason = reason;
    this.#where = where;
  }

  inside(where: string): ImportFault {
    return new ImportFault(this.#reason, [where, ...this.#where], { cause: this.cause ?? this });
  }
}

/** What is read, and of a fault in it where that is, in words. */
export function readInside<Read>(where: () => string, read: () => Read): Read {
  try {
    return read();
  } catch (error) {
    throw error instanceof ImportFault ? error.inside(where()) : error;
  }
}
