/**
 * The live state of an event's seats in Redis: what sheds load before MySQL decides. All keys of an event share the
 * hash tag `{evt_…}`, and every script gets them in this order:
 *
 * | key     | type   | content                                                                                  |
 * |---------|--------|------------------------------------------------------------------------------------------|
 * | meta    | hash   | ready (1), event (version), chart (version since which seats are numbered as they are),   |
 * |         |        | drawn (version of the chart that was seen last: seats may have been added), version (of    |
 * |         |        | the state), built (version that the last rebuild began with), builder, building, stays (until when all keys stay, in ms),   |
 * |         |        | there (how many of them, but for those of holds, there were)                               |
 * | held    | bitmap | seats on hold                                                                            |
 * | sold    | bitmap | seats sold                                                                               |
 * | owners  | hash   | seat → `h<holdId>`, or `s<orderId>` or `s<blockId>`: a blocked seat is as good as sold     |
 * | holds   | hash   | holdId → {buyer, seats, expires, latest, extensions, terms, networks, made, keys}; times in |
 * |         |        | ms; networks and made only of what a person keeps, not of what an order holds for a moment; |
 * |         |        | keys: under which Idempotency-Keys, and for which requests, it was asked for              |
 * | expiry  | zset   | holdId by expiry; expiry is lazy, each script frees what has expired                     |
 * | buyers  | hash   | buyer → seats on hold; `<buyer>/holds` → ids of the holds that he keeps, parted by spaces;   |
 * |         |        | `<buyer>/<key>` → what became of the hold that he asked for by this Idempotency-Key;         |
 * |         |        | `<buyer>/<hold>` → of one of which he gave all seats back by their names                   |
 * | networks| hash   | network (by a pseudonym) → seats on hold                                                   |
 * | strikes | zset   | buyer by when it is forgotten (ms) that he gave seats back, + 1/64 for each time; the same of |
 * |         |        | `<buyer>/cancelled` for orders alone                                                     |
 * | gone    | zset   | `<order or block>/<seat>` cancelled or released, and orders of such, by time: for late words |
 * |         |        | is not believed; and `key/<buyer>/<…>`, by when that of `buyers` is forgotten              |
 * | changes | stream | version → `s`: the seats that changed with it; begins anew with each build, and is capped  |
 */

const PARTS = ['meta', 'held', 'sold', 'owners', 'holds', 'expiry', 'buyers', 'networks', 'strikes', 'gone', 'changes'];

/** The keys of an event, in the order that scripts take them. */
export function seatKeys(eventId: string): string[] {
  return PARTS.map((part) => `{${eventId}}:${part}`);
}

/** So many keys of a script's are those of one event. */
const KEYS_OF_EVENT = PARTS.length;

/**
 * Cancelled seats are remembered in `gone` for FORGET_MS. What MySQL said is believed for BELIEVED_MS, well below it: a
 * process that was paused in between asks again.
 */
export const FORGET_MS = 900_000;
export const BELIEVED_MS = 60_000;

/** An Idempotency-Key of a hold is answered for so long after the hold has ended: as long at least as the keys of a state stay that had holds. */
const KEY_KEPT_MS = 3_600_000;
const FORGOTTEN_AT_ONCE = 100;

/**
 * So many changes are remembered, and a few more: Redis drops whole nodes of 100. Who is further behind is better off
 * with the full state, which is not longer.
 */
const REMEMBERED_CHANGES = 1_000;

/**
 * How long a state stays that nothing more happens to. One that was built for somebody who looked goes soon: looking is free, and
 * whoever looks at every event there is must not fill the memory. One with holds stays as long as they may, and an hour; one that
 * seats were sold from, a week. What happens renews that within the hour.
 */
export const LOOKED_MS = 600_000;
const SOLD_MS = 604_800_000;
const RENEWED_MS = 3_600_000;

/**
 * A buyer who gives seats back is remembered for so long after the last time: longer than a hold lasts with all its extensions, or who makes
 * the most of each would never be. For how long he has kept them counts, too: once more for each KEPT_MS.
 */
export const STRIKES_MS = 14_400_000;
const STRIKES_COUNTED = 60;
const KEPT_MS = 600_000;

/** One call frees so many expired holds, so that none ever pays for a whole crowd. */
export const EXPIRED_AT_ONCE = 500;

/** What the scripts of this state know by name; each begins with `lua/prelude.lua`. */
export const SEAT_CONSTANTS = {
  KEYS_OF_EVENT,
  FORGET_MS,
  KEY_KEPT_MS,
  FORGOTTEN_AT_ONCE,
  BELIEVED_MS,
  REMEMBERED_CHANGES,
  LOOKED_MS,
  SOLD_MS,
  RENEWED_MS,
  STRIKES_MS,
  STRIKES_COUNTED,
  KEPT_MS,
  EXPIRED_AT_ONCE,
};
