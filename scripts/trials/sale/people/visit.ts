/** What a person does on one device, from opening the page to leaving it: the plan, as far as what happens lets it. */
import { SaleDevice, type RunningSale } from './sale-device.ts';
import { chooseSeats } from '../target/hall.ts';
import type { DevicePlan } from '../crowd-plan.ts';
import type { SaleHoldCall, SaleOrderCall, AskedSeats } from '../record.ts';
import type { SeatMap } from './seat-maps.ts';
import { compressedMs, type SaleSettings } from '../sale-settings.ts';
import { followMaps, pollMaps } from './staying.ts';

/** How a visit ends. */
export type Ending =
  | 'bought'
  | 'walked away'
  | 'released'
  | 'another device was faster'
  | 'gave up'
  | 'the page did not load'
  | 'nothing was free'
  | 'sold out'
  | 'not done when the sale was over';

/** What a buyer's devices know of each other. */
export interface BuyerAccount {
  buyer: number;
  party: number;
  hasBought: boolean;
}

type Attempt = Ending | 'refused' | 'too early';

/** From a refusal because of the clock to the next press. */
const TOO_EARLY_MS = 500;
/** Assumption: three times, with a second before the next, then people go. */
const PAGE_LOADS = 3;
const RELOAD_MS = 1_000;

export class BuyerVisit {
  readonly #sale: RunningSale;
  readonly #settings: SaleSettings;
  readonly #plan: DevicePlan;
  readonly #account: BuyerAccount;
  readonly #device: SaleDevice;
  /** Seats that a refusal named since the map was looked at. */
  readonly #lost = new Set<number>();
  #map: SeatMap | undefined;
  /** When the last answer was there: the next step is due a pause later. */
  #lastMs = 0;
  #steps = 0;

  constructor(sale: RunningSale, settings: SaleSettings, account: BuyerAccount, plan: DevicePlan) {
    this.#sale = sale;
    this.#settings = settings;
    this.#account = account;
    this.#plan = plan;
    this.#device = new SaleDevice(sale, account.buyer, plan.device, plan.jitter);
  }

