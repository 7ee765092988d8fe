/** Looks at the databases of a system: what waits in them, and what could not be handled. One that does not answer is said, and holds up no other. */
import { rows } from '../../../functions/shared/mysql/statements.ts';
import { Fault } from '../../cli/fault.ts';
import { findTargets, type Target, type WantedTargets } from '../../system/databases/database-targets.ts';
import { type Box, closeBoxes, ofEveryShard, openBoxes } from '../dead-letters/letters.ts';
import type { ShardState } from './status-screen.ts';

export interface SeenShards {
  shards: ShardState[];
  unseen: string[];
}

/** Of all shards that there are; where nobody says where they are, that is said. */
export async function lookAtShards(wanted: WantedTargets): Promise<SeenShards> {
  try {
    return await shardsOf(await findTargets(wanted));
  } catch (error) {
    if (!(error instanceof Fault)) throw error;
    return { shards: [], unseen: [`databases: ${error.message}`] };
  }
}

async function shardsOf(targets: readonly Target[]): Promise<SeenShards> {
  const boxes = openBoxes(targets);
  const kinds = new Map(targets.map(({ name, kind }) => [name, kind]));
  try {
    const { found, away } = await ofEveryShard(boxes, async (box) => [
      await shardState(box, kinds.get(box.shard) !== 'catalog'),
    ]);
    return { shards: found, unseen: away };
  } finally {
    await closeBoxes(boxes);
  }
}

/** The catalog sends nothing, so it has no outbox. */
async function shardState({ shard, pool }: Box, hasOutbox: boolean): Promise<ShardState> {
  const [letters] = await rows<{ count: number }>(pool, 'SELECT COUNT(*) AS count FROM dead_letters');
  const [waiting] = hasOutbox
    ? await rows<{ count: number; oldest: number | null }>(
        pool,
        'SELECT COUNT(*) AS count, TIMESTAMPDIFF(SECOND, MIN(time), UTC_TIMESTAMP(3)) AS oldest FROM outbox',
      )
    : [];
  return {
    shard,
    outbox: waiting?.count ?? 0,
    oldestSeconds: waiting?.oldest ?? undefined,
    deadLetters: letters?.count ?? 0,
  };
}
