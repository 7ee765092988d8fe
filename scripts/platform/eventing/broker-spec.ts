/** Brokers and Triggers as this runner reads them, with the names that they have on RabbitMQ. */
import { z } from 'zod';
import { isoDurationMs } from '../spec/duration.ts';
import { wireType } from '../../../events/catalog.ts';
import { FORMER_TRIGGERS } from '../../../events/triggers-by-type.ts';
import { type Findings, honour } from '../spec/findings.ts';
import { type Manifest, namespaceOf, ofKind } from '../spec/manifests.ts';
import { DEFAULT_RETRY, type Delivery, NO_DELIVERY } from './delivery-retry.ts';

const noEffect = z.unknown().optional();
const Ref = z.strictObject({
  apiVersion: z.string().optional(),
  kind: z.string(),
  name: z.string(),
  namespace: z.string().optional(),
});
export const DestinationSpec = z.strictObject({ ref: Ref.optional(), uri: z.string().optional() });
const isoDuration = z
  .string()
  .transform((text, ctx) => isoDurationMs(text) ?? (ctx.addIssue(`"${text}" is no ISO 8601 duration`), z.NEVER));
const DeliverySpec = z.strictObject({
  retry: z.int().min(0).default(DEFAULT_RETRY),
  backoffPolicy: z.enum(['linear', 'exponential']).default('exponential'),
  backoffDelay: isoDuration.default(NO_DELIVERY.delayMs),
  timeout: isoDuration.default(0),
  deadLetterSink: DestinationSpec.optional(),
});
const BrokerManifest = z.strictObject({ config: noEffect, delivery: DeliverySpec.optional() });
const TriggerManifest = z.strictObject({
  broker: z.string(),
  filter: z.strictObject({ attributes: z.record(z.string(), z.string()).default({}) }).optional(),
  subscriber: DestinationSpec,
  delivery: DeliverySpec.optional(),
});
const BrokerConfigManifest = z.strictObject({
  rabbitmqClusterReference: noEffect,
  vhost: noEffect,
  queueType: z.enum(['quorum', 'classic']).default('quorum'),
});

export type DestinationSpec = z.infer<typeof DestinationSpec>;

/** A queue and where its messages go. */
export interface TriggerSubscription {
  name: string;
  queue: string;
  exchange: string;
  /** Headers a message must have, all of them; none: every message. */
  filter: Record<string, string>;
  queueType: 'quorum' | 'classic';
  parallelism: number;
  delivery: Delivery;
  destination: DestinationSpec;
  namespace: string;
  broker: BrokerSpec;
  /** Where an event goes after its last try; undefined: it is dropped. A dead letter's own failure always drops it. */
  deadLetterExchange: string | undefined;
  isDeadLetter: boolean;
  /** What an earlier release had in place of the queue. */
  former: readonly FormerQueue[];
}

/** A queue of a release that had a Trigger for each type, each with dead letters of its own. Messages may wait in it. */
export interface FormerQueue {
  queue: string;
  exchange: string;
  bindings: Record<string, string>;
}

export interface BrokerSpec {
  name: string;
  namespace: string;
  exchange: string;
  deadLetterExchange: string | undefined;
  subscriptions: TriggerSubscription[];
}

const PARALLELISM = 'rabbitmq.eventing.knative.dev/parallelism';
/** Upstream's prefetch: more workers than this never get anything to do. */
export const PREFETCH = 100;

