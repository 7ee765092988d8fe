/**
 * The part of Kubernetes' API that functions use, on loopback: revisions are listed, read, and annotated, and min-scale among the annotations is
 * how many processes stand by. A function that names the API in its settings gets its address and a token of its own, and may do what the Role of its
 * ServiceAccount says.
 */
import { MIN_SCALE } from '../../../functions/shared/kubernetes/scale-annotations.ts';
import { randomBytes, timingSafeEqual } from 'node:crypto';
import { once } from 'node:events';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { z } from 'zod';
import type { ProcessPool } from '../serving/process-pool.ts';
import { HOST } from '../serving/replica.ts';
import type { Rights } from './rights.ts';
import type { ServiceSpec } from '../serving/service-spec.ts';

const PATH = /^\/apis\/serving\.knative\.dev\/v1\/namespaces\/([a-z0-9-]+)\/revisions(?:\/([a-z0-9-]+))?$/;
const MOST_BODY_BYTES = 65_536;
const PATCH_TYPE = 'application/merge-patch+json';
const Patch = z.strictObject({
  metadata: z.strictObject({
    resourceVersion: z.string().optional(),
    annotations: z.record(z.string().max(300), z.string().max(4_096).nullable()),
  }),
});

interface RevisionState {
  version: number;
  annotations: Record<string, string>;
}

interface Answer {
  status: number;
  body: object;
}

const refusal = (code: number, reason: string, message = reason): Answer => ({
  status: code,
  body: { apiVersion: 'v1', kind: 'Status', status: 'Failure', code, reason, message },
});

/** Opens when a function is started that asks for it. */
export class RevisionsApi {
  readonly #pools: ReadonlyMap<string, ProcessPool>;
  readonly #rights: Rights;
  readonly #states = new Map<string, RevisionState>();
  /** Account by token. */
  readonly #tokens = new Map<string, string>();
  #opened: Promise<{ server: Server; folder: string }> | undefined;
  #version = 1;

  constructor({ pools, rights }: { pools: ReadonlyMap<string, ProcessPool>; rights: Rights }) {
    this.#pools = pools;
    this.#rights = rights;
  }

