/** Addresses inside the mesh: a port of its own for every Service, as its cluster-local host name is on the cluster. */
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { ProcessPool } from './process-pool.ts';
import { doubtOf, toOriginForm } from '../http/framing.ts';
import { requestHeaders } from '../http/forwarded-headers.ts';
import { forward, type ForwardRefusal } from './forward.ts';
import { HOST } from './replica.ts';

/** Opens a Service's local address when somebody first asks for it. */
export class ClusterLocal {
  readonly #pools: ReadonlyMap<string, ProcessPool>;
  readonly #servers = new Map<string, Promise<Server>>();

  constructor(pools: ReadonlyMap<string, ProcessPool>) {
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

// Envoy's defaults, as knative-local-gateway has them: 60 KiB of headers, a hundred of them.
const OPTIONS = { insecureHTTPParser: false, requireHostHeader: false, maxHeaderSize: 64 * 1024 };
const MOST_HEADERS = 128;

function serve(pool: ProcessPool): Promise<Server> {
  const take = (req: IncomingMessage, res: ServerResponse): void => {
    const refuse = ({ status, body, headers: more }: Pick<ForwardRefusal, 'status' | 'body' | 'headers'>): void => {
      res.writeHead(status, { ...more, 'content-type': 'text/plain' });
      res.end(body);
    };
    toOriginForm(req);
    const doubt = doubtOf(req, MOST_HEADERS);
    if (doubt) refuse({ ...doubt, headers: { connection: 'close' } });
    else forward(req, res, pool, { path: req.url ?? '/', headers: requestHeaders(req), refuse });
  };
  const server = createServer(OPTIONS, take).on('checkExpectation', take);
  server.maxHeadersCount = 0;
  const { promise, resolve, reject } = Promise.withResolvers<Server>();
  server.once('error', reject);
  server.listen(0, HOST, () => resolve(server));
  return promise;
}
