/**
 * Which slots, and which events, are on another shard: `elsewhere` names it, NULL means here. A slot's row is locked by whoever writes a new event into
 * it, an event's by whoever decides anything about it, so that none of them commits once it is another's. `mover` is the run that is bringing a
 * slot here: no other writes its rows.
 */
import type { Knex } from 'knex';
import { ASCII, TABLE } from '../messages.ts';

const SLOTS = 4_096;

export async function up(knex: Knex): Promise<void> {
  await knex.schema.raw(`CREATE TABLE IF NOT EXISTS slots (
    slot SMALLINT UNSIGNED NOT NULL,
    elsewhere VARCHAR(12) ${ASCII} NULL,
    mover CHAR(26) ${ASCII} NULL,
    PRIMARY KEY (slot)
  ) ${TABLE}`);
  // All of them, for a row that is not there cannot be locked.
  const values = Array.from({ length: SLOTS }, (_, slot) => `(${slot})`).join(',');
  await knex.schema.raw(`INSERT IGNORE INTO slots (slot) VALUES ${values}`);
  if (!(await knex.schema.hasColumn('events', 'elsewhere')))
    await knex.schema.raw(`ALTER TABLE events ADD COLUMN elsewhere VARCHAR(12) ${ASCII} NULL`);
}

export async function down(knex: Knex): Promise<void> {
  if (await knex.schema.hasColumn('events', 'elsewhere'))
    await knex.schema.raw('ALTER TABLE events DROP COLUMN elsewhere');
  await knex.schema.dropTableIfExists('slots');
}
