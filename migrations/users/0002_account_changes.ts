/**
 * Accounts change, move to other e-mail addresses and are closed. Whose an e-mail address is stands in the shard of its hash
 * (`email_claims`), which need not be the shard of the account any more.
 */
import type { Knex } from 'knex';
import { inSteps } from '../in-steps.ts';
import { ASCII, TABLE, TEXT } from '../messages.ts';

export const config = { transaction: false };

const columns = {
  // Grows with every change that its holder makes.
  version: 'INT UNSIGNED NOT NULL DEFAULT 1',
  // Grows whenever an e-mail address is changed or denied: a change under way that began before is over.
  email_epoch: 'INT UNSIGNED NOT NULL DEFAULT 1',
  email_verified_at: 'DATETIME(3) NULL',
  updated_at: 'DATETIME(3) NULL',
};

const tables = {
  // One row an address, in the shard of its hash: the key decides who has it. True only while that account names it as its own.
  email_claims: `CREATE TABLE IF NOT EXISTS email_claims (
    email VARCHAR(254) ${TEXT} NOT NULL,
    user_id VARCHAR(34) ${ASCII} NOT NULL,
    token CHAR(26) ${ASCII} NOT NULL,
    is_settled TINYINT NOT NULL,
    claimed_at DATETIME(3) NOT NULL,
    PRIMARY KEY (email),
    KEY unsettled (is_settled, claimed_at)
  ) ${TABLE}`,
  // What is still to be done elsewhere after a change was committed; a row goes when it is done.
  follow_ups: `CREATE TABLE IF NOT EXISTS follow_ups (
    id CHAR(26) ${ASCII} NOT NULL,
    work MEDIUMTEXT NOT NULL,
    created_at DATETIME(3) NOT NULL,
    PRIMARY KEY (id)
  ) ${TABLE}`,
  // Accounts that were closed, without anything that tells whose they were.
  closed_accounts: `CREATE TABLE IF NOT EXISTS closed_accounts (
    user_id VARCHAR(34) ${ASCII} NOT NULL,
    closed_at DATETIME(3) NOT NULL,
    PRIMARY KEY (user_id)
  ) ${TABLE}`,
  // What is sent by mail, to be presented once: known by its hash, good for one purpose and one address.
  mail_tokens: `CREATE TABLE IF NOT EXISTS mail_tokens (
    hash BINARY(32) NOT NULL,
    user_id VARCHAR(34) ${ASCII} NOT NULL,
    purpose VARCHAR(16) ${ASCII} NOT NULL,
    email VARCHAR(254) ${TEXT} NOT NULL,
    expires_at DATETIME(3) NOT NULL,
    PRIMARY KEY (hash),
    KEY user_id (user_id, purpose),
    KEY expires_at (expires_at)
  ) ${TABLE}`,
};

export async function up(knex: Knex): Promise<void> {
  for (const [name, definition] of Object.entries(columns))
    if (!(await knex.schema.hasColumn('users', name)))
      await knex.schema.raw(`ALTER TABLE users ADD COLUMN ${name} ${definition}`);
  for (const ddl of Object.values(tables)) await knex.schema.raw(ddl);
  // So far every account is in the shard of its e-mail address. The rest of an id is a ULID, as unique as a token has to be.
  await inSteps(knex, { table: 'users', key: 'id' }, (range) =>
    knex.raw(
      `INSERT IGNORE INTO email_claims (email, user_id, token, is_settled, claimed_at)
       SELECT email, id, SUBSTRING(id, 9), 1, created_at FROM users WHERE id > ? AND id <= ?`,
      range,
    ),
  );
}

export async function down(knex: Knex): Promise<void> {
  for (const table of Object.keys(tables).toReversed()) await knex.schema.dropTableIfExists(table);
  for (const name of Object.keys(columns))
    if (await knex.schema.hasColumn('users', name)) await knex.schema.raw(`ALTER TABLE users DROP COLUMN ${name}`);
}
