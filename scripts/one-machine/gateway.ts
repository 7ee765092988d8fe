/** The edge: what Istio's ingress gateway does with a request, on one loopback port. */
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { Authentication, Identity } from './authentication.ts';
import { BadToken } from './authentication.ts';
import { discard, readUpTo } from './body.ts';
import type { Subject } from './authorization.ts';
import type { EnvoySettings } from './envoy-filters.ts';
import type { Action, Destination } from './http-routes.ts';
import { localReply } from './local-reply.ts';
import { normalPath } from './paths.ts';
import type { Pool } from './pool.ts';
import { passedHeaders, type Refusal, relay } from './relay.ts';
import type { HostTable } from './route-match.ts';
import { requestId, traceparent } from './tracing.ts';

/** Everything the manifests say about the edge. */
export interface Edge {
  routes: HostTable<Action>;
  authentication: Authentication;
  allowed: (subject: Subject) => boolean;
  envoy: EnvoySettings;
  pools: ReadonlyMap<string, Pool>;
}

// Envoy's limits: 60 KiB of headers; idle connections are kept for long, so that clients need not reconnect.
const MAX_HEADER_BYTES = 60 * 1024;
const KEEP_ALIVE_MS = 65_000;
const THIS_MACHINE = new Set(['localhost', '127.0.0.1', '[::1]', '0.0.0.0']);

/** A server that routes by the manifests. A request to this machine by name or address counts as one to the routes' first host. */
export function createGateway(edge: Edge, ownHost: string): Server {
  const first = edge.routes.hosts[0] ?? '*';
  const canonical = (header: string | undefined): string => {
    const host = (header ?? '').replace(/:\d+$/, '').toLowerCase();
    return THIS_MACHINE.has(host) || host === ownHost ? first : host;
  };
  const server = createServer(
    { maxHeaderSize: MAX_HEADER_BYTES, keepAliveTimeout: KEEP_ALIVE_MS, noDelay: true },
    (req, res) => {
      new Passage(edge, req, res, canonical(req.headers.host)).enter();
    },
  );
  return server;
}

/** One request on its way through. */
class Passage {
  readonly #edge: Edge;
  readonly #req: IncomingMessage;
  readonly #res: ServerResponse;
  readonly #host: string;
  readonly #id: string;
  #path = '';
  #query = '';

  constructor(edge: Edge, req: IncomingMessage, res: ServerResponse, host: string) {
    this.#edge = edge;
    this.#req = req;
    this.#res = res;
    this.#host = host;
    this.#id = requestId(req.headers['x-request-id']);
  }

  enter(): void {
    const url = this.#req.url ?? '/';
    const mark = url.indexOf('?');
    const path = normalPath(mark < 0 ? url : url.slice(0, mark));
    if (path === undefined) {
      this.#refuse({ status: 400, flag: 'DPE', details: 'path_normalization_failed', body: '' });
      return;
    }
    this.#path = path;
    this.#query = mark < 0 ? '' : url.slice(mark + 1);
    try {
      const identity = this.#edge.authentication.identify(this.#req, this.#query);
      if (identity instanceof Promise)
        identity.then(
          (known) => this.#authorize(known),
          (error: unknown) => this.#unauthorized(error),
        );
      else this.#authorize(identity);
    } catch (error) {
      this.#unauthorized(error);
    }
  }

