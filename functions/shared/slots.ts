/**
 * Slots and the shard map. Every user and event belongs to one of 4096 slots (three hex digits, `000`-`fff`); the
 * shard map says which shard owns which slots. One ConfigMap carries it (`knative/shards.yaml`) for functions,
 * migrations, the route renderer and the one-machine run alike.
 */
import { createHash, randomInt } from 'node:crypto';

/** How many slots there are: three hex digits. */
export const SLOT_COUNT = 4096;

/** The two kinds of sharded databases. */
export type ShardKind = 'users' | 'events';

/** An inclusive range of slot numbers, 0…4095. */
export interface SlotRange {
  from: number;
  to: number;
}

/** Which shard owns which slots of one kind. */
export interface ShardMap {
  /** Shards in the order of the map, each with its slot ranges in ascending order. */
  shards: readonly { name: string; ranges: readonly SlotRange[] }[];
  /** The name of the shard that owns a slot (0…4095). */
  ownerOf(slot: number): string;
}

/** Three hex digits for a slot number. */
export function slotName(slot: number): string {
  return slot.toString(16).padStart(3, '0');
}

/** The slot of a user: the first three hex digits of the SHA-256 of the normalised e-mail. */
export function slotOfEmail(normalisedEmail: string): number {
  return createHash('sha256').update(normalisedEmail).digest().readUInt16BE(0) >> 4;
}

/**
 * Reads a shard map such as `e0=000-7ff,e1=800-bff+c00-fff`.
 * @throws Error when a slot is missing, covered twice, or the text is not a map: a deployment must not start with it.
 */
export function parseShardMap(text: string): ShardMap {
  const shards = text.split(',').map(parseShard);
  const owners = Array.from({ length: SLOT_COUNT }, () => '');
  for (const shard of shards) {
    for (const range of shard.ranges) {
      for (let slot = range.from; slot <= range.to; slot++) {
        if (owners[slot])
          throw new Error(`shard map: slot ${slotName(slot)} is owned by ${owners[slot]} and ${shard.name}`);
        owners[slot] = shard.name;
      }
    }
  }
  const hole = owners.indexOf('');
  if (hole >= 0) throw new Error(`shard map: nobody owns slot ${slotName(hole)}`);
  if (new Set(shards.map((shard) => shard.name)).size < shards.length)
    throw new Error('shard map: a shard is named twice');
  return { shards, ownerOf: (slot) => owners[slot] ?? outOfRange(slot) };
}

/** Draws a slot evenly among those that some shards own. */
export function drawSlot(map: ShardMap, shards: readonly string[]): number {
  const ranges = map.shards.filter((shard) => shards.includes(shard.name)).flatMap((shard) => shard.ranges);
  let pick = randomInt(countSlots(ranges));
  for (const range of ranges) {
    const size = range.to - range.from + 1;
    if (pick < size) return range.from + pick;
    pick -= size;
  }
  throw new Error(`${shards.join(', ')} own no slots`);
}

/** How many slots the ranges hold. */
export function countSlots(ranges: readonly SlotRange[]): number {
  return ranges.reduce((sum, range) => sum + range.to - range.from + 1, 0);
}

function parseShard(text: string): { name: string; ranges: SlotRange[] } {
  const match = /^([a-z][a-z0-9]{0,11})=([0-9a-f]{3}-[0-9a-f]{3}(?:\+[0-9a-f]{3}-[0-9a-f]{3})*)$/.exec(text.trim());
  if (!match) throw new Error(`shard map: cannot read "${text}"; a shard reads e0=000-7ff`);
  const ranges = (match[2] ?? '').split('+').map((range) => {
    const [from = NaN, to = NaN] = range.split('-').map((hex) => Number.parseInt(hex, 16));
    if (from > to) throw new Error(`shard map: range ${range} runs backwards`);
    return { from, to };
  });
  return { name: match[1] ?? '', ranges: ranges.toSorted((a, b) => a.from - b.from) };
}

function outOfRange(slot: number): never {
  throw new RangeError(`no slot ${slot}: slots run from 0 to ${SLOT_COUNT - 1}`);
}
