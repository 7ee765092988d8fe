/**
 * Listings know on which day of the calendar an event begins and ends where it takes place. Those of before know it after `npm run
 * reindex`; until then, and of functions of the release before, their days are those of UTC.
 */
import type { Knex } from 'knex';

export async function up(knex: Knex): Promise<void> {
  if (await knex.schema.hasColumn('listings', 'starts_on')) return;
  await knex.schema.raw('ALTER TABLE listings ADD COLUMN starts_on DATE NULL, ADD COLUMN ends_on DATE NULL');
}

export async function down(knex: Knex): Promise<void> {
  if (!(await knex.schema.hasColumn('listings', 'starts_on'))) return;
  await knex.schema.raw('ALTER TABLE listings DROP COLUMN starts_on, DROP COLUMN ends_on');
}
