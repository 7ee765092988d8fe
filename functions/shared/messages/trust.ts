/** Whom a function believes: the shards whose keys it was given, and the sources of Knative that know its word. */
import type { IncomingHttpHeaders } from 'node:http';
import * as z from 'zod';
import {
  type EventKey,
  eventKey,
  formerSourceOf,
  isProven,
  isSameSecret,
  PROOF,
  SHORTEST_KEY,
  sourceOf,
} from './proof.ts';
import { isWaking } from './ticks.ts';
import type { ShardKind, ShardMap } from '../slots.ts';

/** What a proof is of a tick: long enough not to be guessed. */
export const tickProof = z.string().min(SHORTEST_KEY);

/** What is known of those who may speak. */
export interface Trust {
  /** By source, the newest first: while keys are changed there are two. */
  keys: ReadonlyMap<string, readonly EventKey[]>;
  /** The same for what the broker has given up, whoever it was for; undefined: as `keys`. */
  keptKeys: ReadonlyMap<string, readonly EventKey[]> | undefined;
  /** Which shard may speak of which slots. */
  maps: Partial<Record<ShardKind, ShardMap>>;
  /** What stands in the place of a proof in ticks; undefined: no tick is believed. */
  tick: string | undefined;
}

/** `wrong`: perhaps of a key that has not come here yet. */
export type Verdict = 'proven' | 'missing' | 'wrong';

/** A setting: one key, or the new one and the old one with a comma between. */
export const eventKeys = z
  .string()
  .transform((text) => text.split(',').map((key) => key.trim()))
  .refine((keys) => keys.every((key) => key.length >= SHORTEST_KEY), `a key has ${SHORTEST_KEY} characters or more`)
  .transform((keys) => keys.map(eventKey));

/** Believes the shards of a kind whose keys are given, and ticks that show what is given. */
export function trustIn({ keys, keptKeys, ...rest }: Trust): Trust {
  return { ...rest, keys: bySource(keys), keptKeys: keptKeys && bySource(keptKeys) };
}

const bySource = (keys: Trust['keys']): Trust['keys'] =>
  new Map(
    [...keys].flatMap(([shard, own]) => [[sourceOf(shard), own] as const, [formerSourceOf(shard), own] as const]),
  );

/** JSON, said in any way that CloudEvents' binary mode knows; in the structured mode an event is read from somewhere else. */
const JSON_DATA = /^application\/(?:json|(?!cloudevents)[\w.!#$&^-]+\+json)[ \t]*(?:;[ \t]*charset="?utf-8"?[ \t]*)?$/i;

/** Judges a delivery by its headers and its body as it came. */
export function judge(trust: Pick<Trust, 'keys' | 'tick'>, headers: IncomingHttpHeaders, body: Buffer): Verdict {
  const given = headers[PROOF];
  // In another mode than the binary one the event would be read from somewhere else than what the proof is of.
  if (typeof given !== 'string' || !JSON_DATA.test(headers['content-type'] ?? '')) return 'missing';
  const right = isWaking(headers['ce-type'])
    ? trust.tick !== undefined && isSameSecret(given, trust.tick)
    : isProven(trust.keys.get(String(headers['ce-source'])) ?? [], headers, body);
  return right ? 'proven' : 'wrong';
}
