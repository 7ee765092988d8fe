/** Which sales begin soon is asked every five minutes (functions/warm): by an index, whatever a shard has of events. */
import type { Knex } from 'knex';

export async function up(knex: Knex): Promise<void> {
  if (!(await hasIndex(knex))) await knex.schema.raw('ALTER TABLE events ADD KEY by_on_sale (status, on_sale_at)');
}

export async function down(knex: Knex): Promise<void> {
  if (await hasIndex(knex)) await knex.schema.raw('ALTER TABLE events DROP KEY by_on_sale');
}

async function hasIndex(knex: Knex): Promise<boolean> {
  const [indexes] = (await knex.raw("SHOW INDEX FROM events WHERE Key_name = 'by_on_sale'")) as [unknown[]];
  return indexes.length > 0;
}
