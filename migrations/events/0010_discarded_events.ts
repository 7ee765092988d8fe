/**
 * Drafts that were thrown away, by id alone: whoever uses an id of his choice again gets a higher version, for consumers believe the
 * highest.
 */
import type { Knex } from 'knex';
import { ASCII, TABLE } from '../messages.ts';

export async function up(knex: Knex): Promise<void> {
  await knex.schema.raw(`CREATE TABLE IF NOT EXISTS discarded_events (
    event_id VARCHAR(34) ${ASCII} NOT NULL,
    version INT UNSIGNED NOT NULL,
    PRIMARY KEY (event_id)
  ) ${TABLE}`);
}

export async function down(knex: Knex): Promise<void> {
  await knex.schema.dropTableIfExists('discarded_events');
}
