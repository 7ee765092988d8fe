/**
 * Blocks: seats that the organizer takes off sale. What decides is the same as for a sale: a row in `seat_claims`, with the
 * block's id where an order's would stand.
 */
import type { Knex } from 'knex';
import { ASCII, TABLE } from '../messages.ts';

const tables = {
  blocks: `CREATE TABLE IF NOT EXISTS blocks (
    id VARCHAR(34) ${ASCII} NOT NULL,
    event_id VARCHAR(34) ${ASCII} NOT NULL,
    idempotency_key VARCHAR(128) ${ASCII} NOT NULL,
    fingerprint BINARY(32) NOT NULL,
    note VARCHAR(200) NULL,
    created_at DATETIME(3) NOT NULL,
    PRIMARY KEY (id),
    UNIQUE KEY once (event_id, idempotency_key),
    KEY newest (event_id, created_at, id)
  ) ${TABLE}`,
  // Kept when seats are released and their claims are gone.
  block_seats: `CREATE TABLE IF NOT EXISTS block_seats (
    block_id VARCHAR(34) ${ASCII} NOT NULL,
    seat INT UNSIGNED NOT NULL,
    label VARCHAR(24) ${ASCII} NOT NULL,
    released_at DATETIME(3) NULL,
    PRIMARY KEY (block_id, seat)
  ) ${TABLE}`,
};

export async function up(knex: Knex): Promise<void> {
  for (const ddl of Object.values(tables)) await knex.schema.raw(ddl);
}

export async function down(knex: Knex): Promise<void> {
  for (const table of Object.keys(tables).toReversed()) await knex.schema.dropTableIfExists(table);
}
