/** Has pods stand by before a sale begins, and lets them go after the rush. */
import { KubernetesApi, kubernetesAccess } from '../shared/kubernetes/kubernetes-api.ts';
import { openShards } from '../shared/mysql/databases.ts';
import { serveFunction } from '../shared/serve/function.ts';
import { readSettings } from '../shared/serve/settings.ts';
import { deadLetterBox } from '../shared/messages/dead-letter-box.ts';
import { inlet, onTick } from '../shared/messages/subscriber.ts';
import { capability } from './capability.ts';
import { Revisions } from './revisions.ts';
import { type Warming, warmUp } from './warming.ts';

const config = readSettings(capability);
const databases = openShards(config.databases);
const kubernetes = new KubernetesApi(kubernetesAccess(config));

const MINUTE_MS = 60_000;
/** A start from zero, on a node that has the image. */
const GREETING_MS = 15_000;

const warming: Warming = {
  databases,
  revisions: new Revisions(kubernetes),
  warmed: Object.entries(capability.asks).map(([name, how]) => ({ name, isSharded: how !== 'the one' })),
  beforeMs: config.WARM_BEFORE_MINUTES * MINUTE_MS,
  afterMs: config.WARM_AFTER_MINUTES * MINUTE_MS,
  pods: config.WARM_PODS,
  greet: async (name, shard) => {
    const url = `${config.asked.addressOfShard(name, shard)}/readyz`;
    const { status } = await fetch(url, { signal: AbortSignal.timeout(GREETING_MS) });
    if (status !== 200) throw new Error(`answers ${status}`);
  },
};

serveFunction(capability, config, {
  routes: [],
  messages: inlet(
    [onTick(() => warmUp(warming))],
    config.trust,
    deadLetterBox(() => databases.all().map((shard) => shard.pool)),
  ),
  dependsOn: [databases],
  closers: [async () => kubernetes.close(), () => databases.close()],
});
