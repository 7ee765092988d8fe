/**
 * What the page knows of an event that is sold: hall, seats, what is chosen and what is on hold. One for all islands of a page: list, map and
 * checkout look at the same, and are told when it changes.
 */
import { entryOf } from '../../shared/plan/section-places.ts';
import { Choice, type Keep } from './hall/chosen-seats.ts';
import {
  type EventAnswer,
  type Hall,
  hallOf,
  type HallSection,
  type PlaceOf,
  priceOf,
  seatLabelled,
} from './hall/seat-hall.ts';
import { chooseGiven, givenChoice, withoutGiven } from './hall/given-choice.ts';
import type { SeatsOnHold } from './hall/seats-on-hold.ts';
import { FREE, type SeatMessage, SeatStates } from './hall/seat-states.ts';
import type { Liveness } from './live/live-seats-link.ts';
import { getJson, type LoadedSale, loadSale, tabStorage } from './load-sale.ts';
import { followSeats } from './live/shared-link.ts';

const SPREAD_MS = 2_000;

/** What has changed: `seats` of others or of one's own, what is `chosen`, what is `said`, which section is `open`, where the `focus` is. */
export type SaleChange = 'seats' | 'chosen' | 'said' | 'open' | 'focus' | 'filter' | 'brush' | 'event';

export interface SeatFilter {
  /** Only what costs at most this. */
  mostCents: number | undefined;
  accessible: boolean;
}

export class SeatSale {
  readonly eventId: string;
  /** `…/v1/events/evt_…` */
  readonly url: string;
  readonly choice: Choice;
  event: EventAnswer;
  hall: Hall;
  states: SeatStates;
  holds: readonly SeatsOnHold[] = [];
  /** Seats of one's own that were on hold until their time was over, and may be asked for again. */
  ended: readonly string[] = [];
  /** How far the server's clock is ahead of this one, by its last answer: holds end by that. */
  aheadMs = 0;
  /** Seats that are asked for right now: what the stream says of them is nobody else's doing. */
  asking: readonly string[] = [];
  /** What a seat does that is pointed at, where that is not to choose it or let it go. */
  instead: ((seat: PlaceOf) => void) | undefined;
  /** What becomes of the seats that a hand is drawn over on the map; while it is there, only two fingers move that. */
  brush: ((seat: PlaceOf, isFirst: boolean) => void) | undefined;
  /** What is kept for whoever looks at it is called so, where it is kept otherwise: blocked, say. */
  keptWord: string | undefined;
  liveness: Liveness = 'live';
  isPaused = false;
  filter: SeatFilter = { mostCents: undefined, accessible: false };
  /** The section whose seats are listed. */
  open: string | undefined;
  /** The number of the seat that the keyboard or the mouse is at. */
  focused: number | undefined;
  /** For screen readers: what became of one's own doing; and what happened to one's own seats. */
  said = { status: '', alert: '' };
  readonly #listeners = new Set<(change: SaleChange) => void>();
  #unfollow: (() => void) | undefined;
  #followers = 0;
  #loading: Promise<void> = Promise.resolve();
  #waiting: Promise<void> | undefined;
  #asking: Promise<void> | undefined;
  #isEnding = false;
  #soon: ReturnType<typeof setTimeout> | undefined;

  constructor(url: string, loaded: LoadedSale, keep: Keep | undefined, given: readonly string[]) {
    this.url = url;
    this.event = loaded.event;
    this.eventId = loaded.event.id;
    this.hall = loaded.hall ?? hallOf(loaded.chart, loaded.event);
    this.states = new SeatStates(this.hall.seats, this.hall.chartVersion);
    this.states.apply(loaded.seats);
    this.choice = new Choice(
      this.eventId,
      keep,
      given.filter((label) => seatLabelled(this.hall, label)),
    );
    this.choice.onChange(() => this.tell('chosen'));
  }

  /** @returns what ends it */
  onChange(listener: (change: SaleChange) => void): () => void {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }

  tell(change: SaleChange): void {
    for (const listener of this.#listeners) listener(change);
  }

  /** Keeps the seats up, once for the page, for as long as one part of it wants that. */
  follow(): void {
    this.#followers++;
    this.#unfollow ??= followSeats({
      eventId: this.eventId,
      url: this.url,
      states: () => this.states,
      listener: { message: (message) => this.take(message), liveness: (liveness) => this.#setLiveness(liveness) },
    });
  }

