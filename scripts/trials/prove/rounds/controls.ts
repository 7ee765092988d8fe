/** Negative controls: guards switched off, one at a time, in a test build or the test's own databases. */
import { setTimeout as wait } from 'node:timers/promises';
import { type Habits, USUAL_HABITS } from '../people/proof-buyer.ts';
import type { QuietPlan } from './quiet-period.ts';
import type { Invariant } from '../checks/invariants.ts';
import { eventFaults } from '../faults/message-faults.ts';
import type { FaultKind } from '../faults/fault-kind.ts';
import { killedAt } from '../faults/process-faults.ts';
import type { Patch } from '../attack/test-build.ts';

/** A guard that is switched off, and what must be found then. */
export interface Control {
  guard: string;
  /** How it is switched off. */
  how: string;
  patches: readonly Patch[];
  /** The functions that the patches concern. */
  functions: readonly string[];
  /** SQL for the shards of events, before and after. `?` is the list of the events sold meanwhile. */
  alter?: readonly string[];
  restore?: readonly string[];
  faults: readonly FaultKind[];
  /** What buyers do more of, for the guard to matter. */
  habits?: Habits;
  /** When it matters while nothing strikes. */
  quiet?: QuietPlan;
  /** What must be broken; that others are too is no matter. */
  caughtBy: Invariant;
}

const redisAway: FaultKind = {
  name: 'Redis away',
  target: 'redis',
  strike: async ({ servers }) => {
    servers.redis.wire.cut();
    await wait(2_500);
    servers.redis.wire.mend();
    return 'all the time';
  },
};