  /** What a function is told of it: nothing, if it does not ask for it. */
  async environmentFor(
    { account, namespace, name }: ServiceSpec,
    environment: Record<string, string>,
  ): Promise<Record<string, string>> {
    if (environment['KUBERNETES_API'] === undefined) return {};
    const { server, folder } = await (this.#opened ??= this.#open());
    const token = randomBytes(32).toString('base64url');
    const file = join(folder, name);
    await writeFile(file, token, { mode: 0o600 });
    for (const [former, owner] of this.#tokens) if (owner === `${namespace}/${account}`) this.#tokens.delete(former);
    this.#tokens.set(token, `${namespace}/${account}`);
    const { port } = server.address() as AddressInfo;
    return { KUBERNETES_API: `http://${HOST}:${port}`, KUBERNETES_TOKEN_FILE: file, KUBERNETES_CA_FILE: '' };
  }

  async close(): Promise<void> {
    const { server, folder } = (await this.#opened) ?? {};
    server?.close();
    server?.closeAllConnections();
    if (folder !== undefined) await rm(folder, { recursive: true, force: true });
  }

  async #open(): Promise<{ server: Server; folder: string }> {
    const folder = await mkdtemp(join(tmpdir(), 'seatmesh-api-'));
    const server = createServer({ requestTimeout: 10_000 }, (request, response) => {
      this.#answer(request).then(
        (answer) => send(response, answer),
        () => send(response, refusal(400, 'BadRequest')),
      );
    });
    server.listen(0, HOST);
    await once(server, 'listening');
    return { server, folder };
  }

  async #answer(request: IncomingMessage): Promise<Answer> {
    const account = this.#accountOf(request.headers.authorization ?? '');
    if (account === undefined) return refusal(401, 'Unauthorized');
    const { pathname } = new URL(request.url ?? '/', `http://${HOST}`);
    const [, namespace, name] = PATH.exec(pathname) ?? [];
    if (namespace === undefined) return refusal(404, 'NotFound');
    const verb = request.method === 'PATCH' ? 'patch' : name === undefined ? 'list' : 'get';
    // As a Role is: of the namespace in which it is bound.
    const isAllowed = account.startsWith(`${namespace}/`) && this.#rights.get(account)?.has(verb) === true;
    if (!isAllowed) return refusal(403, 'Forbidden', `${account} may not ${verb} revisions in ${namespace}`);
    const own = [...this.#pools.values()].filter(({ spec }) => spec.namespace === namespace);
    if (request.method === 'GET' && name === undefined)
      return {
        status: 200,
        body: { apiVersion: 'v1', kind: 'List', metadata: {}, items: own.map((pool) => this.#shown(pool)) },
      };
    const pool = own.find(({ spec }) => spec.revision === name);
    if (!pool) return refusal(404, 'NotFound');
    if (request.method === 'GET') return { status: 200, body: this.#shown(pool) };
    if (request.method !== 'PATCH') return refusal(405, 'MethodNotAllowed');
    if (request.headers['content-type'] !== PATCH_TYPE) return refusal(415, 'UnsupportedMediaType');
    return this.#patch(pool, await bodyOf(request));
  }

  #accountOf(authorization: string): string | undefined {
    const given = Buffer.from(authorization.replace(/^Bearer /, ''));
    for (const [token, account] of this.#tokens) {
      const known = Buffer.from(token);
      if (known.length === given.length && timingSafeEqual(known, given)) return account;
    }
    return undefined;
  }

  #patch(pool: ProcessPool, text: string): Answer {
    const { data: patch } = Patch.safeParse(JSON.parse(text));
    if (!patch) return refusal(422, 'Invalid', 'annotations can be patched here, and nothing else');
    const { resourceVersion, annotations } = patch.metadata;
    const state = this.#stateOf(pool);
    if (resourceVersion !== undefined && resourceVersion !== String(state.version)) return refusal(409, 'Conflict');
    const next = Object.fromEntries(
      Object.entries({ ...state.annotations, ...annotations }).filter(
        (entry): entry is [string, string] => entry[1] !== null,
      ),
    );
    const least = Number(next[MIN_SCALE] ?? 0);
    // As Knative's webhook has it.
    if (!Number.isInteger(least) || least < 0 || least > pool.spec.scale.maxScale)
      return refusal(400, 'BadRequest', `min-scale ${next[MIN_SCALE]} is not between 0 and max-scale`);
    state.annotations = next;
    state.version = this.#version += 1;
    if (least !== pool.spec.scale.minScale) pool.keepAtLeast(least);
    return { status: 200, body: this.#shown(pool) };
  }

  #stateOf({ spec }: ProcessPool): RevisionState {
    let state = this.#states.get(spec.revision);
    if (!state) this.#states.set(spec.revision, (state = { version: this.#version, annotations: spec.annotations }));
    return state;
  }

  #shown(pool: ProcessPool): object {
    const { name, namespace, revision } = pool.spec;
    const { version, annotations } = this.#stateOf(pool);
    const labels = {
      'serving.knative.dev/service': name,
      'serving.knative.dev/configurationGeneration': '1',
      'serving.knative.dev/routingState': 'active',
    };
    return {
      apiVersion: 'serving.knative.dev/v1',
      kind: 'Revision',
      metadata: { name: revision, namespace, resourceVersion: String(version), labels, annotations },
      status: { conditions: [{ type: 'Ready', status: 'True' }], actualReplicas: pool.pids.length },
    };
  }
}

function send(response: ServerResponse, { status, body }: Answer): void {
  response.writeHead(status, { 'content-type': 'application/json' }).end(JSON.stringify(body));
}

async function bodyOf(request: IncomingMessage): Promise<string> {
  const pieces: Buffer[] = [];
  let size = 0;
  for await (const piece of request as AsyncIterable<Buffer>) {
    size += piece.length;
    if (size > MOST_BODY_BYTES) throw new Error('too long');
    pieces.push(piece);
  }
  return Buffer.concat(pieces).toString();
}
