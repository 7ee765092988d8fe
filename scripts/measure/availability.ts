/**
 * What an answer about the seats of a large venue costs: bytes on the wire, and time from the call of the handler to the
 * bytes that are sent, without HTTP. `node scripts/measure/availability.ts` prints it; benchmarks call it.
 */
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Call } from '../../functions/shared/call.ts';
import type { Content } from '../../functions/shared/content.ts';
import { type Databases, shardsOf } from '../../functions/shared/databases.ts';
import { newId } from '../../functions/shared/ids.ts';
import type { Pool } from '../../functions/shared/mysql.ts';
import { type Cache, openRedis } from '../../functions/shared/redis.ts';
import { rebuildSeats } from '../../functions/shared/seat-rebuild.ts';
import { parseShardMap } from '../../functions/shared/slots.ts';
import { continueTrace } from '../../functions/shared/trace.ts';
import { claim, release } from '../../functions/book/hold-scripts.ts';
import type { getAvailability } from '../../functions/event-detail/api.ts';
import { answerAvailability } from '../../functions/event-detail/availability.ts';
import { Boards } from '../../functions/event-detail/board.ts';
import { Feeds } from '../../functions/event-detail/feeds.ts';
import { NewEvent } from '../../functions/publish/api.ts';
import { draftEvent, fingerprintOf } from '../../functions/publish/draft.ts';
import { insertEvent } from '../../functions/publish/store.ts';
import { seatKeys } from '../../functions/shared/seat-keys.ts';
import { migrateShards } from '../migrations/migrate.ts';
import { databaseOn } from '../migrations/targets.ts';
import { startServers } from '../servers/start.ts';
import { eventBody } from '../testing/events.ts';

/** What one form of the answer costs. */
export interface AvailabilityFigure {
  form: string;
  plainBytes: number;
  gzippedBytes: number;
  /** The first answer of a version: read, written, compressed. Median. */
  firstMs: number;
  /** The same again: only the version is checked. Median. */
  againMs: number;
}

/** 50,000 seats in 100 sections of ten rows. */
const SECTIONS = 100;
const ROWS = 10;
const SEATS_IN_ROW = 50;
const SEATS = SECTIONS * ROWS * SEATS_IN_ROW;

/** Publishes an event of 50,000 seats on a shard and sells half of them at random; its live state is built. */
export async function halfSoldEvent(pool: Pool, cache: Cache, random = Math.random): Promise<string> {
  const rows = Array.from({ length: ROWS }, (_, row) => ({ label: String(row + 1), seats: SEATS_IN_ROW }));
  const sections = Array.from({ length: SECTIONS }, (_, section) => ({
    id: `S${section + 1}`,
    name: `Section ${section + 1}`,
    kind: 'seated',
    priceCategory: 'P1',
    rows,
  }));
  const body = NewEvent.parse(eventBody({ chart: { sections } }));
  const event = draftEvent(body, newId('evt', 1), newId('usr', 1), new Date());
  await insertEvent(pool, event, fingerprintOf(body, event.organizerId));
  const order = newId('ord', 1);
  const sold = Array.from({ length: SEATS }, (_, seat) => seat).filter(() => random() < 0.5);
  for (let at = 0; at < sold.length; at += 5_000)
    await pool.query('INSERT INTO seat_claims (event_id, seat, order_id) VALUES ?', [
      sold.slice(at, at + 5_000).map((seat) => [event.id, seat, order]),
    ]);
  await cache.ready();
  await rebuildSeats(cache.redis, pool, event.id);
  return event.id;
}

/** Measures each form, each time after a change. */
export async function measureAvailability(
  databases: Databases,
  cache: Cache,
  eventId: string,
  rounds = 50,
): Promise<AvailabilityFigure[]> {
  const sources = { databases, boards: new Boards(cache, 10), feeds: new Feeds(cache, { streams: 1, lifeMs: 1 }) };
  const ask = async (query: Call<typeof getAvailability>['query']) => {
    const from = performance.now();
    const { body } = await answerAvailability(sources, { ...CALL, params: { eventId }, query });
    const { bytes } = await (body as Content).for('gzip');
    return {
      ms: performance.now() - from,
      gzippedBytes: bytes.length,
      plainBytes: body.plain.length,
      version: versionOf(body),
    };
  };
  let { version } = await ask({ seats: 'compact', since: undefined });
  const figures: AvailabilityFigure[] = [];
  for (const form of ['ranges', 'compact', 'since'] as const) {
    const first: number[] = [];
    const again: number[] = [];
    let [plainBytes, gzippedBytes] = [0, 0];
    for (let round = 0; round < rounds; round++) {
      await change(cache, eventId, round);
      const query =
        form === 'since' ? { seats: 'compact' as const, since: version } : { seats: form, since: undefined };
      const answer = await ask(query);
      first.push(answer.ms);
      again.push((await ask(query)).ms);
      ({ version, plainBytes, gzippedBytes } = answer);
    }
    figures.push({ form, plainBytes, gzippedBytes, firstMs: median(first), againMs: median(again) });
  }
  return figures;
}

const CALL = {
  user: undefined,
  body: undefined,
  key: undefined,
  lastEventId: undefined,
  address: '',
  trace: continueTrace(undefined),
};

/** Two free seats are held, and given back the next time. */
async function change(cache: Cache, eventId: string, round: number): Promise<void> {
  const keys = seatKeys(eventId);
  if (round % 2 === 1) await release(cache.redis, keys, ['measured', 'buyer']);
  else await claim(cache.redis, keys, [1, 1, 'measured', 'buyer', 60_000, 60_000, 10, 'section', 0, SEATS - 1, 2]);
}

function versionOf(body: { plain: Buffer }): number {
  return (JSON.parse(body.plain.toString()) as { version: number }).version;
}

function median(values: readonly number[]): number {
  return values.toSorted((a, b) => a - b)[values.length >> 1] ?? 0;
}

if (import.meta.main) {
  const dataDir = await mkdtemp(join(tmpdir(), 'seatmesh-measure-'));
  const servers = await startServers({ dataDir, throwaway: true, env: process.env, say: () => {} });
  const url = databaseOn(servers.mysqlUrl, 'e0', 'measured_');
  await migrateShards([{ name: 'e0', kind: 'events', url }], 'up', () => {});
  const databases = shardsOf(parseShardMap('e0=000-fff'), new Map([['e0', url]]));
  const cache = openRedis(servers.redisUrl);
  try {
    const eventId = await halfSoldEvent(databases.ofSlot(1).pool, cache);
    console.table(await measureAvailability(databases, cache, eventId));
  } finally {
    await cache.close();
    await databases.close();
    await servers.stop();
    await rm(dataDir, { recursive: true, force: true });
  }
}
