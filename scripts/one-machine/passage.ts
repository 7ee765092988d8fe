/** One request on its way through the gateway: who sends it, may they, where to, and off it goes. */
import type { IncomingMessage, ServerResponse } from 'node:http';
import { BadToken, type Identity } from './authentication.ts';
import { discard, readUpTo } from './body.ts';
import type { Edge } from './edge.ts';
import { passedHeaders } from './headers.ts';
import type { Action, Destination } from './http-routes.ts';
import { localReply } from './local-reply.ts';
import type { PlatformOptions } from './options.ts';
import { normalPath } from './paths.ts';
import type { Pool } from './pool.ts';
import { type Refusal, relay } from './relay.ts';
import { requestId, traceparent } from './tracing.ts';

const BAD_PATH: Refusal = { status: 400, flag: 'DPE', details: 'path_normalization_failed', body: '' };
const DENIED: Refusal = {
  status: 403,
  flag: '-',
  details: 'rbac_access_denied_matched_policy[none]',
  body: 'RBAC: access denied',
};
const NO_ROUTE: Refusal = { status: 404, flag: 'NR', details: 'route_not_found', body: '' };
const NO_SERVICE: Refusal = { status: 404, flag: '-', details: 'via_upstream', body: '' };
const TOO_LARGE: Refusal = { status: 413, flag: '-', details: 'request_payload_too_large', body: 'Payload Too Large' };

export class Passage {
  readonly #edge: Edge;
  readonly #req: IncomingMessage;
  readonly #res: ServerResponse;
  readonly #host: string;
  readonly #id: string;
  readonly #log: PlatformOptions['log'];
  #path = '';
  #query = '';

  /** `host` is the one whose routes count. */
  constructor(edge: Edge, req: IncomingMessage, res: ServerResponse, host: string, log: PlatformOptions['log']) {
    this.#edge = edge;
    this.#req = req;
    this.#res = res;
    this.#host = host;
    this.#id = requestId(req.headers['x-request-id']);
    this.#log = log;
  }

  enter(): void {
    const url = this.#req.url ?? '/';
    const mark = url.indexOf('?');
    const path = normalPath(mark < 0 ? url : url.slice(0, mark));
    if (path === undefined) {
      this.#refuse(BAD_PATH);
      return;
    }
    this.#path = path;
    this.#query = mark < 0 ? '' : url.slice(mark + 1);
    const identity = this.#edge.authentication.identify(this.#req, this.#query);
    if (identity instanceof Promise) void this.#enterLater(identity);
    else this.#authorize(identity);
  }

  async #enterLater(identity: Promise<Identity>): Promise<void> {
    try {
      this.#authorize(await identity);
    } catch (error) {
      this.#unauthorized(error instanceof BadToken ? error : new BadToken('Jwt verification fails'));
    }
  }

  #unauthorized({ message: body, status }: BadToken): void {
    const realm = `http://${this.#req.headers.host ?? this.#host}${this.#path}`;
    const headers = { 'www-authenticate': `Bearer realm="${realm}", error="invalid_token"` };
    const details = `jwt_authn_access_denied{${body.replaceAll(' ', '_')}}`;
    this.#refuse({ status, flag: 'UAEX', details, body, headers });
  }

  #authorize(identity: Identity | undefined): void {
    const { method = 'GET', headers } = this.#req;
    const claims = identity?.claims;
    const principal = claims && `${claims.iss}/${claims.sub ?? ''}`;
    const [host, path] = [this.#host, this.#path];
    if (!this.#edge.allowed({ host, method, path, headers, principal, claims })) {
      this.#refuse(DENIED);
      return;
    }
    const found = this.#edge.routes.forHost(host)?.find({ method, path, query: this.#query, headers });
    if (found) this.#take(found.to, identity);
    else this.#refuse(NO_ROUTE);
  }

  #take(action: Action, identity: Identity | undefined): void {
    const destination = chosen(action.destinations);
    const pool = destination?.service === undefined ? undefined : this.#edge.pools.get(destination.service);
    if (action.redirect) this.#redirect(action.redirect, action);
    else if (!destination)
      this.#refuse({ status: action.status ?? 500, flag: '-', details: 'direct_response', body: '' });
    else if (!pool) this.#refuse(NO_SERVICE);
    else this.#withinLimit((body) => this.#send(pool, action, destination, identity, body));
  }

  // Envoy's buffer filter: a body must be known to be short enough before any of it is sent on.
  #withinLimit(send: (body: Buffer | undefined) => void): void {
    const limit = this.#edge.envoy.maxBodyBytes;
    const { 'content-length': length, 'transfer-encoding': coding } = this.#req.headers;
    if (Number(length ?? 0) > limit) this.#tooLarge();
    else if (coding === undefined || limit === Infinity) send(undefined);
    else void readUpTo(this.#req, limit).then((body) => (body ? send(body) : this.#tooLarge()));
  }

  #tooLarge(): void {
    this.#refuse(TOO_LARGE);
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
    const dropped = identity?.dropped.length
      ? new Set([...destination.dropped, ...identity.dropped])
      : destination.dropped;
    const headers = passedHeaders(this.#req, dropped);
    const peer = socket.remoteAddress ?? '';
    const through = sent['x-forwarded-for'];
    const forwardedFor = through === undefined ? peer : `${String(through)},${peer}`;
    headers.push('Host', destination.host ?? this.#host, 'X-Forwarded-For', forwardedFor, 'X-Forwarded-Proto', 'http');
    // Every caller of this machine counts as one from outside, as behind a load balancer.
    headers.push(
      'X-Envoy-External-Address',
      peer,
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
    if (refusal.status === 401 || refusal.status === 403) this.#note(refusal);
    const reply = localReply(this.#edge.envoy.localReply, refusal, this.#req, this.#id);
    this.#res.writeHead(reply.status, { ...reply.headers, 'content-length': Buffer.byteLength(reply.body) });
    this.#res.end(reply.body);
  }

  /** Of who is refused, everything but the token, and the query, in which one may stand. */
  #note({ status, details: reason }: Refusal): void {
    const { method, socket } = this.#req;
    const line = { level: 'info', msg: 'refused at the gateway', method, path: this.#path, status, reason };
    this.#log({ ...line, address: socket.remoteAddress, id: this.#id });
  }
}

/** By weight, at random, as Envoy's weighted clusters. */
function chosen(destinations: readonly Destination[]): Destination | undefined {
  if (destinations.length <= 1) return destinations[0];
  let left = Math.random() * destinations.reduce((sum, { weight }) => sum + weight, 0);
  return destinations.find(({ weight }) => (left -= weight) < 0) ?? destinations[0];
}
