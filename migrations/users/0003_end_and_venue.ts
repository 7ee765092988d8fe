/** Order records show when an event ends and where it is. What was recorded before says so once `npm run reindex` has read it, or its event is changed. */
import type { Knex } from 'knex';

const columns = { ends_at: 'DATETIME(3) NULL', venue: 'TEXT NULL' };

export async function up(knex: Knex): Promise<void> {
  for (const [name, type] of Object.entries(columns))
    if (!(await knex.schema.hasColumn('event_facts', name)))
      await knex.schema.raw(`ALTER TABLE event_facts ADD COLUMN ${name} ${type}`);
}

export async function down(knex: Knex): Promise<void> {
  for (const name of Object.keys(columns))
    if (await knex.schema.hasColumn('event_facts', name))
      await knex.schema.raw(`ALTER TABLE event_facts DROP COLUMN ${name}`);
}
