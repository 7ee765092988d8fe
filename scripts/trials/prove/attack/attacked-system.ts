/** The system under proof: the manifests' own, on servers that can be attacked, with fault points in its functions. */
import { EventEmitter, once } from 'node:events';
import { Redis } from 'ioredis';
import { createPool, type Pool } from 'mysql2/promise';
import { ulid } from 'ulid';
import { accessTokenSigner } from '../../../../functions/login/access-token.ts';
import { newId, slotOf } from '../../../../functions/shared/ids.ts';
import { PROOF } from '../../../../functions/shared/messages/proof.ts';
import type { RedisClient } from '../../../../functions/shared/redis/redis-client.ts';
import { TICK } from '../../../../functions/shared/messages/ticks.ts';
import type { Installation } from '../../../system/installation.ts';
import type { PlatformOptions } from '../../../platform/spec/options.ts';
import type { Platform } from '../../../platform/platform.ts';
import { type OwnSystem, startOwnSystem } from '../../../system/own-system.ts';
import { openEventSpy } from '../../../testing/event-spy.ts';
import { ProofClient, now } from '../people/proof-client.ts';
import { EventProxy } from './event-proxy.ts';
import type { ProofDatabases } from '../evidence/gather.ts';
import type { ProofDelivery } from '../evidence/deliveries.ts';
import { AttackedSlots } from './attacked-slots.ts';
import { FaultPoints } from './fault-orders.ts';
import type { AttackedServers } from './attacked-servers.ts';
import { setUp } from './attack-setup.ts';
import { EFFECTS_TABLE, OUTBOX_TABLE } from '../evidence/evidence-tables.ts';

/** A running system with all its handles. */
export interface System {
  client: ProofClient;
  platform: Platform;
  servers: AttackedServers;
  points: FaultPoints;
  eventProxy: EventProxy;
  /** What the broker delivered, since somebody last took it. */
  takeDeliveries(): ProofDelivery[];
  /** Waits until the broker delivered some more, or until the signal comes. */
  deliveredMore(more: number, signal: AbortSignal): Promise<void>;
  /** The databases as they are now, past all wires; end them after use. */
  databases(): ProofDatabases;
  /** Redis as it is now, past its wire; disconnect it after use. */
  redis(): RedisClient;
  emptyRedis(): Promise<void>;
  /** A token of a user, good for a quarter of an hour. */
  token(userId: string): Promise<string>;
  /** Where slots of events are, and how they are moved; undefined where nobody moves any. */
  slots: AttackedSlots | undefined;
  /** What its sweeps do every five minutes, now. @returns whether everything got done */
  tick(): Promise<boolean>;
  close(): Promise<void>;
}

const TOKENS = { TOKEN_ISSUER: 'https://api.example.com', TOKEN_AUDIENCE: 'seatmesh' };
const FOLLOWED = ['order.confirmed.v1', 'order.updated.v1', 'order.cancelled.v1', 'availability.changed.v1'] as const;
/** Starts a system of its own on the servers. */
export async function openSystem(
  servers: AttackedServers,
  command: PlatformOptions['command'],
  log: (line: Record<string, unknown>) => void,
  eventsMap?: string,
): Promise<System> {
  const { mysql, redis, rabbitmq, cluster } = servers;
  let deliveries: ProofDelivery[] = [];
  const arrivals = new EventEmitter().setMaxListeners(0);
  const spy = await openEventSpy(FOLLOWED, (event) => {
    deliveries.push({ ...event, at: now() });
    arrivals.emit('event');
  });
  const [points, eventProxy] = await Promise.all([FaultPoints.open(), EventProxy.open()]);
  const own = await startOwnSystem(
    {
      mysqlUrl: mysql.wire.url,
      redisUrl: cluster?.url ?? redis.wire.url,
      isRedisCluster: cluster !== undefined,
      amqpUrl: rabbitmq.wire.url,
      own: { mysql: true, redis: cluster === undefined },
    },
    {
      patch: (manifests) => {
        spy.patch(manifests);
        setUp(manifests, points, eventProxy);
      },
      ...(eventsMap !== undefined && { eventsMap }),
      command,
      longestCrashWaitMs: 0,
      log,
    },
  );
  const { platform, installed, key } = own;
  const databases = () => poolsOf(installed, mysql.url);
  await makeOwnTables(databases());
  eventProxy.aim(await platform.address('seatmesh-broker-ingress'));
  const sign = accessTokenSigner({ ...TOKENS, JWKS: JSON.parse(key.jwks), SIGNING_KEY: JSON.parse(key.jwk) });
  const client = new ProofClient(platform.url);
  return {
    client,
    platform,
    servers,
    points,
    eventProxy,
    takeDeliveries: () => {
      const taken = deliveries;
      deliveries = [];
      return taken;
    },
    deliveredMore: async (more, signal) => {
      for (let left = more; left > 0 && !signal.aborted; left--)
        await once(arrivals, 'event', { signal }).catch(() => {}); // the signal came
    },
    databases,
    redis: () => cluster?.client() ?? openRedis(redis.url),
    emptyRedis: () => cluster?.empty() ?? empty(redis.url),
    token: (userId) => sign({ userId, sessionId: newId('ses', slotOf(userId)) }, new Date()),
    slots: slotsOf(own, eventsMap, mysql.url),
    tick: () => tick(platform, installed),
    close: async () => {
      client.close();
      points.close();
      await platform.stop();
      await Promise.all([spy.close(), eventProxy.close()]);
    },
  };
}

