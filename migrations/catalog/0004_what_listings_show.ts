/** Listings show the venue, when the sale begins and ends, and a picture. Those of before have it after `npm run reindex`. */
import type { Knex } from 'knex';
import { ASCII } from '../messages.ts';

const columns = {
  venue: 'TEXT NULL',
  on_sale_at: 'DATETIME(3) NULL',
  off_sale_at: 'DATETIME(3) NULL',
  doors_at: 'DATETIME(3) NULL',
  url: `VARCHAR(2048) ${ASCII} NULL`,
  image_url: `VARCHAR(2048) ${ASCII} NULL`,
};

export async function up(knex: Knex): Promise<void> {
  for (const [name, type] of Object.entries(columns))
    if (!(await knex.schema.hasColumn('listings', name)))
      await knex.schema.raw(`ALTER TABLE listings ADD COLUMN ${name} ${type}`);
}

export async function down(knex: Knex): Promise<void> {
  for (const name of Object.keys(columns))
    if (await knex.schema.hasColumn('listings', name))
      await knex.schema.raw(`ALTER TABLE listings DROP COLUMN ${name}`);
}