  unfollow(): void {
    if (--this.#followers > 0) return;
    this.#unfollow?.();
    this.#unfollow = undefined;
  }

  /** What the server says of seats. */
  take(message: SeatMessage): void {
    if (!this.isPaused) this.#apply(message);
  }

  #apply(message: SeatMessage): void {
    const { eventVersion } = this.states;
    const outcome = this.states.apply(message);
    if (outcome === 'gap') void this.refresh();
    else if (outcome === 'other chart') this.#reloadSoon();
    else if (outcome === 'applied') {
      if (eventVersion !== 0 && this.states.eventVersion !== eventVersion) this.#reloadSoon();
      this.tell('seats');
    }
  }

  pause(isPaused: boolean): void {
    this.isPaused = isPaused;
    if (!isPaused) void this.refresh();
    this.tell('said');
  }

  /** Asks for what is not known, also where changes are paused: once at a time, however many messages come meanwhile. */
  refresh(): Promise<void> {
    this.#asking ??= this.#refresh().finally(() => {
      this.#asking = undefined;
    });
    return this.#asking;
  }

  async #refresh(): Promise<void> {
    const since = this.states.version > 0 ? this.states.version : 0;
    try {
      const message = await getJson<SeatMessage>(`${this.url}/availability?seats=compact&since=${since}`);
      if (message) this.#apply(message);
    } catch {
      // What is known stays; the next message asks again.
    }
  }

  /** The event or its chart is another by now: prices, times, seats that were added. */
  reload(): Promise<void> {
    // Whoever asks while one is under way may need what came after its beginning; one that waits will do for all.
    this.#waiting ??= this.#loading.then(() => {
      this.#waiting = undefined;
      return this.#reload();
    });
    this.#loading = this.#waiting;
    return this.#waiting;
  }

  /** As a message says it to everybody at once: not all come for it in the same moment. */
  #reloadSoon(): void {
    if (this.#soon !== undefined) return;
    this.#soon = setTimeout(() => {
      this.#soon = undefined;
      void this.reload();
    }, Math.random() * SPREAD_MS);
  }

  async #reload(): Promise<void> {
    try {
      const loaded = await loadSale(this.url, 'no-cache');
      this.event = loaded.event;
      this.hall = loaded.hall;
      if (this.states.chartVersion !== this.hall.chartVersion)
        this.states = new SeatStates(this.hall.seats, this.hall.chartVersion);
      this.states.apply(loaded.seats);
      this.setHolds(this.holds);
      this.tell('event');
      this.tell('seats');
    } catch {
      // What is there stays; the next message tries again.
    }
  }

  /** What a seat is to whoever looks: on hold for him, chosen, or neither. */
  ownOf(label: string): 'yours' | 'chosen' | undefined {
    if (this.holds.some(({ seats }) => seats.includes(label))) return 'yours';
    return this.choice.has(label) ? 'chosen' : undefined;
  }

  isFree(number: number): boolean {
    return this.states.of[number] === FREE;
  }

  /** Whether a seat is among those that are shown. */
  suits(seat: PlaceOf): boolean {
    const { mostCents, accessible } = this.filter;
    if (mostCents !== undefined && priceOf(this.hall, seat) > mostCents) return false;
    return !accessible || ((seat.section.facts[seat.place] ?? 0) & 1) !== 0;
  }

  /** How many seats of a section are free that cost at most what is looked for, and how many it has of these. */
  figuresOf(section: HallSection): { free: number; held: number; all: number } {
    const { mostCents } = this.filter;
    const known = this.states.sections.get(section.id) ?? { free: section.places, held: 0, sold: 0 };
    if (mostCents === undefined || section.toCents <= mostCents) return { ...known, all: section.places };
    const sum = { free: 0, held: 0, all: 0 };
    for (const { id } of this.hall.categories.filter(({ priceCents }) => priceCents <= mostCents)) {
      const { free, held, sold } = entryOf(known.prices, id) ?? { free: 0, held: 0, sold: 0 };
      sum.free += free;
      sum.held += held;
      sum.all += free + held + sold;
    }
    return sum;
  }

  /** How many seats are free that cost at most so much. */
  freeUpTo(cents: number): number {
    const { hall, states } = this;
    return hall.categories
      .filter(({ priceCents }) => priceCents <= cents)
      .reduce((sum, { id }) => sum + (states.prices.get(id)?.free ?? 0), 0);
  }

  /** ChosenSeats seats that somebody else has by now. */
  lostSeats(): string[] {
    return this.choice.chosen.seats.filter((label) => {
      if (this.asking.includes(label) || this.holds.some(({ seats }) => seats.includes(label))) return false;
      const found = seatLabelled(this.hall, label);
      return !found || !this.isFree(found.section.numbers[found.place] ?? -1);
    });
  }

  /** What is on hold of a cancelled event nobody can buy. */
  setHolds(held: readonly SeatsOnHold[]): void {
    const holds = this.isCancelled ? [] : held;
    this.holds = holds;
    this.ended = this.ended.filter((label) => !holds.some(({ seats }) => seats.includes(label)));
    this.tell('chosen');
  }

  /** By the server's clock. */
  now(): number {
    return Date.now() + this.aheadMs;
  }

  /**
   * Takes holds away whose time is over: by the server, for another tab may have begun it anew, and a clock may be wrong.
   * @param ask takes over what the server has
   * @returns the seats of them; undefined while it is being asked
   */
  async endHolds(ask: () => Promise<unknown>): Promise<readonly string[] | undefined> {
    if (this.#isEnding) return undefined;
    this.#isEnding = true;
    const isOver = ({ expiresAt }: SeatsOnHold): boolean => Date.parse(expiresAt) <= this.now();
    const seats = this.holds.filter(isOver).flatMap((hold) => hold.seats);
    try {
      await ask();
    } finally {
      this.#isEnding = false;
    }
    this.setHolds(this.holds.filter((hold) => !isOver(hold)));
    return seats.filter((label) => this.ownOf(label) !== 'yours');
  }

  get isCancelled(): boolean {
    return this.event.status === 'cancelled';
  }

  /** How many seats that are: on hold and chosen. */
  get seats(): number {
    return this.choice.size + this.holds.reduce((sum, { seats }) => sum + seats.length, 0);
  }

  say(status: string): void {
    this.said = { status, alert: this.said.alert };
    this.tell('said');
  }

  alarm(alert: string): void {
    // What was said before may be no more so.
    this.said = { status: '', alert };
    this.tell('said');
  }

  #setLiveness(liveness: Liveness): void {
    if (this.liveness === liveness) return;
    this.liveness = liveness;
    // Why there is nothing more to follow, the event says.
    if (liveness === 'over') this.#reloadSoon();
    this.tell('said');
  }
}

