/**
 * An order's items move into its own row: they are written with it, never changed, and read with it alone, so that rows of
 * their own were a third of what an order writes, for nothing. And `buyer_seats` is kept only of events with a limit per buyer.
 */
import type { Knex } from 'knex';
import { ASCII, TABLE } from '../messages.ts';

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
  await knex.raw(
    `UPDATE orders o JOIN (
       SELECT order_id, CONCAT('[', GROUP_CONCAT(JSON_ARRAY(seat, label, price_cents) ORDER BY seat), ']') AS items
       FROM order_items GROUP BY order_id) i ON i.order_id = o.id
     SET o.items = i.items`,
  );
  await knex.schema.raw(
    'DELETE FROM buyer_seats WHERE event_id IN (SELECT id FROM events WHERE limit_per_buyer IS NULL)',
  );
  await knex.schema.dropTable('order_items');
}

export async function down(knex: Knex): Promise<void> {
  await knex.schema.raw(orderItems);
  if (!(await knex.schema.hasColumn('orders', 'items'))) return;
  // As many as an event lets into an order since; a later step back has refused what is too long by now.
  const items = Array.from({ length: 50 }, (_, n) => {
    const at = (field: number): string => `JSON_UNQUOTE(JSON_EXTRACT(items, '$[${n}][${field}]'))`;
    return `SELECT id, ${at(0)}, ${at(1)}, ${at(2)} FROM orders WHERE JSON_LENGTH(items) > ${n}`;
  });
  for (const select of items)
    await knex.schema.raw(`INSERT IGNORE INTO order_items (order_id, seat, label, price_cents) ${select}`);
  await knex.schema.raw(
    `INSERT IGNORE INTO buyer_seats (event_id, buyer_id, seats, at_most)
     SELECT c.event_id, o.buyer_id, COUNT(*), NULL FROM seat_claims c JOIN orders o ON o.id = c.order_id GROUP BY c.event_id, o.buyer_id`,
  );
  await knex.schema.raw('ALTER TABLE orders DROP COLUMN items');
}
