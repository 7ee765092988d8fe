/** The one-machine run: the manifests under knative/ and istio/, with processes in place of pods. */
import { existsSync } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { ClusterLocal } from './cluster-local.ts';
import { readEdge } from './edge.ts';
import { localAddresses, resolveEnvironment } from './environment.ts';
import { type Eventing, readEventing } from './eventing.ts';
import { Findings } from './findings.ts';
import { createGateway } from './gateway.ts';
import { judgeKinds } from './kinds.ts';
import { type Manifest, ofKind } from './manifests.ts';
import { Pool } from './pool.ts';
import { type ReplicaOptions, SETPRIV } from './replica.ts';
import { serviceSpec } from './service-spec.ts';
import { readSources } from './settings.ts';

/** How the process of a function is run. */
export interface Command {
  file: string;
  args: string[];
  cwd: string;
}

export interface PlatformOptions {
  /** Parsed YAML documents: see `loadManifests`. */
  manifests: Manifest[];
  /** Secret name -> key -> value: stands in for what ExternalSecrets would bring. */
  secrets: Record<string, Record<string, string>>;
  /** This installation's own values in ConfigMaps, over those of the manifests. */
  configMaps?: Record<string, Record<string, string>>;
  /** Public keys of this installation, in place of the inline ones of every RequestAuthentication. */
  jwks: string;
  /** The RabbitMQ of the Brokers; may be left out where the manifests have none. */
  amqpUrl?: string;
  /** Tells apart several platforms on one RabbitMQ; stands where the Broker's UID is on the cluster. */
  scope?: string;
  /** 0 or nothing: a free one. */
  port?: number;
  host?: string;
  /** The folder of the project, in which functions/<folder>/index.ts is run; default: the current one. */
  root?: string;
  command?: (folder: string) => Command;
  /** Where processes keep their compile cache between runs; default: a temporary folder. */
  compileCache?: string;
  /** The platform's own lines, and the processes' (`{service, pid, stream, line}`). */
  log: (line: Record<string, unknown>) => void;
}

/** A running system. */
export interface Platform {
  /** The gateway. */
  url: string;
  /** Requests to localhost count as requests to this host of the routes. */
  host: string;
  /** A call from inside the mesh: straight to a Service, starting it when it is at zero. */
  call(service: string, path: string, init?: RequestInit): Promise<Response>;
  /** The local address of a Service or a Broker's ingress; throws when there is none of that name. */
  address(name: string): Promise<string>;
  /** Running processes of each Service. */
  replicas(): Record<string, number>;
  pids(service: string): number[];
  /** Resolves when every Service is at its min scale and no event is queued or in flight; throws after `timeoutMs`. */
  idle(timeoutMs: number): Promise<void>;
  /** What the manifests ask for and this runner does not do, one line each. */
  unsupported: string[];
  stop(): Promise<void>;
}

const IDLE_CHECK_MS = 100;

