/** The Lua scripts that keep, sell and free held seats in the live state. Their keys are those of `seatKeys`, in order. */
import { luaFiles, script } from '../../shared/redis/script.ts';
import { SEAT_CONSTANTS } from '../../shared/seats/seat-keys.ts';

/**
 * Looks at a hold. ARGV: hold, buyer, event version, numbering, when the sale ends (ms) or ''. Replies {ok, expires, latest, extensions, terms, seats…}, or one of {missing}
 * {stale}. After '/', the seats that were sold or blocked while they were on the hold.
 */
export const look = script<(string | number)[]>(
  luaFiles(import.meta, ['../../shared/seats/lua/prelude.lua', 'lua/find-hold.lua', 'lua/look.lua'], SEAT_CONSTANTS),
);

/**
 * The holds that a buyer keeps. ARGV: buyer, event version, numbering, when the sale ends or ''. Replies {ok, {keys, {hold, expires, latest, extensions, terms,
 * seats…}}…}, or one of {missing} {stale}.
 */
export const holdsOfBuyer = script<[verdict: string, ...found: [keys: string, hold: (string | number)[]][]]>(
  luaFiles(
    import.meta,
    ['../../shared/seats/lua/prelude.lua', 'lua/find-hold.lua', 'lua/list-holds.lua'],
    SEAT_CONSTANTS,
  ),
);

/**
 * Keeps a hold from expiring while it is being sold, but never by more than one sale beyond its hard maximum; not when its order
 * will be refused because the terms are others, or orders that nobody means would keep seats.
 * ARGV: the first four of look, then the ms it must still have, the total that the buyer expects, when and where he takes the event to be; '' for
 * what does not matter; when the sale ends or ''. Replies as look.
 */
export const pin = script<(string | number)[]>(
  luaFiles(import.meta, ['../../shared/seats/lua/prelude.lua', 'lua/find-hold.lua', 'lua/pin.lua'], SEAT_CONSTANTS),
);

/**
 * Begins a hold's time anew; while many want seats, for a shorter time, and not as often: in all twice the least time then.
 * ARGV: the first four of look, then time to live ms, extensions allowed, condition, least time to live ms, hard maximum ms, seats of the event,
 * when the sale ends or ''.
 * Replies as look, or {limit} {failed}.
 */
export const extend = script<(string | number)[]>(
  luaFiles(
    import.meta,
    ['../../shared/seats/lua/prelude.lua', 'lua/find-hold.lua', 'lua/hold-time.lua', 'lua/extend.lua'],
    SEAT_CONSTANTS,
  ),
);

/**
 * What became of the hold of an Idempotency-Key. ARGV: buyer, key, event version, numbering. Replies what `noteEnd` (prelude.lua) has written, null, or
 * one of stale, unready: a hold that ended with its chart is noted by what builds the state anew.
 */
export const endOfHold = script<string | null>(
  luaFiles(import.meta, ['../../shared/seats/lua/prelude.lua', 'lua/end-of-hold.lua'], SEAT_CONSTANTS),
);

/** The seats that a buyer's hold has, whatever is known of the event. ARGV: hold, buyer. */
export const seatsOfHold = script<number[]>(
  luaFiles(
    import.meta,
    ['../../shared/seats/lua/prelude.lua', 'lua/find-hold.lua', 'lua/seats-of-hold.lua'],
    SEAT_CONSTANTS,
  ),
);

/**
 * Gives a hold's seats back. ARGV: hold, buyer, condition, which request gives up its part in an order's own hold, or ''. Replies how many holds were
 * released, -1 when the condition does not hold.
 */
export const release = script<number>(
  luaFiles(
    import.meta,
    ['../../shared/seats/lua/prelude.lua', 'lua/find-hold.lua', 'lua/giving-back/release.lua'],
    SEAT_CONSTANTS,
  ),
);

/**
 * Gives some seats of a hold back; those that it does not have are no matter. ARGV: hold, buyer, event version, numbering, when the sale ends or '',
 * condition, seats. Replies as look what is left of it; {released, …} with what it was when nothing is, also to who asks for it again; or one of
 * {missing} {stale} {failed}.
 */
export const releaseSome = script<(string | number)[]>(
  luaFiles(
    import.meta,
    [
      '../../shared/seats/lua/prelude.lua',
      'lua/find-hold.lua',
      'lua/rest-of-hold.lua',
      'lua/giving-back/release-some.lua',
    ],
    SEAT_CONSTANTS,
  ),
);

/**
 * Marks seats sold after their orders' commit, and ends the holds; of one that more seats are left of, those stay on hold. Of several events, with
 * the keys of all. ARGV, for each event: number of arguments that follow, and for each of its orders and holds: hold, order, number of seats, seats.
 * Replies for each event the seats that are not plainly the hold's (it expired, the order was cancelled, the state is being rebuilt):
 * what is true of them must be asked of MySQL; or {error, why} where it could not be done.
 */
export const confirm = script<string[][]>(
  luaFiles(
    import.meta,
    ['../../shared/seats/lua/prelude.lua', 'lua/redis-errors.lua', 'lua/rest-of-hold.lua', 'lua/confirm.lua'],
    SEAT_CONSTANTS,
  ),
);

/**
 * Frees the seats of a cancelled order, or released ones of a block, after the commit. ARGV: order or block, who gave them back by
 * himself, or '', seats.
 */
export const clear = script<number>(
  luaFiles(import.meta, ['../../shared/seats/lua/prelude.lua', 'lua/clear.lua'], SEAT_CONSTANTS),
);

/**
 * Who has seats right now. ARGV: seats. Replies which build of the state this is ('' when there is none), the time,
 * and an owner or null for each.
 */
export const ownersOf = script<[built: string, at: string, ...owners: (string | null)[]]>(
  luaFiles(import.meta, ['../../shared/seats/lua/prelude.lua', 'lua/owners-of.lua'], SEAT_CONSTANTS),
);

/**
 * Sets seats right by what MySQL said, also while the state is being rebuilt. ARGV: build and time that ownersOf told before
 * MySQL was asked, then seat, owner seen, order or block that has the claim or '', in turn. Replies 0 when that was too long ago, or the
 * state is another: ask again.
 * A claim replaces whatever is there, unless the order was cancelled since, and takes the seat out of the hold that had it; a missing claim frees a seat only if it is
 * still marked as it was before MySQL was asked.
 */
export const settle = script<number>(
  luaFiles(
    import.meta,
    ['../../shared/seats/lua/prelude.lua', 'lua/rest-of-hold.lua', 'lua/settle.lua'],
    SEAT_CONSTANTS,
  ),
);
