/** Guards of events, slots and bodies. */
import type { Mutation } from '../mutation.ts';

const PUBLISH = ['functions/publish/publish.test.ts'];

export const DOORS: readonly Mutation[] = [
  {
    name: 'an event may be moved into the past',
    file: 'functions/publish/rules.ts',
    from: 'next[field] !== before[field] && isPast(next[field], now)',
    to: 'false',
    breaks: 'an event that is on sale is over in the same moment',
    caughtBy: { tests: PUBLISH },
  },
  {
    name: 'anybody is the organizer',
    file: 'functions/publish/publishing.ts',
    from: 'if (current.organizerId !== call.user.userId)',
    to: 'if (current.organizerId === undefined)',
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
    file: 'functions/publish/publishing.ts',
    from: '!(isRepeated || (event.organizerId === user.userId && applyChange(event, body, new Date()) === event))',
    to: "!(isRepeated || event.organizerId !== '')",
    breaks: 'another event under a used id is taken for published',
    caughtBy: { tests: PUBLISH },
  },
  {
    name: 'a foreign slot is served',
    file: 'functions/shared/mysql/databases.ts',
    from: "if (!urls.has(owner)) throw new Problem('misdirected', `slot ${slotName(slot)} belongs to ${owner}`, { owner });",
    to: 'if (!urls.has(owner)) return open([...urls.keys()][0] ?? owner);',
    breaks: 'a shard is asked, and written to, for what another owns',
    caughtBy: { tests: ['functions/book/holds/holds.test.ts'] },
  },
  {
    name: 'two shards own a slot',
    file: 'functions/shared/slots.ts',
    from: 'if (owners[slot])\n',
    to: 'if (owners[slot] === slotName(slot))\n',
    breaks: 'a bad shard map starts',
    caughtBy: { tests: ['functions/shared/slots.test.ts'] },
  },
  {
    name: 'a body has one byte more',
    file: 'functions/shared/http/incoming/body.ts',
    from: 'if (size <= limitBytes) return;',
    to: 'if (size <= limitBytes + 1) return;',
    breaks: 'the limit on bodies',
    caughtBy: { tests: ['functions/shared/serve/host.test.ts'] },
  },
  {
    name: 'a bug is told to callers',
    file: 'functions/shared/serve/problem-answer.ts',
    from: "new Problem('internal', 'it was logged and can be found by the trace id')",
    to: "new Problem('internal', String(error))",
    breaks: 'callers read what went wrong inside',
    caughtBy: { tests: ['functions/order-record/order-record.test.ts'] },
  },
  {
    name: 'gzip;q=0 is taken for gzip',
    file: 'functions/shared/http/content.ts',
    from: 'if (weight > 0 && (best',
    to: 'if (weight >= 0 && (best',
    breaks: 'who does not take a coding gets it',
    caughtBy: { tests: ['functions/event-detail/availability.test.ts', 'functions/shared/http/content.test.ts'] },
  },
];
