/**
 * Connections to Redis that are left in time. After a fail-over a name leads to another server, while a connection to the old one may go on:
 * as a replica it refuses what writes, and one that is cut off from the others does not even know. So a connection that hears it is
 * left at once, and every one after a while, at a moment when nothing is under way on it; callers wait that moment.
 */
import { setTimeout as wait } from 'node:timers/promises';
import type { Redis } from 'ioredis';

/** A new connection takes some ms. */
export const RENEWAL_MAX_AGE_MS = 120_000;
/** For what is under way to come to its end; else it is tried again later. */
const DRAIN_MS = 100;
const LOOK_MS = 1;
const LATER_MS = 1_000;
const CONNECT_MS = 500;

/** A replica, one without its master, one that has just become a replica while we waited, a master cut off from its replicas. */
const NOT_THE_ONE = /\b(READONLY|MASTERDOWN|UNBLOCKED|NOREPLICAS)\b/;

/** Whether an error says that the server is not the one to write to: the connection is to be left. */
export function isElsewhere(error: unknown): boolean {
  return error instanceof Error && NOT_THE_ONE.test(error.message);
}

/** Whether a server says that it has begun and still reads its data. */
export function isLoading(error: unknown): boolean {
  return error instanceof Error && error.message.startsWith('LOADING');
}

/** Before a further attempt to connect: with jitter, so that not all processes come at the same moment. */
export function reconnectMs(attempt: number): number {
  return Math.min(2_000, 50 * 2 ** Math.min(attempt, 6)) * (0.5 + Math.random() / 2);
}

type Sent = Parameters<Redis['sendCommand']>;

/** Makes a connection anew now and then, for as long as it lives. @param drainMs how long a command may take on it */
export function renew(redis: Redis, maxAgeMs = RENEWAL_MAX_AGE_MS, drainMs = DRAIN_MS): Renewal {
  return new Renewal(redis, maxAgeMs, drainMs);
}

/** How a connection is made anew. */
export class Renewal {
  readonly #redis: Redis;
  readonly #send: Redis['sendCommand'];
  readonly #drainMs: number;
  #timer: NodeJS.Timeout | undefined;
  #held: Sent[] | undefined;
  /** Callers need not know: what they send meanwhile waits. */
  isUnderWay = false;

  constructor(redis: Redis, maxAgeMs: number, drainMs: number) {
    this.#redis = redis;
    this.#drainMs = drainMs;
    this.#send = redis.sendCommand.bind(redis);
    redis.sendCommand = (...sent) => {
      if (!this.#held) return this.#send(...sent);
      this.#held.push(sent);
      return sent[0].promise;
    };
    // Those opened together do not end together.
    redis.on('ready', () => this.#later(maxAgeMs * (0.5 + Math.random() / 2)));
    redis.on('end', () => clearTimeout(this.#timer));
    // From here on ioredis keeps what it is given until it is connected, but for its own handshake.
    redis.on('connecting', () => this.#giveBack());
  }

  #later(ms: number): void {
    clearTimeout(this.#timer);
    this.#timer = setTimeout(() => void this.#renew(), ms).unref();
  }

  async #renew(): Promise<void> {
    const redis = this.#redis;
    if (redis.status !== 'ready') return; // it is being made anew, and will say when it is ready
    this.#held = [];
    if (!(await this.#drained())) {
      this.#giveBack();
      return this.#later(LATER_MS);
    }
    this.isUnderWay = true;
    redis.options.enableOfflineQueue = true;
    await new Promise<void>((resolve) => {
      const timer = setTimeout(resolve, CONNECT_MS);
      redis.once('ready', () => {
        clearTimeout(timer);
        resolve();
      });
      redis.disconnect(true);
    });
    redis.options.enableOfflineQueue = false;
    this.isUnderWay = false;
    this.#giveBack();
  }

  async #drained(): Promise<boolean> {
    const giveUpAt = performance.now() + this.#drainMs;
    const { commandQueue } = this.#redis as unknown as { commandQueue: { length: number } };
    while (commandQueue.length > 0) {
      if (performance.now() > giveUpAt) return false;
      await wait(LOOK_MS);
    }
    return this.#redis.status === 'ready';
  }

  #giveBack(): void {
    const held = this.#held ?? [];
    this.#held = undefined;
    for (const sent of held) void this.#send(...sent);
  }
}
