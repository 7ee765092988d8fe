/** What is drawn over the states of seats: one's own, and what the filter leaves out. By the numbers of seats. */
import { seatLabelled } from '../hall/seat-hall.ts';
import type { SeatSale } from '../seat-sale.ts';

export class SeatOverlays {
  readonly #sale: SeatSale;
  #own: { chosen: object; holds: object; hall: object; seats: Uint8Array } | undefined;
  #left: { filter: object; hall: object; seats: Uint8Array } | undefined;

  constructor(sale: SeatSale) {
    this.#sale = sale;
  }

  /** Made once a choice. */
  mine(): Uint8Array {
    const { hall, holds } = this.#sale;
    const { chosen } = this.#sale.choice;
    if (this.#own?.chosen === chosen && this.#own.holds === holds && this.#own.hall === hall) return this.#own.seats;
    const seats = new Uint8Array(hall.seats);
    for (const label of [...chosen.seats, ...holds.flatMap((hold) => hold.seats)]) {
      const seat = seatLabelled(hall, label);
      if (seat) seats[seat.section.numbers[seat.place] ?? -1] = 1;
    }
    this.#own = { chosen, holds, hall, seats };
    return seats;
  }

  /** Made once a filter. */
  dimmed(): Uint8Array | undefined {
    const { filter, hall } = this.#sale;
    if (filter.mostCents === undefined && !filter.accessible) return undefined;
    if (this.#left?.filter === filter && this.#left.hall === hall) return this.#left.seats;
    const seats = new Uint8Array(hall.seats);
    for (const section of hall.sections)
      for (let place = 0; place < section.places; place++)
        if (!this.#sale.suits({ section, place })) seats[section.numbers[place] ?? -1] = 1;
    this.#left = { filter, hall, seats };
    return seats;
  }
}
