/**
 * What follows when an account was closed. What orders say of it as their buyer is forgotten. Its drafts are thrown away, and its
 * events to come are cancelled: `account` asks the browse index before it closes an account, but the index may not know some of them yet, and
 * others may be published meanwhile. So they are looked for in the events shards themselves.
 */
import { forgetBuyer } from '../shared/event/buyer-words.ts';
import type { Received } from '../shared/messages/subscriber.ts';
import { UNCONDITIONAL } from '../shared/http/condition.ts';
import { answerCancelEvent, type Context, answerDiscardDraft } from './publishing.ts';
import { draftsOf, eventsToCome, noteOrganizerClosed } from './store.ts';

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
    const own = { user: { userId }, condition: UNCONDITIONAL, trace };
    await all(
      () => eventsToCome(pool, userId, new Date()),
      (eventId) => answerCancelEvent(context, { ...own, params: { eventId } }),
    );
    await all(
      () => draftsOf(pool, userId),
      (eventId) => answerDiscardDraft(context, { ...own, params: { eventId } }),
    );
  }
}

/** Ends what there is, some at a time, until nothing is found any more. */
async function all(find: () => Promise<string[]>, end: (eventId: string) => Promise<unknown>): Promise<void> {
  for (let found = await find(); found.length > 0; found = await find()) for (const id of found) await end(id);
}
