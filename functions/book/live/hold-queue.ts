/**
 * Where requests for holds wait for each other. Those of one event that come in one turn of the event loop go together, and so do
 * those that come while a call for it is under way. In a call each is judged by itself, in the order they came.
 */
import type { Keyspace } from '../../shared/redis/keyspace.ts';
import { Problem, unavailable } from '../../shared/problem.ts';
import { seatKeys } from '../../shared/seats/seat-keys.ts';
import { type AskedHold, makeHolds, holdArguments } from './hold-script.ts';
import type { Wanted } from '../on-sale/seat-choice.ts';
import type { EventOnSale } from '../on-sale/event-on-sale.ts';
import { answerOf, type HeldFor, type HoldRequest, type Refusal, scriptRequest } from './hold-request.ts';
import { HOLD_RULES, type HoldRules } from './hold-limits.ts';

/** How much is taken on at a time. */
export interface HoldLoad {
  /** Holds in a call. */
  holds: number;
  /** Seats in a call; a hold of more goes alone. Below 2,000, which is what Lua's stack takes. */
  seats: number;
  /** Holds of an event that wait; beyond that they are refused with 503. */
  waiting: number;
}

/** 64 named pairs take Redis 1 ms, and so do 16 pairs of best available seats in a section of 1,000. */
export const HOLD_LOAD: HoldLoad = { holds: 64, seats: 640, waiting: 2_000 };
/** Choosing costs as much as so many seats that are named, or as four times what is chosen: fifty seats cost five times what two or ten do. */
const CHOOSING = 40;
const CHOOSING_A_SEAT = 4;

class TooManyWaiting extends Error {}

/** Whether a hold was refused because too many are waiting: Redis did not fail, and nothing was sent. */
export function isCrowded(error: unknown): boolean {
  return error instanceof Problem && error.cause instanceof TooManyWaiting;
}

interface Waiting {
  asked: AskedHold;
  done: (answer: HeldFor | Refusal) => void;
  failed: (error: unknown) => void;
}

/** The holds of a process, on one Redis. */
export class HoldQueue {
  readonly redis: Keyspace;
  readonly #load: HoldLoad;
  readonly rules: HoldRules;
  /** Who waits, by event; an event is here from its first hold until its last call is answered. */
  readonly #waiting = new Map<string, Waiting[]>();
  /** Whose first call goes at the end of this turn of the event loop. */
  readonly #beginning: { eventId: string; queue: Waiting[] }[] = [];

  constructor(redis: Keyspace, load = HOLD_LOAD, rules = HOLD_RULES) {
    this.redis = redis;
    this.#load = load;
    this.rules = rules;
  }

  /**
   * Holds seats, all or none: by name, or the best or lowest of a section.
   * @throws Problem `unavailable` when too many are waiting; what Redis throws
   */
  hold(onSale: EventOnSale, wanted: Wanted, request: HoldRequest): Promise<HeldFor | Refusal> {
    const eventId = onSale.event.id;
    const queue = this.#waiting.get(eventId);
    if (queue && queue.length >= this.#load.waiting)
      throw unavailable('the live state of the seats', new TooManyWaiting('too many holds are waiting'));
    return new Promise((done, failed) => {
      const waiting = { asked: scriptRequest(onSale, wanted, request), done, failed };
      if (queue) queue.push(waiting);
      else this.#begin(eventId, [waiting]);
    });
  }

  /** In a crowd, as many come in one turn as wait for one call. */
  #begin(eventId: string, queue: Waiting[]): void {
    this.#waiting.set(eventId, queue);
    if (this.#beginning.push({ eventId, queue }) > 1) return;
    setImmediate(() => {
      for (const begun of this.#beginning.splice(0)) void this.#serve(begun.eventId, begun.queue);
    });
  }

  async #serve(eventId: string, queue: Waiting[]): Promise<void> {
    while (queue.length > 0) {
      const batch = this.#take(queue);
      try {
        const holds = batch.map((waiting) => waiting.asked);
        const replies = await makeHolds(this.redis, seatKeys(eventId), holdArguments(holds, this.rules));
        for (const [index, { done, failed }] of batch.entries()) {
          const [verdict, why] = replies[index] ?? ['error', 'no reply'];
          if (verdict === 'error') failed(new Error(`a hold could not be judged: ${why}`));
          else done(answerOf(replies[index] ?? []));
        }
      } catch (error) {
        // Who waits behind a call that failed has waited as long, and would fail after as long again.
        for (const { failed } of [...batch, ...queue.splice(0)]) failed(error);
      }
    }
    this.#waiting.delete(eventId);
  }

  #take(queue: Waiting[]): Waiting[] {
    let count = 0;
    for (let seats = 0; count < Math.min(queue.length, this.#load.holds); count++) {
      seats += sizeOf(queue[count] as Waiting);
      if (count > 0 && seats > this.#load.seats) break;
    }
    return queue.splice(0, count);
  }
}

function sizeOf({ asked: { wanted } }: Waiting): number {
  return 'seats' in wanted ? wanted.seats.length : Math.max(CHOOSING, CHOOSING_A_SEAT * wanted.quantity);
}
