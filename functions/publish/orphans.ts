/**
 * What orders say of a buyer who has closed the account is forgotten. And events whose organizer has closed the account: Account asks the browse index before it closes one; what that did not know yet, and
 * what is being published meanwhile, is found here, in the events shards themselves, and cancelled.
 */
import { forgetBuyer } from '../shared/event/buyer-words.ts';
import type { Received } from '../shared/messages/subscriber.ts';
import { UNCONDITIONAL } from '../shared/http/condition.ts';
import { cancelPublished, type Context } from './publishing.ts';
import { eventsToCome, noteOrganizerClosed } from './store.ts';

/**
 * Once it is noted that the account is closed, nobody publishes or changes anything for it; whoever did not see the note yet has
 * written, and locked, what he changes before it was there, so that the search waits for him. Done again, it finds nothing.
 * @throws when a shard is away; done again, it goes on
 */
export async function organizerGone(context: Context, { data, trace }: Received<'user.deleted.v1'>): Promise<void> {
  const { userId } = data;
  for (const { pool } of context.databases.all()) {
    await noteOrganizerClosed(pool, userId, new Date(data.deletedAt));
    // An order that a token of before still places is book's to find (`buyers-gone.ts`).
    await forgetBuyer(pool, userId);
    for (;;) {
      const found = await eventsToCome(pool, userId, new Date());
      if (found.length === 0) break;
      for (const eventId of found)
        await cancelPublished(context, { params: { eventId }, user: { userId }, condition: UNCONDITIONAL, trace });
    }
  }
}
