/** The words that an event's buyers are found by, against what they are called. */
import { wordsOf } from '../../../functions/shared/event/buyer-words.ts';
import { placeholders, rows, write } from '../../../functions/shared/mysql/statements.ts';
import type { Pool } from '../../../functions/shared/mysql/pool.ts';
import type { RowDifference } from './row-difference.ts';
import type { KeysAfter } from './reindex-databases.ts';
import { pageOf } from './truth.ts';

const ORDERS_AT_ONCE = 500;

/** The ids of a shard's orders. */
export function buyers(pool: Pool): KeysAfter {
  return pageOf(pool, 'orders', 'id', ORDERS_AT_ONCE);
}

/** Orders whose buyers are not found by what they are called, as of a release that folded it otherwise. */
export function lookAtBuyers(pool: Pool) {
  return async (ids: readonly string[]): Promise<RowDifference[]> => {
    const found = await rows<{ id: string; name: string | null; email: string | null; words: string | null }>(
      pool,
      `SELECT id, buyer_name AS name, buyer_email AS email, buyer_words AS words FROM orders
       WHERE id IN (${placeholders(ids.length)})`,
      ids,
    );
    return found.flatMap(({ id, name, email, words }) => {
      const right = wordsOf({ name, email });
      if (words === right) return [];
      // Who has closed his account meanwhile is not remembered by his words.
      const mend = async (): Promise<void> => {
        const sql = 'UPDATE orders SET buyer_words = ? WHERE id = ? AND buyer_name <=> ? AND buyer_email <=> ?';
        await write(pool, sql, [right, id, name, email]);
      };
      return [{ what: `buyer of ${id}`, how: 'differs in words', behind: false, mend }];
    });
  };
}
