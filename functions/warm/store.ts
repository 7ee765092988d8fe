/** The query of warm. */
import { type Db, rows } from '../shared/mysql/statements.ts';

/** The latest beginning of a sale in a span, of events that are to take place; one row of an index (`by_on_sale`). Undefined: there is none. */
export async function latestOnSale(db: Db, from: Date, until: Date): Promise<Date | undefined> {
  const [found] = await rows<{ onSaleAt: Date }>(
    db,
    `SELECT on_sale_at AS onSaleAt FROM events FORCE INDEX (by_on_sale)
     WHERE status = 'published' AND on_sale_at > ? AND on_sale_at <= ? AND elsewhere IS NULL
     ORDER BY on_sale_at DESC LIMIT 1`,
    [from, until],
  );
  return found?.onSaleAt;
}