/** Reads all Brokers with their Triggers. `uid` stands where the objects' UIDs are on the cluster. */
export function readBrokers(manifests: readonly Manifest[], uid: string, findings: Findings): BrokerSpec[] {
  const configs = ofKind(manifests, 'RabbitmqBrokerConfig').map((m) => honour(BrokerConfigManifest, m, findings));
  const queueType = configs[0]?.queueType ?? 'quorum';
  const brokers = new Map<string, { spec: BrokerSpec; delivery: z.infer<typeof DeliverySpec> | undefined }>();
  for (const manifest of ofKind(manifests, 'Broker')) {
    const read = honour(BrokerManifest, manifest, findings);
    if (!read) continue;
    const { name } = manifest.metadata;
    const namespace = namespaceOf(manifest);
    const kind = manifest.metadata.annotations?.['eventing.knative.dev/broker.class'];
    if (kind !== 'RabbitMQBroker') findings.unsupported(manifest, `class ${kind} is run as a RabbitMQBroker`);
    const sink = read.delivery?.deadLetterSink;
    const deadLetterExchange = sink && `b.${namespace}.${name}.dlx.${uid}`;
    const spec: BrokerSpec = {
      name,
      namespace,
      exchange: `b.${namespace}.${name}.${uid}`,
      deadLetterExchange,
      subscriptions: [],
    };
    const base = { filter: {}, queueType, parallelism: 1, namespace, broker: spec };
    if (sink && deadLetterExchange && read.delivery) {
      const names = {
        name: `${name} (dead letters)`,
        queue: `b.${namespace}.${name}.dlq.${uid}`,
        exchange: deadLetterExchange,
      };
      spec.subscriptions.push({
        ...base,
        ...names,
        destination: sink,
        delivery: deliveryOf(read.delivery),
        deadLetterExchange: undefined,
        isDeadLetter: true,
        former: FORMER_TRIGGERS.map((earlier) => ({
          queue: `t.${namespace}.${earlier.name}.dlq.${uid}`,
          exchange: `t.${namespace}.${earlier.name}.dlx.${uid}`,
          bindings: boundTo(`${earlier.name} (dead letters)`, {}),
        })),
      });
    }
    brokers.set(`${namespace}/${name}`, { spec, delivery: read.delivery });
  }
  for (const manifest of ofKind(manifests, 'Trigger', 'eventing.knative.dev')) {
    const read = honour(TriggerManifest, manifest, findings);
    const broker = read && brokers.get(`${namespaceOf(manifest)}/${read.broker}`);
    if (read && !broker) findings.mistake(manifest, `there is no Broker ${read.broker}`);
    if (read && broker)
      broker.spec.subscriptions.push(...subscriptions(manifest, read, broker, { queueType, uid, findings }));
  }
  return [...brokers.values()].map(({ spec }) => spec);
}

/** A Trigger's own `delivery` replaces the Broker's as a whole, its dead-letter sink included. */
function subscriptions(
  manifest: Manifest,
  trigger: z.infer<typeof TriggerManifest>,
  { spec: broker, delivery: brokerDelivery }: { spec: BrokerSpec; delivery: z.infer<typeof DeliverySpec> | undefined },
  { queueType, uid, findings }: { queueType: 'quorum' | 'classic'; uid: string; findings: Findings },
): TriggerSubscription[] {
  const { name, annotations = {} } = manifest.metadata;
  const namespace = namespaceOf(manifest);
  const parallelism = Number(annotations[PARALLELISM] ?? 1);
  if (!Number.isInteger(parallelism) || parallelism < 1 || parallelism > 1000)
    findings.mistake(manifest, `${PARALLELISM} must be from 1 to 1000`);
  const sink = trigger.delivery?.deadLetterSink;
  const delivery = deliveryOf(trigger.delivery ?? brokerDelivery);
  const ownExchange = sink && `t.${namespace}.${name}.dlx.${uid}`;
  const base = { queueType, parallelism, delivery, namespace, broker };
  const main: TriggerSubscription = {
    ...base,
    name,
    queue: `${namespace}.${name}.${uid}`,
    exchange: broker.exchange,
    filter: trigger.filter?.attributes ?? {},
    destination: trigger.subscriber,
    deadLetterExchange: trigger.delivery ? ownExchange : broker.deadLetterExchange,
    isDeadLetter: false,
    former: FORMER_TRIGGERS.filter(({ taker }) => taker === name).map((earlier) => ({
      queue: `${namespace}.${earlier.name}.${uid}`,
      exchange: broker.exchange,
      bindings: boundTo(earlier.name, { type: wireType(earlier.type) }),
    })),
  };
  if (!sink || !ownExchange) return [main];
  const letters = {
    name: `${name} (dead letters)`,
    queue: `t.${namespace}.${name}.dlq.${uid}`,
    exchange: ownExchange,
    filter: {},
  };
  return [
    main,
    { ...base, ...letters, destination: sink, deadLetterExchange: undefined, isDeadLetter: true, former: [] },
  ];
}

/** How a queue is bound: all of the filter must be there; the Trigger's name is upstream's note. */
export function boundTo(trigger: string, filter: Record<string, string>): Record<string, string> {
  return { ...filter, 'x-match': 'all', 'x-knative-trigger': trigger };
}

const deliveryOf = (spec: z.infer<typeof DeliverySpec> | undefined): Delivery =>
  spec
    ? { retry: spec.retry, policy: spec.backoffPolicy, delayMs: spec.backoffDelay, timeoutMs: spec.timeout }
    : NO_DELIVERY;
