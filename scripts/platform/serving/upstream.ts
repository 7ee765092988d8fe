/**
 * Connections to one process, kept between requests. What is sent whole goes by undici, at a third of what Node's own client takes of an
 * exchange; what is piped goes by that one, which sends a head on before anything of the body has come.
 */
import { Agent } from 'node:http';
import type { Dispatcher } from 'undici';
import ConnectionPool from 'undici/lib/dispatcher/pool.js';

// Below Node's own 5 s of keep-alive, so that no request is sent into a connection the process is closing.
const IDLE_SOCKET_MS = 4000;
const CONNECT_MS = 10_000;

/** A request that is sent whole. */
export interface WholeRequest {
  method: string;
  path: string;
  /** Flat name-value pairs, Host among them. */
  headers: string[];
  body: Buffer | null;
}

/** The connections to one address. */
export class Upstream {
  /** Of what is piped. */
  readonly agent = new Agent({
    keepAlive: true,
    keepAliveMsecs: 10_000,
    maxFreeSockets: 256,
    scheduling: 'lifo',
    timeout: IDLE_SOCKET_MS,
  });
  readonly #pool: ConnectionPool;

  /** @param origin such as http://127.0.0.1:8080 */
  constructor(origin: string) {
    this.#pool = new ConnectionPool(origin, {
      allowH2: false,
      connectTimeout: CONNECT_MS,
      keepAliveTimeout: IDLE_SOCKET_MS,
      keepAliveMaxTimeout: IDLE_SOCKET_MS,
      // How long an answer may take is the sender's to say.
      headersTimeout: 0,
      bodyTimeout: 0,
    });
  }

  /** Sends a request; what comes of it, and be it that it cannot be sent, the handler hears. */
  dispatch({ method, ...request }: WholeRequest, handler: Dispatcher.DispatchHandler): void {
    this.#pool.dispatch({ ...request, method: method }, handler);
  }

  /** Closes what is at rest; what is under way closes at its end. */
  closeIdle(): void {
    for (const socket of Object.values(this.agent.freeSockets).flat()) socket?.destroy();
    void this.#pool.close().catch(ignored);
  }

  destroy(): void {
    this.agent.destroy();
    void this.#pool.destroy().catch(ignored);
  }
}

// What was under way hears of it by its handler.
const ignored = (): void => {};

/** The head of an answer as it came, as flat name-value pairs. */
export function rawHeadersOf({ rawHeaders }: Dispatcher.DispatchController): string[] {
  if (!Array.isArray(rawHeaders)) return [];
  return rawHeaders.map((text) => (typeof text === 'string' ? text : text.toString('latin1')));
}
