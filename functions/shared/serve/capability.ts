/**
 * What a function takes and needs, as data: one description from which its router and its configuration, the manifests, the routes, the
 * OpenAPI document and the README's tables are made. It is light: no client is opened, and nothing is read, by importing one.
 */
import type * as z from 'zod';
import type { EventType } from '../../../events/catalog.ts';
import type { Route } from '../http/route.ts';
import type { ShardKind } from '../slots.ts';

/** A value of a manifest, with the reason for it where it is not plain. */
export type Reasoned<Value> = Value | { is: Value; because: string };

/** What a function may do on Redis, by patterns (`functions/shared/redis/key-patterns.ts`). */
export interface RedisAccess {
  /** Keys that it reads and writes. */
  keys: readonly string[];
  /** Keys that it only reads. */
  reads?: readonly string[];
  channels?: readonly string[];
  /** Beyond what every function may. */
  commands?: readonly string[];
}

/** The pods of a function, as Knative scales them. */
export interface Pods {
  /** So many at least, also while nobody asks; default: 0. */
  least?: number;
  /** At most so many. */
  most: Reasoned<number>;
  /** Requests in flight in a pod, of which the autoscaler aims at `UTILIZATION_PERCENT`. Deliveries are not to ask for a pod. */
  target: Reasoned<number>;
  /** So many at least while there is any load, if more than one. */
  activation?: Reasoned<number>;
  /** When a surge counts, if not as `PANIC` says. */
  panic?: Reasoned<{ windowPercent: number; thresholdPercent: number }>;
  /** Requests that a pod is given at once; more wait. */
  concurrency: Reasoned<number>;
  /** A request may take so long, and the end of a pod, too. */
  timeoutSeconds: Reasoned<number>;
  cpu: string;
  memory: Reasoned<string>;
}

/** Of the target: the rest is what comes while a pod starts. */
export const UTILIZATION_PERCENT = 70;

/**
 * A surge counts when the last 3 s (10 % of the 30 s that are looked back) ask for twice the capacity. Shorter ones, as of people who come
 * together and are answered within a second, are over before another pod is there.
 */
export const PANIC = { windowPercent: 10, thresholdPercent: 200 } as const;

/** The messages that a function gets from the broker, by one Trigger. */
export interface Taken {
  /** So many deliveries at once. */
  parallelism: number;
  /** The types that it subscribes to, with what it does with one where its summary does not say it. */
  types: Readonly<Partial<Record<EventType, string | true>>>;
}

/** What a function answers people: pages and what belongs to them. No part of the API, nor of its document. */
export interface PagePath {
  path: `/${string}`;
  /** Everything below the path, too. */
  below?: true;
  method: 'GET' | 'POST';
}

/** A function as everything around it sees it. */
export interface Capability {
  /** Of its folder and its Knative Service. */
  name: string;
  /** One sentence. */
  summary: string;
  routes: readonly Route[];
  /** Where it has pages for people. */
  pages?: readonly PagePath[];
  /** The functions that it asks over HTTP, inside the cluster: the one Service, or that of the shard of such a slot. */
  asks?: Readonly<Record<string, 'the one' | ShardKind>>;
  /** The shards whose databases it works on. Where routes go by slot, each shard has a Service of its own. */
  shards?: ShardKind;
  /** It works on the browse index. */
  catalog?: true;
  /** What it does on Redis; undefined: it has no Redis. */
  redis?: RedisAccess;
  /** Variables of the environment that only some functions have. What has a default stands in the manifest with it. */
  settings: z.ZodRawShape;
  /** The messages that it subscribes to. */
  takes?: Taken;
  /** What the broker has given up comes here, whoever it was for (the Broker's deadLetterSink in knative/broker.yaml). One function does. */
  keepsDeadLetters?: true;
  /** The types that its changes put into the outbox. With any, it has a relay. */
  publishes?: readonly EventType[];
  /** It says of other functions how many of their pods stand by: an identity of its own that may change their revisions, and nothing else. */
  scalesOthers?: true;
  /**
   * It has Services and routes be as the cluster's ShardMap says: an identity of its own that may make them, and an ApiServerSource that tells it of
   * changes.
   */
  followsShardMap?: true;
  /** What it does at every tick, and when those come (cron). `atRest`: also while nobody uses the system, for what it looks for comes by itself. */
  sweep?: { schedule: string; does: string; atRest?: true };
  pods: Pods;
}

/** Types a capability exactly, so that its configuration follows from its settings. */
export function declare<const C extends Capability>(spec: C): C {
  return spec;
}

/** The types of message that a function takes. */
export function typesTaken({ takes }: Pick<Capability, 'takes'>): EventType[] {
  return Object.keys(takes?.types ?? {}) as EventType[];
}

/** Those of some functions that take a type of message, by name. */
export function takersOf(type: EventType, capabilities: readonly Capability[]): string[] {
  return capabilities.filter((capability) => typesTaken(capability).includes(type)).map(({ name }) => name);
}

/** Of which kind of shard the messages come that it takes; undefined when it takes none. */
export function sendersOf(capability: Capability): ShardKind | undefined {
  const { name } = capability;
  const kinds = new Set(
    typesTaken(capability).map((type): ShardKind => (type.startsWith('user.') ? 'users' : 'events')),
  );
  if (kinds.size > 1) throw new Error(`${name}: takes messages of users and of events; a function believes one kind`);
  return [...kinds][0];
}