async function empty(url: string): Promise<void> {
  const redis = openRedis(url);
  try {
    await redis.flushall();
  } finally {
    redis.disconnect();
  }
}

function openRedis(url: string): Redis {
  const redis = new Redis(url, {
    maxRetriesPerRequest: 0,
    connectTimeout: 2_000,
    commandTimeout: 5_000,
    retryStrategy: () => null,
  });
  redis.on('error', () => {}); // whoever asks gets the error
  return redis;
}

function slotsOf(own: OwnSystem, map: string | undefined, serverUrl: string): AttackedSlots | undefined {
  if (map === undefined) return undefined;
  return new AttackedSlots(map, (next) => own.takeOver(next), directUrls(own.installed, serverUrl));
}

/** Past the wire. */
function directUrls({ targets }: Installation, serverUrl: string): Map<string, string> {
  const { host } = new URL(serverUrl);
  return new Map(
    targets.map(({ name, url }) => {
      const direct = new URL(url);
      direct.host = host;
      return [name, direct.href] as const;
    }),
  );
}

function poolsOf(installed: Installation, serverUrl: string): Map<string, Pool> {
  const pools = [...directUrls(installed, serverUrl)].map(
    ([name, uri]) => [name, createPool({ uri, timezone: 'Z', connectionLimit: 2 })] as const,
  );
  return new Map(pools);
}

/**
 * Beside the system's own: what counts effects, what remembers each row that an outbox ever had, and a way to the records of an
 * event, which nobody else asks for.
 */
async function makeOwnTables(databases: ProofDatabases): Promise<void> {
  for (const shard of ['u0', 'u1', 'catalog'])
    await databases.get(shard)?.query(
      `CREATE TABLE ${EFFECTS_TABLE} (source VARCHAR(128) NOT NULL, event_id VARCHAR(64) NOT NULL, KEY by_event (event_id))
       ENGINE = InnoDB CHARACTER SET ascii COLLATE ascii_bin`,
    );
  for (const shard of [...databases.keys()].filter((name) => /^e\d+$/.test(name))) {
    await databases.get(shard)?.query(
      `CREATE TABLE ${OUTBOX_TABLE} (type VARCHAR(128) NOT NULL, subject VARCHAR(64) NOT NULL, KEY by_subject (subject))
       ENGINE = InnoDB CHARACTER SET ascii COLLATE ascii_bin`,
    );
    await databases.get(shard)?.query(
      `CREATE TRIGGER ${OUTBOX_TABLE} AFTER INSERT ON outbox FOR EACH ROW
       INSERT INTO ${OUTBOX_TABLE} (type, subject) VALUES (NEW.type, NEW.subject)`,
    );
  }
  for (const shard of ['u0', 'u1'])
    await databases.get(shard)?.query('CREATE INDEX prove_by_event ON order_records (event_id)');
  await endPools(databases);
}

/** Ends what `databases` opened. */
export async function endPools(databases: ProofDatabases): Promise<void> {
  await Promise.allSettled([...databases.values()].map((pool) => pool.end()));
}

async function tick(platform: Platform, { secrets }: Installation): Promise<boolean> {
  const headers = {
    'content-type': 'application/json',
    'ce-specversion': '1.0',
    'ce-id': ulid(),
    'ce-source': '/seatmesh/proof',
    'ce-type': TICK,
    'ce-time': new Date().toISOString(),
    [PROOF]: secrets['ticks']?.['proof'] ?? '',
  };
  try {
    const signal = AbortSignal.timeout(10_000);
    const answer = await platform.call('book', '/cloudevents', { method: 'POST', headers, body: '{}', signal });
    await answer.arrayBuffer();
    return answer.ok;
  } catch {
    return false;
  }
}
