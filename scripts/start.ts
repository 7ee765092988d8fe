/** npm start: the whole system on this machine; `--help` says everything. */
import { createHash } from 'node:crypto';
import { join } from 'node:path';
import { type Installation, installation, keptSigningKey, migrateInstallation } from './system/installation.ts';
import { loadManifests, type Manifest } from './platform/spec/manifests.ts';
import { readShardMaps } from './platform/spec/shards.ts';
import { withShardMaps } from './manifests/render/files.ts';
import { keepShardMap, keptShardMap } from './system/kept-shard-map.ts';
import { openControl } from './system/control.ts';
import { bundleCommand, bundleFunctions } from './system/build/bundle.ts';
import { type Platform, startPlatform } from './platform/platform.ts';
import { diskFull, folderFault } from './servers/data-folder.ts';
import { errorCode, Fault } from './cli/fault.ts';
import { WRONG_OPTION } from './cli/main.ts';
import { type Servers, startServers } from './servers/start-servers.ts';
import { emptyDataFolder } from './system/fresh.ts';
import { portFault, requireFreePort } from './system/gateway-port.ts';
import { greeting } from './system/greeting.ts';
import { letGo } from './system/let-go.ts';
import { HELP, type Options, readOptions } from './system/options.ts';
import { openRunLog } from './system/run-log.ts';
import { waiting } from './system/waiting.ts';
import { watchSources } from './system/watch.ts';
import { openWatchboard, type Watchboard } from './watching/watchboard.ts';
import { removeRunning, writeRunning } from './servers/running.ts';
import { onSignals } from './cli/signals.ts';

const ROOT = join(import.meta.dirname, '..');
const INGRESS = 'seatmesh-broker-ingress';
/** Until what has started is no longer held by how it was started. */
const LET_GO_AFTER_MS = 500;

/** Why a run ends that somebody ended. */
class Stopped extends Error {}

/** Aborted with the reason why the run ends: `Stopped`, or what went wrong. */
const ending = new AbortController();
/** How to end what runs now without waiting for it. */
const killers: (() => void)[] = [];

onSignals(
  () => {
    console.log('\nstopping … (Ctrl-C again: by force)');
    ending.abort(new Stopped());
  },
  () => {
    console.error('ended by force');
    for (const end of killers) end();
    process.exit(1);
  },
);
for (const event of ['uncaughtException', 'unhandledRejection'] as const)
  process.on(event, (error) => ending.abort(error));
// A terminal that is gone is no reason to leave things running.
for (const stream of [process.stdout, process.stderr]) stream.on('error', () => {});

try {
  const options = asked();
  if (options) await run(options);
  else console.log(HELP);
} catch (error) {
  fail(error);
}
process.exit();

/** Undefined when only help is asked for; ends the process for what does not fit. */
function asked(): Options | undefined {
  try {
    return readOptions(process.argv.slice(2));
  } catch (error) {
    fail(error);
    process.exit(WRONG_OPTION);
  }
}

/** Runs until somebody or something ends it, then stops what was started, the last first. */
async function run(options: Options): Promise<void> {
  const undo: (() => Promise<void>)[] = [];
  try {
    await startAll(options, undo);
    if (!ending.signal.aborted)
      await new Promise((resolve) => ending.signal.addEventListener('abort', resolve, { once: true }));
  } catch (error) {
    ending.abort(error); // says nothing new when it was this that made the start fail
  }
  const { reason } = ending.signal as { reason: unknown };
  if (!(reason instanceof Stopped)) fail(reason);
  for (const step of undo.toReversed()) await step().catch(fail);
  if (reason instanceof Stopped) console.log('everything that was started is stopped');
}

