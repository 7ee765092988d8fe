/** When an event was changed last: calendars that subscribe to listings go by it. Those of before have it after `npm run reindex`. */
import type { Knex } from 'knex';

export async function up(knex: Knex): Promise<void> {
  if (!(await knex.schema.hasColumn('listings', 'updated_at')))
    await knex.schema.raw('ALTER TABLE listings ADD COLUMN updated_at DATETIME(3) NULL');
}

export async function down(knex: Knex): Promise<void> {
  if (await knex.schema.hasColumn('listings', 'updated_at'))
    await knex.schema.raw('ALTER TABLE listings DROP COLUMN updated_at');
}
