/** Events with their charts, and what decides about seats: claims, orders, and the outbox events that report them. */
import type { Knex } from 'knex';
import { ASCII, deadLetters, inbox, outbox, TABLE } from '../messages.ts';

const tables = {
  events: `CREATE TABLE IF NOT EXISTS events (
    id VARCHAR(34) ${ASCII} NOT NULL,
    version INT UNSIGNED NOT NULL,
    status VARCHAR(16) ${ASCII} NOT NULL,
    organizer_id VARCHAR(34) ${ASCII} NOT NULL,
    fingerprint BINARY(32) NOT NULL,
    title VARCHAR(200) NOT NULL,
    description TEXT NOT NULL,
    category VARCHAR(40) NOT NULL,
    starts_at DATETIME(3) NOT NULL,
    ends_at DATETIME(3) NOT NULL,
    on_sale_at DATETIME(3) NULL,
    currency CHAR(3) ${ASCII} NOT NULL,
    limit_per_order SMALLINT UNSIGNED NOT NULL,
    limit_per_buyer SMALLINT UNSIGNED NULL,
    venue TEXT NOT NULL,
    price_categories TEXT NOT NULL,
    chart MEDIUMTEXT NOT NULL,
    chart_version INT UNSIGNED NOT NULL,
    seats_total INT UNSIGNED NOT NULL,
    created_at DATETIME(3) NOT NULL,
    updated_at DATETIME(3) NOT NULL,
    PRIMARY KEY (id),
    KEY organizer_id (organizer_id, created_at)
  ) ${TABLE}`,
  // The last word on who has a seat: one row a sold seat, and the key lets there be no second.
  seat_claims: `CREATE TABLE IF NOT EXISTS seat_claims (
    event_id VARCHAR(34) ${ASCII} NOT NULL,
    seat INT UNSIGNED NOT NULL,
    order_id VARCHAR(34) ${ASCII} NOT NULL,
    PRIMARY KEY (event_id, seat)
  ) ${TABLE}`,
  orders: `CREATE TABLE IF NOT EXISTS orders (
    id VARCHAR(34) ${ASCII} NOT NULL,
    event_id VARCHAR(34) ${ASCII} NOT NULL,
    buyer_id VARCHAR(34) ${ASCII} NOT NULL,
    idempotency_key VARCHAR(128) ${ASCII} NOT NULL,
    fingerprint BINARY(32) NOT NULL,
    version INT UNSIGNED NOT NULL,
    status VARCHAR(16) ${ASCII} NOT NULL,
    total_cents BIGINT NOT NULL,
    currency CHAR(3) ${ASCII} NOT NULL,
    created_at DATETIME(3) NOT NULL,
    cancelled_at DATETIME(3) NULL,
    PRIMARY KEY (id),
    UNIQUE KEY once (event_id, buyer_id, idempotency_key),
    KEY by_status (event_id, status)
  ) ${TABLE}`,
  // Kept when the order is cancelled and its claims are gone. The label is what the buyer was shown.
  order_items: `CREATE TABLE IF NOT EXISTS order_items (
    order_id VARCHAR(34) ${ASCII} NOT NULL,
    seat INT UNSIGNED NOT NULL,
    label VARCHAR(24) ${ASCII} NOT NULL,
    price_cents INT UNSIGNED NOT NULL,
    PRIMARY KEY (order_id, seat)
  ) ${TABLE}`,
  // How many seats of an event a buyer has: the row that a limit per buyer is decided on, by the server itself.
  buyer_seats: `CREATE TABLE IF NOT EXISTS buyer_seats (
    event_id VARCHAR(34) ${ASCII} NOT NULL,
    buyer_id VARCHAR(34) ${ASCII} NOT NULL,
    seats INT NOT NULL,
    at_most INT NULL,
    PRIMARY KEY (event_id, buyer_id),
    CONSTRAINT within_limit CHECK (at_most IS NULL OR seats <= at_most)
  ) ${TABLE}`,
  // The figure that browsing shows, with a version that grows at each sale and cancellation.
  sales: `CREATE TABLE IF NOT EXISTS sales (
    event_id VARCHAR(34) ${ASCII} NOT NULL,
    version BIGINT UNSIGNED NOT NULL,
    sold INT NOT NULL,
    PRIMARY KEY (event_id)
  ) ${TABLE}`,
  // Orders whose word did not get through to Redis: the state of their seats there is to be set right.
  seat_repairs: `CREATE TABLE IF NOT EXISTS seat_repairs (
    order_id VARCHAR(34) ${ASCII} NOT NULL,
    event_id VARCHAR(34) ${ASCII} NOT NULL,
    PRIMARY KEY (order_id)
  ) ${TABLE}`,
  outbox,
  inbox,
  dead_letters: deadLetters,
};

export async function up(knex: Knex): Promise<void> {
  for (const ddl of Object.values(tables)) await knex.schema.raw(ddl);
}

export async function down(knex: Knex): Promise<void> {
  for (const table of Object.keys(tables).toReversed()) await knex.schema.dropTableIfExists(table);
}
