/** The map of free and taken seats as people see it. All who know one version share one map. */
import { seatsOf, type FollowedUpdate } from '../../../testing/booking/seat-follower.ts';

/** The seats as of one version. */
export interface SeatMap {
  version: number;
  free: number;
  sold: number;
  /** Free seats by section. */
  freeIn: Readonly<Record<string, number>>;
  isTaken: (seat: number) => boolean;
}

interface Known extends SeatMap {
  taken: Uint8Array;
}

/** Older ones are forgotten; who still has one asks for everything. */
const REMEMBERED = 512;

/** Reads what the API answers about availability. */
export class KnownSeatMaps {
  readonly #seats: number;
  readonly #known = new Map<number, Known>();

  constructor(seats: number) {
    this.#seats = seats;
  }

  /** Whether changes of a version can be understood. */
  knows(version: number): boolean {
    return this.#known.has(version);
  }

  /** @returns undefined for a change of a version that is not known any more */
  read(update: FollowedUpdate): SeatMap | undefined {
    const known = this.#known.get(update.version);
    if (known && update.version > 0) return known;
    const base = update.kind === 'change' ? this.#known.get(update.since) : undefined;
    if (update.kind === 'change' && !base) return undefined;
    const taken = base ? base.taken.slice() : new Uint8Array(this.#seats);
    if (update.kind === 'change') for (const seat of seatsOf(update.free)) taken[seat] = 0;
    for (const list of [update.held, update.sold]) for (const seat of seatsOf(list)) taken[seat] = 1;
    const { version, counts, sections } = update;
    const freeIn = { ...base?.freeIn };
    for (const [id, { free }] of Object.entries(sections)) freeIn[id] = free;
    const map = {
      version,
      free: counts.free,
      sold: counts.sold,
      freeIn,
      taken,
      isTaken: (seat: number) => taken[seat] === 1,
    };
    // Without the live state (version 0) nothing may be remembered.
    if (version > 0) this.#remember(map);
    return map;
  }

  #remember(map: Known): void {
    this.#known.set(map.version, map);
    if (this.#known.size <= REMEMBERED) return;
    const [oldest] = this.#known.keys();
    if (oldest !== undefined) this.#known.delete(oldest);
  }
}
