/** One request on its way through the gateway: authentication, authorization, routing, the limit of its body, forwarding. */
import type { IncomingMessage, ServerResponse } from 'node:http';
import { BadToken, type Identity } from './authentication.ts';
import { discard, gather } from '../http/whole-body.ts';
import { type Callers, SMALL_BYTES, type BodyRoom } from './connections.ts';
import type { Edge } from './edge.ts';
import { doubtOf, hasBody } from '../http/framing.ts';
import { awaitsContinue, requestHeaders, leaveOutUpgrade } from '../http/forwarded-headers.ts';
import type { Action, Destination } from './http-routes.ts';
import { localReply } from './local-reply.ts';
import type { PlatformOptions } from '../spec/options.ts';
import { normalPath } from './paths.ts';
import type { ProcessPool } from '../serving/process-pool.ts';
import { forward, type ForwardRefusal } from '../serving/forward.ts';
import { requestId, traceIdOf, traceparent, traceresponse } from '../http/tracing.ts';
import type { Pipeline } from './pipelining.ts';

const BAD_PATH: ForwardRefusal = { status: 400, flag: 'DPE', details: 'path_normalization_failed', body: '' };
const deniedBy = (policy: string): ForwardRefusal => ({
  status: 403,
  flag: '-',
  details: `rbac_access_denied_matched_policy[${policy}]`,
  body: 'RBAC: access denied',
});
const NO_ROUTE: ForwardRefusal = { status: 404, flag: 'NR', details: 'route_not_found', body: '' };
const NO_SERVICE: ForwardRefusal = { status: 404, flag: '-', details: 'via_upstream', body: '' };
const TOO_LARGE: ForwardRefusal = {
  status: 413,
  flag: '-',
  details: 'request_payload_too_large',
  body: 'Payload Too Large',
};
const NO_ROOM: ForwardRefusal = {
  status: 503,
  flag: 'OM',
  details: 'overload',
  body: 'envoy overloaded',
  headers: { 'retry-after': '1' },
};

/** What a request is proxied with. */
export interface ProxiedRequestParts {
  edge: Edge;
  callers: Callers;
  /** The requests of its connection. */
  pipeline: Pipeline;
  req: IncomingMessage;
  res: ServerResponse;
  /** The one whose routes count. */
  host: string;
  log: PlatformOptions['log'];
}

/** A request between its arrival and its answer. */
export class ProxiedRequest {
  readonly #edge: Edge;
  readonly #callers: Callers;
  readonly #pipeline: Pipeline;
  readonly #req: IncomingMessage;
  readonly #res: ServerResponse;
  readonly #host: string;
  readonly #id: string;
  readonly #log: PlatformOptions['log'];
  readonly #trace: string;
  #path = '';
  #query = '';

  constructor({ edge, callers, pipeline, req, res, host, log }: ProxiedRequestParts) {
    this.#edge = edge;
    this.#callers = callers;
    this.#pipeline = pipeline;
    this.#req = req;
    this.#res = res;
    this.#host = host;
    this.#id = requestId(req.headers['x-request-id']);
    this.#trace = traceparent(req.headers['traceparent']);
    this.#log = log;
  }

