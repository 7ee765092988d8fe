/** A cluster of Redis under attack: three masters with a replica each. Functions reach its servers where these say they are. */
import { Cluster } from 'ioredis';
import { setTimeout as wait } from 'node:timers/promises';
import { type ClusterServer, type RedisCluster, startRedisCluster } from '../../../testing/servers/redis-cluster.ts';
import { until } from '../../../testing/until.ts';
import type { SeededRandom } from '../../seeded-random.ts';

const KEYS_AT_ONCE = 100;
const MIGRATE_MS = 5_000;
/** A master that is gone is taken over from after a second, and a machine may be busy. */
const TAKEN_OVER_MS = 60_000;

export class AttackedCluster {
  readonly #cluster: RedisCluster;
  /** A master and its replica, whichever is which by now. */
  readonly #pairs: readonly (readonly [ClusterServer, ClusterServer])[];

  private constructor(cluster: RedisCluster) {
    this.#cluster = cluster;
    this.#pairs = cluster.masters.map((master, index) => [master, cluster.replicas[index]?.[0] ?? master] as const);
  }

  static async open(): Promise<AttackedCluster> {
    return new AttackedCluster(await startRedisCluster({ masters: 3, replicasEach: 1 }));
  }

  /** Of a server that is in it as long as the others are. */
  get url(): string {
    return this.#cluster.url;
  }

  /** A way into it; disconnect it after use. */
  client(): Cluster {
    const cluster = new Cluster(
      this.#pairs.flat().map(({ url }) => url),
      { clusterRetryStrategy: () => null, redisOptions: { commandTimeout: 5_000 } },
    );
    cluster.on('error', () => {}); // whoever asks gets the error
    return cluster;
  }

  /** Empties all of it. */
  async empty(): Promise<void> {
    for (const { admin } of await this.#masters()) await admin.flushall();
  }

  /** A replica takes over from its master, which is asked to step back. */
  async failOver(random: SeededRandom): Promise<void> {
    const pair = random.pick(this.#pairs);
    const replica = other(pair, await masterOf(pair));
    await replica.admin.call('CLUSTER', 'FAILOVER');
    await until('another server leads', async () => (await masterOf(pair)) === replica, TAKEN_OVER_MS);
    await this.#settled(pair);
  }

  /** A master is gone all at once; its replica takes over from it, and has not heard all. It comes back as a replica. */
  async killMaster(random: SeededRandom): Promise<void> {
    const pair = random.pick(this.#pairs);
    const master = await masterOf(pair);
    const replica = other(pair, master);
    master.kill();
    try {
      await until('its replica leads', async () => (await roleOf(replica)) === 'master', TAKEN_OVER_MS);
    } finally {
      await master.restart();
      await this.#settled(pair);
    }
  }

  /** Some keys that look so, of all servers. */
  async someKeys(pattern: string): Promise<string[]> {
    const masters = await this.#masters();
    return (await Promise.all(masters.map(({ admin }) => admin.keys(pattern)))).flat();
  }

  /** The Redis slot of a key goes to another server with all that is in it. */
  async moveSlot(key: string, random: SeededRandom): Promise<void> {
    const masters = await this.#masters();
    const slot = Number(await masters[0]?.admin.cluster('KEYSLOT', key));
    const from = await this.#cluster.ownerOf(key);
    const to = random.pick(masters.filter((server) => server !== from));
    await to.admin.call('CLUSTER', 'SETSLOT', slot, 'IMPORTING', from.id);
    await from.admin.call('CLUSTER', 'SETSLOT', slot, 'MIGRATING', to.id);
    for (;;) {
      const keys = (await from.admin.call('CLUSTER', 'GETKEYSINSLOT', slot, KEYS_AT_ONCE)) as string[];
      if (keys.length === 0) break;
      await from.admin.call('MIGRATE', '127.0.0.1', to.port, '', 0, MIGRATE_MS, 'KEYS', ...keys);
      // Whoever asks between two of them finds some of an event's keys here and some there.
      await wait(random.whole(0, 30));
    }
    for (const { admin } of [to, from, ...masters.filter((server) => server !== from && server !== to)])
      await admin.call('CLUSTER', 'SETSLOT', slot, 'NODE', to.id);
  }

  /** All its servers. */
  async close(): Promise<void> {
    await this.#cluster.stop();
  }

  #masters(): Promise<ClusterServer[]> {
    return Promise.all(this.#pairs.map(masterOf));
  }

  /** One leads, the other follows it, and all know: then the next fault finds a whole cluster. */
  async #settled(pair: readonly [ClusterServer, ClusterServer]): Promise<void> {
    await until(
      'one follows the other',
      async () => (await other(pair, await masterOf(pair)).admin.info('replication')).includes('master_link_status:up'),
      TAKEN_OVER_MS,
    );
    for (const { admin } of this.#pairs.flat())
      await until('all say so', async () => (await admin.cluster('INFO')).includes('cluster_state:ok'), TAKEN_OVER_MS);
  }
}

function other(pair: readonly [ClusterServer, ClusterServer], one: ClusterServer): ClusterServer {
  return pair[0] === one ? pair[1] : pair[0];
}

async function roleOf({ admin }: ClusterServer): Promise<string> {
  return (/^role:(\w+)/m.exec(await admin.info('replication')) ?? [])[1] ?? '';
}

/** The one of a pair that leads. */
async function masterOf(pair: readonly [ClusterServer, ClusterServer]): Promise<ClusterServer> {
  return until(
    'one of two leads',
    async () => {
      const roles = await Promise.all(pair.map(roleOf));
      return pair.find((_, index) => roles[index] === 'master');
    },
    TAKEN_OVER_MS,
  );
}
