/** An event may ask for accounts that have been open for so long: those that a hoarder opens for it are new. */
import type { Knex } from 'knex';

export async function up(knex: Knex): Promise<void> {
  if (!(await knex.schema.hasColumn('events', 'min_account_age_minutes')))
    await knex.schema.raw('ALTER TABLE events ADD COLUMN min_account_age_minutes MEDIUMINT UNSIGNED NULL');
}

export async function down(knex: Knex): Promise<void> {
  if (await knex.schema.hasColumn('events', 'min_account_age_minutes'))
    await knex.schema.raw('ALTER TABLE events DROP COLUMN min_account_age_minutes');
}
