/**
 * Kubernetes' API, as far as functions need it. Who they are says a token that the kubelet renews in its file; who answers is checked by the
 * cluster's CA. Every call has an end and a size.
 */
import { readFile } from 'node:fs/promises';
import { Agent as PlainAgent, request as plainRequest } from 'node:http';
import { Agent, request } from 'node:https';
import * as z from 'zod';
import { refuseConfig } from '../config.ts';
import { readCa } from '../tls.ts';

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

/** A kind of objects in a namespace: `serving.knative.dev/v1`, `revisions`. Of the core: `v1`. */
export interface Collection {
  version: string;
  plural: string;
}

/** What is asked, beside where. */
export interface KubernetesAsk {
  accept?: string;
  /** What the body is, if it is not plain JSON. */
  type?: string;
  body?: object;
}

const TIMEOUT_MS = 5_000;
/** A page of revisions without their specification is about 1 MB. */
const MOST_BYTES = 8_000_000;
const PAGE = 250;
const MOST_PAGES = 20;

const Page = z.object({
  metadata: z.object({ continue: z.string().optional() }).default({}),
  items: z.array(z.unknown()),
});
/** Why not, as the API says it. */
const Refusal = z.object({ message: z.string() });
const LONGEST_REASON = 300;

/** Reads its own settings (`kubernetes-settings.ts`). */
export function kubernetesAccess(settings: {
  KUBERNETES_API: string;
  KUBERNETES_NAMESPACE: string;
  KUBERNETES_TOKEN_FILE: string;
  KUBERNETES_CA_FILE: string;
}): KubernetesAccess {
  return {
    api: settings.KUBERNETES_API,
    namespace: settings.KUBERNETES_NAMESPACE,
    tokenFile: settings.KUBERNETES_TOKEN_FILE,
    ca: settings.KUBERNETES_CA_FILE === '' ? undefined : certificates(settings.KUBERNETES_CA_FILE),
  };
}

function certificates(file: string): string {
  try {
    return readCa(file);
  } catch (error) {
    return refuseConfig([`KUBERNETES_CA_FILE: ${(error as Error).message}`]);
  }
}

export class KubernetesApi {
  readonly namespace: string;
  readonly #access: KubernetesAccess;
  readonly #agent: Agent | PlainAgent;

  constructor(access: KubernetesAccess) {
    this.#access = access;
    this.namespace = access.namespace;
    const isSecure = new URL(access.api).protocol === 'https:';
    const options = { keepAlive: true, maxSockets: 4, timeout: 30_000 };
    this.#agent = isSecure
      ? new Agent({ ...options, ca: access.ca, rejectUnauthorized: true, minVersion: 'TLSv1.2' })
      : new PlainAgent(options);
  }

  /** All of a kind in the namespace, page by page. @throws KubernetesFault */
  async list(collection: Collection, asked: Pick<KubernetesAsk, 'accept'> = {}): Promise<unknown[]> {
    const found: unknown[] = [];
    let next: string | undefined;
    for (let page = 0; page < MOST_PAGES; page += 1) {
      const query = new URLSearchParams({ limit: String(PAGE), ...(next !== undefined && { continue: next }) });
      const { items, metadata } = Page.parse(await this.ask('GET', collection, `?${query}`, asked));
      found.push(...items);
      if (!metadata.continue) return found;
      next = metadata.continue;
    }
    throw new KubernetesFault(`there are more than ${PAGE * MOST_PAGES} ${collection.plural}`);
  }

  /** One of a kind; undefined when there is none. @throws KubernetesFault */
  async find(collection: Collection, name: string): Promise<unknown> {
    try {
      return await this.ask('GET', collection, `/${name}`);
    } catch (error) {
      if (error instanceof KubernetesFault && error.status === 404) return undefined;
      throw error;
    }
  }

  /** @param rest of the path, behind the kind @throws KubernetesFault */
  async ask(
    method: string,
    { version, plural }: Collection,
    rest: string,
    asked: KubernetesAsk = {},
  ): Promise<unknown> {
    const { api, namespace, tokenFile } = this.#access;
    const token = (await readFile(tokenFile, 'utf8')).trim();
    const group = version.includes('/') ? `/apis/${version}` : `/api/${version}`;
    const path = `${group}/namespaces/${namespace}/${plural}${rest}`;
    const body = asked.body === undefined ? undefined : JSON.stringify(asked.body);
    const headers = {
      accept: asked.accept ?? 'application/json',
      authorization: `Bearer ${token}`,
      ...(body !== undefined && {
        'content-type': asked.type ?? 'application/json',
        'content-length': String(Buffer.byteLength(body)),
      }),
    };
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
      { method, agent: this.#agent, signal: AbortSignal.timeout(TIMEOUT_MS), headers },
      (response) => {
        textOf(response)
          .then((text) => resolve(answerIn(text, response.statusCode ?? 0, `${method} of ${plural}`)))
          .catch(fail);
      },
    );
    asking.on('error', fail);
    asking.end(body);
    return promise;
  }

  close(): void {
    this.#agent.destroy();
  }
}

/** @throws KubernetesFault for what is not 2xx */
function answerIn(text: string, status: number, what: string): unknown {
  if (status >= 200 && status <= 299) return JSON.parse(text);
  throw new KubernetesFault(`Kubernetes' API answers ${status} to ${what}${reasonIn(text)}`, status);
}

function reasonIn(text: string): string {
  try {
    return `: ${Refusal.parse(JSON.parse(text)).message.slice(0, LONGEST_REASON)}`;
  } catch {
    return '';
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
