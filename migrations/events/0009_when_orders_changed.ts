/** When seats of an order were cancelled last: NULL where none ever was, or it was before this column. */
import type { Knex } from 'knex';

export async function up(knex: Knex): Promise<void> {
  if (!(await knex.schema.hasColumn('orders', 'updated_at')))
    await knex.schema.raw('ALTER TABLE orders ADD COLUMN updated_at DATETIME(3) NULL');
}

export async function down(knex: Knex): Promise<void> {
  if (await knex.schema.hasColumn('orders', 'updated_at'))
    await knex.schema.raw('ALTER TABLE orders DROP COLUMN updated_at');
}