/** Starts everything the manifests describe. Throws, before anything runs, one line for each mistake in them. */
export async function startPlatform(options: PlatformOptions): Promise<Platform> {
  const { manifests, log, host = '127.0.0.1' } = options;
  const findings = new Findings();
  judgeKinds(manifests, findings);
  const sources = readSources(manifests, options, findings);
  const root = options.root ?? process.cwd();
  const command =
    options.command ??
    ((folder) => ({ file: process.execPath, args: [join('functions', folder, 'index.ts')], cwd: root }));
  const pools = new Map<string, Pool>();
  const environments = new Map<Pool, Record<string, string>>();
  for (const manifest of ofKind(manifests, 'Service', 'serving.knative.dev')) {
    const spec = serviceSpec(manifest, findings);
    if (!spec) continue;
    const { args, cwd } = command(spec.folder);
    const entry = args.findLast((arg) => /\.[cm]?[jt]s$/.test(arg));
    if (entry !== undefined && !existsSync(join(entry.startsWith('/') ? '' : cwd, entry)))
      findings.mistake(manifest, `its image names the folder ${spec.folder}, but there is no ${entry}`);
    const pool = new Pool(spec, log);
    pools.set(spec.name, pool);
    environments.set(pool, resolveEnvironment(spec, sources, findings));
  }
  const edge = readEdge(manifests, options.jwks, pools, findings);
  const eventing = readEventing(manifests, {
    pools,
    findings,
    log,
    amqpUrl: options.amqpUrl,
    scope: options.scope ?? 'local',
  });
  findings.throwMistakes();

  const cluster = new ClusterLocal(pools);
  const temporary = options.compileCache === undefined ? await mkdtemp(join(tmpdir(), 'seatmesh-cache-')) : undefined;
  const server = createGateway(edge, host);
  const stop = async (): Promise<void> => {
    server.close();
    server.closeIdleConnections();
    await eventing.stop();
    await Promise.all([...pools.values()].map((pool) => pool.stop()));
    server.closeAllConnections();
    await cluster.close();
    if (temporary) await rm(temporary, { recursive: true, force: true });
  };
  try {
    await eventing.connect();
    await new Promise<void>((resolve, reject) => {
      server.once('error', reject);
      server.listen(options.port ?? 0, host, resolve);
    });
    const address = async (name: string, namespace?: string): Promise<string | undefined> =>
      (await eventing.address(name, namespace)) ?? (await cluster.address(name, namespace));
    for (const [pool, environment] of environments)
      pool.open(await replicaOptions(pool, await localAddresses(environment, address), command, options, temporary));
    for (const line of findings.lines) log({ msg: 'not honoured', what: line });
    if (!SETPRIV)
      log({ msg: 'not honoured', what: 'no setpriv on this system: processes may outlive a runner that is killed' });
    return platform({
      url: `http://${host}:${(server.address() as AddressInfo).port}`,
      host: edge.routes.hosts[0] ?? '*',
      pools,
      eventing,
      findings,
      stop,
      address,
    });
  } catch (error) {
    await stop();
    throw error;
  }
}

interface Parts {
  url: string;
  host: string;
  pools: ReadonlyMap<string, Pool>;
  eventing: Eventing;
  findings: Findings;
  stop: () => Promise<void>;
  address: (name: string) => Promise<string | undefined>;
}

function platform(parts: Parts): Platform {
  const { url, host, pools, eventing, findings } = parts;
  const address = async (name: string): Promise<string> => {
    const found = await parts.address(name);
    if (found === undefined) throw new Error(`no Service or Broker named ${name}`);
    return found;
  };
  let stopping: Promise<void> | undefined;
  return {
    url,
    host,
    address,
    unsupported: findings.lines,
    call: async (service, path, init) => fetch((await address(service)) + path, init),
    replicas: () => Object.fromEntries([...pools].map(([name, pool]) => [name, pool.pids.length])),
    pids: (service) => pools.get(service)?.pids ?? [],
    idle: async (timeoutMs) => {
      const deadline = performance.now() + timeoutMs;
      for (let calm = 0; calm < 2;) {
        if (performance.now() > deadline) throw new Error(`not idle after ${timeoutMs} ms`);
        calm = [...pools.values()].every((pool) => pool.idle) && (await eventing.idle()) ? calm + 1 : 0;
        if (calm < 2) await new Promise((resolve) => setTimeout(resolve, IDLE_CHECK_MS));
      }
    },
    stop: () => (stopping ??= parts.stop()),
  };
}

async function replicaOptions(
  pool: Pool,
  environment: Record<string, string>,
  command: (folder: string) => Command,
  { compileCache, log }: PlatformOptions,
  temporary: string | undefined,
): Promise<ReplicaOptions> {
  const { name, revision, folder, readyPath } = pool.spec;
  return {
    ...command(folder),
    readyPath,
    env: {
      PATH: process.env['PATH'] ?? '',
      NODE_ENV: 'production',
      NODE_COMPILE_CACHE: compileCache ?? temporary ?? '',
      ...environment,
      K_SERVICE: name,
      K_CONFIGURATION: name,
      K_REVISION: revision,
    },
    onLine: (stream, line, pid) => log({ service: name, pid, stream, line }),
  };
}
