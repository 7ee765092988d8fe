/**
 * The small part of Kubernetes' API that warm uses: revisions of its own namespace, listed, read and annotated. Who it is says a token that the
 * kubelet renews in its file; who answers is checked by the cluster's CA. Every call has an end and a size.
 */
import { readFile } from 'node:fs/promises';
import { Agent as PlainAgent, request as plainRequest } from 'node:http';
import { Agent, request } from 'node:https';
import * as z from 'zod';
import type { KnownRevision } from './revision-plan.ts';

/** Where the API is, and who asks it. */
export interface KubernetesAccess {
  api: string;
  namespace: string;
  tokenFile: string;
  ca: string | undefined;
}

/** The API does not do what it was asked. */
export class KubernetesFault extends Error {
  readonly status: number | undefined;

  constructor(message: string, status?: number, cause?: unknown) {
    super(message, { cause });
    this.status = status;
  }
}

/** A revision as it was read, and its version then. */
export interface ReadRevision extends KnownRevision {
  version: string;
  isReady: boolean;
}

const TIMEOUT_MS = 5_000;
/** A page of revisions without their specification is about 1 MB. */
const MOST_BYTES = 8_000_000;
const PAGE = 250;
/** Knative keeps twenty old ones of each Service at most. */
const MOST_PAGES = 20;
/** Instead of whole objects. */
const METADATA = 'application/json;as=PartialObjectMetadataList;g=meta.k8s.io;v=v1, application/json';

const Metadata = z.object({
  name: z.string(),
  resourceVersion: z.string().default(''),
  labels: z.record(z.string(), z.string()).default({}),
  annotations: z.record(z.string(), z.string()).default({}),
});
const List = z.object({
  metadata: z.object({ continue: z.string().optional() }).default({}),
  items: z.array(z.object({ metadata: Metadata })),
});
const One = z.object({
  metadata: Metadata,
  status: z.object({ conditions: z.array(z.object({ type: z.string(), status: z.string() })).default([]) }).optional(),
});

export class Revisions {
  readonly #access: KubernetesAccess;
  readonly #agent: Agent | PlainAgent;

  constructor(access: KubernetesAccess) {
    this.#access = access;
    const isSecure = new URL(access.api).protocol === 'https:';
    const options = { keepAlive: true, maxSockets: 4, timeout: 30_000 };
    this.#agent = isSecure
      ? new Agent({ ...options, ca: access.ca, rejectUnauthorized: true, minVersion: 'TLSv1.2' })
      : new PlainAgent(options);
  }

  /** All of the namespace. @throws KubernetesFault */
  async list(): Promise<KnownRevision[]> {
    const found: KnownRevision[] = [];
    let next: string | undefined;
    for (let page = 0; page < MOST_PAGES; page += 1) {
      const query = new URLSearchParams({ limit: String(PAGE), ...(next !== undefined && { continue: next }) });
      const { items, metadata } = List.parse(await this.#ask('GET', `?${query}`, { accept: METADATA }));
      found.push(...items.map((item) => known(item.metadata)));
      if (!metadata.continue) return found;
      next = metadata.continue;
    }
    throw new KubernetesFault(`there are more than ${PAGE * MOST_PAGES} revisions`);
  }

  /** As it is now; undefined when it is gone. @throws KubernetesFault */
  async read(name: string): Promise<ReadRevision | undefined> {
    try {
      const { metadata, status } = One.parse(await this.#ask('GET', `/${name}`, {}));
      const isReady = status?.conditions.some((one) => one.type === 'Ready' && one.status === 'True') ?? false;
      return { ...known(metadata), version: metadata.resourceVersion, isReady };
    } catch (error) {
      if (error instanceof KubernetesFault && error.status === 404) return undefined;
      throw error;
    }
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
    const patch = { metadata: { resourceVersion: version, annotations } };
    try {
      await this.#ask('PATCH', `/${name}`, { 'content-type': 'application/merge-patch+json' }, JSON.stringify(patch));
      return true;
    } catch (error) {
      if (error instanceof KubernetesFault && (error.status === 409 || error.status === 404)) return false;
      throw error;
    }
  }

  close(): void {
    this.#agent.destroy();
  }

  async #ask(method: string, rest: string, headers: Record<string, string>, body?: string): Promise<unknown> {
    const { api, namespace, tokenFile } = this.#access;
    const token = (await readFile(tokenFile, 'utf8')).trim();
    const path = `/apis/serving.knative.dev/v1/namespaces/${namespace}/revisions${rest}`;
    const sent = body === undefined ? {} : { 'content-length': String(Buffer.byteLength(body)) };
    const { promise, resolve, reject } = Promise.withResolvers<unknown>();
    const fail = (error: Error): void =>
      reject(
        error instanceof KubernetesFault
          ? error
          : new KubernetesFault(`Kubernetes' API: ${error.message}`, undefined, error),
      );
    const send = new URL(api).protocol === 'https:' ? request : plainRequest;
    const asking = send(
      api.replace(/\/$/, '') + path,
      {
        method,
        agent: this.#agent,
        signal: AbortSignal.timeout(TIMEOUT_MS),
        headers: { accept: 'application/json', ...headers, ...sent, authorization: `Bearer ${token}` },
      },
      (response) => {
        textOf(response).then((text) => {
          const { statusCode = 0 } = response;
          if (statusCode < 200 || statusCode > 299)
            return fail(
              new KubernetesFault(`Kubernetes' API answers ${statusCode} to ${method} of revisions`, statusCode),
            );
          try {
            resolve(JSON.parse(text));
          } catch (error) {
            fail(error as Error);
          }
        }, fail);
      },
    );
    asking.on('error', fail);
    asking.end(body);
    return promise;
  }
}

async function textOf(response: AsyncIterable<Buffer>): Promise<string> {
  const pieces: Buffer[] = [];
  let size = 0;
  for await (const piece of response) {
    size += piece.length;
    if (size > MOST_BYTES) throw new Error('the answer is too long');
    pieces.push(piece);
  }
  return Buffer.concat(pieces).toString();
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
