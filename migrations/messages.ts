/**
 * Tables of every kind of database that events go through; and what all of them are made of. Tables are made IF NOT EXISTS:
 * DDL is not undone by a rollback, so a migration that was killed half-way is run again.
 */

/** Ids, codes and hashes are ASCII and compared byte by byte. */
export const ASCII = 'CHARACTER SET ascii COLLATE ascii_bin';

/** Text that people wrote, compared byte by byte. */
export const TEXT = 'CHARACTER SET utf8mb4 COLLATE utf8mb4_bin';

/** Text that people search: neither case nor accents matter. Spoken by MySQL 8 and MariaDB alike. */
export const SEARCHED = 'CHARACTER SET utf8mb4 COLLATE utf8mb4_unicode_ci';

/** Every table's engine and default character set. */
export const TABLE = 'ENGINE = InnoDB DEFAULT CHARACTER SET utf8mb4 COLLATE utf8mb4_bin';

/** Events on their way out: written with the change they report, deleted once the broker has them. */
export const outbox = `CREATE TABLE IF NOT EXISTS outbox (
  event_id CHAR(26) ${ASCII} NOT NULL,
  type VARCHAR(64) ${ASCII} NOT NULL,
  subject VARCHAR(64) ${ASCII} NOT NULL,
  slot SMALLINT UNSIGNED NOT NULL,
  time DATETIME(3) NOT NULL,
  traceparent CHAR(55) ${ASCII} NOT NULL,
  data MEDIUMTEXT NOT NULL,
  PRIMARY KEY (event_id)
) ${TABLE}`;

/** Events that took effect here: a second delivery finds its row. */
export const inbox = `CREATE TABLE IF NOT EXISTS inbox (
  source VARCHAR(128) ${ASCII} NOT NULL,
  event_id VARCHAR(64) ${ASCII} NOT NULL,
  received_at DATETIME(3) NOT NULL DEFAULT CURRENT_TIMESTAMP(3),
  PRIMARY KEY (source, event_id),
  KEY received_at (received_at)
) ${TABLE}`;

/** Events that could not be handled, as they came. */
export const deadLetters = `CREATE TABLE IF NOT EXISTS dead_letters (
  source VARCHAR(255) NOT NULL,
  event_id VARCHAR(255) NOT NULL,
  type VARCHAR(255) NOT NULL,
  reason VARCHAR(1000) NOT NULL,
  event MEDIUMTEXT NOT NULL,
  received_at DATETIME(3) NOT NULL DEFAULT CURRENT_TIMESTAMP(3),
  PRIMARY KEY (source, event_id)
) ${TABLE}`;
