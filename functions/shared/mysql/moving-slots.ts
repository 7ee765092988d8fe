/**
 * Slots that are on their way from one shard to another (`400-4ff>e2` in the shard map). Which of the two has a slot, its databases say: in each
 * shard the table `slots` has a row for each slot, whose `elsewhere` names the shard to ask instead, and each event has the same in its own row,
 * which whoever decides anything about it locks. Both are changed in one transaction, so no late writer commits where the event is no more.
 */
import { Problem } from '../problem.ts';
import { type ShardMap, slotName } from '../slots.ts';
import type { Pool } from './pool.ts';
import { type Db, rows } from './statements.ts';

/** What is between two shards is there again in so long. */
const RETRY_SECONDS = 1;

/** The slot is between two shards, or was asked for where it is no more. */
export function slotMoving(about: string): Problem {
  return new Problem(
    'slot_moving',
    `${about} is being moved to another shard; repeat the request`,
    {},
    { retryAfterSeconds: RETRY_SECONDS },
  );
}

/** What is said of an event that has no row here: it was here before it moved, or nobody would ask about it. */
export const NO_MORE_HERE = 'no more here';

/** Lets pass what belongs to a shard. @param elsewhere as the row of an event or slot has it @throws Problem `slot_moving` */
export function requireHere(about: string, elsewhere: string | null): void {
  if (elsewhere !== null) throw slotMoving(about);
}

/** Locks a slot against being moved while something new is written into it. @throws Problem `slot_moving` */
export async function lockSlot(db: Db, slot: number): Promise<void> {
  requireHere(`slot ${slotName(slot)}`, await elsewhereOf(db, slot, ' LOCK IN SHARE MODE'));
}

async function elsewhereOf(db: Db, slot: number, lock = ''): Promise<string | null> {
  const [row] = await rows<{ elsewhere: string | null }>(db, `SELECT elsewhere FROM slots WHERE slot = ?${lock}`, [
    slot,
  ]);
  return row?.elsewhere ?? null;
}

/** Where moving slots are, as far as a process knows. What has arrived stays: it would be moved back by another map. */
export class MovingSlots {
  readonly #map: ShardMap;
  readonly #poolOf: (name: string) => Pool | undefined;
  readonly #arrived = new Map<number, string>();

  /** @param poolOf of the shards that are served here */
  constructor(map: ShardMap, poolOf: (name: string) => Pool | undefined) {
    this.#map = map;
    this.#poolOf = poolOf;
  }

  /** The shard that has a slot, as was last heard. */
  ownerOf(slot: number): string {
    return this.#arrived.get(slot) ?? this.#map.ownerOf(slot);
  }

  /** Asks where a slot is, if it is one that moves. @throws Problem `slot_moving` while neither has it, or the other is not served here */
  find(slot: number): Promise<void> | undefined {
    const to = this.#map.movingTo(slot);
    return to === undefined || this.#arrived.has(slot) ? undefined : this.#find(slot, to);
  }

  async #find(slot: number, to: string): Promise<void> {
    const from = this.#poolOf(this.#map.ownerOf(slot));
    if (!from || (await elsewhereOf(from, slot)) === null) return;
    const there = this.#poolOf(to);
    if (!there) throw slotMoving(`slot ${slotName(slot)}`);
    requireHere(`slot ${slotName(slot)}`, await elsewhereOf(there, slot));
    this.#arrived.set(slot, to);
  }
}
