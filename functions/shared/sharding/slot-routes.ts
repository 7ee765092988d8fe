/** Where a function's routes lead under a shard map: which Service gets which methods and paths. Pure; the patterns are rendered from the functions' routes. */
import type { ShardKind, ShardMap, SlotRange } from '../slots.ts';
import { slotPattern } from './slot-pattern.ts';

/** A method on a path, as a Gateway API match says it. */
export interface Match {
  method: string;
  path: { type: 'Exact' | 'PathPrefix' | 'RegularExpression'; value: string };
}

/** A read that changes nothing and is small; what may change something, or is sent for as long as it is made; an answer that stays open. */
export type Wait = 'read' | 'work' | 'stream';

/** What the matches have in common: they lead to one Service. */
export interface Rule {
  matches: Match[];
  service: string;
  /** What their answers are waited for like. */
  wait: Wait;
}

/** Some matches that are waited for alike. */
export type Matches = readonly (readonly [Wait, readonly Match[]])[];

/** What a function's rules are made of, whatever the map says. */
export interface RoutePattern {
  /** The function. */
  name: string;
  /** Of its Services, one a shard; undefined: it has its one Service. */
  kind?: ShardKind;
  /** These lead to the one Service. */
  fixed: Matches;
  /** These go by slot: `SLOTS` stands in their paths for those of a shard. */
  slotted: Matches;
}

/** The shard maps of both kinds. */
export type ShardMaps = Record<ShardKind, ShardMap>;

/** In a path's expression: the slots of a shard. No expression has it otherwise. */
export const SLOTS = '{slots}';

/** The rules of a function, those without a slot first, then shard by shard. */
export function rulesOf({ name: fn, kind, fixed, slotted }: RoutePattern, maps: ShardMaps): Rule[] {
  const rules = byWait(fixed, fn);
  if (!kind) return rules;
  const leadTo = (service: string, ranges: readonly SlotRange[]): void => {
    if (ranges.length > 0) rules.push(...byWait(inSlots(slotted, slotPattern(ranges)), service));
  };
  const { shards } = maps[kind];
  // Whoever has a slot that is being moved, the Service that serves all shards can ask both.
  leadTo(
    fn,
    shards.flatMap(({ ranges }) => ranges.filter(isMoving)),
  );
  for (const { name, ranges } of shards)
    leadTo(
      `${fn}-${name}`,
      ranges.filter((range) => !isMoving(range)),
    );
  return rules;
}

const isMoving = ({ movingTo }: SlotRange): boolean => movingTo !== undefined;

function inSlots(slotted: Matches, slots: string): Matches {
  return slotted.map(([wait, matches]) => [
    wait,
    matches.map(({ method, path: { type, value } }) => ({
      method,
      path: { type, value: value.replace(SLOTS, slots) },
    })),
  ]);
}

/** A rule for each time that is waited, in the order of the table. */
function byWait(matches: Matches, service: string): Rule[] {
  const groups = Map.groupBy(matches, ([wait]) => wait);
  return [...groups].map(([wait, some]) => ({ matches: some.flatMap(([, own]) => own), service, wait }));
}
