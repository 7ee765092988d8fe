/** A draft is there for its organizer alone: to anybody else it is what an event is that does not exist. */
import type { StoredEvent } from '../shared/event/row.ts';
import type { Identify } from '../shared/http/call.ts';
import { Problem } from '../shared/problem.ts';

/** What it is decided by. */
export type Seen = Pick<StoredEvent, 'status' | 'organizerId'>;

/**
 * An event as the caller may see it. Whoever asks for what is not there is identified, too: a token that is refused for a draft alone
 * would tell that there is one.
 * @throws Problem `event_not_found`; what `identify` throws
 */
export async function visible<E extends Seen>(event: E | undefined, identify: Identify): Promise<E> {
  if (event && event.status !== 'draft') return event;
  const caller = await identify();
  if (event && event.organizerId === caller?.userId) return event;
  throw new Problem('event_not_found', 'there is no event with this id');
}

/** Who may keep an answer about an event: a draft is for nobody between. */
export function cacheOf({ status }: Seen, usually: string): { 'cache-control': string } {
  return { 'cache-control': status === 'draft' ? 'private, no-store' : usually };
}
