/** What is checked with a way to the cluster's API, too. */
import { Fault } from '../../cli/fault.ts';
import { unreadyOf } from '../cluster/conditions.ts';
import { ask, shown } from './asking.ts';
import { coldStarts } from './cold-start-check.ts';
import { DEAD_LETTER_CHECKS, GIVEN_UP_CHECK } from './dead-letter-checks.ts';
import { DISTURBING_CHECKS } from './disturbing-checks.ts';
import { FLOOD_CHECK } from './flood-check.ts';
import type { ClusterCheck } from './verify-check.ts';
import { shardMap } from './shard-map-check.ts';
import { STRANGER_CHECKS } from './stranger-check.ts';
import { untilZero } from './until-zero.ts';

const SERVING = 'serving.knative.dev';

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
      await untilZero(cluster, service, signal);
      const answer = await ask(place, path, { signal });
      if (answer.status !== status) throw new Fault(`${service} from zero: ${shown(answer)}`);
      const again = await ask(place, path, { signal });
      found.push(`${service} ${Math.round(answer.ms)} ms from zero, ${Math.round(again.ms)} ms then`);
      tell(found.at(-1) ?? '');
    }
    return found.join('; ');
  },
};

export const CLUSTER_CHECKS: readonly ClusterCheck[] = [
  ready,
  ticks,
  shardMap,
  ...DEAD_LETTER_CHECKS,
  coldStarts,
  zero,
  ...STRANGER_CHECKS,
  ...DISTURBING_CHECKS,
  FLOOD_CHECK,
  GIVEN_UP_CHECK,
];
