/** The three servers of a proof, private and on disk: what they confirmed must be there after a kill -9. */
import { join } from 'node:path';
import { openDataFolder } from '../../../servers/data-folder.ts';
import { installMissing } from '../../../servers/install.ts';
import { thisMachine } from '../../../servers/machine.ts';
import { needMariadb, startMariadb } from '../../../servers/mariadb.ts';
import { needRabbitmq, startRabbitmq } from '../../../servers/rabbitmq.ts';
import { needRedis, startRedis } from '../../../servers/redis.ts';
import type { Setting } from '../../../servers/serve.ts';
import { AttackedCluster } from './attacked-cluster.ts';
import { Server } from './attacked-server.ts';

/** What the system under test stands on. */
export interface AttackedServers {
  mysql: Server;
  redis: Server;
  /** In its place, if there is one. */
  cluster?: AttackedCluster;
  rabbitmq: Server;
  /** Where their data is, a folder each. */
  dataDir: string;
  close(): Promise<void>;
}

/** Starts them in a folder. @throws Fault that says what to do when one cannot be started; then none is left */
export async function openServers(
  dataDir: string,
  signal: AbortSignal,
  redisKind: 'server' | 'cluster' = 'server',
): Promise<AttackedServers> {
  const machine = thisMachine();
  const data = await openDataFolder(dataDir);
  const needs = [needMariadb, needRedis, needRabbitmq];
  await installMissing(needs, machine, join(data.path, 'log', 'install.log'), (line) => console.log(line));
  const setting: Setting = { data, machine, throwaway: false, signal };
  const opened = await Promise.allSettled(
    [startMariadb, startRedis, startRabbitmq].map((start) => Server.open(start, setting)),
  );
  const [cluster] = await Promise.allSettled(redisKind === 'cluster' ? [AttackedCluster.open()] : []);
  const up = opened.flatMap((outcome) => (outcome.status === 'fulfilled' ? [outcome.value] : []));
  const close = async (): Promise<void> => {
    await Promise.allSettled(up.map((server) => server.close()));
    if (cluster?.status === 'fulfilled') await cluster.value.close();
    await data.release();
  };
  const [mysql, redis, rabbitmq] = up;
  if (mysql && redis && rabbitmq && cluster?.status !== 'rejected')
    return { mysql, redis, rabbitmq, ...(cluster && { cluster: cluster.value }), dataDir: data.path, close };
  await close();
  throw [...opened, cluster].find((outcome) => outcome?.status === 'rejected')?.reason;
}
