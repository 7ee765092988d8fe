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
  /** The shard that its slots are being moved to, one after the other. */
  movingTo?: string;
  /** The shard that had its slots before: what that one has said of them is believed. */
  cameFrom?: string;
}

/** Which shard owns which slots of one kind. */
export interface ShardMap {
  /** Shards in the order of the map, each with its slot ranges in ascending order. One that is to get its first slots has none. */
  shards: readonly { name: string; ranges: readonly SlotRange[] }[];
  /** The name of the shard that owns a slot (0…4095); of one that is being moved, the shard that it is moved from. */
  ownerOf(slot: number): string;
  /** The shard that a slot is being moved to; undefined for all others. */
  movingTo(slot: number): string | undefined;
  /** The shards whose word of a slot is believed: its owner, and the one that it is moved to or came from. */
  speakersOf(slot: number): readonly string[];
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
 * Reads a shard map such as `e0=000-7ff,e1=800-bff+c00-fff`. `e0=000-3ff+400-7ff>e2,e1=800-fff,e2=` says that slots are on their way from e0 to e2,
 * `e2=400-7ff<e0` that they have come from there.
 * @throws Error when a slot is missing, covered twice, or the text is not a map: a deployment must not start with it.
 */
export function parseShardMap(text: string): ShardMap {
  const shards = text.split(',').map(parseShard);
  const owners = Array.from({ length: SLOT_COUNT }, () => '');
  const ranges: SlotRange[] = [];
  for (const shard of shards) {
    for (const range of shard.ranges) {
      for (let slot = range.from; slot <= range.to; slot++) {
        if (owners[slot])
          throw new Error(`shard map: slot ${slotName(slot)} is owned by ${owners[slot]} and ${shard.name}`);
        owners[slot] = shard.name;
        ranges[slot] = range;
      }
    }
  }
  const hole = owners.indexOf('');
  if (hole >= 0) throw new Error(`shard map: nobody owns slot ${slotName(hole)}`);
  if (new Set(shards.map((shard) => shard.name)).size < shards.length)
    throw new Error('shard map: a shard is named twice');
  requireOthers(shards);
  const ownerOf = (slot: number): string => owners[slot] ?? outOfRange(slot);
  return {
    shards,
    ownerOf,
    movingTo: (slot) => ranges[slot]?.movingTo,
    speakersOf: (slot) => {
      const { movingTo, cameFrom } = ranges[slot] ?? {};
      return [ownerOf(slot), movingTo, cameFrom].filter((name) => name !== undefined);
    },
  };
}

/** A shard map as `parseShardMap` reads it. */
export function shardMapText(shards: ShardMap['shards']): string {
  return shards.map(({ name, ranges }) => `${name}=${ranges.map(slotRangeText).join('+')}`).join(',');
}

/** `400-4ff`, and where it goes or came from. */
export function slotRangeText({ from, to, movingTo, cameFrom }: SlotRange): string {
  const way = movingTo ? `>${movingTo}` : cameFrom ? `<${cameFrom}` : '';
  return `${slotName(from)}-${slotName(to)}${way}`;
}

/** Slots come from, and go to, other shards of the map. */
function requireOthers(shards: ShardMap['shards']): void {
  for (const { name, ranges } of shards) {
    for (const range of ranges) {
      const other = range.movingTo ?? range.cameFrom;
      if (other === name || (other !== undefined && !shards.some((shard) => shard.name === other)))
        throw new Error(`shard map: ${other} is no other shard for ${slotRangeText(range)} of ${name}`);
    }
  }
}

/** Draws a slot evenly among those that some shards own, and that are not being moved if there are others. */
export function drawSlot(map: ShardMap, shards: readonly string[]): number {
  const all = map.shards.filter((shard) => shards.includes(shard.name)).flatMap((shard) => shard.ranges);
  const settled = all.filter(({ movingTo }) => movingTo === undefined);
  const ranges = settled.length > 0 ? settled : all;
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

const NAME = '[a-z][a-z0-9]{0,11}';
const RANGE = `[0-9a-f]{3}-[0-9a-f]{3}(?:[<>]${NAME})?`;
const SHARD = new RegExp(String.raw`^(${NAME})=((?:${RANGE}(?:\+${RANGE})*)?)$`);

function parseShard(text: string): { name: string; ranges: SlotRange[] } {
  const match = SHARD.exec(text.trim());
  if (!match) throw new Error(`shard map: cannot read "${text}"; a shard reads e0=000-7ff`);
  const ranges = (match[2] ?? '').split('+').flatMap((range) => (range === '' ? [] : [parseRange(range)]));
  return { name: match[1] ?? '', ranges: ranges.toSorted((a, b) => a.from - b.from) };
}

function parseRange(text: string): SlotRange {
  const [slots = '', other] = text.split(/[<>]/);
  const [from = NaN, to = NaN] = slots.split('-').map((hex) => Number.parseInt(hex, 16));
  if (from > to) throw new Error(`shard map: range ${slots} runs backwards`);
  if (other === undefined) return { from, to };
  return text.includes('>') ? { from, to, movingTo: other } : { from, to, cameFrom: other };
}

function outOfRange(slot: number): never {
  throw new RangeError(`no slot ${slot}: slots run from 0 to ${SLOT_COUNT - 1}`);
}
