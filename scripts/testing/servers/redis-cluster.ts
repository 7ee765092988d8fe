/** A cluster of Redis of a test's own: several masters, each with replicas if it is to be taken over from. */
import { Command } from 'ioredis';
import { until } from '../until.ts';
import type { Certificate } from './certificates.ts';
import { takePort } from '../../servers/ports.ts';
import { TO_THE_BUS, type RedisServer, startRedisServer } from './redis-server.ts';

const SLOTS = 16_384;
/** A master that does not answer for so long is taken over from. */
const NODE_TIMEOUT_MS = 1_000;

/** A server of a cluster. */
export interface ClusterServer extends RedisServer {
  /** Its name within the cluster. */
  id: string;
  /** By which the others find it. */
  busPort: number;
  tlsPort: number | undefined;
}

/** A running cluster on loopback, without passwords. */
export interface RedisCluster {
  /** Of one of its masters. */
  url: string;
  masters: ClusterServer[];
  /** Of each master, in the order of the masters. */
  replicas: ClusterServer[][];
  /** The server that has a key, as the servers themselves say now. */
  ownerOf(key: string): Promise<ClusterServer>;
  stop(): Promise<void>;
}

/** How many servers, and by which certificates they speak TLS as well, under the name `localhost`. */
interface Wanted {
  masters?: number;
  replicasEach?: number;
  tls?: Certificate & { ca: string };
}

/** Starts one. */
export async function startRedisCluster({ masters = 3, replicasEach = 0, tls }: Wanted = {}): Promise<RedisCluster> {
  const settings = ['--cluster-enabled', 'yes', '--cluster-node-timeout', String(NODE_TIMEOUT_MS)];
  const more = ['--cluster-require-full-coverage', 'no', '--cluster-replica-validity-factor', '0'];
  const servers = await Promise.all(
    Array.from({ length: masters * (1 + replicasEach) }, async (): Promise<ClusterServer> => {
      const tlsPort = tls && (await takePort('127.0.0.1', TO_THE_BUS));
      const server = await startRedisServer(...settings, ...more, ...tlsSettings(tls, tlsPort));
      return { ...server, busPort: tlsPort ?? server.port, tlsPort, id: await server.admin.cluster('MYID') };
    }),
  );
  const leading = servers.slice(0, masters);
  const following = leading.map((_, index) =>
    servers.slice(masters + index * replicasEach, masters + (index + 1) * replicasEach),
  );
  for (const [index, { admin }] of leading.entries()) {
    const [from, to] = [index, index + 1].map((part) => Math.ceil((part * SLOTS) / masters)) as [number, number];
    await admin.call('CLUSTER', 'ADDSLOTSRANGE', from, to - 1);
    await admin.call('CLUSTER', 'SET-CONFIG-EPOCH', index + 1);
  }
  const [first] = servers as [ClusterServer];
  for (const { busPort } of servers.slice(1)) await first.admin.cluster('MEET', '127.0.0.1', busPort);
  await allSay(servers, 'cluster_state:ok', `cluster_known_nodes:${servers.length}`);
  for (const [index, replicas] of following.entries())
    for (const { admin } of replicas) await admin.call('CLUSTER', 'REPLICATE', leading[index]?.id ?? '');
  for (const { admin } of following.flat())
    await until('it follows', async () => (await admin.info('replication')).includes('master_link_status:up'));
  // A master takes no notice of a replica that it has not heard of.
  for (const { admin, id } of leading)
    await until('its replicas are known', async () => {
      const known = (await admin.cluster('REPLICAS', id)) as unknown[];
      return known.length === replicasEach;
    });
  return {
    url: first.url,
    masters: leading,
    replicas: following,
    ownerOf: async (key) => {
      const slot = new Command('get', [key]).getSlot() ?? 0;
      const ranges = (await anyOf(servers).admin.cluster('SLOTS')) as unknown as [number, number, [string, number]][];
      const port = ranges.find(([from, to]) => from <= slot && slot <= to)?.[2][1];
      return servers.find((server) => server.port === port) as ClusterServer;
    },
    stop: async () => void (await Promise.all(servers.map((server) => server.stop()))),
  };
}

function tlsSettings(tls: Wanted['tls'], port: number | undefined): string[] {
  if (!tls) return [];
  const files = ['--tls-cert-file', tls.cert, '--tls-key-file', tls.key, '--tls-ca-cert-file', tls.ca];
  const name = ['--cluster-announce-hostname', 'localhost', '--cluster-preferred-endpoint-type', 'hostname'];
  return ['--tls-port', String(port), '--tls-cluster', 'yes', '--tls-auth-clients', 'no', ...files, ...name];
}

function anyOf(servers: readonly ClusterServer[]): ClusterServer {
  const running = servers.find(({ admin }) => admin.status === 'ready');
  if (!running) throw new Error('no server of the cluster runs');
  return running;
}

async function allSay(servers: readonly ClusterServer[], ...lines: string[]): Promise<void> {
  await until('they know each other', async () => {
    const said = await Promise.all(servers.map(({ admin }) => admin.cluster('INFO')));
    return said.every((text) => lines.every((line) => text.includes(line)));
  });
}
