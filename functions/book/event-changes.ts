/** What book does when it hears that an event was changed or cancelled. */
import { Unreadable } from '../shared/messages/dead-letter-box.ts';
import type { Context } from './context.ts';
import { readVersion } from './store.ts';

/**
 * Forgets what was known of the event, and lets Redis know its version: the one that its shard has, not the one that was said,
 * for a wrong one would make every order of the event wait for a version that never comes.
 * @throws Unreadable for an event that the shard does not know, or knows no such version of
 */
export async function eventChanged(context: Context, said: { eventId: string; version: number }): Promise<void> {
  const { pool } = await context.databases.found(said.eventId);
  const version = await readVersion(pool, said.eventId);
  if (version === undefined) throw new Unreadable(`there is no event ${said.eventId}`);
  if (version < said.version)
    throw new Unreadable(`version: ${said.version} of ${said.eventId}, which is at ${version}`);
  context.eventsOnSale.forget(said.eventId);
  await context.news.tell(said.eventId, version);
}
