/** Whose an event is: an organizer with events to come does not close the account. Those of older listings are set by a reindex. */
import type { Knex } from 'knex';
import { ASCII } from '../messages.ts';

export async function up(knex: Knex): Promise<void> {
  if (await knex.schema.hasColumn('listings', 'organizer_id')) return;
  await knex.schema.raw(
    `ALTER TABLE listings ADD COLUMN organizer_id VARCHAR(34) ${ASCII} NULL, ADD KEY by_organizer (organizer_id, starts_at)`,
  );
}

export async function down(knex: Knex): Promise<void> {
  if (!(await knex.schema.hasColumn('listings', 'organizer_id'))) return;
  await knex.schema.raw('ALTER TABLE listings DROP KEY by_organizer, DROP COLUMN organizer_id');
}
