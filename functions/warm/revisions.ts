/** What warm asks Kubernetes: revisions of its own namespace, listed, read and annotated. */
import * as z from 'zod';
import { type KubernetesApi, KubernetesFault } from '../shared/kubernetes/kubernetes-api.ts';
import type { KnownRevision } from './revision-plan.ts';

/** A revision as it was read, and its version then. */
export interface ReadRevision extends KnownRevision {
  version: string;
  isReady: boolean;
}

/** Knative keeps twenty old ones of each Service at most. */
const REVISIONS = { version: 'serving.knative.dev/v1', plural: 'revisions' };
/** Instead of whole objects. */
const METADATA = 'application/json;as=PartialObjectMetadataList;g=meta.k8s.io;v=v1, application/json';

const Metadata = z.object({
  name: z.string(),
  resourceVersion: z.string().default(''),
  labels: z.record(z.string(), z.string()).default({}),
  annotations: z.record(z.string(), z.string()).default({}),
});
const Listed = z.array(z.object({ metadata: Metadata }));
const One = z.object({
  metadata: Metadata,
  status: z.object({ conditions: z.array(z.object({ type: z.string(), status: z.string() })).default([]) }).optional(),
});

export class Revisions {
  readonly #api: KubernetesApi;

  constructor(api: KubernetesApi) {
    this.#api = api;
  }

  /** All of the namespace. @throws KubernetesFault */
  async list(): Promise<KnownRevision[]> {
    const found = await this.#api.list(REVISIONS, { accept: METADATA });
    return Listed.parse(found).map(({ metadata }) => known(metadata));
  }

  /** As it is now; undefined when it is gone. @throws KubernetesFault */
  async read(name: string): Promise<ReadRevision | undefined> {
    const found = await this.#api.find(REVISIONS, name);
    if (found === undefined) return undefined;
    const { metadata, status } = One.parse(found);
    const isReady = status?.conditions.some((one) => one.type === 'Ready' && one.status === 'True') ?? false;
    return { ...known(metadata), version: metadata.resourceVersion, isReady };
  }

  /**
   * Changes annotations of a revision that is as it was read.
   * @returns false when somebody has changed it since
   * @throws KubernetesFault
   */
  async annotate(
    { name, version }: Pick<ReadRevision, 'name' | 'version'>,
    annotations: Readonly<Record<string, string | null>>,
  ): Promise<boolean> {
    const body = { metadata: { resourceVersion: version, annotations } };
    try {
      await this.#api.ask('PATCH', REVISIONS, `/${name}`, { type: 'application/merge-patch+json', body });
      return true;
    } catch (error) {
      if (error instanceof KubernetesFault && (error.status === 409 || error.status === 404)) return false;
      throw error;
    }
  }
}

function known({ name, labels, annotations }: z.infer<typeof Metadata>): KnownRevision {
  return {
    name,
    service: labels['serving.knative.dev/service'] ?? '',
    generation: Number(labels['serving.knative.dev/configurationGeneration'] ?? 0),
    isRouted: labels['serving.knative.dev/routingState'] === 'active',
    annotations,
  };
}
