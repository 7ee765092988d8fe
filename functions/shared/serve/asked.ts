/** Other functions, asked over HTTP inside the cluster: where each is. */
import * as z from 'zod';
import { slotOf } from '../ids.ts';
import type { ShardKind, ShardMap } from '../slots.ts';
import type { Capability } from './capability.ts';

/** Where a function is: its one Service, or that of each shard by its name. */
export type Addresses = string | ReadonlyMap<string, string>;

/** Where the functions are that one asks. */
export interface AskedFunctions {
  /** @param id of a function that has a Service for each shard: it leads to the one of its slot */
  addressOf(name: string, id?: string): string;
  /** @param shard of a function that has a Service for each; undefined: the one Service */
  addressOfShard(name: string, shard: string | undefined): string;
}

/** The name among addresses of the Service that serves all shards: it is asked of slots that are being moved. */
export const ANY_SHARD = '*';

function shardFor(map: ShardMap | undefined, slot: number): string | undefined {
  return map?.movingTo(slot) === undefined ? map?.ownerOf(slot) : ANY_SHARD;
}

/** A URL, or `e0=URL,e1=URL,*=URL`. */
export const addresses = z.string().transform((text, context): Addresses => {
  if (isAddress(text)) return text;
  const entries = text.split(',').map((entry): [string, string] => {
    const at = entry.indexOf('=');
    return [entry.slice(0, at), entry.slice(at + 1)];
  });
  if (entries.every(([shard, url]) => shard !== '' && isAddress(url))) return new Map(entries);
  context.addIssue('neither http://host nor e0=http://host,e1=http://host');
  return z.NEVER;
});

function isAddress(text: string): boolean {
  return URL.canParse(text) && /^https?:$/.test(new URL(text).protocol) && new URL(text).origin === text;
}

/** The variable of the environment that has a function's addresses. */
export function addressVariable(name: string): string {
  return `${name.toUpperCase().replaceAll('-', '_')}_URL`;
}

/** @param maps of the kinds of shards that the functions have */
export function askedIn(
  asks: NonNullable<Capability['asks']>,
  addressesOf: (name: string) => Addresses,
  maps: Partial<Record<ShardKind, ShardMap>>,
): AskedFunctions {
  const addressOfShard = (name: string, shard: string | undefined): string => {
    const known = addressesOf(name);
    const url = typeof known === 'string' ? known : known.get(shard ?? '');
    if (url === undefined) throw new Error(`no address of ${name} for shard ${shard}`);
    return url;
  };
  return {
    addressOfShard,
    addressOf: (name, id) => {
      const kind = asks[name];
      if (kind === undefined) throw new Error(`${name} is not among those that are asked`);
      const isOne = kind === 'the one' || id === undefined || typeof addressesOf(name) === 'string';
      return addressOfShard(name, isOne ? undefined : shardFor(maps[kind], slotOf(id)));
    },
  };
}
