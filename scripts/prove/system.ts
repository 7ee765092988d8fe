/** The system under proof: the manifests' own, on servers that can be attacked, with fault points in its functions. */
import { randomBytes } from 'node:crypto';
import { join } from 'node:path';
import { Redis } from 'ioredis';
import { createPool, type Pool } from 'mysql2/promise';
import { ulid } from 'ulid';
import { accessTokenSigner } from '../../functions/login/access-token.ts';
import { newId, slotOf } from '../../functions/shared/ids.ts';
import { TICK } from '../../functions/shared/subscriber.ts';
import { type Installation, installation, migrateInstallation } from '../installation.ts';
import { loadManifests, type Manifest, ofKind } from '../one-machine/manifests.ts';
import type { PlatformOptions } from '../one-machine/options.ts';
import { type Platform, startPlatform } from '../one-machine/platform.ts';
import { makeSigningKey } from '../signing-key.ts';
import { type Heard, openEar } from '../testing/ear.ts';
import { patchServices } from '../testing/patch-services.ts';
import { Client } from './client.ts';
import { Courier } from './courier.ts';
import type { Databases } from './gather.ts';
import { FaultPoints } from './points.ts';
import type { Servers } from './servers.ts';
import { EFFECTS_TABLE } from './test-build.ts';

/** A running system with all its handles. */
export interface System {
  client: Client;
  platform: Platform;
  servers: Servers;
  points: FaultPoints;
  courier: Courier;
  /** What the broker delivered, since somebody last took it. */
  takeHeard(): Heard[];
  /** The databases as they are now, past all wires; end them after use. */
  databases(): Databases;
  /** Redis as it is now, past its wire; disconnect it after use. */
  redis(): Redis;
  /** A token of a user, good for a quarter of an hour. */
  token(userId: string): Promise<string>;
  /** What its sweeps do every five minutes, now. @returns whether everything got done */
  tick(): Promise<boolean>;
  close(): Promise<void>;
}

const ROOT = join(import.meta.dirname, '../..');
const TOKENS = { TOKEN_ISSUER: 'https://api.example.com', TOKEN_AUDIENCE: 'seatmesh' };
const EARS = ['order.confirmed.v1', 'order.cancelled.v1', 'availability.changed.v1'] as const;
const KEPT = 'autoscaling.knative.dev/min-scale';
const AT_MOST = 'autoscaling.knative.dev/max-scale';
/** Several processes where several would be, but no more than two cores can feed. */
const SCALES: Record<string, Record<string, string>> = {
  'book-e0': { [KEPT]: '2', [AT_MOST]: '2' },
  'book-e1': { [KEPT]: '1', [AT_MOST]: '1' },
  book: { [KEPT]: '1', [AT_MOST]: '1' },
  'order-record': { [KEPT]: '2', [AT_MOST]: '2' },
  'event-global': { [KEPT]: '1', [AT_MOST]: '1' },
  'event-detail-e0': { [KEPT]: '1', [AT_MOST]: '1' },
  'event-detail-e1': { [KEPT]: '1', [AT_MOST]: '1' },
};
/** Holds are short, so that they end within a round. */
const HOLDS = { HOLD_SECONDS: '8', HOLD_MAX_SECONDS: '20' };

