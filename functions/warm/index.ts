/** Has pods stand by before a sale begins, and lets them go after the rush. */
import { openShards } from '../shared/mysql/databases.ts';
import { refuseConfig } from '../shared/config.ts';
import { serveFunction } from '../shared/serve/function.ts';
import { readSettings } from '../shared/serve/settings.ts';
import { readCa } from '../shared/tls.ts';
import { deadLetterBox } from '../shared/messages/dead-letter-box.ts';
import { inlet, onTick } from '../shared/messages/subscriber.ts';
import { capability } from './capability.ts';
import { Revisions } from './kubernetes.ts';
import { type Warming, warmUp } from './warming.ts';

const config = readSettings(capability);
const databases = openShards(config.databases);
const revisions = new Revisions({
  api: config.KUBERNETES_API,
  namespace: config.KUBERNETES_NAMESPACE,
  tokenFile: config.KUBERNETES_TOKEN_FILE,
  ca: config.KUBERNETES_CA_FILE === '' ? undefined : certificates(config.KUBERNETES_CA_FILE),
});

const MINUTE_MS = 60_000;
/** A start from zero, on a node that has the image. */
const GREETING_MS = 15_000;

const warming: Warming = {
  databases,
  revisions,
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

function certificates(file: string): string {
  try {
    return readCa(file);
  } catch (error) {
    return refuseConfig([`KUBERNETES_CA_FILE: ${(error as Error).message}`]);
  }
}

serveFunction(capability, config, {
  routes: [],
  messages: inlet(
    [onTick(() => warmUp(warming))],
    config.trust,
    deadLetterBox(() => databases.all().map((shard) => shard.pool)),
  ),
  ready: [databases.ready],
  closers: [async () => revisions.close(), () => databases.close()],
});
