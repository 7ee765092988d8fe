/**
 * Makes the bundles' code caches: runs the system on throwaway servers, lets every function do what it does, and stops it.
 * A process that ends well writes what V8 has compiled in its life.
 */
import { access, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { startOwnSystem } from './own-system.ts';
import { startServers } from '../servers/start-servers.ts';
import { patchServices, PROMPT } from '../platform/spec/patch-services.ts';
import { FUNCTIONS } from './build/bundle.ts';
import { tour } from './tour.ts';

/** Longer than it takes for events to be delivered on a machine that is busy. */
const QUIET_MS = 60_000;

/**
 * Warms the bundles of a project. @throws Error that names a function without a cache, or what went wrong on the way
 * @param say gets a line for each step
 */
export async function warmBundles(root: string, say: (line: string) => void): Promise<void> {
  const dataDir = await mkdtemp(join(tmpdir(), 'seatmesh-build-'));
  const undo: (() => Promise<unknown>)[] = [() => rm(dataDir, { recursive: true, force: true })];
  try {
    const servers = await startServers({ dataDir, throwaway: true, env: process.env, say });
    undo.push(() => servers.stop());
    const { platform } = await startOwnSystem(servers, {
      patch: (manifests) => patchServices(manifests, { annotations: { '*': PROMPT } }),
      log: () => {},
    });
    undo.push(() => platform.stop());
    await tour(platform.url);
    await platform.idle(QUIET_MS);
  } finally {
    for (const step of undo.toReversed()) await step();
  }
  for (const name of FUNCTIONS) {
    await access(join(root, '.build', name, 'function.cache')).catch(() => {
      throw new Error(`${name} left no code cache`);
    });
  }
}
