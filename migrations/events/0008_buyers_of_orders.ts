/**
 * An order says what its buyer was called as he bought, for the organizer alone: without an index of its own, since the orders of one
 * event are found by that of their status, and those of one buyer event by event.
 */
import type { Knex } from 'knex';
import { TEXT } from '../messages.ts';

const columns = {
  buyer_name: `VARCHAR(80) ${TEXT} NULL`,
  buyer_email: `VARCHAR(254) ${TEXT} NULL`,
  // Both folded, as they are searched: a folding may be longer than what it is of.
  buyer_words: `VARCHAR(1000) ${TEXT} NULL`,
};

export async function up(knex: Knex): Promise<void> {
  for (const [name, type] of Object.entries(columns))
    if (!(await knex.schema.hasColumn('orders', name)))
      await knex.schema.raw(`ALTER TABLE orders ADD COLUMN ${name} ${type}`);
  // Those who closed their accounts a while ago are looked for.
  const [indexes] = (await knex.raw("SHOW INDEX FROM closed_organizers WHERE Key_name = 'closed_at'")) as [unknown[]];
  if (indexes.length === 0) await knex.schema.raw('ALTER TABLE closed_organizers ADD KEY closed_at (closed_at)');
}

export async function down(knex: Knex): Promise<void> {
  for (const name of Object.keys(columns))
    if (await knex.schema.hasColumn('orders', name)) await knex.schema.raw(`ALTER TABLE orders DROP COLUMN ${name}`);
  const [indexes] = (await knex.raw("SHOW INDEX FROM closed_organizers WHERE Key_name = 'closed_at'")) as [unknown[]];
  if (indexes.length > 0) await knex.schema.raw('ALTER TABLE closed_organizers DROP KEY closed_at');
}
