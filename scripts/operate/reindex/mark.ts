/** How far a run has come: `stage:shard:key`. What stands before a mark has been looked at. */
import { Fault } from '../../cli/fault.ts';

/** In this order: what is wanted first, then what should not be there, then what is only searched. */
export const STAGES = ['listings', 'other-listings', 'orders', 'other-records', 'facts', 'buyers'] as const;
export type StageName = (typeof STAGES)[number];

export interface Mark {
  stage: StageName;
  shard: string;
  /** The last key that was looked at; '' is before the first. */
  key: string;
}

/** Writes a mark. */
export function textOf({ stage, shard, key }: Mark): string {
  return `${stage}:${shard}:${key}`;
}

/** Reads a mark. @throws Fault when it is none */
export function markOf(text: string): Mark {
  const [stage, shard, key, ...more] = text.split(':');
  const known = STAGES.find((name) => name === stage);
  if (!known || !shard || key === undefined || more.length > 0) throw new Fault(`--after ${text} is no mark of a run`);
  return { stage: known, shard, key };
}
