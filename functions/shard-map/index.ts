/** Has the Services of shards, and the routes to them, be as the ShardMap of the cluster says. */
import { KubernetesApi, kubernetesAccess } from '../shared/kubernetes/kubernetes-api.ts';
import { deadLetterBox } from '../shared/messages/dead-letter-box.ts';
import { inlet, onChange, onTick } from '../shared/messages/subscriber.ts';
import { openShards } from '../shared/mysql/databases.ts';
import { serveFunction } from '../shared/serve/function.ts';
import { readSettings } from '../shared/serve/settings.ts';
import type { MapFollower } from '../shared/sharding/services-in-map.ts';
import { SingleFlight } from '../shared/single-flight.ts';
import { capability } from './capability.ts';
import { ClusterObjects } from './cluster-objects.ts';
import followers from './followers.json' with { type: 'json' };
import { reconcile, type Reconciling } from './reconcile.ts';
import { isShardEmpty } from './store.ts';

const config = readSettings(capability);
const databases = openShards(config.databases);
const kubernetes = new KubernetesApi(kubernetesAccess(config));

const reconciling: Reconciling = {
  cluster: new ClusterObjects(kubernetes),
  followers: followers as unknown as MapFollower[],
  isEmpty: async (name) => {
    const shard = databases.all().find((one) => one.name === name);
    return shard && isShardEmpty(shard.pool);
  },
};
/** Changes come many at a time: whoever comes while one is looked at gets the next look, together with all others. */
const looks = new SingleFlight<void>();
const look = (): Promise<void> => looks.fresh('map', () => reconcile(reconciling));

serveFunction(capability, config, {
  routes: [],
  messages: inlet(
    [onTick(look), ...onChange(look)],
    config.trust,
    deadLetterBox(() => databases.all().map(({ pool }) => pool)),
  ),
  closers: [async () => kubernetes.close(), () => databases.close()],
});
