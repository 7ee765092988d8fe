/**
 * npm start [-- --port 8080] [--data .seatmesh] [--fresh] [--verbose]
 *
 * The whole system on this machine: starts (and where missing installs) MariaDB, Redis and RabbitMQ, migrates, and runs
 * the manifests with processes in place of pods. MYSQL_URL, REDIS_URL and AMQP_URL name servers to use instead.
 */
import { rm } from 'node:fs/promises';
import { createServer } from 'node:net';
import { join, resolve } from 'node:path';
import { parseArgs } from 'node:util';
import { installation, keptSigningKey, migrateInstallation } from './installation.ts';
import { loadManifests } from './one-machine/manifests.ts';
import { type Platform, startPlatform } from './one-machine/platform.ts';
import { openDataFolder } from './servers/data-folder.ts';
import { errorCode, Fault } from './servers/fault.ts';
import { type Servers, startServers } from './servers/start.ts';
import { greeting } from './start/greeting.ts';
import { openRunLog, type RunLog } from './start/run-log.ts';

const ROOT = join(import.meta.dirname, '..');
/** What a run keeps in its data folder; --fresh removes nothing else. */
const KEPT = ['mariadb', 'redis', 'rabbitmq', 'log', 'cache', 'secrets.json', 'signing-key.json'];

interface Options {
  port: number;
  dataDir: string;
  fresh: boolean;
  verbose: boolean;
}

const stopping = new AbortController();
let interrupted = false;
for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) {
  process.on(signal, () => {
    if (interrupted) return;
    interrupted = true;
    console.log('\nstopping …');
    stopping.abort(new Fault('stopped'));
  });
}

try {
  await run(readOptions());
} catch (error) {
  if (!interrupted) {
    console.error(error instanceof Fault ? error.message : describe(error));
    process.exitCode = 1;
  }
}
process.exit();

async function run(options: Options): Promise<void> {
  const started = performance.now();
  await requireFreePort(options.port);
  if (options.fresh) await removeData(options.dataDir);
  let servers: Servers | undefined;
  let platform: Platform | undefined;
  let runLog: RunLog | undefined;
  try {
    servers = await startServers({
      dataDir: options.dataDir,
      env: process.env,
      say: console.log,
      signal: stopping.signal,
    });
    for (const { name, port } of servers.running) console.log(`${name} is up on 127.0.0.1:${port}`);
    const installed = await installation(servers, await keptSigningKey(options.dataDir));
    await migrateInstallation(installed, console.log);
    stopping.signal.throwIfAborted();
    runLog = openRunLog(join(options.dataDir, 'log', 'functions.log'), options.verbose);
    platform = await startPlatform({
      ...installed,
      manifests: await loadManifests(join(ROOT, 'knative'), join(ROOT, 'istio')),
      amqpUrl: servers.amqpUrl,
      port: options.port,
      root: ROOT,
      compileCache: join(options.dataDir, 'cache'),
      log: runLog.write,
    });
    for (const line of platform.unsupported) console.log(`not honoured on one machine: ${line}`);
    console.log(greeting(platform.url, performance.now() - started, runLog.file));
    if (!stopping.signal.aborted)
      await new Promise((stop) => stopping.signal.addEventListener('abort', stop, { once: true }));
  } finally {
    await platform?.stop();
    await servers?.stop();
    runLog?.close();
    if (interrupted) console.log('everything that was started is stopped');
  }
}

function readOptions(): Options {
  const options = {
    port: { type: 'string' },
    data: { type: 'string' },
    fresh: { type: 'boolean' },
    verbose: { type: 'boolean' },
  } as const;
  try {
    const { values } = parseArgs({ options });
    const port = Number(values.port ?? 8080);
    if (!Number.isInteger(port) || port < 1 || port > 65_535) throw new Error(`--port ${values.port} is no port`);
    return {
      port,
      dataDir: resolve(values.data ?? '.seatmesh'),
      fresh: values.fresh ?? false,
      verbose: values.verbose ?? false,
    };
  } catch (error) {
    throw new Fault(
      `${(error as Error).message}. Usage: npm start -- [--port 8080] [--data .seatmesh] [--fresh] [--verbose]`,
    );
  }
}

/** Before anything is installed or started: a taken port is the likeliest trouble, and the cheapest to find. */
async function requireFreePort(port: number): Promise<void> {
  const probe = createServer();
  try {
    await new Promise<void>((listening, failed) => {
      probe.once('error', failed);
      probe.listen(port, '127.0.0.1', listening);
    });
  } catch (error) {
    const reason = errorCode(error) === 'EACCES' ? 'needs more permission than you have' : 'is taken';
    throw new Fault(`Port ${port} ${reason}: choose another one with --port`, { cause: error });
  } finally {
    await new Promise((closed) => probe.close(closed));
  }
}

/** Only while no other run uses the folder. */
async function removeData(dataDir: string): Promise<void> {
  const folder = await openDataFolder(dataDir);
  try {
    for (const name of KEPT) await rm(join(folder.path, name), { recursive: true, force: true });
  } finally {
    await folder.release();
  }
}

function describe(error: unknown): string {
  if (errorCode(error) === 'ENOSPC')
    return 'The disk is full: free some room, or choose another data folder with --data';
  return error instanceof Error ? error.message : String(error);
}
