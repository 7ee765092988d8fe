/**
 * Sessions that have ended, heard on a channel of Redis by a function that does not ask about each request's: who sells cannot ask at each
 * order, and must not sell to a session a moment longer than others do.
 */
import type { Redis } from 'ioredis';
import { Memo } from '../memo.ts';
import { type RedisLink, ownConnection } from '../redis/connection.ts';
import { ENDED_SESSIONS } from '../redis/key-patterns.ts';
import { renew } from '../redis/renewal.ts';
import { isSame, serversOf } from '../redis/redis-client.ts';

/** More than end while an access token lives; who is forgotten here is found when Redis is asked again. */
const REMEMBERED = 50_000;

/** Listens on a connection of its own, from the first time it is asked. */
export class EndedSessions {
  readonly #redisLink: RedisLink;
  readonly #now: () => number;
  readonly #ended = new Memo<true>(REMEMBERED);
  #listener: Redis | undefined;
  /** Since when nothing can have been missed, in ms. */
  #since = Infinity;

  constructor(redisLink: RedisLink, now: () => number = Date.now) {
    this.#redisLink = redisLink;
    this.#now = now;
  }

  /** Whether a session is known to have ended. */
  has(sessionId: string): boolean {
    return this.#ended.get(sessionId) === true;
  }

  /** Whether it would be known here if a session that Redis was asked about at a time had ended since. */
  hasHeardSince(at: number): boolean {
    if (!this.#listener) this.#listen();
    return at > this.#since;
  }

  close(): void {
    this.#listener?.disconnect();
  }

  #listen(): void {
    // It is published on every server of a cluster: any of them will do, for as long as it belongs to it.
    const servers = serversOf(this.#redisLink.redis);
    const server = servers[Math.floor(Math.random() * servers.length)];
    if (!server) return;
    const listener = ownConnection(server, { autoResubscribe: false });
    this.#listener = listener;
    listener.on('error', () => {}); // the other connection says so
    renew(listener);
    listener.on('close', () => {
      this.#since = Infinity;
      if (serversOf(this.#redisLink.redis).some((other) => isSame(other, server))) return;
      this.#listener = undefined; // another one is chosen when somebody asks
      listener.disconnect();
    });
    listener.on('message', (_channel, ids: string) => {
      for (const id of ids.split(' ')) this.#ended.set(id, true);
    });
    listener.on('ready', () => {
      listener.subscribe(ENDED_SESSIONS).then(
        () => (this.#since = this.#now()),
        () => listener.disconnect(true),
      );
    });
  }
}
