/** What is checked with a way to the cluster's API, too. */
import { randomUUID } from 'node:crypto';
import { Fault } from '../../cli/fault.ts';
import { unreadyOf } from '../cluster/conditions.ts';
import type { Kubectl, KubeObject } from '../cluster/kubectl.ts';
import { nodeImage, nodePod } from '../cluster/node-pod.ts';
import { pause } from '../cluster/pause.ts';
import { ask, shown } from './asking.ts';
import { DEAD_LETTER_CHECKS, GIVEN_UP_CHECK } from './dead-letter-checks.ts';
import { DISTURBING_CHECKS } from './disturbing-checks.ts';
import type { ClusterCheck } from './verify-check.ts';
import { shardMap } from './shard-map-check.ts';

const ZERO_MS = 4 * 60_000;
const LOOK_MS = 3_000;
const SERVING = 'serving.knative.dev';

const podsOf = async (cluster: Kubectl, service: string): Promise<KubeObject[]> =>
  (await cluster.list('pods', ['-l', `${SERVING}/service=${service}`])).filter(
    ({ metadata }) => metadata.deletionTimestamp === undefined,
  );

const ready: ClusterCheck = {
  name: 'ready',
  about: 'Services, Broker, Triggers and PingSources are ready',
  run: async ({ cluster }) => {
    const kinds = `services.${SERVING},brokers.eventing.knative.dev,triggers.eventing.knative.dev,pingsources.sources.knative.dev,apiserversources.sources.knative.dev,gateways.gateway.networking.k8s.io`;
    const there = await cluster.list(kinds);
    if (there.length === 0) throw new Fault('nothing is deployed there');
    const left = unreadyOf(there, there);
    if (left.length > 0) throw new Fault(left.map(({ name, why }) => `${name}: ${why}`).join('\n'));
    return `${there.length} objects`;
  },
};

const ticks: ClusterCheck = {
  name: 'ticks',
  about: 'every PingSource and ApiServerSource has somewhere to go and the proof by which its ticks are believed',
  run: async ({ cluster }) => {
    const secret = (await cluster.find('secret', 'ticks'))?.data?.['proof'];
    const proof = secret === undefined ? undefined : Buffer.from(secret, 'base64').toString();
    const sources = await cluster.list('pingsources.sources.knative.dev,apiserversources.sources.knative.dev');
    const wrong = sources.filter(({ spec, status }) => {
      const { extensions } = (spec?.['ceOverrides'] ?? {}) as { extensions?: { proof?: string } };
      return proof === undefined || extensions?.proof !== proof || status?.['sinkUri'] === undefined;
    });
    if (wrong.length > 0)
      throw new Fault(
        `${wrong.map(({ metadata }) => metadata.name).join(', ')}: no sink, or not the proof of Secret/ticks`,
      );
    return sources.map(({ metadata }) => metadata.name).join(', ');
  },
};

/** What is asked of a function, whoever asks. */
const FIRST_ASKED = [
  { service: 'verify', path: '/v1/.well-known/jwks.json', status: 200 },
  { service: 'event-global', path: '/v1/events?limit=1', status: 200 },
] as const;

const zero: ClusterCheck = {
  name: 'zero',
  about: 'functions go to zero while nobody asks, and their first answer after that (cold starts, measured)',
  run: async ({ cluster, place, signal, tell }) => {
    const found: string[] = [];
    for (const { service, path, status } of FIRST_ASKED) {
      const giveUpAt = performance.now() + ZERO_MS;
      while ((await podsOf(cluster, service)).length > 0) {
        if (performance.now() > giveUpAt)
          throw new Fault(`${service} still has pods after ${ZERO_MS / 60_000} min: does anybody ask it?`);
        await pause(LOOK_MS, signal);
      }
      const answer = await ask(place, path, { signal });
      if (answer.status !== status) throw new Fault(`${service} from zero: ${shown(answer)}`);
      const again = await ask(place, path, { signal });
      found.push(`${service} ${Math.round(answer.ms)} ms from zero, ${Math.round(again.ms)} ms then`);
      tell(found.at(-1) ?? '');
    }
    return found.join('; ');
  },
};

/** From outside the namespace, and from inside by whoever has no business there. The image is the system's own: Node is in it, and on every node. */
const policies: ClusterCheck = {
  name: 'policies',
  about: "a pod of another namespace reaches neither functions' pods, nor the broker's ingress, nor RabbitMQ",
  run: async ({ cluster, signal }) => {
    const image = await nodeImage(cluster);
    const targets = await targetsOf(cluster);
    const namespace = `seatmesh-verify-${randomUUID().slice(0, 8)}`;
    const everywhere = { everywhere: true };
    try {
      await cluster.text(['create', 'namespace', namespace], everywhere);
      await cluster.apply([
        nodePod({ name: 'probe', namespace, image, script: PROBE, env: { TARGETS: targets.join(',') }, seconds: 120 }),
      ]);
      const lines = await probeLines(cluster, namespace, signal);
      const reached = lines.filter((line) => line.startsWith('REACHED '));
      if (lines.length < targets.length) throw new Fault(`the probe says too little: ${lines.join('; ')}`);
      if (reached.length > 0)
        throw new Fault(`${reached.join(', ')}: does the network plugin enforce NetworkPolicies?`);
      return `${targets.length} addresses, none reached`;
    } finally {
      await cluster.attempt(['delete', 'namespace', namespace, '--wait=false'], everywhere);
    }
  },
};

async function targetsOf(cluster: Kubectl): Promise<string[]> {
  const { namespace } = cluster.place;
  const pods = await cluster.list('pods', ['-l', `${SERVING}/service`]);
  const addresses = pods.flatMap(({ status }) =>
    typeof status?.['podIP'] === 'string' ? [`${status['podIP']}:8012`] : [],
  );
  return [
    ...addresses.slice(0, 4),
    `seatmesh-broker-ingress.${namespace}.svc.cluster.local:80`,
    'rabbitmq.rabbitmq.svc.cluster.local:5671',
  ];
}

/** Says of each address whether a connection comes about within three seconds. */
const PROBE = `
const net = require('node:net');
for (const target of process.env.TARGETS.split(',')) {
  const at = target.lastIndexOf(':');
  const socket = net.connect({ host: target.slice(0, at), port: Number(target.slice(at + 1)) });
  let said = false;
  const say = (word) => { if (!said) console.log(word + ' ' + target); said = true; socket.destroy(); };
  socket.setTimeout(3000, () => say('silent'));
  socket.on('connect', () => say('REACHED'));
  socket.on('error', () => say('refused'));
}
`;

async function probeLines(cluster: Kubectl, namespace: string, signal: AbortSignal): Promise<string[]> {
  const giveUpAt = performance.now() + 120_000;
  for (;;) {
    const pod = await cluster.find('pod', 'probe', { everywhere: true }).catch(() => undefined);
    const [own] = pod ? [pod] : await cluster.list('pods', ['-n', namespace], { everywhere: true });
    const phase = own?.status?.['phase'];
    if (phase === 'Succeeded' || phase === 'Failed')
      return (await cluster.text(['logs', '-n', namespace, 'probe'], { everywhere: true }))
        .split('\n')
        .filter((line) => line !== '');
    if (performance.now() > giveUpAt) throw new Fault(`the probe does not run (${String(phase)})`);
    await pause(LOOK_MS, signal);
  }
}

export const CLUSTER_CHECKS: readonly ClusterCheck[] = [
  ready,
  ticks,
  shardMap,
  ...DEAD_LETTER_CHECKS,
  zero,
  policies,
  ...DISTURBING_CHECKS,
  GIVEN_UP_CHECK,
];
