/** A system of one's own on given servers: the manifests' own, with a new key and databases of a prefix. */
import { randomBytes } from 'node:crypto';
import { join } from 'node:path';
import { bundleCommand } from './build/bundle.ts';
import {
  type Installation,
  installation,
  migrateInstallation,
  type ServerUrls,
  type SigningKey,
} from './installation.ts';
import { withShardMaps } from '../manifests/render/files.ts';
import { loadManifests, type Manifest } from '../platform/spec/manifests.ts';
import { readShardMaps } from '../platform/spec/shards.ts';
import type { PlatformOptions } from '../platform/spec/options.ts';
import { type Platform, startPlatform } from '../platform/platform.ts';
import { makeSigningKey } from './signing-key.ts';

export interface OwnSystemOptions {
  /** The events shards' map; default: that of the manifests. */
  eventsMap?: string;
  /** Changes the manifests in place. */
  patch: (manifests: Manifest[]) => void;
  /** How functions are run; default: their bundles, which must be there. */
  command?: PlatformOptions['command'];
  longestCrashWaitMs?: number;
  log: PlatformOptions['log'];
}

/** A running system. */
export interface OwnSystem {
  platform: Platform;
  installed: Installation;
  key: SigningKey;
  manifests: readonly Manifest[];
  /** Has it run by another shard map of events, without losing a request. */
  takeOver(eventsMap: string): Promise<void>;
  /** Of its databases' names, and of what it has on RabbitMQ. */
  prefix: string;
}

const ROOT = join(import.meta.dirname, '../..');

/** Starts it. Whoever stops the platform throws the databases away, too, unless their server goes. */
export async function startOwnSystem(servers: ServerUrls, options: OwnSystemOptions): Promise<OwnSystem> {
  const prefix = `t${randomBytes(5).toString('hex')}_`;
  const key = await makeSigningKey();
  const { eventsMap } = options;
  const installed = await installation(servers, key, prefix, {}, eventsMap);
  await migrateInstallation(installed, () => {});
  const manifestsBy = async (map: string | undefined): Promise<Manifest[]> => {
    const loaded = await loadManifests(join(ROOT, 'knative'), join(ROOT, 'istio'));
    const wanted = map === undefined ? loaded : withShardMaps(loaded, await readShardMaps(map));
    options.patch(wanted);
    return wanted;
  };
  const manifests = await manifestsBy(eventsMap);
  const platform = await startPlatform({
    ...installed,
    manifests,
    amqpUrl: servers.amqpUrl,
    scope: prefix,
    command: options.command ?? ((folder) => bundleCommand(ROOT, folder)),
    log: options.log,
    ...(options.longestCrashWaitMs !== undefined && { longestCrashWaitMs: options.longestCrashWaitMs }),
  });
  const takeOver = async (map: string): Promise<void> => {
    const { secrets } = await installation(servers, key, prefix, {}, map);
    await platform.takeOver({ manifests: await manifestsBy(map), secrets });
  };
  return { platform, installed, key, manifests, takeOver, prefix };
}
