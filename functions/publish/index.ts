/** Drafts, publishes, changes and cancels events. */
import { authenticator } from '../shared/identity/tokens.ts';
import { openShards } from '../shared/mysql/databases.ts';
import { on } from '../shared/http/call.ts';
import { deadLetterBox } from '../shared/messages/dead-letter-box.ts';
import { serveFunction } from '../shared/serve/function.ts';
import { readSettings } from '../shared/serve/settings.ts';
import { eventTag } from '../shared/http/etag.ts';
import { type StoredEvent, viewOf } from '../shared/event/row.ts';
import { slotOf } from '../shared/ids.ts';
import { changePace } from '../shared/identity/change-pace.ts';
import { limiter } from '../shared/identity/limits.ts';
import { paces } from '../shared/identity/pace.ts';
import { openRedis } from '../shared/redis/connection.ts';
import { openEventsRelay } from '../shared/seats/events-relay.ts';
import { VersionNews } from '../shared/seats/version-news.ts';
import { inlet, subscribe } from '../shared/messages/subscriber.ts';
import { capability } from './capability.ts';
import { cancelEvent, changeEvent, discardDraft, publishDraft, publishEvent, putEvent } from './api.ts';
import { organizerGone } from './orphans.ts';
import {
  answerCancelEvent,
  answerChangeEvent,
  answerDiscardDraft,
  answerPublishEvent,
  answerPublishDraft,
} from './publishing.ts';
import { answerPublishUnderKey, answerPutEvent, eventIdUnderKey, type PublishedOnce } from './publishing-once.ts';

const config = readSettings(capability);
const redisLink = openRedis(config.redis);
const context = {
  databases: openShards(config.databases),
  relay: openEventsRelay(config.outlet),
  news: new VersionNews(redisLink),
};
const limit = limiter(redisLink);
const keepPace = paces(redisLink);

/** An import of a year's programme fits; a flood does not. */
const PUBLICATIONS = { name: 'publish', attempts: 5_000, windowSeconds: 3_600 };

/** Of one organizer: each is heard by three functions. */
const CHANGES = changePace(config);

const shown = (event: StoredEvent) => ({ body: viewOf(event), etag: eventTag(event) });
/**
 * Of an organizer's events under ids of his choice, or keys of it, so many may be in one slot. That many are not there by chance: with as many as
 * may be published, one slot in four gets one, and one in millions more than ten. Whoever tries names until they fit is stopped.
 */
const AIMED = { name: 'publish-slot', attempts: 20, windowSeconds: 3_600 };

/** What is published under an id that its organizer could aim: only what makes one counts. */
async function once({ userId }: { userId: string }, eventId: string, publish: () => Promise<PublishedOnce>) {
  const aimed = await limit(AIMED, `${userId} ${slotOf(eventId)}`);
  let created = false;
  try {
    const published = await publish();
    ({ created } = published);
    return { status: created ? (201 as const) : (200 as const), ...shown(published.event) };
  } finally {
    if (!created) await aimed.giveBack();
  }
}

serveFunction(capability, config, {
  find: (id) => context.databases.find(id),
  authenticate: authenticator(config, redisLink),
  routes: [
    on(publishEvent, async (call) => {
      const { key, user } = call;
      await limit(PUBLICATIONS, user.userId);
      if (key === undefined) return { status: 201, ...shown(await answerPublishEvent(context, call)) };
      const id = eventIdUnderKey(user.userId, key);
      return once(user, id, () => answerPublishUnderKey(context, call, id));
    }),
    on(putEvent, async (call) => {
      await limit(PUBLICATIONS, call.user.userId);
      return once(call.user, call.params.eventId, () => answerPutEvent(context, call));
    }),
    on(changeEvent, async (call) => {
      await keepPace(CHANGES, call.user.userId);
      return { status: 200, ...shown(await answerChangeEvent(context, call)) };
    }),
    on(publishDraft, async (call) => {
      await keepPace(CHANGES, call.user.userId);
      return { status: 200, ...shown(await answerPublishDraft(context, call)) };
    }),
    on(discardDraft, async (call) => {
      await keepPace(CHANGES, call.user.userId);
      await answerDiscardDraft(context, call);
      return { status: 204 };
    }),
    on(cancelEvent, async (call) => {
      await keepPace(CHANGES, call.user.userId);
      return { status: 200, ...shown(await answerCancelEvent(context, call)) };
    }),
  ],
  messages: inlet(
    [subscribe('user.deleted.v1', (event) => organizerGone(context, event))],
    config.trust,
    deadLetterBox(() => context.databases.all().map(({ pool }) => pool)),
  ),
  dependsOn: [context.databases, redisLink],
  closers: [() => context.relay.close(), () => context.databases.close(), () => redisLink.close()],
});
