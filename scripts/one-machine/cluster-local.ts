/** Addresses inside the mesh: a port of its own for every Service, as its cluster-local host name is on the cluster. */
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { Pool } from './pool.ts';
import { passedHeaders } from './headers.ts';
import { relay } from './relay.ts';
import { HOST } from './replica.ts';

/** Opens a Service's local address when somebody first asks for it. */
export class ClusterLocal {
  readonly #pools: ReadonlyMap<string, Pool>;
  readonly #servers = new Map<string, Promise<Server>>();

  constructor(pools: ReadonlyMap<string, Pool>) {
    this.#pools = pools;
  }

  /** `http://127.0.0.1:<port>` for the Service, undefined when there is none of that name. */
  async address(service: string, namespace?: string): Promise<string | undefined> {
    const pool = this.#pools.get(service);
    if (!pool || (namespace !== undefined && pool.spec.namespace !== namespace)) return undefined;
    const server = this.#servers.get(service) ?? serve(pool);
    this.#servers.set(service, server);
    return `http://${HOST}:${((await server).address() as AddressInfo).port}`;
  }

  async close(): Promise<void> {
    for (const server of await Promise.all(this.#servers.values())) {
      server.close();
      server.closeAllConnections();
    }
  }
}

function serve(pool: Pool): Promise<Server> {
  const server = createServer((req, res) => {
    const headers = passedHeaders(req);
    if (req.headers['transfer-encoding']) headers.push('Transfer-Encoding', 'chunked');
    relay(req, res, pool, {
      path: req.url ?? '/',
      headers,
      refuse: ({ status, body, headers: more }) => {
        res.writeHead(status, { ...more, 'content-type': 'text/plain' });
        res.end(body);
      },
    });
  });
  const { promise, resolve, reject } = Promise.withResolvers<Server>();
  server.once('error', reject);
  server.listen(0, HOST, () => resolve(server));
  return promise;
}
