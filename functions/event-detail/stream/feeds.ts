/**
 * The open streams of this process, fed from Redis by one connection: it waits for changes of all watched events at once.
 * What happens to an event within a moment is sent together.
 */
import { setTimeout as wait } from 'node:timers/promises';
import type { EventStream, StreamBody } from '../../shared/http/event-stream.ts';
import { log } from '../../shared/log.ts';
import type { RedisLink } from '../../shared/redis/connection.ts';
import { inNoTrace, watchFigure } from '../../shared/telemetry/telemetry.ts';
import { versionsOf } from '../../shared/seats/state.ts';
import type { MayBuild, SeatView, SeenState } from '../seat-views.ts';
import { ChangeReader } from './change-reader.ts';
import { AvailabilityFeed } from './feed.ts';
import { Places, refused } from './places.ts';
import { Watcher } from './watcher.ts';

/** How many streams there may be, and for how long. */
export interface FeedSettings {
  streams: number;
  /** Of one network, so that none has all of them. */
  streamsPerNetwork: number;
  /** At most; streams opened together end apart. */
  lifeMs: number;
}

/** Of an event something is sent at most this often. */
const COALESCE_MS = 150;
/** The reader learns of newly watched events in between. */
const BLOCK_MS = 250;
/** A flush of Redis wakes no reader, so it is looked for. */
const CHECK_MS = 1_000;

export class Feeds {
  readonly #redisLink: RedisLink;
  readonly #lifeMs: number;
  readonly #places: Places;
  readonly #feeds = new Map<string, AvailabilityFeed>();
  #reader: ChangeReader | undefined;
  #draining = false;
  #running: Promise<void> | undefined;
  #checkAt = 0;

  constructor(redisLink: RedisLink, settings: FeedSettings) {
    this.#redisLink = redisLink;
    this.#lifeMs = settings.lifeMs;
    this.#places = new Places(settings.streams, settings.streamsPerNetwork);
    watchFigure('seatmesh.streams', () => [[this.#places.taken]]);
  }

  /**
   * Makes room for a stream and looks at what it is to begin with.
   * @param since the version that the client knows
   * @param mayBuild as the view asks it
   * @throws Problem `too_many_requests` when the address' network has as many as it may have; `unavailable` when there are too many
   * in all, this process is about to end, or the live state is away
   */
  async open(view: SeatView, address: string, since: number | undefined, mayBuild?: MayBuild): Promise<StreamBody> {
    if (this.#draining) throw refused('this process is about to end', 1);
    using taken = new DisposableStack();
    taken.use(this.#places.take(address));
    const seen = await view.look(since, mayBuild);
    const kept = taken.move();
    return {
      begin: (stream) => {
        const leave = this.#join(view, seen, since, stream);
        kept.defer(leave);
      },
      [Symbol.dispose]: () => kept.dispose(),
    };
  }

  /** Ends all streams and takes no more. */
  drain(): void {
    this.#draining = true;
    for (const feed of this.#feeds.values()) feed.close('shutdown');
  }

  async close(): Promise<void> {
    this.drain();
    this.#reader?.close();
    await this.#running;
  }

  /** @returns what takes the stream out again */
  #join(view: SeatView, seen: SeenState, since: number | undefined, stream: EventStream): () => void {
    const feed = this.#feeds.get(view.eventId) ?? new AvailabilityFeed(view, seen.now);
    const watcher = new Watcher(stream, seen.now, this.#lifeMs * (0.9 + Math.random() * 0.1));
    this.#feeds.set(view.eventId, feed);
    feed.join(watcher, seen, since, 1_000 + Math.random() * 2_000);
    if (this.#draining) watcher.close('shutdown');
    // It goes on for all of them: the first one's trace is not to have it.
    this.#running ??= inNoTrace(() => this.#run());
    return () => {
      feed.watchers.delete(watcher);
      if (feed.watchers.size === 0 && this.#feeds.get(view.eventId) === feed) this.#feeds.delete(view.eventId);
    };
  }

  async #run(): Promise<void> {
    while (this.#feeds.size > 0) {
      const due = await this.#due();
      await Promise.all(due.map((feed) => refresh(feed)));
      for (const feed of this.#feeds.values()) {
        feed.catchUp();
        for (const watcher of feed.watchers) watcher.look();
      }
      if (due.length > 0) await wait(COALESCE_MS);
    }
    this.#running = undefined;
  }

  /** Waits for a moment at most: which events are to be looked at? */
  async #due(): Promise<AvailabilityFeed[]> {
    const feeds = [...this.#feeds.values()];
    const blockMs = Math.min(BLOCK_MS, ...feeds.map((feed) => feed.view.holdEndsAt - performance.now()));
    try {
      this.#reader ??= new ChangeReader(this.#redisLink.redis, BLOCK_MS);
      const versions = new Map(feeds.map((feed) => [feed.view.eventId, feed.version]));
      const changed = new Set(await this.#reader.changed(versions, blockMs));
      const lost = await this.#lost(feeds);
      const now = performance.now();
      return feeds.filter(
        (feed) =>
          changed.has(feed.view.eventId) ||
          lost.has(feed) ||
          feed.isStale ||
          feed.isBehind ||
          feed.view.holdEndsAt <= now,
      );
    } catch {
      return feeds; // each look says what is the matter
    }
  }

  async #lost(feeds: readonly AvailabilityFeed[]): Promise<Set<AvailabilityFeed>> {
    if (performance.now() < this.#checkAt) return new Set();
    this.#checkAt = performance.now() + CHECK_MS;
    const versions = await versionsOf(
      this.#redisLink.redis,
      feeds.map((feed) => feed.view.eventId),
    );
    return new Set(feeds.filter((feed, index) => versions[index] !== feed.version));
  }
}

/** Looks at the live state, which may be rebuilt by that, or be away. */
async function refresh(feed: AvailabilityFeed): Promise<void> {
  try {
    await feed.view.look();
    feed.send();
  } catch (error) {
    if (!feed.isStale) {
      log.warn({ err: error, event: feed.view.eventId }, 'streams are stale');
      feed.sendStale();
    }
    // Seats cannot be seen, but MySQL knows of the event.
    const status = await feed.view.status().catch(() => undefined);
    if (status === 'cancelled') feed.close('cancelled');
  }
}
