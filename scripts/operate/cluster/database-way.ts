/**
 * A way to the databases of a cluster, which are nowhere else to be reached: a pod that hands bytes on, and `kubectl port-forward` to it, both ended when
 * the work is done. What is spoken goes end to end: where the server has TLS, its certificate is checked here, for the server's own name.
 */
import { randomUUID } from 'node:crypto';
import { Fault } from '../../cli/fault.ts';
import { WAY } from '../../servers/server-trust.ts';
import type { Kubectl, KubeObject } from './kubectl.ts';
import { nodeImage, nodePod } from './node-pod.ts';
import { pause } from './pause.ts';
import { withPortForwards } from './port-forward.ts';

type Environment = Readonly<Record<string, string | undefined>>;

const OPENING_MS = 60_000;
const LOOK_MS = 500;
const FIRST_PORT = 7_001;
/** As a migration may take. */
const LONGEST_SECONDS = 6 * 3_600;
/** The label of such pods. */
export const DATABASE_WAY = 'seatmesh.dev/database-way';

/** Hands on what comes to its loopback (`at`), which only the cluster's own agents reach, and ends when nobody has used it for ten minutes. */
export const HAND_ON = `
const net = require('node:net');
let open = 0, at = Date.now();
process.on('SIGTERM', () => process.exit(0));
setInterval(() => { if (open === 0 && Date.now() - at > 600000) process.exit(0); }, 10000);
const servers = JSON.parse(process.env.SERVERS);
let waiting = servers.length;
servers.forEach(({ host, port, at: own }) =>
  net.createServer({ allowHalfOpen: true }, (near) => {
    const far = net.connect({ host, port, allowHalfOpen: true });
    open += 1;
    near.on('close', () => { open -= 1; at = Date.now(); });
    for (const [one, other] of [[near, far], [far, near]]) {
      one.pipe(other);
      one.on('error', () => other.destroy());
    }
  }).listen(own, '127.0.0.1', () => { waiting -= 1; if (waiting === 0) console.log('open'); }));
`;

/**
 * Gives work an environment in which `MYSQL_<SHARD>` names every database: as it is where somebody has named databases in it, else by the cluster's Secrets
 * `mysql-<shard>`, as functions have them, by a way of its own.
 * @throws Fault when there is none
 */
export async function withDatabases<T>(
  cluster: Kubectl,
  env: Environment,
  work: (env: Environment) => Promise<T>,
): Promise<T> {
  if (namesDatabases(env)) return work(env);
  const urls = databasesIn(await cluster.list('secrets'));
  if (urls.size === 0)
    throw new Fault(
      `where are the databases? ${cluster.place.namespace} has no Secret mysql-<shard>; set MYSQL_<SHARD>, or MYSQL_URL for all`,
    );
  const servers = [...new Set([...urls.values()].map(serverOf))];
  const ports = servers.map((_, index) => FIRST_PORT + index);
  const name = `database-way-${randomUUID().slice(0, 8)}`;
  const { namespace } = cluster.place;
  const pod = nodePod({
    name,
    namespace,
    image: await nodeImage(cluster),
    script: HAND_ON,
    env: { SERVERS: JSON.stringify(servers.map((server, index) => ({ ...hostAndPort(server), at: ports[index] }))) },
    // As who migrates it may reach databases, and nothing else (knative/network.yaml); they know it by its account (istio/mesh.yaml).
    labels: { [DATABASE_WAY]: 'open', 'seatmesh.dev/migrates': 'true', 'app.kubernetes.io/part-of': 'seatmesh' },
    account: 'function',
    seconds: LONGEST_SECONDS,
  });
  // Of runs that were killed.
  await cluster.attempt([
    'delete',
    'pods',
    '-l',
    DATABASE_WAY,
    '--field-selector=status.phase!=Running',
    '--wait=false',
  ]);
  try {
    await cluster.apply([pod]);
    await untilOpen(cluster, name);
    return await withPortForwards(cluster, `pod/${name}`, ports, (local) => work(withWays(env, urls, servers, local)));
  } finally {
    await cluster.attempt(['delete', 'pod', name, '--ignore-not-found', '--wait=false']);
  }
}

/** Whether somebody has said where databases are. */
export function namesDatabases(env: Environment): boolean {
  return Object.entries(env).some(([name, value]) => value && /^MYSQL_(?!(?:.*_)?CA_FILE$)/.test(name));
}

/** By shard, of the Secrets that functions read. Pure. */
export function databasesIn(secrets: readonly KubeObject[]): Map<string, string> {
  return new Map(
    secrets.flatMap(({ metadata, data }) => {
      const shard = /^mysql-([a-z]+\d*)$/.exec(metadata.name)?.[1];
      const url = Buffer.from(data?.['url'] ?? '', 'base64').toString();
      return shard !== undefined && shard !== 'owner' && URL.canParse(url) ? [[shard, url] as const] : [];
    }),
  );
}

/** Databases under their own names, each with the port of this machine that leads to its server. Pure. */
export function withWays(
  env: Environment,
  urls: ReadonlyMap<string, string>,
  servers: readonly string[],
  local: readonly number[],
): Environment {
  const ways = [...urls].map(([shard, text]) => {
    const url = new URL(text);
    url.searchParams.set(WAY, String(local[servers.indexOf(serverOf(text))]));
    return [`MYSQL_${shard.toUpperCase()}`, url.href] as const;
  });
  return { ...env, ...Object.fromEntries(ways) };
}

const serverOf = (url: string): string => {
  const { hostname, port } = new URL(url);
  return `${hostname}:${port || '3306'}`;
};

function hostAndPort(server: string): { host: string; port: number } {
  const at = server.lastIndexOf(':');
  return { host: server.slice(0, at).replaceAll(/[[\]]/g, ''), port: Number(server.slice(at + 1)) };
}

async function untilOpen(cluster: Kubectl, name: string): Promise<void> {
  const giveUpAt = performance.now() + OPENING_MS;
  for (;;) {
    const { code, output } = await cluster.attempt(['logs', name, '--tail=5'], { timeoutMs: 10_000 });
    const isOpen = code === 0 && output.includes('open');
    const pod = await cluster.find('pod', name);
    // Its node may know before the API does that it runs, and only to what runs is there a way.
    if (isOpen && pod?.status?.['phase'] === 'Running') return;
    if (performance.now() > giveUpAt) {
      throw new Fault(`no way to the databases within ${OPENING_MS / 1_000} s: the pod ${name} is ${stateOf(pod)}`);
    }
    await pause(LOOK_MS, AbortSignal.timeout(OPENING_MS));
  }
}

function stateOf(pod: KubeObject | undefined): string {
  const [own] = (pod?.status?.['containerStatuses'] ?? []) as { state?: Record<string, { reason?: string }> }[];
  const [reason] = Object.values(own?.state ?? {}).flatMap((state) => state.reason ?? []);
  const phase = pod?.status?.['phase'];
  return `${typeof phase === 'string' ? phase : 'not there'}${reason === undefined ? '' : ` (${reason})`}`;
}
