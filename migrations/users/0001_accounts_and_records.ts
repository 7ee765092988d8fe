/** Accounts, their sessions, and their order records. */
import type { Knex } from 'knex';
import { ASCII, deadLetters, inbox, outbox, TABLE, TEXT } from '../messages.ts';

const tables = {
  users: `CREATE TABLE IF NOT EXISTS users (
    id VARCHAR(34) ${ASCII} NOT NULL,
    email VARCHAR(254) ${TEXT} NOT NULL,
    name VARCHAR(80) NOT NULL,
    password_hash VARCHAR(128) ${ASCII} NOT NULL,
    created_at DATETIME(3) NOT NULL,
    PRIMARY KEY (id),
    UNIQUE KEY email (email)
  ) ${TABLE}`,
  // A session is a family of refresh tokens: reuse of an old one ends the whole family.
  sessions: `CREATE TABLE IF NOT EXISTS sessions (
    id VARCHAR(34) ${ASCII} NOT NULL,
    user_id VARCHAR(34) ${ASCII} NOT NULL,
    created_at DATETIME(3) NOT NULL,
    expires_at DATETIME(3) NOT NULL,
    revoked_at DATETIME(3) NULL,
    PRIMARY KEY (id),
    KEY user_id (user_id),
    KEY expires_at (expires_at)
  ) ${TABLE}`,
  refresh_tokens: `CREATE TABLE IF NOT EXISTS refresh_tokens (
    hash BINARY(32) NOT NULL,
    session_id VARCHAR(34) ${ASCII} NOT NULL,
    issued_at DATETIME(3) NOT NULL,
    expires_at DATETIME(3) NOT NULL,
    used_at DATETIME(3) NULL,
    PRIMARY KEY (hash),
    KEY session_id (session_id)
  ) ${TABLE}`,
  order_records: `CREATE TABLE IF NOT EXISTS order_records (
    user_id VARCHAR(34) ${ASCII} NOT NULL,
    order_id VARCHAR(34) ${ASCII} NOT NULL,
    event_id VARCHAR(34) ${ASCII} NOT NULL,
    version INT UNSIGNED NOT NULL,
    status VARCHAR(16) ${ASCII} NOT NULL,
    items MEDIUMTEXT NOT NULL,
    total_cents BIGINT NOT NULL,
    currency CHAR(3) ${ASCII} NOT NULL,
    created_at DATETIME(3) NOT NULL,
    cancelled_at DATETIME(3) NULL,
    PRIMARY KEY (user_id, order_id),
    KEY by_age (user_id, created_at, order_id)
  ) ${TABLE}`,
  // What records show of an event; newer versions replace older ones in whatever order they arrive.
  event_facts: `CREATE TABLE IF NOT EXISTS event_facts (
    event_id VARCHAR(34) ${ASCII} NOT NULL,
    version INT UNSIGNED NOT NULL,
    title VARCHAR(200) NOT NULL,
    starts_at DATETIME(3) NOT NULL,
    PRIMARY KEY (event_id)
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
