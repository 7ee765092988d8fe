/** Until when the buyer of an order may cancel it, as it was when he bought; NULL: until the event ends, as it was of all orders so far. */
import type { Knex } from 'knex';

export async function up(knex: Knex): Promise<void> {
  if (!(await knex.schema.hasColumn('orders', 'cancel_until')))
    await knex.schema.raw('ALTER TABLE orders ADD COLUMN cancel_until DATETIME(3) NULL');
}

export async function down(knex: Knex): Promise<void> {
  if (await knex.schema.hasColumn('orders', 'cancel_until'))
    await knex.schema.raw('ALTER TABLE orders DROP COLUMN cancel_until');
}
