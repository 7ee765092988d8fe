/** What shard-map asks Kubernetes: the map, the Services and routes of its namespace; and how it changes them, as who it is. */
import { hostname } from 'node:os';
import * as z from 'zod';
import { type Collection, type KubernetesApi, KubernetesFault } from '../shared/kubernetes/kubernetes-api.ts';
import { SHARD_MAP, SHARD_MAPS } from '../shared/sharding/shard-map-resource.ts';

/** By which the API server knows whose fields are whose. */
export const MANAGER = 'seatmesh-shard-map';

const Owner = z.looseObject({ uid: z.string() });
const Known = z.looseObject({
  apiVersion: z.string().default(''),
  kind: z.string().default(''),
  metadata: z.looseObject({
    name: z.string(),
    namespace: z.string().optional(),
    uid: z.string().default(''),
    generation: z.number().optional(),
    resourceVersion: z.string().default(''),
    labels: z.record(z.string(), z.string()).optional(),
    ownerReferences: z.array(Owner).optional(),
    finalizers: z.array(z.string()).optional(),
    deletionTimestamp: z.string().optional(),
  }),
  spec: z.unknown().optional(),
  status: z.unknown().optional(),
});

/** An object as it was read. */
export type KnownObject = z.infer<typeof Known>;

/** An object, or a part of one, that is to be so. */
export interface WantedObject {
  apiVersion: string;
  kind: string;
  metadata: { name: string; [field: string]: unknown };
  [field: string]: unknown;
}

/** What was to follow the map, and does not yet. */
export interface Followed {
  /** Why each is not as the map says, by its name: `ksvc/book-e0`. */
  unready: Map<string, string>;
  /** Something was not as it had been read any more. */
  isLost: boolean;
}

/** Something that people who look after the map are to see. */
export interface Notice {
  type: 'Normal' | 'Warning';
  reason: string;
  note: string;
}

export const SERVICES: Collection = { version: 'serving.knative.dev/v1', plural: 'services' };
export const ROUTES: Collection = { version: 'gateway.networking.k8s.io/v1', plural: 'httproutes' };
export const CONFIG_MAPS: Collection = { version: 'v1', plural: 'configmaps' };
const EVENTS: Collection = { version: 'events.k8s.io/v1', plural: 'events' };
const KIND_OF: Record<string, { apiVersion: string; kind: string }> = {
  services: { apiVersion: SERVICES.version, kind: 'Service' },
  httproutes: { apiVersion: ROUTES.version, kind: 'HTTPRoute' },
};
/** What the map is. */
export const SHARD_MAP_KIND = { apiVersion: SHARD_MAPS.version, kind: 'ShardMap' };
const LONGEST_NOTE = 1_000;

export class ClusterObjects {
  readonly #api: KubernetesApi;

  constructor(api: KubernetesApi) {
    this.#api = api;
  }

  get namespace(): string {
    return this.#api.namespace;
  }

  /** The map; undefined where there is none, or not even its kind. @throws KubernetesFault */
  async shardMap(): Promise<KnownObject | undefined> {
    const found = await this.#api.find(SHARD_MAPS, SHARD_MAP);
    return found === undefined ? undefined : Known.parse(found);
  }

  /** All of the namespace. @throws KubernetesFault */
  async list(collection: Collection): Promise<KnownObject[]> {
    const found = await this.#api.list(collection);
    // Items of a list do not say what they are.
    return found.map((item) => ({ ...Known.parse(item), ...KIND_OF[collection.plural] }));
  }

  /**
   * Has an object, or a part of one, be so, on the server's side: what others say of it stays.
   * @returns false when it is not the version that `metadata` names any more
   * @throws KubernetesFault
   */
  async apply(collection: Collection, object: WantedObject, part = ''): Promise<boolean> {
    const query = new URLSearchParams({ fieldManager: MANAGER, force: 'true' });
    const metadata = { ...object.metadata, namespace: this.namespace };
    return this.#unlessLost('PATCH', collection, `/${object.metadata.name}${part}?${query}`, {
      type: 'application/apply-patch+yaml',
      body: { ...object, metadata },
    });
  }

  /** Deletes an object that is as it was read. @returns false when it is not any more @throws KubernetesFault */
  async remove(collection: Collection, { metadata }: KnownObject): Promise<boolean> {
    const { uid, resourceVersion } = metadata;
    const body = { apiVersion: 'v1', kind: 'DeleteOptions', preconditions: { uid, resourceVersion } };
    return this.#unlessLost('DELETE', collection, `/${metadata.name}`, { body });
  }

  /** An Event of the map. @throws KubernetesFault */
  async tell(about: KnownObject, { type, reason, note }: Notice): Promise<void> {
    const { name, uid, resourceVersion } = about.metadata;
    const { namespace } = this;
    await this.#api.ask('POST', EVENTS, '', {
      body: {
        apiVersion: EVENTS.version,
        kind: 'Event',
        metadata: { generateName: `${name}-`, namespace },
        // Microseconds are asked for.
        eventTime: new Date().toISOString().replace('Z', '000Z'),
        reportingController: 'seatmesh.dev/shard-map',
        reportingInstance: hostname(),
        action: 'Reconcile',
        type,
        reason,
        note: note.slice(0, LONGEST_NOTE),
        regarding: { ...SHARD_MAP_KIND, name, namespace, uid, resourceVersion },
      },
    });
  }

  async #unlessLost(...ask: Parameters<KubernetesApi['ask']>): Promise<boolean> {
    try {
      await this.#api.ask(...ask);
      return true;
    } catch (error) {
      if (error instanceof KubernetesFault && (error.status === 409 || error.status === 404)) return false;
      throw error;
    }
  }
}

/** Whom something belongs to that is there because of the map. */
export function ownerIn({ metadata: { name, uid } }: KnownObject): object {
  return { ...SHARD_MAP_KIND, name, uid, controller: true, blockOwnerDeletion: false };
}

export function belongsTo({ metadata }: KnownObject, map: KnownObject): boolean {
  return metadata.ownerReferences?.some((owner) => owner.uid === map.metadata.uid) ?? false;
}
