/**
 * What keeps seats from being hoarded: a share of them for each network, shorter holds while many want them, and a pause for
 * whoever gives them back again and again. Decided where seats are held, so that nobody comes in between.
 */
import { pseudonym } from '../../shared/identity/limits.ts';
import { networksOf } from '../../shared/identity/network.ts';

/** The same for all events. */
export interface HoldRules {
  /** A network may hold this share of the seats that it leaves free, in percent; and a few seats, whatever is free. From 100 on, all. */
  networkPercent: number;
  networkSeats: number;
  /**
   * Who has so few seats of the event on hold, these among them, is one of many: of such a network may hold this share of the unsold seats, in
   * percent. A campus behind one address is not taken for somebody with a few accounts that each hold what they can.
   */
  fewSeats: number;
  fewPercent: number;
  /**
   * So often a buyer may give seats back, each within four hours of the one before; ten minutes that he has kept them count as once more. Then
   * he waits, at first for so long, twice as long each time.
   */
  freeStrikes: number;
  pauseMs: number;
  longestPauseMs: number;
}

export const HOLD_RULES: HoldRules = {
  networkPercent: 25,
  networkSeats: 40,
  fewSeats: 4,
  fewPercent: 75,
  freeStrikes: 20,
  pauseMs: 30_000,
  longestPauseMs: 1_800_000,
};

/** Where the script finds each, from the first on, and how many there are: in the order of `ruleArguments`. */
export const RULE_PLACES = {
  RULE_SEATS: 0,
  RULE_SHARE: 1,
  RULE_STRIKES: 2,
  RULE_PAUSE_MS: 3,
  RULE_LONGEST_MS: 4,
  RULE_FEW_SEATS: 5,
  RULE_FEW_SHARE: 6,
  RULE_COUNT: 7,
};

/** As `makeHolds` takes them. */
export function ruleArguments(rules: HoldRules): number[] {
  const { networkSeats, networkPercent, freeStrikes, pauseMs, longestPauseMs, fewSeats, fewPercent } = rules;
  return [networkSeats, networkPercent / 100, freeStrikes, pauseMs, longestPauseMs, fewSeats, fewPercent / 100];
}

/** What the networks of an address are counted by: the near one first. The live state is no place for addresses. */
export function networkNames(address: string): string[] {
  return networksOf(address).map((network) => pseudonym(network));
}