/** Starts a system of its own on the servers. */
export async function openSystem(
  servers: Servers,
  command: PlatformOptions['command'],
  log: (line: Record<string, unknown>) => void,
): Promise<System> {
  const key = await makeSigningKey();
  const prefix = `p${randomBytes(5).toString('hex')}_`;
  const { mysql, redis, rabbitmq } = servers;
  const installed = await installation(
    { mysqlUrl: mysql.wire.url, redisUrl: redis.wire.url, amqpUrl: rabbitmq.wire.url },
    key,
    prefix,
  );
  await migrateInstallation(installed, () => {});
  const databases = () => poolsOf(installed, mysql.url);
  await makeEffectsTables(databases());
  let heard: Heard[] = [];
  const ear = await openEar(EARS, (event) => void heard.push(event));
  const [points, courier] = await Promise.all([FaultPoints.open(), Courier.open()]);
  const manifests = await loadManifests(join(ROOT, 'knative'), join(ROOT, 'istio'));
  ear.patch(manifests);
  patch(manifests, points, courier);
  const platform = await startPlatform({
    ...installed,
    manifests,
    amqpUrl: rabbitmq.wire.url,
    scope: prefix,
    command,
    longestCrashWaitMs: 0,
    log,
  });
  courier.aim(await platform.address('seatmesh-broker-ingress'));
  const sign = accessTokenSigner({ ...TOKENS, JWKS: JSON.parse(key.jwks), SIGNING_KEY: JSON.parse(key.jwk) });
  const client = new Client(platform.url);
  return {
    client,
    platform,
    servers,
    points,
    courier,
    takeHeard: () => {
      const taken = heard;
      heard = [];
      return taken;
    },
    databases,
    redis: () => openRedis(redis.url),
    token: (userId) => sign({ userId, sessionId: newId('ses', slotOf(userId)) }, new Date()),
    tick: () => tick(platform),
    close: async () => {
      client.close();
      points.close();
      await platform.stop();
      await Promise.all([ear.close(), courier.close()]);
    },
  };
}

function openRedis(url: string): Redis {
  const redis = new Redis(url, {
    maxRetriesPerRequest: 0,
    connectTimeout: 2_000,
    commandTimeout: 5_000,
    retryStrategy: () => null,
  });
  redis.on('error', () => {}); // whoever asks is told
  return redis;
}

/** Deliveries are tried again sooner than in earnest, so that a round comes to rest soon; and no less often. */
const PROMPT = { backoffPolicy: 'linear', backoffDelay: 'PT0.2S', retry: 30 };

function patch(manifests: Manifest[], points: FaultPoints, courier: Courier): void {
  const services = ofKind(manifests, 'Service', 'serving.knative.dev');
  const senders = services.filter((service) => JSON.stringify(service).includes('"K_SINK"'));
  const toCourier = senders.map(({ metadata }) => [metadata.name, { K_SINK: courier.url }] as const);
  patchServices(manifests, { env: Object.fromEntries(toCourier) });
  const holders = services.filter((service) => JSON.stringify(service).includes('"HOLD_SECONDS"'));
  patchServices(manifests, {
    env: {
      '*': { PROVE_CONTROL: String(points.port), LOG_LEVEL: 'error' },
      ...Object.fromEntries(holders.map(({ metadata }) => [metadata.name, HOLDS])),
    },
    annotations: SCALES,
  });
  for (const trigger of ofKind(manifests, 'Trigger', 'eventing.knative.dev')) {
    const spec = trigger.spec as { delivery?: object };
    if (spec.delivery) Object.assign(spec.delivery, PROMPT);
  }
}

function poolsOf({ targets }: Installation, serverUrl: string): Map<string, Pool> {
  const { host } = new URL(serverUrl);
  return new Map(
    targets.map(({ name, url }) => {
      const direct = new URL(url);
      direct.host = host;
      return [name, createPool({ uri: direct.href, timezone: 'Z', connectionLimit: 2 })] as const;
    }),
  );
}

async function makeEffectsTables(databases: Databases): Promise<void> {
  for (const shard of ['u0', 'u1', 'catalog'])
    await databases.get(shard)?.query(
      `CREATE TABLE ${EFFECTS_TABLE} (source VARCHAR(128) NOT NULL, event_id VARCHAR(64) NOT NULL, KEY by_event (event_id))
       ENGINE = InnoDB CHARACTER SET ascii COLLATE ascii_bin`,
    );
  await endPools(databases);
}

/** Ends what `databases` opened. */
export async function endPools(databases: Databases): Promise<void> {
  await Promise.allSettled([...databases.values()].map((pool) => pool.end()));
}

async function tick(platform: Platform): Promise<boolean> {
  const headers = {
    'content-type': 'application/json',
    'ce-specversion': '1.0',
    'ce-id': ulid(),
    'ce-source': '/seatmesh/proof',
    'ce-type': TICK,
    'ce-time': new Date().toISOString(),
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
