/** What a run goes through: stage by stage, shard by shard, batch by batch. */
import { buyers, lookAtBuyers } from './buyer-words-again.ts';
import type { ReindexDatabases, KeysAfter } from './reindex-databases.ts';
import type { RowDifference } from './row-difference.ts';
import { facts, lookAtFacts } from './facts.ts';
import { events, listings, lookAtListings, lookAtOtherListings } from './listings.ts';
import type { StageName } from './mark.ts';
import { lookAtOtherRecords, lookAtRecords, orders, records } from './records.ts';

/** One stage on one shard. */
export interface Stage {
  name: StageName;
  shard: string;
  page: KeysAfter;
  look: (keys: readonly string[]) => Promise<RowDifference[]>;
}

/** Everything there is to do, in order. */
export function stagesOf(databases: ReindexDatabases): Stage[] {
  const eventShards = [...databases.events];
  const userShards = [...databases.users];
  const { catalog } = databases;
  return [
    ...eventShards.map(([shard, pool]) => ({
      name: 'listings' as const,
      shard,
      page: events(pool),
      look: lookAtListings(databases, pool),
    })),
    { name: 'other-listings', shard: 'catalog', page: listings(catalog), look: lookAtOtherListings(databases) },
    ...eventShards.map(([shard, pool]) => ({
      name: 'orders' as const,
      shard,
      page: orders(pool),
      look: lookAtRecords(databases, pool),
    })),
    ...userShards.map(([shard, pool]) => ({
      name: 'other-records' as const,
      shard,
      page: records(pool),
      look: lookAtOtherRecords(databases, shard, pool),
    })),
    ...userShards.map(([shard, pool]) => ({
      name: 'facts' as const,
      shard,
      page: facts(pool),
      look: lookAtFacts(databases, shard, pool),
    })),
    ...eventShards.map(([shard, pool]) => ({
      name: 'buyers' as const,
      shard,
      page: buyers(pool),
      look: lookAtBuyers(pool),
    })),
  ];
}