  start(): void {
    leaveOutUpgrade(this.#req);
    const doubt = doubtOf(this.#req, this.#edge.envoy.maxHeaders);
    if (doubt) {
      this.#pipeline.last(this.#res);
      this.#refuse({ ...doubt, flag: 'DPE' });
      return;
    }
    const { url = '/' } = this.#req;
    const mark = url.indexOf('?');
    const path = normalPath(mark < 0 ? url : url.slice(0, mark));
    if (path === undefined) {
      this.#pipeline.last(this.#res);
      this.#refuse(BAD_PATH);
      return;
    }
    this.#path = path;
    this.#query = mark < 0 ? '' : url.slice(mark + 1);
    const identity = this.#edge.authentication.identify(this.#req, this.#query);
    if (identity instanceof Promise) void this.#authorizeLater(identity);
    else this.#authorize(identity);
  }

  async #authorizeLater(identity: Promise<Identity>): Promise<void> {
    try {
      this.#authorize(await identity);
    } catch (error) {
      this.#unauthorized(error instanceof BadToken ? error : new BadToken('Jwt verification fails'));
    }
  }

  #unauthorized({ message: body, status }: BadToken): void {
    const realm = `http://${this.#host}${this.#path}`.replaceAll(/["\\]/g, encodeURIComponent);
    const headers = { 'www-authenticate': `Bearer realm="${realm}", error="invalid_token"` };
    const details = `jwt_authn_access_denied{${body.replaceAll(' ', '_')}}`;
    this.#refuse({ status, flag: 'UAEX', details, body, headers });
  }

  #authorize(identity: Identity | undefined): void {
    const { method = 'GET', headers } = this.#req;
    const claims = identity?.claims;
    const principal = claims && `${claims.iss}/${claims.sub ?? ''}`;
    const [host, path] = [this.#host, this.#path];
    const denier = this.#edge.deniedBy({ host, method, path, headers, principal, claims });
    if (denier !== undefined) {
      this.#refuse(deniedBy(denier));
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

  // Envoy's buffer filter: a body is whole before any of it is sent on, or anything is started for it.
  #withinLimit(send: (body: Buffer | undefined) => void): void {
    const [req, limit] = [this.#req, this.#edge.envoy.maxBodyBytes];
    if (!hasBody(req)) {
      send(undefined);
      return;
    }
    if (awaitsContinue(req.headers.expect) && !(Number(req.headers['content-length']) > limit))
      this.#res.writeContinue();
    if (limit === Infinity) {
      send(undefined);
      return;
    }
    let room: BodyRoom | undefined;
    const roomFor = (size: number): boolean => {
      if (size <= SMALL_BYTES) return true;
      if (room === undefined) this.#res.once('close', (room = this.#callers.room(this.#pipeline.caller)).giveBack);
      return room.take(size);
    };
    gather(req, limit, roomFor, (body) => {
      if (typeof body !== 'string') send(body);
      else if (body !== 'broken off') this.#tooMuch(body === 'too large' ? TOO_LARGE : NO_ROOM);
    });
  }

  #tooMuch(refusal: ForwardRefusal): void {
    this.#refuse(refusal);
    discard(this.#req);
  }

  #send(
    pool: ProcessPool,
    action: Action,
    destination: Destination,
    identity: Identity | undefined,
    body: Buffer | undefined,
  ): void {
    const { headers: sent, socket } = this.#req;
    const dropped = identity?.dropped.length
      ? new Set([...destination.dropped, ...identity.dropped])
      : destination.dropped;
    const headers = requestHeaders(this.#req, dropped);
    const peer = socket.remoteAddress ?? '';
    const through = sent['x-forwarded-for'];
    const forwardedFor = through === undefined ? peer : `${String(through)},${peer}`;
    headers.push('Host', destination.host ?? this.#host, 'X-Forwarded-For', forwardedFor, 'X-Forwarded-Proto', 'http');
    // Every caller of this machine counts as one from outside, as behind a load balancer.
    headers.push('X-Envoy-External-Address', peer, 'X-Request-Id', this.#id, 'Traceparent', this.#trace);
    headers.push(...destination.pushed, ...(identity?.pushed ?? []));
    const path = action.rewrite?.(this.#path) ?? this.#path;
    forward(this.#req, this.#res, pool, {
      path: this.#query ? `${path}?${this.#query}` : path,
      headers,
      body,
      timeoutMs: action.timeoutMs,
      shape: this.#edge.envoy.namesRequests ? this.#named(destination.shape) : destination.shape,
      openStream: () => this.#openStream(),
      refuse: (refusal) => this.#refuse(refusal),
    });
  }

  /** Changes an answer's headers as its route says, and names the request in them. */
  #named(shape: Destination['shape']): (headers: string[]) => string[] {
    return (headers) => {
      const changed = shape?.(headers) ?? headers;
      changed.push('x-request-id', this.#id);
      return changed;
    };
  }

  /** Room for a stream of this caller until it ends; false when the caller has too many. */
  #openStream(): boolean {
    const { caller } = this.#pipeline;
    if (!this.#callers.openStream(caller)) return false;
    this.#res.once('close', () => (caller.streams -= 1));
    return true;
  }

  #redirect(to: NonNullable<Action['redirect']>, action: Action): void {
    const path = action.rewrite?.(this.#path) ?? this.#path;
    const port = to.port === undefined ? '' : `:${to.port}`;
    const location = `${to.scheme ?? 'http'}://${to.hostname ?? this.#host}${port}${path}${this.#query ? `?${this.#query}` : ''}`;
    this.#res
      .writeHead(to.statusCode, this.#edge.envoy.namesRequests ? { location, 'x-request-id': this.#id } : { location })
      .end();
  }

  #refuse(refusal: ForwardRefusal): void {
    if (this.#res.headersSent || this.#res.destroyed) return;
    if (refusal.status === 401 || refusal.status === 403) this.#note(refusal);
    // Whoever asked first whether to send a body may now not send it: what comes next is in doubt.
    if (this.#req.headers.expect !== undefined) this.#pipeline.last(this.#res);
    const { method, url, httpVersion, headers } = this.#req;
    const [path, traceId] = [this.#path || undefined, traceIdOf(this.#trace)];
    const asked = { method, url, path, httpVersion, headers, id: this.#id, traceId };
    const { envoy } = this.#edge;
    const reply = localReply(envoy.localReply, refusal, asked);
    const head: Record<string, string | number> = { ...reply.headers };
    if (envoy.namesRequests) head['x-request-id'] = this.#id;
    head['traceresponse'] = traceresponse(this.#trace);
    // What has no content has no length either (RFC 9110, 8.6).
    if (reply.status !== 204) head['content-length'] = Buffer.byteLength(reply.body);
    this.#res.writeHead(reply.status, head).end(reply.body);
  }

  /** Of who is refused, everything but the token, and the query, in which one may stand. */
  #note({ status, details: reason }: ForwardRefusal): void {
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
