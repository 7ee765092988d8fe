/** The one-machine run: the manifests under knative/ and istio/, with processes in place of pods. */
import type { AddressInfo } from 'node:net';
import { ClusterLocal } from './serving/cluster-local.ts';
import { localAddresses } from './serving/environment.ts';
import { createGateway } from './edge/gateway.ts';
import type { QueueDepth } from './eventing/eventing.ts';
import type { PlatformOptions } from './spec/options.ts';
import { RevisionsApi } from './api/revisions-api.ts';
import { type PlatformPlan, readPlan } from './platform-plan.ts';
import { SETPRIV } from './serving/replica.ts';
import { type Start, takeOver } from './take-over.ts';

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
  /** Replaces the processes of every Service that runs a function, without losing a request; false when new ones do not come up. */
  renew(folder: string): Promise<boolean>;
  /** Runs by other manifests from now on, without losing a request (`take-over.ts`). @throws when they cannot be run; then nothing is led otherwise */
  takeOver(changed: Pick<PlatformOptions, 'manifests' | 'secrets'>): Promise<void>;
  /** Resolves when every Service is at its min scale and no event is queued or in flight; throws after `timeoutMs`. */
  idle(timeoutMs: number): Promise<void>;
  /** What waits in each queue. @throws Error when RabbitMQ does not answer in time */
  depths(): Promise<QueueDepth[]>;
  /** What the manifests ask for and this runner does not do, one line each. */
  unsupported: string[];
  stop(): Promise<void>;
}

const HOST = '127.0.0.1';
const IDLE_CHECK_MS = 100;
/** As many connections may wait to be accepted as the kernel allows, as with Envoy; Node's 511 are fewer than come at an on-sale. */
const BACKLOG = 65_535;

/** Starts everything the manifests describe. Throws, before anything runs, one line for each mistake in them. */
export async function startPlatform(options: PlatformOptions): Promise<Platform> {
  const plan = readPlan(options);
  const { pools, eventing, edge } = plan;
  const { host = HOST, log } = options;
  const cluster = new ClusterLocal(pools);
  const api = new RevisionsApi(plan);
  const server = createGateway(edge, host, options);
  const stop = async (): Promise<void> => {
    server.close();
    server.closeIdleConnections();
    eventing.halt();
    // A process that ends may still publish what it has: the ingress stays until all are gone.
    await Promise.all([...pools.values()].map((pool) => pool.stop()));
    server.closeAllConnections();
    await Promise.all([eventing.stop(), cluster.close(), api.close()]);
  };
  const address = async (name: string, namespace?: string): Promise<string | undefined> =>
    (await eventing.address(name, namespace)) ?? (await cluster.address(name, namespace));
  try {
    await eventing.connect();
    await new Promise<void>((resolve, reject) => {
      server.once('error', reject);
      server.listen({ port: options.port ?? 0, host, backlog: BACKLOG }, resolve);
    });
    await openPools(plan, address, api, log);
  } catch (error) {
    await stop();
    throw error;
  }
  for (const what of plan.unsupported) log({ msg: 'not honoured', what });
  if (edge.routes.hosts.length > 1)
    log({ msg: 'requests to this machine count as requests to', host: edge.routes.hosts[0] });
  const url = `http://${host}:${(server.address() as AddressInfo).port}`;
  const start: Start = async (service, isNew) => {
    if (isNew) await openPool(service, address, api, log);
    return isNew || service.pool.renew(await environmentOf(service, address, api));
  };
  return platform(plan, url, address, stop, (changed) => takeOver(plan, { ...options, ...changed }, start));
}

/** Finds the local address of what has a Kubernetes Service on the cluster; undefined for what nobody serves here. */
type FindAddress = (name: string, namespace: string) => Promise<string | undefined>;

async function openPools(
  plan: PlatformPlan,
  address: FindAddress,
  api: RevisionsApi,
  log: PlatformOptions['log'],
): Promise<void> {
  for (const service of plan.functions) await openPool(service, address, api, log);
}

async function openPool(
  service: PlatformPlan['functions'][number],
  address: FindAddress,
  api: RevisionsApi,
  log: PlatformOptions['log'],
): Promise<void> {
  const { pool, command } = service;
  pool.open({
    ...command,
    readyPath: pool.spec.readyPath,
    env: await environmentOf(service, address, api),
    onLine: (stream, line, pid) => log({ service: pool.spec.name, pid, stream, line }),
  });
}

async function environmentOf(
  service: PlatformPlan['functions'][number],
  address: FindAddress,
  api: RevisionsApi,
): Promise<Record<string, string>> {
  const environment = await processEnvironment(service, address);
  return { ...environment, ...(await api.environmentFor(service.pool.spec, environment)) };
}

/** All that a Service's process finds in its environment, but PORT and HOST, and the way to the API. */
export async function processEnvironment(
  { pool, command, environment }: PlatformPlan['functions'][number],
  address: FindAddress,
): Promise<Record<string, string>> {
  const { name, revision } = pool.spec;
  const knatives = { K_SERVICE: name, K_CONFIGURATION: name, K_REVISION: revision };
  const node = { PATH: process.env['PATH'] ?? '', NODE_ENV: 'production' };
  return { ...node, ...command.env, ...(await localAddresses(environment, address)), ...knatives };
}

function platform(
  { pools, eventing, edge, unsupported }: PlatformPlan,
  url: string,
  find: (name: string) => Promise<string | undefined>,
  stop: () => Promise<void>,
  takesOver: Platform['takeOver'],
): Platform {
  const address = async (name: string): Promise<string> => {
    const found = await find(name);
    if (found === undefined) throw new Error(`no Service or Broker named ${name}`);
    return found;
  };
  const isIdle = async (): Promise<boolean> =>
    [...pools.values()].every((pool) => pool.idle) && (await eventing.idle());
  let stopping: Promise<void> | undefined;
  return {
    url,
    host: edge.routes.hosts[0] ?? '*',
    address,
    unsupported: SETPRIV
      ? unsupported
      : [...unsupported, 'no setpriv here: processes may outlive a runner that is killed'],
    call: async (service, path, init) => fetch((await address(service)) + path, init),
    replicas: () => Object.fromEntries([...pools].map(([name, pool]) => [name, pool.pids.length])),
    pids: (service) => pools.get(service)?.pids ?? [],
    renew: async (folder) => {
      const its = [...pools.values()].filter((pool) => pool.spec.folder === folder);
      return !(await Promise.all(its.map((pool) => pool.renew()))).includes(false);
    },
    takeOver: takesOver,
    depths: () => eventing.depths(),
    idle: async (timeoutMs) => {
      const deadline = performance.now() + timeoutMs;
      // Seen twice, so that an event on its way from one place to the next is not missed.
      for (let seen = 0; seen < 2;) {
        if (performance.now() > deadline) throw new Error(`not idle after ${timeoutMs} ms`);
        seen = (await isIdle()) ? seen + 1 : 0;
        if (seen < 2) await new Promise((resolve) => setTimeout(resolve, IDLE_CHECK_MS));
      }
    },
    stop: () => (stopping ??= stop()),
  };
}
