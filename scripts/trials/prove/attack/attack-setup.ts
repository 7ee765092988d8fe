/** How the manifests' own system is set up to be attacked: several processes, short holds, and ways that can be watched. */
import { MAX_SCALE, MIN_SCALE } from '../../../../functions/shared/kubernetes/scale-annotations.ts';
import { type Manifest, ofKind } from '../../../platform/spec/manifests.ts';
import { patchServices } from '../../../platform/spec/patch-services.ts';
import type { EventProxy } from './event-proxy.ts';
import { FEW_FOR_MANY } from '../../../system/own-limits.ts';
import type { FaultPoints } from './fault-orders.ts';

/** Several processes where several would be, but no more than two cores can feed. */
const SCALES: Record<string, Record<string, string>> = {
  'book-e0': { [MIN_SCALE]: '2', [MAX_SCALE]: '2' },
  'book-e1': { [MIN_SCALE]: '1', [MAX_SCALE]: '1' },
  book: { [MIN_SCALE]: '1', [MAX_SCALE]: '1' },
  'order-record': { [MIN_SCALE]: '2', [MAX_SCALE]: '2' },
  'event-global': { [MIN_SCALE]: '1', [MAX_SCALE]: '1' },
  'event-detail-e0': { [MIN_SCALE]: '1', [MAX_SCALE]: '1' },
  'event-detail-e1': { [MIN_SCALE]: '1', [MAX_SCALE]: '1' },
};
/** Whether a Service has processes also when nobody asks for any. */
export function isKept(service: string): boolean {
  return service in SCALES;
}

/** Holds are short, so that they end within a round. */
const HOLDS = { HOLD_SECONDS: '8', HOLD_MAX_SECONDS: '88' };

/** Deliveries are tried again sooner than in earnest, so that a round comes to rest soon; and no less often. */
const PROMPT = { backoffPolicy: 'linear', backoffDelay: 'PT0.2S', retry: 30 };

/** Changes the manifests in place. */
export function setUp(manifests: Manifest[], points: FaultPoints, eventProxy: EventProxy): void {
  const services = ofKind(manifests, 'Service', 'serving.knative.dev');
  const senders = services.filter((service) => JSON.stringify(service).includes('"K_SINK"'));
  const toEventProxy = senders.map(({ metadata }) => [metadata.name, { K_SINK: eventProxy.url }] as const);
  patchServices(manifests, { env: Object.fromEntries(toEventProxy) });
  const holders = services.filter((service) => JSON.stringify(service).includes('"HOLD_SECONDS"'));
  patchServices(manifests, {
    env: {
      '*': { ...FEW_FOR_MANY, PROVE_CONTROL: String(points.port), LOG_LEVEL: 'error' },
      ...Object.fromEntries(holders.map(({ metadata }) => [metadata.name, HOLDS])),
    },
    annotations: SCALES,
  });
  for (const { spec } of ofKind(manifests, 'Broker')) Object.assign((spec as { delivery: object }).delivery, PROMPT);
}
