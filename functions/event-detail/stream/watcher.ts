/** One open stream: what its client knows, and whether it keeps up. */
import { CANCELLED_ID, type EventStream, eventText, HEARTBEAT } from '../../shared/http/event-stream.ts';
import type { Availability } from '../availability-views.ts';

/** A client that has not taken this much gets nothing more until it has; then it gets the state as it is by then. */
const PENDING_BYTES = 16_384;
/** A client that takes nothing for so long is gone, or might as well be. */
const STUCK_MS = 20_000;
/** Well below what proxies take for dead: Envoy's stream_idle_timeout is five minutes, many a load balancer's one. */
const HEARTBEAT_MS = 15_000;

/** Why a stream ends. */
export type Closing = 'time' | 'shutdown' | 'cancelled';

/** A client that watches an event. */
export class Watcher {
  readonly #stream: EventStream;
  readonly #endsAt: number;
  #sentAt = performance.now();
  #behindSince: number | undefined;
  /** The versions of what was sent to it last. */
  known: Pick<Availability, 'version' | 'eventVersion'>;

  /** @param lifeMs how long it may stay open */
  constructor(stream: EventStream, known: Watcher['known'], lifeMs: number) {
    this.#stream = stream;
    this.known = known;
    this.#endsAt = this.#sentAt + lifeMs;
  }

  /** True when it missed something because it did not take what came before. */
  get isBehind(): boolean {
    return this.#behindSince !== undefined;
  }

  /** Sends something that lets it know as much, unless it cannot take more. */
  send(text: string, known = this.known): void {
    const now = performance.now();
    if (this.#stream.pendingBytes > PENDING_BYTES) {
      this.#behindSince ??= now;
      return;
    }
    this.#behindSince = undefined;
    this.known = known;
    this.#sentAt = now;
    this.#stream.send(text);
  }

  /**
   * Says the last word: the client is to come back after a while that differs from one to the next. A browser's EventSource
   * would come back to a cancelled event for ever: the id says that it knows, and it is answered 204, which ends it.
   */
  close(reason: Closing): void {
    const isForGood = reason === 'cancelled';
    const retryMs = isForGood ? 5_000 + Math.random() * 25_000 : 200 + Math.random() * 1_800;
    this.#stream.end(
      eventText({ event: 'closing', data: { reason }, retryMs, ...(isForGood && { id: CANCELLED_ID }) }),
    );
  }

  /** Keeps it open, or ends it when its time has come. */
  look(): void {
    const now = performance.now();
    const stuckSince = Math.min(this.#behindSince ?? Infinity, this.#endsAt);
    if (now - stuckSince > STUCK_MS) this.#stream.cut();
    else if (now >= this.#endsAt) this.close('time');
    else if (now - this.#sentAt > HEARTBEAT_MS && !this.isBehind) this.send(HEARTBEAT);
  }
}
