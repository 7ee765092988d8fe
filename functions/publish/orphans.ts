/**
 * What follows when an account was closed. What orders say of it as their buyer is forgotten. Its drafts are thrown away, and its
 * events to come are cancelled: `account` asks the browse index before it closes an account, but the index may not know some of them yet, and
 * others may be published meanwhile. So they are looked for in the events shards themselves.
 */
import { forgetBuyer } from '../shared/event/buyer-words.ts';
import type { Received } from '../shared/messages/subscriber.ts';
import { UNCONDITIONAL } from '../shared/http/condition.ts';
import { answerCancelEvent, type Context, answerDiscardDraft } from './publishing.ts';
import { Problem } from '../shared/problem.ts';
import { draftsOf, eventsToCome, noteOrganizerClosed } from './store.ts';

/** Of a draft: thrown away, or published, since; of what is on: nothing says so, for to cancel it twice is no error. */
const DONE: ReadonlySet<string> = new Set(['event_not_found', 'event_published']);

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
      (after) => eventsToCome(pool, userId, new Date(), after),
      (eventId) => answerCancelEvent(context, { ...own, params: { eventId } }),
    );
    await all(
      (after) => draftsOf(pool, userId, after),
      (eventId) => answerDiscardDraft(context, { ...own, params: { eventId } }),
    );
  }
}

/** Ends what there is, some at a time, in the order of ids, wherever each is by now. What is found here and gone there is done. */
async function all(find: (after: string) => Promise<string[]>, end: (eventId: string) => Promise<unknown>) {
  for (let after: string | undefined = ''; after !== undefined;) {
    const found = await find(after);
    for (const id of found) await end(id).catch(unlessDone);
    after = found.at(-1);
  }
}

/** @throws anything but what says of an event that it was ended */
function unlessDone(error: unknown): void {
  if (!(error instanceof Problem) || !DONE.has(error.code)) throw error;
}