/** In the order they are run: what alters a table for good comes last. */
export const CONTROLS: readonly Control[] = [
  {
    guard: 'owner of a hold',
    how: 'a hold that ends frees its seats whoever has them by then',
    functions: ['book'],
    patches: [
      {
        file: 'functions/shared/seats/lua/prelude.lua',
        from: "if redis.call('HGET', owners, seat) == 'h' .. id then freeSeat(seat, held) end",
        to: 'freeSeat(seat, held)',
      },
      {
        file: 'functions/book/live/lua/confirm.lua',
        from: "if not isLeft[seat] and not isSold[tostring(seat)] and redis.call('HGET', owners, seat) == 'h' .. id then freeSeat(seat, held) end",
        to: 'if not isLeft[seat] then freeSeat(seat, held) end',
      },
      { file: 'functions/book/live/lua/confirm.lua', from: 'if soldOf[id] ~= #hold.seats then', to: 'do' },
    ],
    faults: [],
    caughtBy: 'the live state is what MySQL says',
  },
  {
    guard: 'owner of a claim',
    how: 'an order that is cancelled once more frees its seats whoever has them by then',
    functions: ['book'],
    patches: [
      {
        file: 'functions/book/store.ts',
        from: '`DELETE FROM seat_claims WHERE event_id = ? AND order_id = ? AND seat',
        to: '`DELETE FROM seat_claims WHERE event_id = ? AND (order_id = ? OR 1 = 1) AND seat',
      },
      {
        file: 'functions/book/store.ts',
        from: "WHERE id = ? AND buyer_id = ? AND status = 'confirmed' AND version = ?",
        to: 'WHERE id = ? AND buyer_id = ? AND ? > 0',
      },
      {
        file: 'functions/book/orders/cancel-order.ts',
        from: "return items.filter(({ status }) => status === 'confirmed').map(",
        to: 'return items.map(',
      },
      {
        file: 'functions/book/commit/cancellation.ts',
        from: 'if (freed !== seats.length) throw',
        to: 'if (freed < 0) throw',
      },
    ],
    faults: [],
    habits: { ...USUAL_HABITS, cancel: 30, repeat: 30 },
    caughtBy: 'orders are whole or not there',
  },
  {
    guard: 'outbox in the transaction',
    how: 'the outbox event of an order is written after its COMMIT, and the process is killed in between',
    functions: ['book'],
    patches: [
      {
        file: 'functions/book/commit/whole.ts',
        from: 'outboxInsert(orders.map(({ outboxEvent }) => outboxEvent)),',
        to: '',
      },
      {
        file: 'functions/book/commit/whole.ts',
        from: '    return undefined;\n  } catch',
        to: '    await sendTogether(connection, [outboxInsert(orders.map(({ outboxEvent }) => outboxEvent))]);\n    return undefined;\n  } catch',
      },
      {
        file: 'functions/book/commit/batch.ts',
        from: 'await sendTogether(connection, settleStatements(winners, losers), committing);',
        to: `await sendTogether(connection, settleStatements(winners, losers).filter(({ sql }) => !sql.includes('INTO outbox')), committing);
          await sendTogether(connection, [outboxInsert(winners.map((pending) => pending.outboxEvent))]);`,
      },
    ],
    faults: [killedAt('mysql commit, answer unread')],
    caughtBy: 'every order is published',
  },
  {
    guard: 'inbox',
    how: 'an event takes effect whether or not it did before, and events come twice',
    functions: ['order-record', 'event-global'],
    patches: [
      {
        file: 'functions/shared/messages/inbox.ts',
        from: 'if (isFirst) {',
        to: 'if (isFirst || connection) {',
      },
      {
        file: 'functions/shared/messages/inbox.ts',
        from: '`INSERT INTO inbox (source, event_id) VALUES ${names',
        to: '`INSERT IGNORE INTO inbox (source, event_id) VALUES ${names',
      },
    ],
    faults: eventFaults.filter(({ name }) => name === 'events duplicated'),
    caughtBy: 'each event takes effect once',
  },
  {
    guard: 'publishing at once',
    how: 'an order waits in the outbox for a tick',
    functions: ['book'],
    patches: [
      {
        file: 'functions/shared/messages/relay.ts',
        from: 'if (events.length === 0) return;',
        to: 'if (events.length >= 0) return;',
      },
    ],
    faults: [],
    quiet: { acts: 1, setsBack: false },
    caughtBy: 'every order is published in time',
  },
  {
    guard: 'end of old states',
    how: 'what Redis has forgotten when it was set back stays forgotten',
    functions: ['book'],
    patches: [
      {
        file: 'functions/shared/seats/restarts.ts',
        from: 'discarded += await discard(server, [found], [])',
        to: 'discarded += keys.length',
      },
    ],
    faults: [],
    quiet: { acts: 3, setsBack: true },
    caughtBy: 'the live state needs no tick',
  },
  {
    guard: 'owner of what is asked for',
    how: 'a hold is anybody’s',
    functions: ['book'],
    patches: [
      {
        file: 'functions/book/live/lua/find-hold.lua',
        from: 'if not hold or hold.buyer ~= buyer then return nil end',
        to: 'if not hold then return nil end',
      },
    ],
    faults: [],
    habits: { ...USUAL_HABITS, hold: 60, trespass: 40 },
    caughtBy: 'nobody gets at what is another’s',
  },
  {
    guard: 'an answer that is due',
    how: 'one order in twenty finds no event',
    functions: ['book'],
    patches: [
      {
        file: 'functions/book/orders/place-order.ts',
        from: 'const shard = context.databases.ofId(call.params.eventId);',
        to: `const shard = context.databases.ofId(call.params.eventId);
  if (Math.random() < 0.05) throw new Problem('event_not_found', 'now and then');`,
      },
    ],
    faults: [],
    caughtBy: 'every refusal is due',
  },
  {
    guard: 'Idempotency-Key',
    how: 'no unique key on event, buyer and key',
    functions: [],
    patches: [],
    alter: ['ALTER TABLE orders DROP KEY once, ADD KEY not_once (event_id, buyer_id, idempotency_key)'],
    restore: [
      'DELETE FROM orders WHERE event_id IN (?)',
      'ALTER TABLE orders DROP KEY not_once, ADD UNIQUE KEY once (event_id, buyer_id, idempotency_key)',
    ],
    faults: [],
    habits: { ...USUAL_HABITS, orderTwice: 30, repeat: 30 },
    caughtBy: 'one order a key',
  },
  {
    guard: 'primary key of the claims',
    how: 'no unique key on event and seat, and Redis is away',
    functions: [],
    patches: [],
    alter: ['ALTER TABLE seat_claims DROP PRIMARY KEY, ADD KEY not_once (event_id, seat)'],
    restore: [
      'DELETE FROM seat_claims WHERE event_id IN (?)',
      'ALTER TABLE seat_claims DROP KEY not_once, ADD PRIMARY KEY (event_id, seat)',
    ],
    faults: [redisAway],
    caughtBy: 'one live claim a seat',
  },
];
