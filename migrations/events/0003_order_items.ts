/**
 * An order's items move into its own row: they are written with it, never changed, and read with it alone, so that rows of
 * their own were a third of what an order writes, for nothing. And `buyer_seats` is kept only of events with a limit per buyer.
 */
import type { Knex } from 'knex';
import { inSteps } from '../in-steps.ts';
import { ASCII, TABLE } from '../messages.ts';

export const config = { transaction: false };

const orderItems = `CREATE TABLE IF NOT EXISTS order_items (
  order_id VARCHAR(34) ${ASCII} NOT NULL,
  seat INT UNSIGNED NOT NULL,
  label VARCHAR(24) ${ASCII} NOT NULL,
  price_cents INT UNSIGNED NOT NULL,
  PRIMARY KEY (order_id, seat)
) ${TABLE}`;

export async function up(knex: Knex): Promise<void> {
  if (!(await knex.schema.hasColumn('orders', 'items')))
    await knex.schema.raw(`ALTER TABLE orders ADD COLUMN items VARCHAR(1000) ${ASCII} NOT NULL`);
  if (!(await knex.schema.hasTable('order_items'))) return;
  // Ten items of 50 characters at most: below the least that GROUP_CONCAT is limited to, 1,024.
  await inSteps(knex, { table: 'orders', key: 'id' }, (range) =>
    knex.raw(
      `UPDATE orders o JOIN (
         SELECT order_id, CONCAT('[', GROUP_CONCAT(JSON_ARRAY(seat, label, price_cents) ORDER BY seat), ']') AS items
         FROM order_items WHERE order_id > ? AND order_id <= ? GROUP BY order_id) i ON i.order_id = o.id
       SET o.items = i.items WHERE o.items = ''`,
      range,
    ),
  );
  await inSteps(knex, { table: 'buyer_seats', key: 'event_id' }, (range) =>
    knex.raw(
      `DELETE b FROM buyer_seats b JOIN events e ON e.id = b.event_id
       WHERE b.event_id > ? AND b.event_id <= ? AND e.limit_per_buyer IS NULL`,
      range,
    ),
  );
  await knex.schema.dropTable('order_items');
}

export async function down(knex: Knex): Promise<void> {
  await knex.schema.raw(orderItems);
  if (!(await knex.schema.hasColumn('orders', 'items'))) return;
  // As many as an event lets into an order since; a later step back has refused what is too long by now.
  const inserts = Array.from({ length: 50 }, (_, n) => {
    const at = (field: number): string => `JSON_UNQUOTE(JSON_EXTRACT(items, '$[${n}][${field}]'))`;
    return `INSERT IGNORE INTO order_items (order_id, seat, label, price_cents)
            SELECT id, ${at(0)}, ${at(1)}, ${at(2)} FROM orders WHERE id > ? AND id <= ? AND JSON_LENGTH(items) > ${n}`;
  });
  await inSteps(knex, { table: 'orders', key: 'id' }, async (range) => {
    const [[longest]] = (await knex.raw(
      'SELECT MAX(JSON_LENGTH(items)) AS items FROM orders WHERE id > ? AND id <= ?',
      range,
    )) as [{ items: number }[]];
    for (const insert of inserts.slice(0, longest?.items)) await knex.raw(insert, range);
  });
  await inSteps(knex, { table: 'seat_claims', key: 'event_id' }, (range) =>
    knex.raw(
      `INSERT IGNORE INTO buyer_seats (event_id, buyer_id, seats, at_most)
       SELECT c.event_id, o.buyer_id, COUNT(*), NULL FROM seat_claims c JOIN orders o ON o.id = c.order_id
       WHERE c.event_id > ? AND c.event_id <= ? GROUP BY c.event_id, o.buyer_id`,
      range,
    ),
  );
  await knex.schema.raw('ALTER TABLE orders DROP COLUMN items');
}
