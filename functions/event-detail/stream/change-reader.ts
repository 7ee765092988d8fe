/** Waits for changes of many events at once, on a connection of its own that does nothing else: of a cluster, one for each server. */
import type { Redis } from 'ioredis';
import { setTimeout as wait } from 'node:timers/promises';
import { ownConnection } from '../../shared/redis/connection.ts';
import { RENEWAL_MAX_AGE_MS, renew } from '../../shared/redis/renewal.ts';
import { type RedisClient, serverOf, serversOf } from '../../shared/redis/redis-client.ts';
import { seatKeys } from '../../shared/seats/seat-keys.ts';

/** After an error, so that a server that is away is not asked in a loop. */
const AFTER_ERROR_MS = 250;
/** What a reply may take beyond the time that was asked for. */
const PATIENCE_MS = 2_000;

/** Which events are watched, and since which version of their state. */
type Versions = ReadonlyMap<string, number>;

/** One blocking reader for all streams of a process, and in a cluster one for each server: XREAD takes keys of one. */
export class ChangeReader {
  readonly #redis: RedisClient;
  readonly #longestMs: number;
  readonly #readers = new Map<Redis | undefined, Reader>();

  constructor(redis: RedisClient, longestMs: number) {
    this.#redis = redis;
    this.#longestMs = longestMs;
  }

  /**
   * The events that have changed since the versions given, as soon as there are any; empty when none has within the time. Events whose
   * server cannot be asked are among them: a look at each says what is the matter.
   */
  async changed(versions: Versions, withinMs: number): Promise<string[]> {
    const asked = [...this.#byServer(versions)].map(([server, events]) =>
      this.#readerOf(server).begin(events, withinMs),
    );
    // One that still waits for what it was asked before is asked again when it has answered.
    await Promise.race([...asked, wait(Math.max(1, withinMs), undefined, { ref: false })]);
    return [...this.#readers.values()].flatMap((reader) => reader.take());
  }

  close(): void {
    for (const reader of this.#readers.values()) reader.close();
  }

  #byServer(versions: Versions): Map<Redis | undefined, Versions> {
    const servers = new Set(serversOf(this.#redis));
    for (const [server, reader] of this.#readers) {
      if (server === undefined || servers.has(server)) continue;
      reader.close();
      this.#readers.delete(server);
    }
    return new Map(
      [...Map.groupBy(versions, ([eventId]) => serverOf(this.#redis, streamKey(eventId)))].map(([server, events]) => [
        server,
        new Map(events),
      ]),
    );
  }

  #readerOf(server: Redis | undefined): Reader {
    let reader = this.#readers.get(server);
    if (!reader) this.#readers.set(server, (reader = new Reader(server, this.#longestMs)));
    return reader;
  }
}

/** Reads on one server; without one, because nobody knows who has these events, it finds that nothing can be seen. */
class Reader {
  readonly #connection: Redis | undefined;
  #underWay: Promise<void> | undefined;
  #found: string[] = [];

  constructor(server: Redis | undefined, longestMs: number) {
    const patience = longestMs + PATIENCE_MS;
    this.#connection = server && ownConnection(server, { commandTimeout: patience, lazyConnect: true });
    if (!this.#connection) return;
    this.#connection.on('error', () => {}); // the other connection says so
    renew(this.#connection, RENEWAL_MAX_AGE_MS, patience);
  }

  /** Resolves when something was found, or the time is over; while it still waits it does not begin anew. */
  begin(versions: Versions, withinMs: number): Promise<void> {
    this.#underWay ??= this.#read(versions, withinMs).finally(() => (this.#underWay = undefined));
    return this.#underWay;
  }

  take(): string[] {
    return this.#found.splice(0);
  }

  close(): void {
    this.#connection?.disconnect();
  }

  async #read(versions: Versions, withinMs: number): Promise<void> {
    const events = new Map([...versions.keys()].map((eventId) => [streamKey(eventId), eventId]));
    try {
      if (!this.#connection) throw new Error('no server is known');
      if (this.#connection.status === 'wait') await this.#connection.connect();
      const reply = (await this.#connection.call('XREAD', [
        'COUNT',
        1,
        'BLOCK',
        Math.max(1, Math.ceil(withinMs)),
        'STREAMS',
        ...events.keys(),
        ...[...versions.values()].map(String),
      ])) as unknown[] | null;
      // Pairs of key and entries: each a list of its own, or (RESP3) one after the other.
      const parts = (reply ?? []).flat();
      this.#found.push(...parts.flatMap((part) => (typeof part === 'string' ? (events.get(part) ?? []) : [])));
    } catch {
      await wait(AFTER_ERROR_MS);
      this.#found.push(...versions.keys());
    }
  }
}

function streamKey(eventId: string): string {
  return seatKeys(eventId).at(-1) ?? '';
}
