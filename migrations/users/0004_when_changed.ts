/**
 * When an order was changed last, and its event: the calendar entry of an order is as new as the later of the two. Of what was recorded
 * before, events have it after `npm run reindex`; for orders their end or beginning stands.
 */
import type { Knex } from 'knex';

const tables = ['order_records', 'event_facts'];

export async function up(knex: Knex): Promise<void> {
  for (const table of tables)
    if (!(await knex.schema.hasColumn(table, 'updated_at')))
      await knex.schema.raw(`ALTER TABLE ${table} ADD COLUMN updated_at DATETIME(3) NULL`);
}

export async function down(knex: Knex): Promise<void> {
  for (const table of tables)
    if (await knex.schema.hasColumn(table, 'updated_at'))
      await knex.schema.raw(`ALTER TABLE ${table} DROP COLUMN updated_at`);
}
