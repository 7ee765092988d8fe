/** The edge: what Istio's ingress gateway does, on one loopback port. */
import { createServer, type Server } from 'node:http';
import type { Authentication } from './authentication.ts';
import type { Subject } from './authorization.ts';
import type { EnvoySettings } from './envoy-filters.ts';
import type { Action } from './http-routes.ts';
import { Passage } from './passage.ts';
import type { Pool } from './pool.ts';
import type { HostTable } from './route-match.ts';

/** Everything the manifests say about the edge. */
export interface Edge {
  routes: HostTable<Action>;
  authentication: Authentication;
  allowed: (subject: Subject) => boolean;
  envoy: EnvoySettings;
  pools: ReadonlyMap<string, Pool>;
}

// Envoy's limits: 60 KiB of headers; idle connections are kept for long, so that clients need not reconnect.
const OPTIONS = { maxHeaderSize: 60 * 1024, keepAliveTimeout: 65_000, noDelay: true };
const THIS_MACHINE = new Set(['localhost', '127.0.0.1', '[::1]', '0.0.0.0']);

/** A server that routes by the manifests. A request to this machine by name or address counts as one to the routes' first host. */
export function createGateway(edge: Edge, ownHost: string): Server {
  const first = edge.routes.hosts[0] ?? '*';
  return createServer(OPTIONS, (req, res) => {
    const host = (req.headers.host ?? '').replace(/:\d+$/, '').toLowerCase();
    new Passage(edge, req, res, THIS_MACHINE.has(host) || host === ownHost ? first : host).enter();
  });
}
