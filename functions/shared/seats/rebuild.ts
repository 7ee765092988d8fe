/**
 * Rebuilds the live state of an event from MySQL: after a flush, a restart, a new chart, or for an event never seen.
 * Claims are read while orders go on. What commits meanwhile marks it in Redis, is asked to look at MySQL itself (`settle`), and
 * writes into the state that is being built; a claim read before that never replaces what was marked since, nor does one of an
 * order that was cancelled since. So no order makes a build begin anew. One process builds at a time, the others wait for it.
 */
import { setTimeout as wait } from 'node:timers/promises';
import type { RedisClient } from '../redis/redis-client.ts';
import { noteLooked } from './looked-states.ts';
import { NO_MORE_HERE, requireHere } from '../mysql/moving-slots.ts';
import { type Db, rows } from '../mysql/statements.ts';
import { NUMBERING } from '../event/row.ts';
import { Problem } from '../problem.ts';
import { randomHex } from '../random.ts';
import { luaFiles, script } from '../redis/script.ts';
import { SEAT_CONSTANTS, seatKeys } from './seat-keys.ts';
import { noteRun } from './restarts.ts';

const GIVE_UP_MS = 5_000;
/** A builder that has said nothing for this long is taken for dead. */
const LEASE_MS = 2_000;
const CLAIMS_PER_CALL = 5_000;

/** Begins a build, unless the state is ready or another is at it. ARGV: event version, numbering, builder, chart version. */
const begin = script<[verdict: string, version: string]>(
  luaFiles(import.meta, ['lua/prelude.lua', 'lua/begin-build.lua'], { ...SEAT_CONSTANTS, LEASE_MS }),
);

/** Adds claims. ARGV: version that the build began with, then seat and order in turn. */
const load = script<string>(luaFiles(import.meta, ['lua/prelude.lua', 'lua/load-claims.lua'], SEAT_CONSTANTS));

/** Opens the state for use. ARGV: version that the build began with. */
const finish = script<string>(luaFiles(import.meta, ['lua/prelude.lua', 'lua/finish-build.lua'], SEAT_CONSTANTS));

/**
 * Makes the live state of an event ready.
 * @throws Problem `event_not_found`; `slot_moving`; `unavailable` when it does not become ready in time
 */
export async function rebuildSeats(redis: RedisClient, db: Db, eventId: string): Promise<void> {
  const keys = seatKeys(eventId);
  const builder = randomHex(8);
  const giveUpAt = Date.now() + GIVE_UP_MS;
  while (Date.now() < giveUpAt) {
    const [event] = await rows<{
      version: number;
      chart_version: number;
      numbering: number;
      elsewhere: string | null;
    }>(db, `SELECT elsewhere, version, chart_version, ${NUMBERING} AS numbering FROM events WHERE id = ?`, [eventId]);
    if (!event) throw new Problem('event_not_found', 'there is no event with this id');
    // Its claims are another shard's to tell.
    requireHere(eventId, event.elsewhere);
    await noteRun(redis, eventId);
    const [verdict, version] = await begin(redis, keys, [event.version, event.numbering, builder, event.chart_version]);
    if (verdict === 'ready') return;
    if (verdict === 'build' && (await build(redis, db, eventId, keys, version))) return noteLooked(redis, eventId);
    await wait(5 + Math.random() * 20);
  }
  throw new Problem('unavailable', 'the live state of the seats is being rebuilt; try again shortly');
}

async function build(redis: RedisClient, db: Db, eventId: string, keys: string[], version: string): Promise<boolean> {
  for (let after = -1; ;) {
    const claims = await rows<{ seat: number; order_id: string }>(
      db,
      `SELECT seat, order_id FROM seat_claims WHERE event_id = ? AND seat > ? ORDER BY seat LIMIT ${CLAIMS_PER_CALL}`,
      [eventId, after],
    );
    if (claims.length > 0) {
      const loaded = await load(redis, keys, [version, ...claims.flatMap((claim) => [claim.seat, claim.order_id])]);
      if (loaded !== 'loaded') return false;
    }
    if (claims.length < CLAIMS_PER_CALL) break;
    after = claims.at(-1)?.seat ?? after;
  }
  // What was read is what is sold only if it was still this shard that sold it: a state that was begun is begun anew by whoever needs it.
  const [event] = await rows<{ elsewhere: string | null }>(db, 'SELECT elsewhere FROM events WHERE id = ?', [eventId]);
  requireHere(eventId, event ? event.elsewhere : NO_MORE_HERE);
  return (await finish(redis, keys, [version])) === 'ready';
}
