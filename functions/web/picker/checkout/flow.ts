/**
 * The way from seats to an order: sign in, hold, review, order. Each step is found again after a reload, in a second tab, or when one comes back:
 * what is chosen is in the tab's storage, holds are at the server, and an order under way is written down before it is sent.
 */
import type { SeatsOnHold } from '../hall/seats-on-hold.ts';
import type { SeatSale } from '../seat-sale.ts';
import type { Booked, BookingApi, BookingRefusal, BuyerOnPage, PlacedOrder } from './booking-api.ts';
import { heldWish } from './held-wish.ts';
import { CANCELLED, isOfEvent, placeAndTime } from './event-terms.ts';
import { orderOfBefore } from './order-of-before.ts';
import { attemptOf, keepAttempt, keptAttempt, type OrderAttempt } from './order-attempt.ts';
import { isOfSession, placeOnce } from './order-placing.ts';

/**
 * Where the buyer is. `expired`: the holds have ended, with their seats remembered; `unsure`: an order was sent, and what became of it is being
 * asked.
 */
export type CheckoutStep =
  | 'starting'
  | 'signing-in'
  | 'holding'
  | 'review'
  | 'ordering'
  | 'unsure'
  | 'done'
  | 'expired'
  | 'empty'
  | 'refused';

export interface FlowOptions {
  sale: SeatSale;
  api: BookingApi;
  /** Who is signed in; undefined: nobody; `unknown`: it was asked, and not answered. */
  findBuyer: () => Promise<BuyerOnPage | 'unknown' | undefined>;
  /** Outlives the tab. */
  store: Storage | undefined;
  /** The order that was placed before a reload. */
  bought?: string | undefined;
  changed: () => void;
}

export class CheckoutFlow {
  readonly #options: FlowOptions;
  step: CheckoutStep = 'starting';
  refusal: BookingRefusal | undefined;
  order: PlacedOrder | undefined;
  buyer: BuyerOnPage | undefined;
  /** The seats of holds that have ended. */
  expiredSeats: readonly string[] = [];
  /** Nothing is on hold because the buyer has given it back. */
  hasLetGo = false;
  /** What the order costs now, where it was refused because that is not what was shown. */
  newTotalCents: number | undefined;
  #eventTag: string | undefined;
  #run = 0;
  /** Of the run of before, which asks for nothing more. */
  #ended = new AbortController();

  constructor(options: FlowOptions) {
    this.#options = options;
  }

