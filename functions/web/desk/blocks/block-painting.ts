/** Seats of an own event as they are painted: what is blocked, what will be, and what is to be released. */
import { labelOf, type PlaceOf, seatLabelled } from '../../picker/hall/seat-hall.ts';
import { FREE, HELD, SOLD } from '../../picker/hall/seat-states.ts';
import { seatText } from '../../picker/list/seat-words.ts';
import type { SeatSale } from '../../picker/seat-sale.ts';
import * as t from '../../texts/of-desk.ts';
import type { BlockView } from './block-changes.ts';

/** Nobody blocks more at once. */
const MOST_AT_ONCE = 1_000;

export class BlockPainting {
  readonly toRelease = new Set<string>();
  readonly #sale: SeatSale;
  #blocked: ReadonlySet<string> = new Set();
  takesHeld = false;
  /** What is painted is on its way: that it is taken by now is no news. */
  isSaving = false;

  constructor(sale: SeatSale, blocks: readonly BlockView[]) {
    this.#sale = sale;
    sale.instead = (seat) => this.toggle(seat);
    sale.keptWord = t.deskSeatBlocked;
    this.liftLimit();
    this.know(blocks);
  }

  /** What a buyer may have in an order does not bind who blocks. */
  liftLimit(): void {
    this.#sale.event = { ...this.#sale.event, limitPerOrder: MOST_AT_ONCE };
  }

  /** What is blocked by now, by whomever: what of it was painted is as it was to be. */
  know(blocks: readonly BlockView[]): void {
    this.#blocked = new Set(blocks.flatMap(({ seats }) => seats));
    for (const label of this.toRelease) if (!this.#blocked.has(label)) this.toRelease.delete(label);
    const done = this.#sale.choice.chosen.seats.filter((label) => this.#blocked.has(label));
    if (done.length > 0) this.#sale.choice.remove(done);
    this.#show();
  }

  toggle(seat: PlaceOf): void {
    const sale = this.#sale;
    const label = labelOf(seat.section, seat.place);
    const words = seatText(seat, true);
    const state = sale.states.of[seat.section.numbers[seat.place] ?? -1];
    if (this.#blocked.has(label)) {
      if (!this.toRelease.delete(label)) this.toRelease.add(label);
      this.#show();
      sale.say((this.toRelease.has(label) ? t.deskWillRelease : t.deskStaysBlocked)({ seat: words }));
    } else if (sale.choice.has(label)) {
      sale.choice.remove([label]);
      sale.say(t.deskStaysFree({ seat: words }));
    } else if (state === FREE || (state === HELD && this.takesHeld)) {
      sale.choice.add(label);
      sale.say(t.deskWillBlock({ seat: words }));
    } else sale.say((state === HELD ? t.deskHeldNow : t.deskSoldNow)({ seat: words }));
  }

  /** @param isOn whether a hand that is drawn over the map paints; else it moves the map */
  brush(isOn: boolean): void {
    let blocks = true;
    this.#sale.brush = isOn
      ? (seat, isFirst) => {
          const isBlocked = this.#willBeBlocked(seat);
          // All of one stroke become what the first of them becomes.
          if (isFirst) blocks = !isBlocked;
          if (isBlocked !== blocks) this.toggle(seat);
        }
      : undefined;
    this.#sale.tell('brush');
  }

  #willBeBlocked({ section, place }: PlaceOf): boolean {
    const label = labelOf(section, place);
    return this.#sale.choice.has(label) || (this.#blocked.has(label) && !this.toRelease.has(label));
  }

  /** Seats of a section, or of a row of it, that are free: all of them. */
  paint(sectionId: string, rowIndex: number | undefined): void {
    const sale = this.#sale;
    const section = sale.hall.byId.get(sectionId);
    if (!section || section.kind === 'general') return;
    const row = rowIndex === undefined ? undefined : section.rows[rowIndex];
    const [from, to] = row ? [row.first, row.first + row.count] : [0, section.places];
    const labels = Array.from({ length: to - from }, (_, index) => from + index)
      .filter((place) => sale.states.of[section.numbers[place] ?? -1] === FREE)
      .map((place) => labelOf(section, place));
    const { chosen } = sale.choice;
    sale.choice.set({ ...chosen, seats: [...new Set([...chosen.seats, ...labels])] });
    sale.say(t.deskPainted({ count: labels.length }));
  }

  /** Takes out what was sold meanwhile. */
  dropSold(): void {
    const sale = this.#sale;
    if (this.isSaving) return;
    const sold = sale.choice.chosen.seats.filter((label) => {
      const seat = seatLabelled(sale.hall, label);
      return !seat || sale.states.of[seat.section.numbers[seat.place] ?? -1] === SOLD;
    });
    if (sold.length === 0) return;
    sale.choice.remove(sold);
    sale.alarm(t.refusedSeats({ count: sold.length, seats: sold.map((label) => this.words(label)).join('; ') }));
  }

  /** A seat as the hall names it. */
  words(label: string): string {
    const seat = seatLabelled(this.#sale.hall, label);
    return seat ? seatText(seat, true) : label;
  }

  #show(): void {
    const seats = [...this.#blocked].filter((label) => !this.toRelease.has(label));
    const never = { totalCents: 0, currency: '', eventVersion: 0, expiresAt: '9999-12-31T00:00:00Z' };
    this.#sale.setHolds([{ id: '', seats, ...never }]);
  }
}
