/** One measurement of whole orders at a system that runs somewhere, through its API alone. */
import { randomUUID } from 'node:crypto';
import { setTimeout as delay } from 'node:timers/promises';
import { chosenEventId } from '../../../functions/shared/event/chosen-id.ts';
import { type Api, apiAt } from '../../operate/import/api-client.ts';
import { until } from '../../testing/until.ts';
import { type JsonAnswer, JsonClient, type JsonRequest } from '../json-client.ts';
import { quantile } from '../report/figures.ts';
import type { SeededRandom } from '../seeded-random.ts';
import { drive, figuresOf } from './load/drive.ts';
import type { LoadFigures } from './load/load-figures.ts';
import type { SignedInUser } from './scene/buyers.ts';
import { ARENA, eventIn, orderRequests, pairsIn } from './scene/bench-events.ts';

/** What is sold, by whom, to whom. */
export interface SaleAt {
  people: readonly SignedInUser[];
  /** Which of them publishes. */
  organizer: number;
  callers: number;
  ms: number;
  /** For requests on their way to the callers. */
  folder: string;
  random: SeededRandom;
  signal: AbortSignal;
}

const MOST_PER_SECOND = 5_000;
const SEATS_PER_ORDER = 2;
/** Orders that are watched; their seats are kept from the callers. */
const MOST_WATCHED = 2_000;
/** Sends no more than ten of them a second, which is no load. */
const WATCHED_EVERY_MS = 100;
const ASKED_EVERY_MS = 20;
const FOLLOWS_MS = 120_000;
const AHEAD = 10;

/**
 * Publishes an event, sells it for a while, waits for what follows, and cancels it.
 * @throws Error when an order was refused, or when what follows does not
 */
export async function sellAt(url: URL, sale: SaleAt): Promise<LoadFigures> {
  const { people, organizer, random, signal } = sale;
  const api = apiAt(url);
  const word = randomUUID().slice(0, 8);
  const eventId = await publish(api, people[organizer], word);
  try {
    const pairs = pairsIn(ARENA, random);
    const watcher = new RecordWatcher(url, eventId, people.at(-1), pairs.splice(0, MOST_WATCHED), signal);
    const { sold, figures } = await sell(url, sale, eventId, pairs, watcher);
    const endedAt = performance.now();
    const left = ARENA.sections * ARENA.rows * ARENA.seats - sold * SEATS_PER_ORDER;
    await until('the browse figure is right', async () => (await seatsLeft(api, word)) === left, FOLLOWS_MS);
    return { ...figures, ...watcher.figures(), browseMs: performance.now() - endedAt };
  } finally {
    await api('POST', `/v1/events/${eventId}/cancel`, { token: people[organizer]?.token ?? '' });
  }
}

async function sell(
  url: URL,
  { people, callers, ms, folder }: SaleAt,
  eventId: string,
  pairs: readonly (readonly string[])[],
  watcher: RecordWatcher,
): Promise<{ sold: number; figures: LoadFigures }> {
  const most = Math.ceil((ms / 1_000 + 1) * MOST_PER_SECOND);
  const isTls = url.protocol === 'https:';
  const load = drive({
    host: url.hostname.replace(/^\[|\]$/g, ''),
    port: Number(url.port) || (isTls ? 443 : 80),
    isTls,
    requests: orderRequests([eventId], pairs, people.slice(0, -1), most, 'named', url.host),
    callers,
    ahead: AHEAD,
    expect: 201,
    ms,
    folder,
    watch: {},
  });
  load.catch(() => {}); // heard below
  const watched = watcher.watch();
  watched.catch(() => {});
  try {
    // What goes wrong with the watched orders is said at once.
    const result = await Promise.race([load, watched.then(() => load)]);
    watcher.enough();
    const { perSecond = 0, p50Ms = 0, p99Ms = 0 } = figuresOf(result);
    return { sold: result.acknowledged + (await watched), figures: { perSecond, p50Ms, p99Ms } };
  } finally {
    watcher.enough();
    await Promise.allSettled([load, watched]);
    watcher.close();
  }
}

async function publish(api: Api, organizer: SignedInUser | undefined, word: string): Promise<string> {
  if (!organizer) throw new Error('nobody to publish');
  const id = chosenEventId(organizer.userId, randomUUID());
  const body = { ...eventIn(ARENA), title: `A benchmark ${word}` };
  const answer = await api('PUT', `/v1/events/${id}`, { token: organizer.token, body });
  if (answer.status !== 201) throw new Error(`publishing answered ${answer.status}: ${answer.body.detail ?? ''}`);
  await until('the event is listed', async () => (await seatsLeft(api, word)) !== undefined, FOLLOWS_MS);
  return id;
}

/** As the listing with this word in its title says; undefined when there is none. */
async function seatsLeft(api: Api, word: string): Promise<number | undefined> {
  const { body } = await api('GET', `/v1/events?q=${word}`);
  return (body['items'] as { seatsLeft: number }[] | undefined)?.[0]?.seatsLeft;
}

/** Orders by one person, one after the other, each followed to its record. */
class RecordWatcher {
  readonly #client: JsonClient;
  readonly #lags: number[] = [];
  readonly #eventId: string;
  readonly #buyer: SignedInUser;
  readonly #pairs: (readonly string[])[];
  readonly #signal: AbortSignal;
  #isEnough = false;

  constructor(
    url: URL,
    eventId: string,
    buyer: SignedInUser | undefined,
    pairs: (readonly string[])[],
    signal: AbortSignal,
  ) {
    if (!buyer) throw new Error('nobody to watch');
    this.#client = new JsonClient({ url, sockets: 1, idleMs: 30_000, scheduling: 'lifo' });
    this.#eventId = eventId;
    this.#buyer = buyer;
    this.#pairs = pairs;
    this.#signal = signal;
  }

  /** Until it is enough, and once at least. @returns how many orders it made */
  async watch(): Promise<number> {
    for (const seats of this.#pairs) {
      const path = `/v1/events/${this.#eventId}/orders`;
      const order = await this.#ask({ method: 'POST', path, key: randomUUID(), body: { seats } });
      if (order.status !== 201)
        throw new Error(`an order that is watched was answered ${order.status} ${JSON.stringify(order.body)}`);
      await this.#followed(String(order.body.id));
      if (this.#isEnough) break;
      await delay(WATCHED_EVERY_MS);
    }
    return this.#lags.length;
  }

  enough(): void {
    this.#isEnough = true;
  }

  figures(): LoadFigures {
    return {
      recordP50Ms: quantile(this.#lags, 0.5),
      recordP99Ms: quantile(this.#lags, 0.99),
      watched: this.#lags.length,
    };
  }

  close(): void {
    this.#client.close();
  }

  async #followed(orderId: string): Promise<void> {
    const acknowledgedAt = performance.now();
    const path = `/v1/users/${this.#buyer.userId}/orders/${orderId}`;
    for (;;) {
      const { status, body } = await this.#ask({ method: 'GET', path });
      const passedMs = performance.now() - acknowledgedAt;
      if (status === 200) return void this.#lags.push(passedMs);
      if (status !== 404 || passedMs > FOLLOWS_MS)
        throw new Error(`the record of ${orderId} was answered ${status} ${JSON.stringify(body)}`);
      await delay(ASKED_EVERY_MS);
    }
  }

  #ask(request: Omit<JsonRequest, 'token'>): Promise<JsonAnswer> {
    this.#signal.throwIfAborted();
    return new Promise((resolve) => this.#client.send({ ...request, token: this.#buyer.token }, resolve));
  }
}