  /** Goes as far as it can by itself. Called at the beginning, after signing in, and when the buyer tries again. */
  async advance(): Promise<void> {
    const run = this.#begin();
    const { sale, findBuyer, store } = this.#options;
    this.refusal = undefined;
    this.#set('starting');
    const buyer = await findBuyer();
    if (run !== this.#run) return;
    if (buyer === 'unknown') return void this.#refuse({ code: 'unavailable' });
    this.buyer = buyer;
    const pending = buyer && keptAttempt(store, sale.eventId, buyer.id);
    if (pending) return this.#place(pending, true);
    if (buyer && (await this.#findsBought(buyer))) return;
    if (sale.isCancelled) return void this.#refuse(CANCELLED);
    if (!buyer) {
      sale.setHolds([]);
      return this.#set('signing-in');
    }
    if (!(await this.loadHolds())) return;
    if (run !== this.#run) return;
    if (sale.choice.size > 0 && !(await this.#hold())) return;
    if (run !== this.#run || !(await this.#showsWhatIsHeld())) return;
    if (run === this.#run) this.#set(sale.holds.length > 0 ? 'review' : 'empty');
  }

  /** @returns whether the order of before a reload is there, so that there is nothing else to do */
  async #findsBought(buyer: BuyerOnPage): Promise<boolean> {
    const { api, bought } = this.#options;
    const { signal } = this.#ended;
    const order = bought === undefined ? undefined : await orderOfBefore(api, buyer.id, bought, signal);
    if (signal.aborted) return true;
    if (!order) return false;
    this.order = order;
    this.#set('done');
    return true;
  }

  /** The page has heard that the event is another: what cannot be bought any more is not shown for sale until somebody tries. */
  hearOfEvent(): void {
    const isWaiting = this.step === 'signing-in' || this.step === 'review' || this.step === 'expired';
    if (isWaiting && this.#options.sale.isCancelled) this.#refuse(CANCELLED);
  }

  /**
   * A hold is of the event as it was then, and what is shown beside it must be no older: the page may have been there for long, without hearing of changes.
   * @returns whether it is not
   */
  async #showsWhatIsHeld(): Promise<boolean> {
    const { sale } = this.#options;
    const isOlder = (): boolean => sale.holds.some(({ eventVersion }) => eventVersion > sale.event.version);
    if (!isOlder()) return true;
    const before = placeAndTime(sale.event);
    await sale.reload();
    if (isOlder()) return this.#refuse({ code: 'unavailable' });
    if (placeAndTime(sale.event) !== before) this.refusal = { code: 'terms_changed' };
    return true;
  }

  /** What the buyer has on hold. @returns whether that could be found out */
  async loadHolds(): Promise<boolean> {
    const { sale, api } = this.#options;
    const answer = await api.holds();
    if ('refusal' in answer) {
      this.#refuse(answer.refusal);
      return false;
    }
    sale.setHolds(answer.value);
    return true;
  }

  /** Holds what is chosen: named seats first, then what the system allots. What is held stays held when something else is refused. */
  async #hold(): Promise<boolean> {
    const { sale, api } = this.#options;
    const { seats, wishes } = sale.choice.chosen;
    this.#set('holding');
    sale.asking = seats;
    try {
      if (seats.length > 0) {
        const answer = await this.#holdNamed(seats);
        if (answer && 'refusal' in answer) return this.#refuse(answer.refusal);
        if (answer) this.#held(answer.value);
        sale.choice.remove(seats);
      }
      for (const wish of wishes) {
        const answer = await heldWish(api, sale.choice, wish);
        if ('refusal' in answer) {
          // How many are left is told with it: not by what the page has heard of, if its stream is away or paused.
          if (answer.refusal.code === 'capacity_exceeded') await sale.refresh();
          return this.#refuse(answer.refusal);
        }
        if (answer.value) this.#held(answer.value);
        sale.choice.wish({ ...wish, quantity: 0 });
      }
      return true;
    } finally {
      sale.asking = [];
    }
  }

  /** What the buyer has on hold already, from another tab or of before, needs no other hold. */
  async #holdNamed(seats: readonly string[]): Promise<Booked<SeatsOnHold> | undefined> {
    const { sale, api } = this.#options;
    const left = (): string[] => seats.filter((label) => !sale.holds.some((hold) => hold.seats.includes(label)));
    const wanted = left();
    if (wanted.length === 0) return undefined;
    const answer = await api.holdSeats(wanted);
    if ('value' in answer || answer.refusal.code !== 'already_held' || !(await this.loadHolds())) return answer;
    const others = left();
    return others.length === 0 ? undefined : api.holdSeats(others);
  }

  #held(hold: SeatsOnHold): void {
    const { sale } = this.#options;
    sale.setHolds([...sale.holds.filter(({ id }) => id !== hold.id), hold]);
  }

  /** Begins the time of all holds anew, as far as it is allowed. @returns whether all of them were */
  async extend(): Promise<boolean> {
    const { sale, api } = this.#options;
    const answers = await Promise.all(sale.holds.map(({ id }) => api.extend(id)));
    for (const answer of answers) if ('value' in answer) this.#held(answer.value);
    const isGone = answers.some((answer) => 'refusal' in answer && answer.refusal.code === 'hold_not_found');
    if (isGone) await this.loadHolds();
    this.#options.changed();
    return answers.every((answer) => 'value' in answer);
  }

  /** Gives one seat back; the others stay on hold for as long as they were. @returns whether nobody keeps it any more */
  async letGo(label: string): Promise<boolean> {
    const { sale, api } = this.#options;
    const hold = sale.holds.find(({ seats }) => seats.includes(label));
    if (!hold) return true;
    const answer = await api.letGo(hold.id, [label]);
    if ('value' in answer) {
      const { value } = answer;
      if (value.status === 'released') sale.setHolds(sale.holds.filter(({ id }) => id !== hold.id));
      else this.#held(value);
    } else if (!(await this.loadHolds())) return false;
    const isGone = !sale.holds.some(({ seats }) => seats.includes(label));
    // What it was to cost is not what is left costs.
    if (isGone) this.newTotalCents = undefined;
    if (sale.holds.length === 0) this.#set('empty');
    else this.#options.changed();
    return isGone;
  }

  /** Gives all back. */
  async release(): Promise<void> {
    const { sale, api } = this.#options;
    const answers = await Promise.all(sale.holds.map(async ({ id }) => ({ id, answer: await api.release(id) })));
    const left = new Set(
      answers.flatMap(({ id, answer }) =>
        'refusal' in answer && answer.refusal.code !== 'hold_not_found' ? [id] : [],
      ),
    );
    sale.setHolds(sale.holds.filter(({ id }) => left.has(id)));
    if (left.size > 0) return this.#options.changed();
    this.hasLetGo = true;
    this.#set('empty');
  }

  /** The clock has run out. */
  async expire(): Promise<void> {
    const { sale, api } = this.#options;
    const seats = await sale.endHolds(async () => {
      const answer = await api.holds();
      if ('value' in answer) sale.setHolds(answer.value);
    });
    if (!seats?.length) return;
    this.expiredSeats = seats;
    if (this.step === 'review' || this.step === 'refused') this.#set('expired');
  }

  /** The same seats again, as far as they are free. */
  async tryAgain(): Promise<void> {
    const { choice } = this.#options.sale;
    const seats = [...new Set([...choice.chosen.seats, ...this.expiredSeats])];
    this.expiredSeats = [];
    choice.set({ ...choice.chosen, seats });
    await this.advance();
  }

  /** Buys what is on hold. */
  async buy(): Promise<void> {
    const { sale, store } = this.#options;
    if (!['review', 'refused'].includes(this.step) || !this.buyer || sale.holds.length === 0) return;
    const attempt = attemptOf(this.buyer.id, sale.holds, this.#eventTag);
    if (this.newTotalCents !== undefined) attempt.body.expectedTotalCents = this.newTotalCents;
    keepAttempt(store, sale.eventId, attempt);
    await this.#place(attempt, false);
  }

  /** @param isSent whether it was sent before, by a page of before */
  async #place(attempt: OrderAttempt, isSent: boolean): Promise<void> {
    const { sale, api, store } = this.#options;
    this.#begin();
    this.refusal = undefined;
    this.#set('ordering');
    const onUnsure = (refusal: BookingRefusal): void => {
      this.refusal = refusal;
      this.#set('unsure');
    };
    const placing = await placeOnce({ api, attempt, isSent, signal: this.#ended.signal, onUnsure });
    if (!placing) return;
    if ('refusal' in placing) {
      const { refusal, isOpen } = placing;
      if (isOpen && !isOfSession(refusal)) return onUnsure(refusal);
      if (!isOpen) keepAttempt(store, sale.eventId, undefined);
      return this.#orderRefused(refusal);
    }
    keepAttempt(store, sale.eventId, undefined);
    this.order = placing.order;
    sale.setHolds(sale.holds.filter(({ id }) => !attempt.holdIds.includes(id)));
    // What was chosen besides, while the answer was on its way, is still wanted.
    sale.choice.remove(placing.order.items.map(({ seat }) => seat));
    this.#set('done');
  }

  async #orderRefused(refusal: BookingRefusal): Promise<void> {
    const { sale, api } = this.#options;
    if (refusal.code === 'terms_changed') {
      this.newTotalCents = refusal.totalCents;
      this.#eventTag = await api.eventTag();
      await sale.reload();
      await this.loadHolds();
      this.refusal = refusal;
      return this.#set('review');
    }
    if (refusal.code === 'hold_expired') {
      this.expiredSeats = sale.holds.flatMap(({ seats }) => seats);
      sale.setHolds([]);
      return this.#set('expired');
    }
    this.#refuse(refusal);
  }

  #refuse(refusal: BookingRefusal): false {
    const isSignedOut = isOfSession(refusal);
    this.refusal = isSignedOut ? undefined : refusal;
    // The page has heard of another sale than there is.
    if (isOfEvent(refusal)) void this.#options.sale.reload();
    this.#set(isSignedOut ? 'signing-in' : 'refused');
    return false;
  }

  #begin(): number {
    this.#ended.abort();
    this.#ended = new AbortController();
    return ++this.#run;
  }

  #set(step: CheckoutStep): void {
    this.step = step;
    this.#options.changed();
  }
}