  #unauthorized(error: unknown): void {
    if (!(error instanceof BadToken)) throw error;
    const realm = `http://${this.#req.headers.host ?? this.#host}${this.#path}`;
    const headers = { 'www-authenticate': `Bearer realm="${realm}", error="invalid_token"` };
    this.#refuse({
      status: 401,
      flag: 'UAEX',
      details: `jwt_authn_access_denied{${error.message.replaceAll(' ', '_')}}`,
      body: error.message,
      headers,
    });
  }

  #authorize(identity: Identity | undefined): void {
    const { method = 'GET', headers } = this.#req;
    const claims = identity?.claims;
    const principal = claims && `${claims.iss}/${claims.sub ?? ''}`;
    if (!this.#edge.allowed({ host: this.#host, method, path: this.#path, headers, principal, claims })) {
      this.#refuse({
        status: 403,
        flag: 'UAEX',
        details: 'rbac_access_denied_matched_policy[none]',
        body: 'RBAC: access denied',
      });
      return;
    }
    const found = this.#edge.routes
      .forHost(this.#host)
      ?.find({ method, path: this.#path, query: this.#query, headers });
    if (!found) this.#refuse({ status: 404, flag: 'NR', details: 'route_not_found', body: '' });
    else this.#take(found.to, identity);
  }

  #take(action: Action, identity: Identity | undefined): void {
    if (action.redirect) {
      this.#redirect(action.redirect, action);
      return;
    }
    const destination = chosen(action.destinations);
    const pool = destination?.service === undefined ? undefined : this.#edge.pools.get(destination.service);
    if (!destination) this.#refuse({ status: action.status ?? 500, flag: '-', details: 'direct_response', body: '' });
    else if (!pool) this.#refuse({ status: 404, flag: '-', details: 'via_upstream', body: '' });
    else this.#limited((body) => this.#send(pool, action, destination, identity, body));
  }

  // Envoy's buffer filter: a body must be known to be short enough before any of it is sent on.
  #limited(send: (body: Buffer | undefined) => void): void {
    const limit = this.#edge.envoy.maxBodyBytes;
    const { 'content-length': length, 'transfer-encoding': coding } = this.#req.headers;
    if (Number(length ?? 0) > limit) this.#tooLarge();
    else if (coding === undefined || limit === Infinity) send(undefined);
    else void readUpTo(this.#req, limit).then((body) => (body ? send(body) : this.#tooLarge()));
  }

  #tooLarge(): void {
    this.#refuse({ status: 413, flag: '-', details: 'request_payload_too_large', body: 'Payload Too Large' });
    discard(this.#req);
  }

  #send(
    pool: Pool,
    action: Action,
    destination: Destination,
    identity: Identity | undefined,
    body: Buffer | undefined,
  ): void {
    const { headers: sent, socket } = this.#req;
    const dropped = identity ? new Set([...destination.dropped, ...identity.dropped]) : destination.dropped;
    const headers = passedHeaders(this.#req, dropped);
    const peer = socket.remoteAddress ?? '';
    const through = sent['x-forwarded-for'];
    headers.push(
      'Host',
      destination.host ?? this.#host,
      'X-Forwarded-For',
      through === undefined ? peer : `${String(through)},${peer}`,
    );
    headers.push(
      'X-Forwarded-Proto',
      'http',
      'X-Request-Id',
      this.#id,
      'Traceparent',
      traceparent(sent['traceparent']),
    );
    headers.push(...destination.pushed, ...(identity?.pushed ?? []));
    if (body) headers.push('Content-Length', String(body.length));
    else if (sent['transfer-encoding']) headers.push('Transfer-Encoding', 'chunked');
    const path = action.rewrite?.(this.#path) ?? this.#path;
    relay(this.#req, this.#res, pool, {
      path: this.#query ? `${path}?${this.#query}` : path,
      headers,
      body,
      timeoutMs: action.timeoutMs,
      shape: destination.shape,
      refuse: (refusal) => this.#refuse(refusal),
    });
  }

  #redirect(to: NonNullable<Action['redirect']>, action: Action): void {
    const path = action.rewrite?.(this.#path) ?? this.#path;
    const port = to.port === undefined ? '' : `:${to.port}`;
    const location = `${to.scheme ?? 'http'}://${to.hostname ?? this.#host}${port}${path}${this.#query ? `?${this.#query}` : ''}`;
    this.#res.writeHead(to.statusCode, { location }).end();
  }

  #refuse(refusal: Refusal): void {
    if (this.#res.headersSent || this.#res.destroyed) return;
    const reply = localReply(this.#edge.envoy.localReply, refusal, this.#req, this.#id);
    this.#res.writeHead(reply.status, { ...reply.headers, 'content-length': Buffer.byteLength(reply.body) });
    this.#res.end(reply.body);
  }
}

/** By weight, at random, as Envoy's weighted clusters. */
function chosen(destinations: readonly Destination[]): Destination | undefined {
  if (destinations.length <= 1) return destinations[0];
  let left = Math.random() * destinations.reduce((sum, { weight }) => sum + weight, 0);
  return destinations.find(({ weight }) => (left -= weight) < 0) ?? destinations[0];
}
