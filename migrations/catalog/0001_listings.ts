/** The browse index: one row an event, found by date, place, category and words. */
import type { Knex } from 'knex';
import { ASCII, deadLetters, inbox, SEARCHED, TABLE } from '../messages.ts';

const tables = {
  listings: `CREATE TABLE IF NOT EXISTS listings (
    event_id VARCHAR(34) ${ASCII} NOT NULL,
    version INT UNSIGNED NOT NULL,
    status VARCHAR(16) ${ASCII} NOT NULL,
    title VARCHAR(200) NOT NULL,
    category VARCHAR(40) ${SEARCHED} NOT NULL,
    city VARCHAR(80) ${SEARCHED} NOT NULL,
    country VARCHAR(80) ${SEARCHED} NOT NULL,
    starts_at DATETIME(3) NOT NULL,
    ends_at DATETIME(3) NOT NULL,
    lasts_seconds BIGINT GENERATED ALWAYS AS (TIMESTAMPDIFF(SECOND, starts_at, ends_at)) STORED,
    price_from_cents INT UNSIGNED NOT NULL,
    currency CHAR(3) ${ASCII} NOT NULL,
    seats_total INT UNSIGNED NOT NULL,
    words MEDIUMTEXT ${SEARCHED} NOT NULL,
    PRIMARY KEY (event_id),
    KEY by_start (starts_at, event_id),
    KEY by_end (ends_at),
    KEY by_length (lasts_seconds),
    KEY by_city (city, starts_at),
    KEY by_category (category, starts_at),
    FULLTEXT KEY words (words)
  ) ${TABLE}`,
  // Apart from the listing: sales may be heard of before the event is.
  listing_sales: `CREATE TABLE IF NOT EXISTS listing_sales (
    event_id VARCHAR(34) ${ASCII} NOT NULL,
    version BIGINT UNSIGNED NOT NULL,
    seats_sold INT UNSIGNED NOT NULL,
    PRIMARY KEY (event_id)
  ) ${TABLE}`,
  inbox,
  dead_letters: deadLetters,
};

export async function up(knex: Knex): Promise<void> {
  for (const ddl of Object.values(tables)) await knex.schema.raw(ddl);
}

export async function down(knex: Knex): Promise<void> {
  for (const table of Object.keys(tables).toReversed()) await knex.schema.dropTableIfExists(table);
}
