/**
 * When a sale ends, when the doors open, until when orders may be cancelled; where there is more to see of an event. And an order's
 * items take more room: an event may let 50 seats into one order, at up to 48 characters each.
 */
import type { Knex } from 'knex';
import { ASCII } from '../messages.ts';

const columns = {
  off_sale_at: 'DATETIME(3) NULL',
  doors_at: 'DATETIME(3) NULL',
  cancel_until: 'DATETIME(3) NULL',
  url: `VARCHAR(2048) ${ASCII} NULL`,
  image_url: `VARCHAR(2048) ${ASCII} NULL`,
};

export async function up(knex: Knex): Promise<void> {
  for (const [name, type] of Object.entries(columns))
    if (!(await knex.schema.hasColumn('events', name)))
      await knex.schema.raw(`ALTER TABLE events ADD COLUMN ${name} ${type}`);
  // Longer within what takes two bytes for its length: neither server writes the table anew.
  await knex.schema.raw(`ALTER TABLE orders MODIFY COLUMN items VARCHAR(4000) ${ASCII} NOT NULL`);
}

/** @throws what the server says of an order that does not fit any more: cutting it would lose seats */
export async function down(knex: Knex): Promise<void> {
  await knex.schema.raw(`ALTER TABLE orders MODIFY COLUMN items VARCHAR(1000) ${ASCII} NOT NULL`);
  for (const name of Object.keys(columns))
    if (await knex.schema.hasColumn('events', name)) await knex.schema.raw(`ALTER TABLE events DROP COLUMN ${name}`);
}
