/** What a run works on, and how it walks there. */
import type { ShardMap } from '../../../functions/shared/slots.ts';
import type { Pool } from '../../../functions/shared/mysql/pool.ts';

/** The databases of a system. */
export interface ReindexDatabases {
  events: ReadonlyMap<string, Pool>;
  users: ReadonlyMap<string, Pool>;
  catalog: Pool;
  maps: { events: ShardMap; users: ShardMap };
}

/** Finds the next keys of a table, in order. */
export type KeysAfter = (after: string) => Promise<string[]>;