  async run(): Promise<Ending> {
    const { clock, record } = this.#sale;
    const { arrivesMs, pressesMs } = this.#plan;
    await clock.at(arrivesMs);
    if (clock.isStopped) return 'not done when the sale was over';
    record.arrivals.push(arrivesMs);
    if (!(await this.#open(arrivesMs))) return 'the page did not load';
    await this.#look(this.#lastMs);
    let dueMs = pressesMs ?? this.#lastMs + this.#think();
    if (pressesMs === undefined && this.#isSoldOut()) return 'sold out';
    for (let tries = 1; ;) {
      await clock.at(dueMs);
      const result = await this.#attempt(Math.max(dueMs, this.#lastMs), this.#account.party);
      if (result === 'too early') {
        dueMs = this.#lastMs + TOO_EARLY_MS;
        continue;
      }
      if (result !== 'refused' && result !== 'nothing was free') return result;
      if (tries >= this.#plan.tries || result === 'nothing was free') return this.#stay(result);
      dueMs = this.#lastMs + (this.#plan.sweepMs[tries - 1] ?? 0);
      tries++;
      if (!this.#plan.looks) continue;
      await clock.at(dueMs);
      await this.#look(dueMs);
      dueMs = this.#lastMs;
    }
  }

  /** Opens the page, and reloads it a few times when it does not come. */
  async #open(arrivesMs: number): Promise<boolean> {
    for (let loads = 1, dueMs = arrivesMs; loads <= PAGE_LOADS; loads++) {
      const { isThere, endedMs } = await this.#device.readEvent(dueMs);
      this.#lastMs = endedMs;
      if (isThere || this.#sale.clock.isStopped) return isThere;
      dueMs = endedMs + RELOAD_MS;
      await this.#sale.clock.at(dueMs);
    }
    return false;
  }

  /** One try for so many seats. */
  async #attempt(dueMs: number, quantity: number): Promise<Attempt> {
    if (this.#sale.clock.isStopped) return 'not done when the sale was over';
    if (this.#account.hasBought) return 'another device was faster';
    const wish = this.#wish(quantity);
    if (!wish) return 'nothing was free';
    const first = this.#plan.direct ? await this.#device.order({ wish }, dueMs) : await this.#device.hold(wish, dueMs);
    this.#lastMs = first.endedMs;
    if (first.kind === 'hold' && first.hold) return this.#decide(first.hold.id);
    return this.#after(first);
  }

  /** Holds seats: buys them, gives them back, or goes and lets them expire. */
  async #decide(holdId: string): Promise<Attempt> {
    const { clock } = this.#sale;
    if (this.#plan.decision === 'walks away') return 'walked away';
    const dueMs = this.#lastMs + this.#think();
    await clock.at(dueMs);
    if (clock.isStopped) return 'not done when the sale was over';
    if (this.#account.hasBought || this.#plan.decision === 'releases') {
      await this.#device.release(holdId, dueMs);
      return this.#plan.decision === 'releases' ? 'released' : 'another device was faster';
    }
    const order = await this.#device.order({ holdId }, dueMs);
    this.#lastMs = order.endedMs;
    return this.#after(order);
  }

  #after(call: SaleHoldCall | SaleOrderCall): Attempt {
    for (const seat of call.lost) this.#lost.add(seat);
    if (call.outcome === 'ok') {
      this.#account.hasBought = true;
      return 'bought';
    }
    if (call.reason === 'not_on_sale') return 'too early';
    // What the system knows of the account no further try will change.
    return call.reason === 'limit' ? 'another device was faster' : 'refused';
  }

  /** What is asked for, by the map as it was last seen; undefined when that shows too few seats. */
  #wish(quantity: number): AskedSeats | undefined {
    const { hall } = this.#sale;
    const freeIn = (section: string) => this.#map?.freeIn[section] ?? Infinity;
    if (this.#plan.way === 'named') {
      const isTaken = (seat: number) => this.#lost.has(seat) || (this.#map?.isTaken(seat) ?? false);
      const seats = chooseSeats(hall, this.#plan.startRank, quantity, isTaken);
      if (seats) return { seats };
    }
    const section = this.#plan.sections.find((id) => freeIn(id) >= quantity);
    return section === undefined ? undefined : { section, quantity };
  }

  /** Refused for the last time: a few stay until seats come back. */
  async #stay(otherwise: 'refused' | 'nothing was free'): Promise<Ending> {
    if (this.#isSoldOut()) return 'sold out';
    if (!this.#plan.stays) return otherwise === 'refused' ? 'gave up' : otherwise;
    const patienceMs = compressedMs(this.#settings, 'patience-seconds');
    const pollMs = compressedMs(this.#settings, 'poll-seconds');
    const follow = this.#plan.follows ? followMaps : pollMaps;
    const beginMs = this.#lastMs + this.#plan.pollPhase * pollMs;
    for await (const { map, atMs } of follow(this.#sale, this.#device, this.#map, { beginMs, pollMs, patienceMs })) {
      this.#see(map);
      if (this.#account.hasBought) return 'another device was faster';
      if (this.#isSoldOut()) return 'sold out';
      const quantity = this.#plan.takesFewer ? Math.min(this.#account.party, map.free) : this.#account.party;
      if (quantity === 0 || !this.#wish(quantity)) continue;
      const dueMs = atMs + (this.#plan.sweepMs[this.#steps++ % this.#plan.sweepMs.length] ?? 0);
      await this.#sale.clock.at(dueMs);
      const result = await this.#attempt(dueMs, quantity);
      if (result !== 'refused' && result !== 'nothing was free' && result !== 'too early') return result;
    }
    return this.#sale.clock.isStopped ? 'not done when the sale was over' : 'gave up';
  }

  async #look(dueMs: number): Promise<void> {
    const { map, endedMs } = await this.#device.readMap(dueMs, this.#map);
    this.#lastMs = endedMs;
    if (map) this.#see(map);
  }

  #see(map: SeatMap): void {
    this.#map = map;
    this.#lost.clear();
  }

  #isSoldOut(): boolean {
    return this.#map?.sold === this.#sale.hall.seating.total;
  }

  #think(): number {
    const { thinkMs } = this.#plan;
    return thinkMs[this.#steps++ % thinkMs.length] ?? 0;
  }
}
