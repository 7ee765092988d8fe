/** What shard-map takes and needs. */
import { kubernetesSettings } from '../shared/kubernetes/kubernetes-settings.ts';
import { declare } from '../shared/serve/capability.ts';

export const capability = declare({
  name: 'shard-map',
  summary: 'Has the Services of shards, and the routes to them, be as the ShardMap of the cluster says.',
  routes: [],
  // Whether a shard's data has gone, only its database knows.
  shards: 'events',
  followsShardMap: true,
  settings: kubernetesSettings,
  sweep: {
    schedule: '2-59/5 * * * *',
    does: 'looks whether all is as the ShardMap says, should nobody have told',
  },
  pods: {
    // Two at once do no harm: each change is of what it was decided on.
    most: 2,
    target: 10,
    concurrency: 10,
    timeoutSeconds: 60,
    cpu: '50m',
    memory: '192Mi',
  },
});
