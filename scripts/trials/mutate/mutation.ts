/** A mutation: one line of the product made wrong, which a test or the proof must notice. */
import { Fault } from '../../cli/fault.ts';

export interface Mutation {
  name: string;
  /** From the project's folder. */
  file: string;
  /** Stands in the file exactly once. */
  from: string;
  to: string;
  /** What is wrong then, for whom. */
  breaks: string;
  /** Who must notice: test files, from the project's folder, or a proof with these options. */
  caughtBy: { tests: readonly string[] } | { prove: readonly string[] };
  /** Whoever notices may wait for ever: then an end by the clock counts. */
  hangs?: boolean;
}

/** @throws Fault when what is to be replaced is not there exactly once, or replaced by itself */
export function mutated(text: string, { name, file, from, to }: Mutation): string {
  const parts = text.split(from);
  if (parts.length !== 2)
    throw new Fault(`${name}: ${file} has ${parts.length - 1} times, not once: ${from.split('\n')[0]}`);
  if (from === to) throw new Fault(`${name}: is replaced by itself`);
  return parts.join(to);
}
