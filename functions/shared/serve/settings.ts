/**
 * All that a function is configured by, read by one call. Which variables there are follows from what it says it takes and needs, and the
 * names of some of them from what others say (a database for each shard in SHARDS).
 */
import * as z from 'zod';
import { type Environment, readConfig, wholeNumber } from '../config.ts';
import { logSettings } from '../log.ts';
import type { Outlet } from '../messages/publisher.ts';
import type { EventKey } from '../messages/proof.ts';
import { eventKeys, tickProof, type Trust, trustIn } from '../messages/trust.ts';
import type { ServerOptions, ShardAddresses } from '../mysql/databases.ts';
import type { RedisAddress } from '../redis/address.ts';
import { parseShardMap, type ShardKind, type ShardMap } from '../slots.ts';
import { telemetrySettings } from '../telemetry/telemetry.ts';
import { requireRedisUrl } from '../redis/address.ts';
import { caFile, mysqlAddress } from '../tls.ts';
import { type Capability, sendersOf } from './capability.ts';
import { type Addresses, addresses, addressVariable, type AskedFunctions, askedIn } from './asked.ts';
import { hostSettings, type HostSettings } from './host.ts';
import { publicUrl } from './public-url.ts';

/** The configuration of a function: its own settings, and what the shared parts are opened with. */
export type Settings<C extends Capability> = z.output<z.ZodObject<C['settings']>> & {
  host: HostSettings;
  /** Whose messages it believes. */
  trust: Trust;
} & (C extends { shards: ShardKind } ? { databases: ShardAddresses } : unknown) &
  (C extends { catalog: true } ? { catalog: ServerOptions & { url: string } } : unknown) &
  (C extends { redis: object } ? { redis: RedisAddress } : unknown) &
  (C extends { publishes: readonly string[] } ? { outlet: Outlet } : unknown) &
  (C extends { asks: object } ? { asked: AskedFunctions } : unknown);

/** Reads a function's configuration; prints all that is wrong with it and ends the process when it does not fit. */
export function readSettings<const C extends Capability>(capability: C): Settings<C> {
  const read: Record<string, unknown> = readConfig((environment) => settingsShape(capability, environment));
  const { shards, publishes, settings, asks } = capability;
  const served = (read['SHARDS'] as string[] | undefined) ?? [];
  const maps = Object.fromEntries(
    mapsOf(capability).map((kind) => [kind, read[mapVariable(kind)] as ShardMap]),
  ) as Trust['maps'];
  const keysOf = (names: readonly string[]) =>
    new Map(names.map((name) => [name, read[keyVariable(name)] as readonly EventKey[]]));
  const senders = sendersOf(capability);
  const believed = senders === undefined ? [] : sendersIn(capability, senders, served, maps[senders]);
  const server = {
    connections: read['MYSQL_CONNECTIONS'] as number,
    ca: (read['MYSQL_CA_FILE'] ?? read['CA_FILE']) as string | undefined,
  };
  const named = (names: readonly string[]) => Object.fromEntries(names.map((name) => [name, read[name]]));
  return {
    ...named(Object.keys(settings)),
    host: named(Object.keys(hostSettings)) as unknown as HostSettings,
    trust: trustIn({
      keys: keysOf(believed),
      // It gets those of all, and has the keys of all that send.
      keptKeys: capability.keepsDeadLetters ? keysOf(withKeysOf(capability, served, believed)) : undefined,
      maps: senders ? { [senders]: maps[senders] } : {},
      tick: read['TICK_PROOF'] as string,
    }),
    ...(shards && {
      databases: {
        ...server,
        map: maps[shards],
        urls: new Map(served.map((name) => [name, read[urlVariable(name)]])),
      },
    }),
    ...(capability.catalog && { catalog: { ...server, url: read[urlVariable('catalog')] } }),
    ...(capability.redis && {
      redis: {
        url: read['REDIS_URL'],
        ca: read['REDIS_CA_FILE'] ?? read['CA_FILE'],
        isCluster: read['REDIS_CLUSTER'],
      },
    }),
    ...(asks && { asked: askedIn(asks, (name) => read[addressVariable(name)] as Addresses, maps) }),
    ...(publishes && { outlet: { sink: read['K_SINK'], keys: keysOf(served), publicUrl: read['PUBLIC_URL'] } }),
  } as unknown as Settings<C>;
}

