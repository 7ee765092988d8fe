/** The shard map before, during and after a move. Pure. */
import {
  parseShardMap,
  slotRangeText,
  type ShardMap,
  shardMapText,
  SLOT_COUNT,
  type SlotRange,
} from '../../../functions/shared/slots.ts';
import { Fault } from '../../cli/fault.ts';

/** What the map says of one slot. */
type Place = { owner: string } & Pick<SlotRange, 'movingTo' | 'cameFrom'>;

/** Slots on their way from one shard to another. */
export interface SlotsOnTheWay {
  from: string;
  to: string;
  slots: number[];
}

/**
 * The map in which slots are on their way to a shard, a new one if it is not there yet. Those that it has already stay as they are.
 * @throws Fault while others are on their way
 */
export function withMove(map: ShardMap, ranges: readonly SlotRange[], to: string): string {
  const wanted = new Set(ranges.flatMap(({ from, to: last }) => all().slice(from, last + 1)));
  const others = waysIn(map).filter((way) => way.to !== to || way.slots.some((slot) => !wanted.has(slot)));
  if (others.length > 0) throw new Fault(`${waysText(others)} are on their way: finish that move first, or --abort it`);
  const places = placesOf(map).map((place, slot): Place =>
    wanted.has(slot) && place.owner !== to ? { owner: place.owner, movingTo: to } : place,
  );
  return textOf(places, [...namesIn(map), to]);
}

/** The map when nothing is on its way any more: slots that have arrived are the other's, all others stay. */
export function withArrived(map: ShardMap, arrived: ReadonlySet<number>): string {
  const places = placesOf(map).map(({ owner, movingTo, cameFrom }, slot): Place => {
    if (movingTo === undefined) return { owner, ...(cameFrom !== undefined && { cameFrom }) };
    return arrived.has(slot) ? { owner: movingTo, cameFrom: owner } : { owner };
  });
  return textOf(places, namesIn(map));
}

/** What is on its way, by where from. */
export function waysIn(map: ShardMap): SlotsOnTheWay[] {
  const moving = all().flatMap((slot) => {
    const to = map.movingTo(slot);
    return to === undefined ? [] : [{ from: map.ownerOf(slot), to, slot }];
  });
  return [...Map.groupBy(moving, ({ from, to }) => `${from} ${to}`).values()].map((some) => ({
    from: some[0]?.from ?? '',
    to: some[0]?.to ?? '',
    slots: some.map(({ slot }) => slot),
  }));
}

/** For people: `400-4ff from e0 to e2`. */
export function waysText(ways: readonly SlotsOnTheWay[]): string {
  return ways.map(({ from, to, slots }) => `${slotsText(slots)} from ${from} to ${to}`).join(', ');
}

/** `400-4ff+510-510` */
export function slotsText(slots: readonly number[]): string {
  return rangesOf(slots.map((slot) => [slot, {}] as const))
    .map(slotRangeText)
    .join('+');
}

/** Ranges as they are typed: `400-4ff`, or some of them with a comma between. @throws Fault */
export function rangesIn(text: string): SlotRange[] {
  return text.split(',').map((range) => {
    const [, from = '', to = from] = /^([0-9a-f]{3})(?:-([0-9a-f]{3}))?$/.exec(range.trim()) ?? [];
    const [first, last] = [Number.parseInt(from, 16), Number.parseInt(to, 16)];
    if (!(first <= last)) throw new Fault(`${range} is no range of slots: one reads 400-4ff`);
    return { from: first, to: last };
  });
}

const all = (): number[] => Array.from({ length: SLOT_COUNT }, (_, slot) => slot);

const namesIn = (map: ShardMap): string[] => map.shards.map(({ name }) => name);

function placesOf(map: ShardMap): Place[] {
  const places: Place[] = [];
  for (const { name, ranges } of map.shards)
    for (const { from, to, ...way } of ranges)
      for (let slot = from; slot <= to; slot++) places[slot] = { owner: name, ...way };
  return places;
}

/** @throws Error for a map with holes, or otherwise none */
function textOf(places: readonly Place[], names: readonly string[]): string {
  const shards = [...new Set(names)].map((name) => ({
    name,
    ranges: rangesOf(places.flatMap(({ owner, ...way }, slot) => (owner === name ? [[slot, way] as const] : []))),
  }));
  const text = shardMapText(shards);
  parseShardMap(text);
  return text;
}

/** Neighbours of which the same is said, together. */
function rangesOf(
  slots: readonly (readonly [slot: number, way: Pick<SlotRange, 'movingTo' | 'cameFrom'>])[],
): SlotRange[] {
  const ranges: SlotRange[] = [];
  for (const [slot, way] of slots) {
    const last = ranges.at(-1);
    if (last?.to === slot - 1 && last.movingTo === way.movingTo && last.cameFrom === way.cameFrom) last.to = slot;
    else ranges.push({ from: slot, to: slot, ...way });
  }
  return ranges;
}
