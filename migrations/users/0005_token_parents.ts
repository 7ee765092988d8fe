/**
 * From which refresh token each one came: the one before is good for a moment longer, while none that came from it was used. Tokens of before have
 * none, and are as strict as they were.
 */
import type { Knex } from 'knex';

export async function up(knex: Knex): Promise<void> {
  if (!(await knex.schema.hasColumn('refresh_tokens', 'parent_hash')))
    await knex.schema.raw(
      'ALTER TABLE refresh_tokens ADD COLUMN parent_hash BINARY(32) NULL, ADD KEY parent_hash (parent_hash)',
    );
}

export async function down(knex: Knex): Promise<void> {
  if (await knex.schema.hasColumn('refresh_tokens', 'parent_hash'))
    await knex.schema.raw('ALTER TABLE refresh_tokens DROP KEY parent_hash, DROP COLUMN parent_hash');
}
