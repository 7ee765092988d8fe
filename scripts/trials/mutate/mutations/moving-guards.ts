/** Guards of slots that move to another shard. */
import type { Mutation } from '../mutation.ts';

const MOVES = { tests: ['scripts/operate/reshard/slot-move.test.ts'] };

export const MOVING: readonly Mutation[] = [
  {
    name: 'an order is placed where its event is no more',
    file: 'functions/book/store.ts',
    from: "AND status = 'published' AND elsewhere IS NULL LOCK IN SHARE MODE",
    to: "AND status = 'published' LOCK IN SHARE MODE",
    breaks: 'a seat is sold on both shards, and one of the two orders is lost when the slot is cleaned up',
    caughtBy: MOVES,
  },
  {
    name: 'an order is cancelled, a block released, where the event is no more',
    file: 'functions/book/store.ts',
    from: 'requireHere(eventId, await lockElsewhere(db, eventId));',
    to: 'await lockElsewhere(db, eventId);',
    breaks: 'what was given back stays sold',
    caughtBy: MOVES,
  },
  {
    name: 'an event is published into a slot that has gone',
    file: 'functions/publish/store.ts',
    from: '  await lockSlot(db, slotOf(event.id));\n',
    to: '',
    breaks: 'an event that was acknowledged is nowhere',
    caughtBy: MOVES,
  },
  {
    name: 'a mover that was taken for dead goes on',
    file: 'scripts/operate/reshard/slot-move.ts',
    from: "'UPDATE slots SET elsewhere = NULL, mover = NULL WHERE slot = ? AND mover = ?', [\n      slot,\n      mover,\n    ]",
    to: "'UPDATE slots SET elsewhere = NULL, mover = NULL WHERE slot = ?', [slot]",
    breaks: 'two shards have one slot',
    caughtBy: MOVES,
  },
  {
    name: 'rows that are gone where a slot comes from stay where it goes to',
    file: 'scripts/operate/reshard/table-difference.ts',
    from: '    await remove(to, table, gone, write);\n',
    to: '',
    breaks: 'a seat that was given back is still sold after the move',
    caughtBy: MOVES,
  },
  {
    name: 'what has no row where an event was before it moved is taken for free',
    file: 'functions/book/store.ts',
    from: 'requireHere(eventId, found[0] ? found[0].elsewhere : NO_MORE_HERE);',
    to: 'requireHere(eventId, found[0]?.elsewhere ?? null);',
    breaks: 'a late process shows sold seats free, and holds of them are not honoured',
    caughtBy: MOVES,
  },
  {
    name: 'a live state is made ready by what its former shard had',
    file: 'functions/shared/seats/rebuild.ts',
    from: '  requireHere(eventId, event ? event.elsewhere : NO_MORE_HERE);\n',
    to: '',
    breaks: 'seats that were sold meanwhile look free, and holds of them are not honoured',
    caughtBy: MOVES,
  },
];
