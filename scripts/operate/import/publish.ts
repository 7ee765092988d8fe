/** Publishes events, several at a time, each under an id that it has at every import. */
import type { NewEvent } from '../../../functions/publish/api.ts';
import type * as z from 'zod';
import { eventIdFor, formerEventIdFor } from './event-id.ts';
import type { Organizer } from './organizer.ts';

/** An event ready to be published. */
export interface Publication {
  entry: string;
  identity: readonly string[];
  body: z.input<typeof NewEvent>;
}

/** What became of the events. */
export interface Outcome {
  published: number;
  /** Published before, unchanged. */
  alreadyThere: number;
  failed: { entry: string; reason: string }[];
  /** Not tried, since the import was stopped. */
  left: number;
  /** Why it was stopped; undefined when it was not, or by the person at the terminal. */
  stoppedBy: unknown;
}

/** Publishes until nothing is left, a call throws, or `signal` says stop; what is under way is finished in any case. */
export async function publishAll(
  publications: readonly Publication[],
  organizer: Organizer,
  options: { concurrency: number; signal: AbortSignal; onDone: () => void },
): Promise<Outcome> {
  const outcome: Outcome = {
    published: 0,
    alreadyThere: 0,
    failed: [],
    left: publications.length,
    stoppedBy: undefined,
  };
  const waiting = publications.values();
  const work = async (): Promise<void> => {
    for (const publication of waiting) {
      if (options.signal.aborted || outcome.stoppedBy !== undefined) return;
      try {
        await publishOne(publication, organizer, outcome);
      } catch (error) {
        outcome.stoppedBy ??= error;
        return;
      }
      outcome.left--;
      options.onDone();
    }
  };
  await Promise.all(Array.from({ length: options.concurrency }, work));
  return outcome;
}

async function publishOne(
  { entry, identity, body }: Publication,
  organizer: Organizer,
  outcome: Outcome,
): Promise<void> {
  const answer = await organizer.call('PUT', `/v1/events/${await idOf(organizer, identity)}`, { body });
  if (answer.status === 201) outcome.published++;
  else if (answer.status === 200) outcome.alreadyThere++;
  else {
    const reason =
      answer.body.code === 'event_exists'
        ? 'it was published before and has changed since, here or there: it is left as it is'
        : `${answer.status} ${answer.body.detail ?? answer.body.code ?? ''}`.trim();
    outcome.failed.push({ entry, reason });
  }
}

/** The id of an event: the former one if it was imported under that, which an organizer who has just registered did not. */
async function idOf(organizer: Organizer, identity: readonly string[]): Promise<string> {
  const former = formerEventIdFor(organizer.userId, identity);
  if (!organizer.registered) {
    const { status, body } = await organizer.call('GET', `/v1/events/${former}`);
    // Anybody could take such an id; whose it is says the event.
    if (status === 200 && body['organizerId'] === organizer.userId) return former;
  }
  return eventIdFor(organizer.userId, identity);
}
