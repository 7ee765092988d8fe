/** What befalls a cluster of Redis: masters that step back or are gone, Redis slots that go to another server, all of it emptied. */
import { setTimeout as wait } from 'node:timers/promises';
import type { SeededRandom } from '../../seeded-random.ts';
import type { AttackedCluster } from '../attack/attacked-cluster.ts';
import type { FaultKind } from './fault-kind.ts';

const onCluster = (
  what: string,
  strike: (cluster: AttackedCluster, random: SeededRandom) => Promise<string | undefined>,
): FaultKind => ({
  name: `Redis cluster: ${what}`,
  target: 'redis',
  redis: 'cluster',
  strike: async ({ servers }, random) => (servers.cluster ? strike(servers.cluster, random) : undefined),
});

/** So many events go to other servers at a time. */
const SLOTS_AT_ONCE = 3;

export const clusterFaults: readonly FaultKind[] = [
  onCluster('a master steps back', async (cluster, random) => {
    await cluster.failOver(random);
    return 'live connections';
  }),
  onCluster('a master is killed', async (cluster, random) => {
    await cluster.killMaster(random);
    return 'a third of all events';
  }),
  onCluster('slots are moved', async (cluster, random) => {
    const states = await cluster.someKeys('{evt_*}:owners');
    for (const key of random.shuffled(states).slice(0, SLOTS_AT_ONCE)) {
      await cluster.moveSlot(key, random);
      await wait(random.whole(0, 100));
    }
    return states.length > 0 ? 'events that are sold' : undefined;
  }),
  onCluster('emptied', async (cluster) => {
    await cluster.empty();
    return 'FLUSHALL';
  }),
];
