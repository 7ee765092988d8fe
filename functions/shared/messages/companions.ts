/** What is published beside outbox events, and is no row of its own. */
import type { Shard } from '../mysql/databases.ts';
import type { OutboxEvent } from './outbox.ts';

/** An event that goes with others: these stay in the outbox until it is published too. */
export interface Companion {
  event: OutboxEvent;
  /** The ids of the events it goes with. */
  of: readonly string[];
}

/** What goes beside some events: at once, and a little later, with that of others. */
export interface Beside {
  companions: Companion[];
  /** Those whose companions come later. */
  behind: readonly OutboxEvent[];
}

/** Finds what is to be published beside some events. @param isPaced whether some of it may come later; then it is asked for again */
export type Companions = (shard: Shard, events: readonly OutboxEvent[], isPaced: boolean) => Promise<Beside>;

export const NOTHING: Beside = { companions: [], behind: [] };
