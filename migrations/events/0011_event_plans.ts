/**
 * Where the seats of an event lie. Apart from the event, which is read by whoever sells: there stands only since which version of it the plan
 * is as it is, 0 without one.
 */
import type { Knex } from 'knex';
import { ASCII, TABLE } from '../messages.ts';

export async function up(knex: Knex): Promise<void> {
  await knex.schema.raw(`CREATE TABLE IF NOT EXISTS event_plans (
    event_id VARCHAR(34) ${ASCII} NOT NULL,
    version INT UNSIGNED NOT NULL,
    plan MEDIUMTEXT NOT NULL,
    PRIMARY KEY (event_id)
  ) ${TABLE}`);
  if (!(await knex.schema.hasColumn('events', 'plan_version')))
    await knex.schema.raw('ALTER TABLE events ADD COLUMN plan_version INT UNSIGNED NOT NULL DEFAULT 0');
}

export async function down(knex: Knex): Promise<void> {
  if (await knex.schema.hasColumn('events', 'plan_version'))
    await knex.schema.raw('ALTER TABLE events DROP COLUMN plan_version');
  await knex.schema.dropTableIfExists('event_plans');
}
