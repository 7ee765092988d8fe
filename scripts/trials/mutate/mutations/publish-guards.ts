/** Guards of publishing and changing events. */
import type { Mutation } from '../mutation.ts';

const PUBLISH = ['functions/publish/publish.test.ts'];
const DRAFTS = ['functions/publish/drafts.test.ts'];

export const PUBLISHING: readonly Mutation[] = [
  {
    name: 'an event may be moved into the past',
    file: 'functions/publish/event-rules.ts',
    from: 'next[path] !== before[path]',
    to: 'false',
    breaks: 'an event that is on sale is over in the same moment',
    caughtBy: { tests: PUBLISH },
  },
  {
    name: 'a draft is published after the end of its sale',
    file: 'functions/publish/event-rules.ts',
    from: "const TO_COME = ['startsAt', 'endsAt', 'doorsAt', 'offSaleAt', 'cancelUntil'] as const;",
    to: "const TO_COME = ['startsAt', 'endsAt', 'doorsAt', 'cancelUntil'] as const;",
    breaks: 'what is published cannot be bought, and nobody is told why',
    caughtBy: { tests: ['functions/publish/event-times.test.ts'] },
  },
  {
    name: 'anybody is the organizer',
    file: 'functions/publish/publishing.ts',
    from: 'if (event.organizerId !== user.userId)',
    to: 'if (event.organizerId === undefined)',
    breaks: 'an event is changed or cancelled by somebody else',
    caughtBy: { tests: PUBLISH },
  },
  {
    name: 'a sold chart is not locked',
    file: 'functions/publish/store.ts',
    from: 'return found.length > 0;',
    to: 'return found.length > 1;',
    breaks: 'a sold seat becomes another seat',
    caughtBy: { tests: PUBLISH },
  },
  {
    name: 'a change does not wait for orders',
    file: 'functions/publish/store.ts',
    from: "'SELECT id FROM events WHERE id = ? FOR UPDATE'",
    to: "'SELECT id FROM events WHERE id = ?'",
    breaks: 'a change does not see an order that commits beside it',
    caughtBy: { tests: ['functions/book/commit/group-commit.test.ts'] },
  },
  {
    name: 'an id is answered whatever is put',
    file: 'functions/publish/publishing-once.ts',
    from: '!(isRepeated || (event.organizerId === user.userId && isAlready(event, body)))',
    to: "!(isRepeated || event.organizerId !== '')",
    breaks: 'another event under a used id is taken for published',
    caughtBy: { tests: ['functions/publish/put-event.test.ts'] },
  },
  {
    name: 'a key stands for any event',
    file: 'functions/publish/publishing-once.ts',
    from: 'if (!isRepeated && !isAlready(event, body))',
    to: 'if (event.organizerId !== user.userId)',
    breaks: 'another event under a used Idempotency-Key is taken for published',
    caughtBy: { tests: ['functions/publish/publish-under-key.test.ts'] },
  },
  {
    name: 'a draft that was thrown away comes back by a late repeat',
    file: 'functions/publish/publishing-once.ts',
    from: '(discarded) => (discarded === 0 ? 1 : gone())',
    to: '(discarded) => discarded + 1',
    breaks: 'a retry that comes late makes anew what was thrown away meanwhile',
    caughtBy: { tests: ['functions/publish/publish-under-key.test.ts'] },
  },
  {
    name: 'a draft can be changed by whoever knows its id',
    file: 'functions/publish/publishing.ts',
    from: "event?.status === 'draft' && event.organizerId !== userId ? undefined : event",
    to: 'event',
    breaks: 'a stranger learns that there is a draft',
    caughtBy: { tests: DRAFTS },
  },
  {
    name: 'what was published is thrown away',
    file: 'functions/publish/publishing.ts',
    from: "if (event.status !== 'draft')\n      throw new Problem('event_published'",
    to: "if (event.status === 'cancelled')\n      throw new Problem('event_published'",
    breaks: 'what others have seen stays',
    caughtBy: { tests: ['functions/publish/discarded-drafts.test.ts'] },
  },
  {
    name: 'an id that is used again begins anew',
    file: 'functions/publish/publishing.ts',
    from: 'const version = firstAfter ? firstAfter(await readDiscarded(connection, id)) : 1;',
    to: 'const version = 1;',
    breaks: 'that consumers believe what is published under the id of a draft that was thrown away',
    caughtBy: { tests: ['functions/publish/discarded-drafts.test.ts'] },
  },
  {
    name: 'who repeats a change sees to nothing',
    file: 'functions/publish/publishing.ts',
    from: '  await context.news.tell(event.id, event.version);\n  if (stored.length > 0) context',
    to: '  if (stored.length > 0) await context.news.tell(event.id, event.version);\n  if (stored.length > 0) context',
    breaks: 'a change whose process died before Redis was told is repeated, answered, and not seen',
    caughtBy: { tests: ['functions/publish/told-versions.test.ts'] },
  },
];