const sales = new Map<string, Promise<SeatSale>>();
const loadedSales = new Map<string, PromiseWithResolvers<SeatSale>>();

/** The sale of an event once it is there, whoever of the page has asked for it, and however often it had to be asked for. */
export const loadedSale = (eventId: string): Promise<SeatSale> => whenLoaded(eventId).promise;

function whenLoaded(eventId: string): PromiseWithResolvers<SeatSale> {
  const known = loadedSales.get(eventId) ?? Promise.withResolvers<SeatSale>();
  loadedSales.set(eventId, known);
  return known;
}

/**
 * The sale of an event, loaded once for the page. What the page was opened with (`?seats=A-12-7,A-12-8&places=GA:2`, from another site's) is
 * chosen.
 * @param home the origin of the API, where the page is another site's
 * @throws Error when it cannot be loaded
 */
export function seatSaleOf(eventId: string, home?: string): Promise<SeatSale> {
  let sale = sales.get(eventId);
  if (!sale) {
    const url = new URL(`/v1/events/${eventId}`, home ?? location.href).href;
    // The page of another site has an address of its own, and nothing that names the chart.
    const isOurs = home === undefined;
    const given = isOurs ? givenChoice(new URL(location.href).searchParams) : undefined;
    const named = isOurs ? document.querySelector<HTMLElement>('#picker')?.dataset['chart'] : undefined;
    sale = loadSale(url, 'default', named && new URL(named, location.href).href).then((loaded) => {
      const made = new SeatSale(url, loaded, tabStorage(), given?.seats ?? []);
      if (!given) return made;
      chooseGiven(made.choice, made.hall, given, made.event.limitPerOrder);
      // Once it is chosen, or a reload would choose it again when it has long been bought.
      history.replaceState(history.state, '', withoutGiven(new URL(location.href)));
      return made;
    });
    sales.set(eventId, sale);
    sale.then(
      (made) => whenLoaded(eventId).resolve(made),
      () => sales.delete(eventId),
    );
  }
  return sale;
}
