/** What a part of a run is: variants that are measured side by side. */
import type { LoadFigures } from './load/load-figures.ts';
import type { Options } from './options.ts';
import type { PartName } from './part-names.ts';
import type { BenchRun } from './scene/bench-run.ts';

/** One of the things that are compared. */
export interface Variant {
  name: string;
  /** Measures once. @throws when what was measured did not do its work: its time would mean nothing */
  round(): Promise<LoadFigures>;
}

/** A part that is set up. */
export interface OpenPart {
  variants: readonly Variant[];
  /** How it was measured, for the reader of the report. */
  notes: readonly string[];
  close(): Promise<void>;
}

/** Sets a part up. What it started it stops when that fails half-way. */
export type OpenPartOn = (run: BenchRun, options: Options) => Promise<OpenPart>;

/** All rounds of all variants: variant → figures, one entry a round. */
export type Measured = Record<string, LoadFigures[]>;

/** What became of a part. */
export interface PartResult {
  name: PartName;
  notes: readonly string[];
  measured: Measured;
  /** Why it failed, if it did. */
  failure?: string;
  /** Why single variants have less than the others, or nothing: by their names. */
  failures?: Readonly<Record<string, string>>;
}
