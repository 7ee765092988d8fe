/**
 * Where requests for holds wait for each other. Those that come in one turn of the event loop go together, and so do those that come while a
 * call is under way: of all events whose keys one server has, for half of what a call costs Redis it costs once. A cluster takes calls for
 * one event alone. In a call each is judged by itself, in the order they came.
 */
import { isCluster, type RedisClient } from '../../shared/redis/redis-client.ts';
import { unavailable } from '../../shared/problem.ts';
import { seatKeys } from '../../shared/seats/seat-keys.ts';
import { type AskedHold, makeHolds, holdArguments } from './hold-script.ts';
import { countFigure, inNoTrace, inSpan, measureFigure } from '../../shared/telemetry/telemetry.ts';
import type { Wanted } from '../on-sale/seat-choice.ts';
import type { EventOnSale } from '../on-sale/event-on-sale.ts';
import { holdAnswer, type HeldFor, type HoldRequest, type Refusal, scriptRequest } from './hold-request.ts';
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

interface Waiting {
  asked: AskedHold;
  /** It is a hold; an order's is for its own moment. */
  isKept: boolean;
  done: (answer: HeldFor | Refusal) => void;
  failed: (error: unknown) => void;
}

/** Who waits, by event. */
type Line = Map<string, Waiting[]>;

/** The holds of a process, on one Redis. */
export class HoldQueue {
  readonly redis: RedisClient;
  readonly rules: HoldRules;
  readonly #load: HoldLoad;
  /** Those who may go in one call, by what they have in common; a line is here from its first hold until its last call is answered. */
  readonly #lines = new Map<string, Line>();
  /** Whose first call goes at the end of this turn of the event loop. */
  readonly #beginning: [name: string, line: Line][] = [];

  constructor(redis: RedisClient, load = HOLD_LOAD, rules = HOLD_RULES) {
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
    const line = this.#lineOf(eventId);
    const queue = line.get(eventId);
    if (queue && queue.length >= this.#load.waiting)
      throw unavailable('the live state of the seats', new Error('too many holds are waiting'));
    return inSpan(HOLD, () => {
      const { promise, resolve: done, reject: failed } = Promise.withResolvers<HeldFor | Refusal>();
      const asked = scriptRequest(onSale, wanted, request);
      const waiting = { asked, isKept: request.networks !== undefined, done, failed };
      if (queue) queue.push(waiting);
      else line.set(eventId, [waiting]);
      return promise;
    });
  }

  /** In a crowd, as many come in one turn as wait for one call. */
  #lineOf(eventId: string): Line {
    const name = isCluster(this.redis) ? eventId : '';
    const found = this.#lines.get(name);
    if (found) return found;
    const line: Line = new Map();
    this.#lines.set(name, line);
    if (this.#beginning.push([name, line]) === 1)
      inNoTrace(() =>
        setImmediate(() => {
          for (const begun of this.#beginning.splice(0)) void this.#serve(...begun);
        }),
      );
    return line;
  }

  async #serve(name: string, line: Line): Promise<void> {
    while (line.size > 0) {
      const events = this.#take(line);
      const batch = [...events.values()].flat();
      try {
        const holds = [...events.values()].map((waiting) => waiting.map(({ asked }) => asked));
        const keys = [...events.keys()].flatMap(seatKeys);
        measureFigure('seatmesh.hold.batch.size', batch.length);
        const replies = await makeHolds(this.redis, keys, holdArguments(holds, this.rules));
        for (const [index, { isKept, done, failed }] of batch.entries()) {
          const [verdict, why] = replies[index] ?? ['error', 'no reply'];
          if (verdict === 'error') failed(new Error(`a hold could not be judged: ${why}`));
          else done(counted(holdAnswer(replies[index] ?? []), isKept));
        }
      } catch (error) {
        // Who waits behind a call that failed has waited as long, and would fail after as long again.
        for (const { failed } of [...batch, ...[...line.values()].flat()]) failed(error);
        line.clear();
      }
    }
    this.#lines.delete(name);
  }

  /** As much as a call takes: an equal share of each event first, then of those that have more waiting. Whoever was served is last the next time. */
  #take(line: Line): Line {
    const taken: Line = new Map();
    let { holds, seats } = this.#load;
    for (const share of [Math.ceil(holds / line.size), holds]) {
      const waiting = [...line]; // those who are served leave it, and come to its end
      for (const [eventId, queue] of waiting) {
        let count = 0;
        for (; count < Math.min(share, holds, queue.length); count++) {
          const size = sizeOf(queue[count] as Waiting);
          if (size > seats && taken.size + count > 0) break;
          seats -= size;
        }
        if (count === 0) continue;
        holds -= count;
        taken.set(eventId, [...(taken.get(eventId) ?? []), ...queue.splice(0, count)]);
        line.delete(eventId);
        if (queue.length > 0) line.set(eventId, queue);
      }
    }
    return taken;
  }
}

/** From when it is asked for until it is judged, waiting for its call included. */
const HOLD = { name: 'hold seats', kind: 'client', attributes: { 'db.system.name': 'redis' } } as const;

function counted(answer: HeldFor | Refusal, isKept: boolean): HeldFor | Refusal {
  if (isKept) countFigure('seatmesh.holds', 1, 'verdict' in answer ? answer.verdict : 'held');
  return answer;
}

function sizeOf({ asked: { wanted } }: Waiting): number {
  return 'seats' in wanted ? wanted.seats.length : Math.max(CHOOSING, CHOOSING_A_SEAT * wanted.quantity);
}
