/**
 * The process of a sale's own system: servers, gateway and broker, apart from the crowd, so that the two do not wait for each
 * other. Run by own-target.ts; it ends when its parent says so, and when its parent is gone.
 */
import { MAX_SCALE, MIN_SCALE } from '../../../../functions/shared/kubernetes/scale-annotations.ts';
import { rm } from 'node:fs/promises';
import { join } from 'node:path';
import { patchServices } from '../../../platform/spec/patch-services.ts';
import { bundleFunctions } from '../../../system/build/bundle.ts';
import { ofKind } from '../../../platform/spec/manifests.ts';
import { type OwnSystem, startOwnSystem } from '../../../system/own-system.ts';
import { type Servers, startServers } from '../../../servers/start-servers.ts';
import { isTrouble, openRunLog } from '../../../system/run-log.ts';
import { FROM_ONE_ADDRESS } from '../../../system/own-limits.ts';
import type { SystemSays, SystemSettings } from './own-target.ts';

const ROOT = join(import.meta.dirname, '../../../..');

const settings = JSON.parse(process.argv[2] ?? '{}') as SystemSettings;
const stopping = new AbortController();
let servers: Servers | undefined;
let system: OwnSystem | undefined;
let errorLines = 0;

// Ctrl-C comes from the terminal to parent and child; the parent says when to end.
for (const signal of ['SIGINT', 'SIGHUP'] as const) process.on(signal, () => {});
process.on('SIGTERM', () => stopping.abort());
process.on('disconnect', () => stopping.abort());
process.on('message', () => stopping.abort());

const say = (what: SystemSays): void => {
  if (process.connected) process.send?.(what);
};

try {
  await start();
  if (!stopping.signal.aborted)
    await new Promise((resolve) => stopping.signal.addEventListener('abort', resolve, { once: true }));
} catch (error) {
  if (!stopping.signal.aborted) say({ failed: error instanceof Error ? error.message : String(error) });
}
await system?.platform.stop().catch(() => {});
await servers?.stop().catch(() => {});
// The parent removes it, unless it was ended by force.
if (!process.connected) await rm(settings.folder, { recursive: true, force: true, maxRetries: 3 });
process.exit();

async function start(): Promise<void> {
  const { folder } = settings;
  const bundling = bundleFunctions({ root: ROOT });
  bundling.catch(() => {}); // looked at below
  servers = await startServers({
    dataDir: folder,
    env: {},
    say: (line) => say({ line }),
    signal: stopping.signal,
  });
  void servers.ended.then((line) => say({ failed: line }));
  await bundling;
  const log = openRunLog(join(folder, 'log', 'functions.log'), false);
  system = await startOwnSystem(servers, {
    patch: (manifests) => patchServices(manifests, changes()),
    log: (line) => {
      if (isTrouble(line, String(line['line']))) say({ errorLines: ++errorLines });
      log.write(line);
    },
  });
  const { platform, key, installed, manifests } = system;
  const plain = ofKind(manifests, 'ConfigMap', '').find(({ metadata }) => metadata.name === 'seatmesh');
  const { TOKEN_ISSUER = '', TOKEN_AUDIENCE = '' } =
    (plain as { data?: Record<string, string> } | undefined)?.data ?? {};
  say({
    ready: {
      url: platform.url,
      key,
      TOKEN_ISSUER,
      TOKEN_AUDIENCE,
      databases: Object.fromEntries(installed.targets.map(({ name, url }) => [name, url])),
    },
  });
}

/**
 * What a sale changes in the manifests: holds of a length that fits its time, no more processes than the machine can feed,
 * and those that will be needed are there before the sale, as an organizer would ask for.
 */
function changes() {
  const { shard, processes, holdSeconds } = settings;
  const warm = { [MIN_SCALE]: String(processes), [MAX_SCALE]: String(processes) };
  const holds = { HOLD_SECONDS: String(holdSeconds), HOLD_MAX_SECONDS: String(11 * holdSeconds) };
  return {
    env: { '*': { ...FROM_ONE_ADDRESS, LOG_LEVEL: 'warn' }, book: holds, [`book-${shard}`]: holds },
    annotations: {
      '*': { [MAX_SCALE]: String(processes) },
      [`book-${shard}`]: warm,
      [`event-detail-${shard}`]: warm,
    },
  };
}
