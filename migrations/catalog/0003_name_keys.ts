/**
 * Cities and categories get keys, by which all ways to write a name find it (`functions/event-global/name-keys.ts`). Until `npm run reindex` has
 * made the keys of what is listed already, and for functions of the release before, which know of none, a name stands in place of its
 * key, and is compared as before: without case and accents.
 */
import type { Knex } from 'knex';
import { SEARCHED, TEXT } from '../messages.ts';

const columns = {
  city_key: `VARCHAR(191) ${SEARCHED} NOT NULL DEFAULT (city)`,
  city_spelled: `VARCHAR(191) ${TEXT} NULL`,
  category_key: `VARCHAR(191) ${SEARCHED} NOT NULL DEFAULT (category)`,
  category_spelled: `VARCHAR(191) ${TEXT} NULL`,
};

export async function up(knex: Knex): Promise<void> {
  if (await knex.schema.hasColumn('listings', 'city_key')) return;
  // One statement, for the table is copied either way: its full-text index lets no column be added in place.
  await knex.schema.raw(
    `ALTER TABLE listings ${Object.entries(columns)
      .map(([name, definition]) => `ADD COLUMN ${name} ${definition}`)
      .join(', ')},
     ADD KEY by_city_key (city_key, starts_at), ADD KEY by_category_key (category_key, starts_at)`,
  );
}

export async function down(knex: Knex): Promise<void> {
  if (!(await knex.schema.hasColumn('listings', 'city_key'))) return;
  await knex.schema.raw(
    `ALTER TABLE listings DROP KEY by_city_key, DROP KEY by_category_key, ${Object.keys(columns)
      .map((name) => `DROP COLUMN ${name}`)
      .join(', ')}`,
  );
}
