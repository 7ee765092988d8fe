/**
 * What somebody has chosen and not yet on hold: seats by their labels, and so many of a section, which the system allots (general admission,
 * or the best available). Kept in the tab's own storage, so that a reload or the way back finds it again. Pure.
 */
import { type Hall, type HallSection, type PlaceOf, priceOf, seatLabelled } from './seat-hall.ts';

/** As much of `Storage` as is used. */
export type Keep = Pick<Storage, 'getItem' | 'setItem' | 'removeItem'>;

/** So many of a section; of these so many places for wheelchairs. */
export interface Wish {
  section: string;
  quantity: number;
  accessible?: number;
  /** Only at this price. */
  priceCategory?: string;
  /** Seats with a restricted view may be among them. */
  restricted?: boolean;
  /** The Idempotency-Key of the hold that it becomes: after a lost answer or a reload, no second one is made. */
  key: string;
}

/** What is chosen, as it is kept and as holds are asked for. */
export interface ChosenSeats {
  seats: readonly string[];
  wishes: readonly Wish[];
}

const NOTHING: ChosenSeats = { seats: [], wishes: [] };
/** Nobody may hold more, whatever the organizer sets. */
const MOST = 50;

export class Choice {
  readonly #key: string;
  readonly #keep: Keep | undefined;
  readonly #listeners = new Set<() => void>();
  #chosen: ChosenSeats;

  /**
   * @param keep where it is kept; without one it lives as long as the page
   * @param given what the page was opened with, in place of what is kept
   */
  constructor(eventId: string, keep: Keep | undefined, given: readonly string[] = []) {
    this.#key = `seatmesh:choice:${eventId}`;
    this.#keep = keep;
    this.#chosen = given.length > 0 ? { seats: [...new Set(given)].slice(0, MOST), wishes: [] } : this.#kept();
    if (given.length > 0) this.#save();
  }

  get chosen(): ChosenSeats {
    return this.#chosen;
  }

  /** How many seats that will be. */
  get size(): number {
    return this.#chosen.seats.length + this.#chosen.wishes.reduce((sum, { quantity }) => sum + quantity, 0);
  }

  has(label: string): boolean {
    return this.#chosen.seats.includes(label);
  }

  wished(section: string): number {
    return this.#chosen.wishes.find((wish) => wish.section === section)?.quantity ?? 0;
  }

  add(label: string): void {
    if (!this.has(label)) this.set({ ...this.#chosen, seats: [...this.#chosen.seats, label] });
  }

  remove(labels: readonly string[]): void {
    this.set({ ...this.#chosen, seats: this.#chosen.seats.filter((one) => !labels.includes(one)) });
  }

  /** So many of a section, in place of what was wished of it. */
  wish(wish: Wish): void {
    const others = this.#chosen.wishes.filter(({ section }) => section !== wish.section);
    this.set({ ...this.#chosen, wishes: wish.quantity > 0 ? [...others, wish] : others });
  }

  clear(): void {
    this.set(NOTHING);
  }

  set(chosen: ChosenSeats): void {
    this.#chosen = chosen;
    this.#save();
    for (const listener of this.#listeners) listener();
  }

  /** @returns what ends it */
  onChange(listener: () => void): () => void {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }

  #kept(): ChosenSeats {
    try {
      const { seats, wishes } = JSON.parse(this.#keep?.getItem(this.#key) ?? '{}') as Partial<ChosenSeats>;
      if (!Array.isArray(seats) || !Array.isArray(wishes)) return NOTHING;
      return {
        seats: seats.filter((label) => typeof label === 'string').slice(0, MOST),
        wishes: wishes
          .filter(
            (wish: Wish) => typeof wish?.section === 'string' && typeof wish.key === 'string' && wish.quantity > 0,
          )
          .slice(0, MOST),
      };
    } catch {
      return NOTHING;
    }
  }

  #save(): void {
    try {
      const { seats, wishes } = this.#chosen;
      if (seats.length + wishes.length === 0) this.#keep?.removeItem(this.#key);
      else this.#keep?.setItem(this.#key, JSON.stringify(this.#chosen));
    } catch {
      // Storage that is full or forbidden: it then lives as long as the page.
    }
  }
}

/** A seat with all that is shown of it. */
export interface SeatInHall extends PlaceOf {
  label: string;
  number: number;
  priceCents: number;
}

/** Seats in the order of the hall; labels that it does not have are left out. */
export function shownSeats(hall: Hall, labels: readonly string[]): SeatInHall[] {
  const seats = labels.flatMap((label): SeatInHall[] => {
    const found = seatLabelled(hall, label);
    if (!found) return [];
    return [{ ...found, label, number: found.section.numbers[found.place] ?? -1, priceCents: priceOf(hall, found) }];
  });
  return seats.toSorted((one, other) => one.section.at - other.section.at || one.place - other.place);
}

/** A line of a choice that is so many of a section. */
export interface ShownWish extends Wish {
  of: HallSection;
  /** What each costs; a range where the section has several prices. */
  fromCents: number;
  toCents: number;
}

export function shownWishes(hall: Hall, wishes: readonly Wish[]): ShownWish[] {
  return wishes.flatMap((wish) => {
    const of = hall.byId.get(wish.section);
    if (!of) return [];
    const cents = hall.categories.find(({ id }) => id === wish.priceCategory)?.priceCents;
    return [{ ...wish, of, fromCents: cents ?? of.fromCents, toCents: cents ?? of.toCents }];
  });
}
