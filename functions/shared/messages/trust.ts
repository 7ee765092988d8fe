/** Whom a function believes: the shards whose keys it was given, and the PingSource that knows its word. */
import type { IncomingHttpHeaders } from 'node:http';
import * as z from 'zod';
import { readConfig } from '../config.ts';
import { type EventKey, eventKey, isProven, isSameSecret, PROOF, SHORTEST_KEY, sourceOf } from './proof.ts';
import { parseShardMap, type ShardKind, type ShardMap } from '../slots.ts';

/** The `type` of a PingSource's ticks. */
export const TICK = 'dev.knative.sources.ping';

/** What is known of those who may speak. */
export interface Trust {
  /** By source, the newest first: while keys are changed there are two. */
  keys: ReadonlyMap<string, readonly EventKey[]>;
  /** Which shard may speak of which slots. */
  maps: Partial<Record<ShardKind, ShardMap>>;
  /** What stands in the place of a proof in ticks; undefined: no tick is believed. */
  tick: string | undefined;
}

/** `wrong`: perhaps of a key that has not come here yet. */
export type Verdict = 'proven' | 'missing' | 'wrong';

/** One key, or the new one and the old one with a comma between. */
const Keys = z
  .string()
  .transform((text) => text.split(',').map((key) => key.trim()))
  .refine((keys) => keys.every((key) => key.length >= SHORTEST_KEY), `a key has ${SHORTEST_KEY} characters or more`)
  .transform((keys) => keys.map(eventKey));

/** The keys of shards, by their names: EVENT_KEY_<SHARD>. */
export function readEventKeys(shards: readonly string[]): Map<string, readonly EventKey[]> {
  const read = readConfig(Object.fromEntries(shards.map((shard) => [keyVariable(shard), Keys])));
  return new Map(shards.map((shard) => [shard, read[keyVariable(shard)] ?? []]));
}

/** Believes ticks only. */
export function trustTicks(): Trust {
  return { keys: new Map(), maps: {}, tick: readTick() };
}

/**
 * Believes events of the events shards: all of them, or those in SHARDS.
 * @param ticks whether ticks are believed, too
 */
export function trustEvents(which: 'all' | 'served', { ticks = false } = {}): Trust {
  const { SHARD_MAP_EVENTS: events } = readConfig({ SHARD_MAP_EVENTS: z.string().transform(parseShardMap) });
  const keys = readEventKeys(which === 'served' ? servedShards() : events.shards.map(({ name }) => name));
  return { keys: bySource(keys), maps: { events }, tick: ticks ? readTick() : undefined };
}

/** Believes events of all users shards. */
export function trustUsers(): Trust {
  const { SHARD_MAP_USERS: users } = readConfig({ SHARD_MAP_USERS: z.string().transform(parseShardMap) });
  return { keys: bySource(readEventKeys(users.shards.map(({ name }) => name))), maps: { users }, tick: undefined };
}

/** The names in SHARDS. */
export function servedShards(): string[] {
  return readConfig({ SHARDS: z.string() })
    .SHARDS.split(',')
    .map((name) => name.trim());
}

/** Judges a delivery by its headers and its body as it came. */
export function judge(trust: Trust, headers: IncomingHttpHeaders, body: Buffer): Verdict {
  const given = headers[PROOF];
  // In another mode than the binary one the event would be read from somewhere else than what the proof is of.
  if (typeof given !== 'string' || headers['content-type'] !== 'application/json') return 'missing';
  const right =
    headers['ce-type'] === TICK
      ? trust.tick !== undefined && isSameSecret(given, trust.tick)
      : isProven(trust.keys.get(String(headers['ce-source'])) ?? [], headers, body);
  return right ? 'proven' : 'wrong';
}

function bySource(keys: ReadonlyMap<string, readonly EventKey[]>): Map<string, readonly EventKey[]> {
  return new Map([...keys].map(([shard, own]) => [sourceOf(shard), own]));
}

function keyVariable(shard: string): string {
  return `EVENT_KEY_${shard.toUpperCase()}`;
}

function readTick(): string {
  return readConfig({ TICK_PROOF: z.string().min(SHORTEST_KEY) }).TICK_PROOF;
}