/** Every variable of a function with its schema. What cannot be read yet adds no names; its own mistake is named. */
export function settingsShape(capability: Capability, environment: Environment): z.ZodRawShape {
  const { shards, catalog, redis, publishes, sweep, settings, asks = {} } = capability;
  const served = shards ? parsed(shardNames, environment['SHARDS'], []) : [];
  const senders = sendersOf(capability);
  const map = senders && parsed(shardMap, environment[mapVariable(senders)], undefined);
  const believed = senders ? sendersIn(capability, senders, served, map) : [];
  const withKeys = withKeysOf(capability, served, believed);
  const databases = [...served, ...(catalog ? ['catalog'] : [])];
  // A file for one kind of server goes before that for all.
  const ca = parsed(caFile, environment['CA_FILE'], undefined);
  const mysqlCa = parsed(caFile, environment['MYSQL_CA_FILE'], undefined) ?? ca;
  const redisCa = parsed(caFile, environment['REDIS_CA_FILE'], undefined) ?? ca;
  return {
    ...hostSettings,
    ...logSettings,
    ...telemetrySettings,
    ...(shards && { SHARDS: shardNames }),
    ...Object.fromEntries(mapsOf(capability).map((kind) => [mapVariable(kind), shardMap])),
    ...((shards || catalog || redis) && { CA_FILE: caFile }),
    ...((shards || catalog) && { MYSQL_CONNECTIONS: wholeNumber(1, 200, 10), MYSQL_CA_FILE: caFile }),
    ...Object.fromEntries(
      databases.map((name) => [urlVariable(name), urlThat((url) => void mysqlAddress(url, mysqlCa))]),
    ),
    ...(redis && {
      REDIS_CA_FILE: caFile,
      REDIS_CLUSTER: trueOrFalse,
      REDIS_URL: urlThat((url) => requireRedisUrl(url, redisCa, environment['REDIS_CLUSTER'] === 'true')),
    }),
    ...(publishes && { K_SINK: z.url(), PUBLIC_URL: publicUrl }),
    ...Object.fromEntries(withKeys.map((name) => [keyVariable(name), eventKeys])),
    ...(sweep && { TICK_PROOF: tickProof }),
    ...Object.fromEntries(Object.keys(asks).map((name) => [addressVariable(name), addresses])),
    ...settings,
  };
}

/** The shards whose keys it has: those it publishes for, and those it believes. */
function withKeysOf({ publishes }: Capability, served: readonly string[], believed: readonly string[]): string[] {
  return [...new Set([...(publishes ? served : []), ...believed])];
}

/** The shards whose messages are believed: of one's own kind those that are served, of the other all. */
function sendersIn(
  { shards }: Capability,
  senders: ShardKind,
  served: readonly string[],
  map: ShardMap | undefined,
): readonly string[] {
  return senders === shards ? served : (map?.shards.map(({ name }) => name) ?? []);
}

/** The shard maps that it goes by. */
function mapsOf(capability: Capability): ShardKind[] {
  const asked = Object.values(capability.asks ?? {}).filter((kind) => kind !== 'the one');
  const kinds = [capability.shards, sendersOf(capability), ...asked];
  return [...new Set(kinds.filter((kind) => kind !== undefined))];
}

/** Of a process that is told nothing: false. */
const trueOrFalse = z
  .enum(['true', 'false'])
  .default('false')
  .transform((text) => text === 'true');

const shardNames = z.string().transform((text) => text.split(',').map((name) => name.trim()));

const shardMap = z.string().transform((text, context) => {
  try {
    return parseShardMap(text);
  } catch (error) {
    context.addIssue((error as Error).message);
    return z.NEVER;
  }
});

/** A URL that some part can work with. @param check throws an Error that says what does not fit, without the URL */
function urlThat(check: (url: string) => void) {
  return z.url({ abort: true }).superRefine((url, context) => {
    try {
      check(url);
    } catch (error) {
      context.addIssue((error as Error).message);
    }
  });
}

function parsed<Output, Fallback>(
  schema: z.ZodType<Output>,
  text: string | undefined,
  fallback: Fallback,
): Output | Fallback {
  const { success, data } = schema.safeParse(text);
  return success ? data : fallback;
}

const urlVariable = (shard: string): string => `MYSQL_${shard.toUpperCase()}`;
const keyVariable = (shard: string): string => `EVENT_KEY_${shard.toUpperCase()}`;
const mapVariable = (kind: ShardKind): string => (kind === 'users' ? 'SHARD_MAP_USERS' : 'SHARD_MAP_EVENTS');