async function startAll(options: Options, undo: (() => Promise<void>)[]): Promise<void> {
  const { port, dataDir } = options;
  const begun = performance.now();
  await requireFreePort(port);
  if (options.fresh) await beginAnew(dataDir);
  const { say, during } = waiting(console.log);
  const bundling = during('the functions to be built', bundleFunctions({ root: ROOT }));
  bundling.catch(() => {}); // looked at below
  const servers = await startServers({ dataDir, env: process.env, say, during, signal: ending.signal });
  undo.push(() => servers.stop());
  endWith(servers);
  const key = await keptSigningKey(dataDir);
  let eventsMap = await keptShardMap(dataDir);
  const installed = await installation(servers, key, undefined, process.env, eventsMap);
  await during('the databases to be migrated', migrateInstallation(installed, say));
  const bundles = await bundling;
  ending.signal.throwIfAborted();
  const log = openRunLog(join(dataDir, 'log', 'functions.log'), options.verbose);
  undo.push(() => log.close());
  const watchboard = options.watchboard ? await watchboardUntil(undo) : undefined;
  const starting = startPlatform({
    ...installed,
    configMaps: withSettings(installed.configMaps, { PUBLIC_URL: `http://127.0.0.1:${port}`, ...watchboard?.settings }),
    ...(watchboard && { edgeSpan: watchboard.noteEdge }),
    manifests: await manifestsBy(eventsMap),
    amqpUrl: servers.amqpUrl,
    ...(process.env['AMQP_URL'] && { scope: scopeOf(key.jwks) }),
    port,
    command: (folder) => bundleCommand(ROOT, folder),
    log: log.write,
  });
  const platform = await during('the queues and the gateway', starting).catch((error: unknown) => {
    throw portFault(port, error);
  });
  undo.push(() => platform.stop());
  killers.push(() => killProcesses(platform));
  const { mysqlUrl, redisUrl, amqpUrl } = servers;
  const ingressUrl = await platform.address(INGRESS);
  undo.push(() => removeRunning(dataDir));
  const note = async ({ targets }: Installation): Promise<void> => {
    const databases = Object.fromEntries(targets.map((target) => [target.name, target.functionUrl]));
    const ownerDatabases = Object.fromEntries(targets.map(({ name, url }) => [name, url]));
    const servedBy = { mysqlUrl, redisUrl, amqpUrl, databases, ownerDatabases, ...(eventsMap && { eventsMap }) };
    const { url, word } = control;
    await writeRunning(dataDir, { gatewayUrl: platform.url, ingressUrl, ...servedBy, control: { url, word } }).catch(
      (error: unknown) => {
        throw folderFault(dataDir, error);
      },
    );
  };
  const takeOver = async (events: string): Promise<void> => {
    const next = await installation(servers, key, undefined, process.env, events);
    await migrateInstallation(next, () => {});
    // Kept before anybody goes by it: should this run end here, the next one does.
    await keepShardMap(dataDir, events);
    await platform.takeOver({ manifests: await manifestsBy(events), secrets: next.secrets });
    eventsMap = events;
    await note(next);
  };
  const control = await openControl({ takeOver, depths: () => platform.depths() });
  undo.push(() => control.close());
  await note(installed);
  ending.signal.throwIfAborted();
  if (options.watch) watchUntil(undo, bundles, platform);
  const { url, unsupported } = platform;
  console.log(greeting({ url, unsupported, tookMs: performance.now() - begun, logFile: log.file, watchboard }));
  setTimeout(letGo, LET_GO_AFTER_MS).unref();
}

/** @param events the installation's own shard map, where slots were moved */
async function manifestsBy(events: string | undefined): Promise<Manifest[]> {
  const manifests = await loadManifests(join(ROOT, 'knative'), join(ROOT, 'istio'));
  return events === undefined ? manifests : withShardMaps(manifests, await readShardMaps(events));
}

async function watchboardUntil(undo: (() => Promise<void>)[]): Promise<Watchboard> {
  const board = await openWatchboard();
  undo.push(() => board.close());
  return board;
}

function watchUntil(
  undo: (() => Promise<void>)[],
  bundles: Awaited<ReturnType<typeof bundleFunctions>>,
  platform: Platform,
): void {
  const watching = watchSources({ root: ROOT, bundles, renew: (name) => platform.renew(name), say: console.log });
  undo.push(() => watching.stop());
}

async function beginAnew(dataDir: string): Promise<void> {
  await emptyDataFolder(dataDir);
  const given = ['MYSQL_URL', 'REDIS_URL', 'AMQP_URL'].filter((name) => process.env[name]);
  if (given.length > 0) console.log(`--fresh leaves what is on ${given.join(', ')} as it is`);
}

/** A run is over when a server of its own ends. */
function endWith(servers: Servers): void {
  for (const { name, port } of servers.running) console.log(`${name} is up on 127.0.0.1:${port}`);
  killers.push(() => {
    for (const { pid } of servers.running) kill(pid);
  });
  void servers.ended.then((line) => {
    ending.abort(new Fault(`${line}: stopping everything; the next start goes on with what is saved`));
  });
}

function killProcesses(platform: Platform): void {
  for (const service of Object.keys(platform.replicas())) for (const pid of platform.pids(service)) kill(pid);
}

function kill(pid: number): void {
  try {
    process.kill(pid, 'SIGKILL');
  } catch {
    // It is gone already.
  }
}

/** Where the gateway of this run is, for everybody on this machine, and who is told of what functions do. */
function withSettings(
  configMaps: Installation['configMaps'],
  own: Readonly<Record<string, string>>,
): Installation['configMaps'] {
  return { ...configMaps, seatmesh: { ...own, ...configMaps['seatmesh'] } };
}

/** Two installations on one given RabbitMQ must not take each other's events. The key tells them apart and stays. */
function scopeOf(jwks: string): string {
  return createHash('sha256').update(jwks).digest('hex').slice(0, 12);
}

/** One line, before the stopping, which takes seconds. */
function fail(error: unknown): void {
  process.exitCode = 1;
  if (errorCode(error) === 'ENOSPC') console.error(diskFull('the data folder').message);
  else console.error(error instanceof Error ? error.message : String(error));
}
