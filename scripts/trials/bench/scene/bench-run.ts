/** What all parts of a run share: private servers, durable as the project configures them, keys, manifests and a folder. */
import { chmod, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { bundleCommand, bundleFunctions } from '../../../system/build/bundle.ts';
import { type SigningKey } from '../../../system/installation.ts';
import { loadManifests, type Manifest } from '../../../platform/spec/manifests.ts';
import { type Servers, startServers } from '../../../servers/start-servers.ts';
import type { SeededRandom } from '../../seeded-random.ts';
import { makeSigningKey } from '../../../system/signing-key.ts';

export const ROOT = join(import.meta.dirname, '../../../..');

/** The servers of a run, and its folder for everything that is thrown away. */
export interface BenchRun {
  folder: string;
  servers: Servers;
  /** The servers' processes, by name: mariadb, redis, rabbitmq. */
  pids: Record<string, number>;
  key: SigningKey;
  manifests: readonly Manifest[];
  signal: AbortSignal;
  random: SeededRandom;
  close(): Promise<void>;
}

interface BenchRunOptions {
  random: SeededRandom;
  signal: AbortSignal;
  say: (line: string) => void;
}

/** Starts the servers and makes the bundles. @throws Fault when a server does not come up; then nothing is left running */
export async function openBenchRun({ random, signal, say }: BenchRunOptions): Promise<BenchRun> {
  const folder = await mkdtemp(join(tmpdir(), 'seatmesh-bench-'));
  await chmod(folder, 0o711); // servers that root starts run as somebody else, who must get there
  const remove = () => rm(folder, { recursive: true, force: true, maxRetries: 3 });
  try {
    const bundling = bundleFunctions({ root: ROOT });
    bundling.catch(() => {}); // looked at below
    const servers = await startServers({ dataDir: join(folder, 'servers'), env: {}, say, signal });
    await bundling;
    return {
      folder,
      servers,
      pids: Object.fromEntries(servers.running.map(({ name, pid }) => [name, pid])),
      key: await makeSigningKey(),
      manifests: await loadManifests(join(ROOT, 'knative'), join(ROOT, 'istio')),
      signal,
      random,
      close: async () => {
        await servers.stop();
        await remove();
      },
    };
  } catch (error) {
    await remove();
    throw error;
  }
}

/** How the bundle of a function is run. */
export const bundled = (folder: string) => bundleCommand(ROOT, folder);
