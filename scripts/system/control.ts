/** What another script may ask of a running system: by a port of this machine, with a word that only the owner of the data folder can read. */
import { randomBytes, timingSafeEqual } from 'node:crypto';
import { once } from 'node:events';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { text } from 'node:stream/consumers';
import * as z from 'zod';
import { errorCode, Fault } from '../cli/fault.ts';

/** Where a running system is asked, as `running.json` has it. */
export interface ControlAddress {
  url: string;
  word: string;
}

/** The open port. */
export interface RunControl extends ControlAddress {
  close(): Promise<void>;
}

const HOST = '127.0.0.1';
const MOST_BYTES = 64 * 1024;
/** New processes come up, the old ones drain. */
const TAKE_OVER_MS = 90_000;

/** Asking RabbitMQ has its own time limit. */
const LOOK_MS = 15_000;

const Asked = z.strictObject({ events: z.string() });
const Depths = z.array(z.strictObject({ queue: z.string(), messages: z.number().int() }));

/** What a running system does when it is asked. */
export interface Controlled {
  /** Runs by another shard map; one call at a time. */
  takeOver(events: string): Promise<void>;
  /** What waits in each queue. */
  depths(): Promise<z.output<typeof Depths>>;
}

/** Opens it. */
export async function openControl(controlled: Controlled): Promise<RunControl> {
  const word = randomBytes(32).toString('base64url');
  let before: Promise<unknown> = Promise.resolve();
  const answer = async (request: IncomingMessage): Promise<[status: number, body: string]> => {
    if (!isSame(request.headers.authorization ?? '', `Bearer ${word}`)) return [401, 'not you'];
    if (request.method === 'GET' && request.url === '/queues') return [200, JSON.stringify(await controlled.depths())];
    if (request.method !== 'POST' || request.url !== '/shard-map') return [404, 'nothing here'];
    if (Number(request.headers['content-length'] ?? MOST_BYTES + 1) > MOST_BYTES) return [413, 'too much'];
    const asked = Asked.safeParse(JSON.parse(await text(request)));
    if (!asked.success) return [422, asked.error.message];
    const turn = before.then(() => controlled.takeOver(asked.data.events));
    before = turn.catch(() => {});
    await turn;
    return [204, ''];
  };
  const server = createServer((request: IncomingMessage, response: ServerResponse) => {
    answer(request)
      .catch((error: unknown): [number, string] => [500, error instanceof Error ? error.message : String(error)])
      .then(([status, body]) => response.writeHead(status).end(body))
      .catch(() => response.destroy());
  });
  server.listen(0, HOST);
  await once(server, 'listening');
  return {
    url: `http://${HOST}:${(server.address() as AddressInfo).port}`,
    word,
    close: async () => {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}

/** Has a running system take over a shard map. @throws Fault that says why it does not */
export async function askToTakeOver({ url, word }: ControlAddress, events: string): Promise<void> {
  const answer = await fetch(`${url}/shard-map`, {
    method: 'POST',
    headers: { authorization: `Bearer ${word}`, 'content-type': 'application/json' },
    body: JSON.stringify({ events }),
    signal: AbortSignal.timeout(TAKE_OVER_MS),
  }).catch((error: unknown) => {
    throw new Fault(
      `the running system does not say that it has taken the map over (${errorCode((error as Error).cause) ?? (error as Error).name})`,
      { cause: error },
    );
  });
  if (answer.status !== 204) throw new Fault(`the running system does not take the map over: ${await answer.text()}`);
}

/** What waits in each queue of a running system. @throws Fault that says why that is not to be had */
export async function askForQueues({ url, word }: ControlAddress): Promise<z.output<typeof Depths>> {
  try {
    const answer = await fetch(`${url}/queues`, {
      headers: { authorization: `Bearer ${word}` },
      signal: AbortSignal.timeout(LOOK_MS),
    });
    const said = await answer.text();
    if (answer.status !== 200) throw new Error(said);
    return Depths.parse(JSON.parse(said));
  } catch (error) {
    const { name, message, cause } = error as Error;
    throw new Fault(errorCode(cause) ?? (name === 'TimeoutError' ? 'no answer' : message), { cause: error });
  }
}

function isSame(given: string, right: string): boolean {
  const [one, other] = [Buffer.from(given), Buffer.from(right)];
  return one.length === other.length && timingSafeEqual(one, other);
}
