/** Whose account is closed: nobody publishes for them any more, whatever token he still has. */
import type { Knex } from 'knex';
import { ASCII, TABLE } from '../messages.ts';

export async function up(knex: Knex): Promise<void> {
  await knex.schema.raw(`CREATE TABLE IF NOT EXISTS closed_organizers (
    user_id VARCHAR(34) ${ASCII} NOT NULL,
    closed_at DATETIME(3) NOT NULL,
    PRIMARY KEY (user_id)
  ) ${TABLE}`);
}

export async function down(knex: Knex): Promise<void> {
  await knex.schema.dropTableIfExists('closed_organizers');
}
