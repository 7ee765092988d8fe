/** Stands where functions take the broker's ingress to be: passes their messages on, and can repeat, delay, reorder, refuse or lose them. */
import { once } from 'node:events';
import { Agent, createServer, type IncomingMessage, request, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { buffer } from 'node:stream/consumers';

/** What happens to a message on its way to the broker. */
export type Mishap = 'none' | 'duplicated' | 'delayed' | 'reordered' | 'answer lost' | 'refused';

interface Message {
  headers: IncomingMessage['headers'];
  body: Buffer;
}

/** Events put aside to be sent in another order are never more than this, and wait no longer. */
const MOST_ASIDE = 12;
const ASIDE_MS = 250;

/** A proxy before the broker. */
export class EventProxy {
  readonly url: string;
  /** Decides for each event. */
  mishap: () => Mishap = () => 'none';
  /** Chance in [0, 1) for delays and orders. */
  chance: () => number = Math.random;
  readonly #agent = new Agent({ keepAlive: true, maxSockets: 64 });
  #ingress = '';
  #aside: (() => void)[] = [];
  #turn: NodeJS.Timeout | undefined;
  readonly #close: () => Promise<void>;

  private constructor(url: string, close: () => Promise<void>) {
    this.url = url;
    this.#close = close;
  }

  static async open(): Promise<EventProxy> {
    const server = createServer({ keepAliveTimeout: 65_000 }, (incoming, response) => {
      eventProxy.#carry(incoming, response).catch(() => response.destroy());
    }).listen(0, '127.0.0.1');
    await once(server, 'listening');
    const eventProxy = new EventProxy(`http://127.0.0.1:${(server.address() as AddressInfo).port}`, async () => {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    });
    return eventProxy;
  }

  /** Says where the broker's ingress is. */
  aim(ingress: string): void {
    this.#ingress = ingress;
  }

  async close(): Promise<void> {
    this.#agent.destroy();
    await this.#close();
  }

  async #carry(incoming: IncomingMessage, response: ServerResponse): Promise<void> {
    const message = { headers: incoming.headers, body: await buffer(incoming) };
    const mishap = this.mishap();
    if (mishap === 'refused') return void response.writeHead(503).end();
    if (mishap === 'delayed') await new Promise((resolve) => setTimeout(resolve, 20 + this.chance() * 700));
    if (mishap === 'reordered') await this.#putAside();
    const status = await this.#deliver(message);
    if (mishap === 'duplicated') await this.#deliver(message);
    if (mishap === 'answer lost') return void response.destroy();
    response.writeHead(status).end();
  }

  /** Waits until some are together, or for a while, and then goes on in the opposite order. */
  #putAside(): Promise<void> {
    return new Promise((resolve) => {
      this.#aside.push(resolve);
      if (this.#aside.length >= MOST_ASIDE) this.#goOn();
      else this.#turn ??= setTimeout(() => this.#goOn(), ASIDE_MS);
    });
  }

  #goOn(): void {
    clearTimeout(this.#turn);
    this.#turn = undefined;
    for (const go of this.#aside.splice(0).toReversed()) go();
  }

  #deliver({ headers, body }: Message): Promise<number> {
    return new Promise((resolve, reject) => {
      const { host: _host, connection: _connection, ...kept } = headers;
      const outgoing = request(this.#ingress, { method: 'POST', agent: this.#agent, headers: kept }, (answer) => {
        answer.resume().on('end', () => resolve(answer.statusCode ?? 0));
      });
      outgoing.setTimeout(15_000, () => outgoing.destroy(new Error('no answer')));
      outgoing.on('error', reject);
      outgoing.end(body);
    });
  }
}
