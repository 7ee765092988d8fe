/** A block in one transaction, decided by the claims' primary key as an order is. */
import type { Call } from '../../shared/http/call.ts';
import type { Shard } from '../../shared/mysql/databases.ts';
import { isDuplicateKey } from '../../shared/mysql/errors.ts';
import { transaction } from '../../shared/mysql/transaction.ts';
import type { OutboxEvent } from '../../shared/messages/outbox.ts';
import type { blockSeats } from '../block-api.ts';
import { recordBlockChange } from './change-block.ts';
import * as blocks from '../block-store.ts';
import type { EventOnSale } from '../on-sale/event-on-sale.ts';
import { readClaims } from '../store.ts';

/** How an attempt ended; `taken` names seats that are sold or blocked. */
export type BlockOutcome = { stored: OutboxEvent[] } | 'repeated' | 'changed' | { taken: number[] };

/** Writes a block with its claims; nothing is left behind unless the outcome has the outbox events. */
export async function commitBlock(
  shard: Shard,
  { event }: EventOnSale,
  record: blocks.BlockRecord,
  { key, trace }: Call<typeof blockSeats>,
): Promise<BlockOutcome> {
  try {
    return await transaction<BlockOutcome>(shard.pool, async (connection) => {
      if (!(await blocks.lockVersion(connection, event.id, event.version))) return 'changed';
      const fresh = await unlessDuplicate(blocks.insertBlock(connection, record, key));
      if (!fresh) return 'repeated';
      if (!(await unlessDuplicate(blocks.insertBlockClaims(connection, record)))) throw new Taken();
      await blocks.insertBlockSeats(connection, record);
      return { stored: await recordBlockChange(connection, event.id, record.id, record.seats.length, trace) };
    });
  } catch (error) {
    if (!(error instanceof Taken)) throw error;
    const seats = record.seats.map(({ seat }) => seat);
    const claims = await readClaims(shard.pool, event.id, seats);
    return { taken: seats.filter((seat) => claims.has(seat)) };
  }
}

/** Rolls a block back whose seats somebody else has. */
class Taken extends Error {}

async function unlessDuplicate(insert: Promise<void>): Promise<boolean> {
  try {
    await insert;
    return true;
  } catch (error) {
    if (isDuplicateKey(error)) return false;
    throw error;
  }
}
