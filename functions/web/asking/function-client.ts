/** Asks other functions for what pages show: within a time, up to a size, and once for all who want the same at a moment. */
import { Agent, type IncomingMessage, request } from 'node:http';
import { Memo } from '../../shared/memo.ts';
import type { AskedFunctions } from '../../shared/serve/asked.ts';
import { SingleFlight } from '../../shared/single-flight.ts';
import { inSpanOf } from '../../shared/telemetry/telemetry.ts';
import type { Trace } from '../../shared/trace.ts';

/** Whoever looks at a page, as functions are told of him: their limits go by the address. */
export interface PageVisitor {
  address: string;
  trace: Trace;
}

/** What a function answered. */
export interface FunctionReply {
  status: number;
  headers: IncomingMessage['headers'];
  body: unknown;
  /** How long it was. */
  bytes: number;
}

/** A function that is to be asked, and what. */
export interface Question {
  name: string;
  /** Decides about the shard. */
  id?: string;
  method?: 'GET' | 'POST';
  path: string;
  body?: unknown;
  headers?: Readonly<Record<string, string>>;
}

/** The function could not be asked, or said nothing that can be used. */
export class FunctionFault extends Error {}

const TIMEOUT_MS = 10_000;
/** A chart of 100,000 seats with attributes is about 2 MB. */
const MOST_BYTES = 8_000_000;
const REMEMBERED = 400;
/** Of JSON; parsed it is several times as much, and a pod has 256 MiB. */
const REMEMBERED_BYTES = 6_000_000;
/** Short: who reloads sees what is new; long enough for a crowd that comes together. */
const FRESH_MS = 2_000;

/** An answer, and for whose address it was asked. */
interface Found {
  reply: FunctionReply;
  address: string;
}

interface Remembered {
  reply: FunctionReply;
  until: number;
}

export class FunctionClient {
  readonly #asked: Pick<AskedFunctions, 'addressOf'>;
  readonly #agent = new Agent({ keepAlive: true, maxSockets: 200, timeout: 60_000 });
  #memo = new Memo<Remembered>(REMEMBERED);
  #rememberedBytes = 0;
  readonly #flights = new SingleFlight<Found>();

  constructor(asked: Pick<AskedFunctions, 'addressOf'>) {
    this.#asked = asked;
  }

  /** What everybody may see; it may be a moment old. @throws FunctionFault */
  async read(name: string, path: string, visitor: PageVisitor, id?: string): Promise<FunctionReply> {
    const key = `${name} ${path}`;
    const known = this.#memo.get(key);
    if (known && known.until > performance.now()) return known.reply;
    const question: Question = { name, path, ...(id !== undefined && { id }) };
    const { address } = visitor;
    const found = await this.#flights.join(
      key,
      async () => ({ reply: await this.ask(question, visitor), address }),
      ({ reply }) => {
        if (reply.status === 200 || reply.status === 404) this.#remember(key, reply);
      },
    );
    // What is refused to who asked first is nobody else's: or whoever asks without end would keep everybody from a page.
    return found.reply.status === 429 && found.address !== address ? this.ask(question, visitor) : found.reply;
  }

  /** All are forgotten when they are too long together: none is good for more than a moment. */
  #remember(key: string, reply: FunctionReply): void {
    this.#rememberedBytes += reply.bytes;
    if (this.#rememberedBytes > REMEMBERED_BYTES) {
      this.#memo = new Memo(REMEMBERED);
      this.#rememberedBytes = reply.bytes;
    }
    this.#memo.set(key, { reply, until: performance.now() + FRESH_MS });
  }

  /** @throws FunctionFault */
  ask(question: Question, { address, trace }: PageVisitor): Promise<FunctionReply> {
    const { name, method = 'GET' } = question;
    const attributes = { 'http.request.method': method, 'peer.service': name };
    return inSpanOf(trace.traceparent, { name: `${method} ${name}`, kind: 'client', attributes }, (traceparent) =>
      this.#ask(question, address, traceparent),
    );
  }

  #ask(question: Question, address: string, traceparent: string): Promise<FunctionReply> {
    const { name, id, method = 'GET', path, body, headers } = question;
    const sent = body === undefined ? undefined : Buffer.from(JSON.stringify(body));
    const { promise, resolve, reject } = Promise.withResolvers<FunctionReply>();
    const fail = (error: Error): void => reject(new FunctionFault(`${name}: ${error.message}`, { cause: error }));
    const asking = request(
      this.#asked.addressOf(name, id) + path,
      {
        method,
        agent: this.#agent,
        signal: AbortSignal.timeout(TIMEOUT_MS),
        headers: {
          ...headers,
          accept: 'application/json',
          traceparent,
          // The gateway inside takes the last of these; on one machine functions are asked as they are.
          'x-forwarded-for': address,
          'x-envoy-external-address': address,
          ...(sent && { 'content-type': 'application/json', 'content-length': String(sent.length) }),
        },
      },
      (response) => {
        readAll(response).then((text) => {
          try {
            const parsed: unknown = text === '' ? undefined : JSON.parse(text);
            resolve({ status: response.statusCode ?? 0, headers: response.headers, body: parsed, bytes: text.length });
          } catch (error) {
            fail(error as Error);
          }
        }, fail);
      },
    );
    asking.on('error', fail);
    asking.end(sent);
    return promise;
  }

  close(): void {
    this.#agent.destroy();
  }
}

async function readAll(response: IncomingMessage): Promise<string> {
  const pieces: Buffer[] = [];
  let size = 0;
  for await (const piece of response as AsyncIterable<Buffer>) {
    size += piece.length;
    if (size > MOST_BYTES) throw new Error('the answer is too long');
    pieces.push(piece);
  }
  return Buffer.concat(pieces).toString();
}
