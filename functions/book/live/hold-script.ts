/** The Lua script that holds seats in the live state: many holds in one call, of one event or of several. */
import { luaFiles, script, type ScriptArgument } from '../../shared/redis/script.ts';
import { SEAT_CONSTANTS } from '../../shared/seats/seat-keys.ts';
import { HOLD_RULES, type HoldRules, RULE_PLACES, ruleArguments } from './hold-limits.ts';
import { choicesOf } from '../on-sale/row-layout.ts';
import type { Wanted } from '../on-sale/seat-choice.ts';
import { RUNS_LOOKED_AT } from '../on-sale/seats-in-pieces.ts';

/** Stretches that are looked at together: those without enough free seats cost no more than counting them. */
export const GROUP_SIZE = 32;

/** What a hold is limited by. */
export interface KeptLimits {
  /** How long it lasts at least, however many want seats. */
  minMs: number;
  /** Names of the networks that it is counted with. */
  networks: readonly string[];
  /** Seats of the event. */
  seatsTotal: number;
  /** When the sale ends (ms): by Redis' clock, for a moment has passed since a process looked at its own. */
  closesAt?: number | '';
}

/** One hold that is asked for, judged by the event as its buyer's process knows it. */
export interface AskedHold {
  version: number;
  /** The version of the chart since which seats are numbered as they are. */
  numbering: number;
  holdId: string;
  buyer: string;
  holdMs: number;
  holdMaxMs: number;
  /** Seats that the buyer may hold. */
  atOnce: number;
  /** What limits somebody who keeps the seats for a while; nothing does for an order's own hold. */
  kept?: KeptLimits | undefined;
  /** By name, or the best or lowest ones; places for wheelchairs are not chosen here. */
  wanted: Wanted;
  /** What the hold keeps of its terms, as `termsText` writes it; nothing where it is sold at once. */
  terms: string;
  /**
   * Under which key, and for which request, as `holdKey` writes it; of an order's own hold, which request has a part in it. '' without one.
   */
  key: string;
}

/** A hold answers to so many keys that its buyer has asked for it by, and to no further one: none is forgotten before its time. */
const KEYS_OF_HOLD = 16;

/** So long the list of those may be who have a part in an order's own hold: a dozen of them. */
const SHARERS_CHARS = 160;

/**
 * Where the script finds what a hold asks for, from its first argument on, in the order of `argumentsOf`. What is wanted is as many as AT_COUNT
 * says, from AT_WANTED on; the terms and the key come after it.
 */
const HOLD_PLACES = {
  AT_VERSION: 0,
  AT_NUMBERING: 1,
  AT_HOLD: 2,
  AT_BUYER: 3,
  AT_HOLD_MS: 4,
  AT_MAX_MS: 5,
  AT_LIMIT: 6,
  AT_MIN_MS: 7,
  AT_NETWORKS: 8,
  AT_TOTAL: 9,
  AT_CLOSES: 10,
  AT_KIND: 11,
  AT_COUNT: 12,
  AT_WANTED: 13,
};

/**
 * The script's arguments, with each section's rows once, however many holds choose among them.
 * @param events the holds of each, in the order of its keys
 */
export function holdArguments(
  events: readonly (readonly AskedHold[])[],
  rules: HoldRules = HOLD_RULES,
): ScriptArgument[] {
  const layouts: Buffer[] = [];
  const placeOf = (packed: Buffer) => (packed.length === 0 ? 0 : layouts.indexOf(packed) + 1 || layouts.push(packed));
  const wantedOf = ({ wanted }: AskedHold): ScriptArgument[] => {
    if ('seats' in wanted) return [wanted.isChosen ? 'chosen' : 'seats', wanted.seats.length, ...wanted.seats];
    const { section, quantity, category, restricted } = wanted;
    if (section.kind === 'general') {
      const ranges = section.parts.flat();
      return ['section', 1 + ranges.length, quantity, ...ranges];
    }
    const choices = choicesOf(section, category, restricted);
    return ['best', 1 + choices.length, quantity, ...choices.map(({ packed }) => placeOf(packed))];
  };
  const argumentsOf = (hold: AskedHold): ScriptArgument[] => [
    hold.version,
    hold.numbering,
    hold.holdId,
    hold.buyer,
    hold.holdMs,
    hold.holdMaxMs,
    hold.atOnce,
    hold.kept?.minMs ?? 0,
    hold.kept?.networks.join(' ') ?? '',
    hold.kept?.seatsTotal ?? 0,
    hold.kept?.closesAt ?? '',
    ...wantedOf(hold),
    hold.terms,
    hold.key,
  ];
  const each = events.flatMap((holds) => [holds.length, ...holds.flatMap(argumentsOf)]);
  return [layouts.length, ...layouts, ...ruleArguments(rules), ...each];
}

/**
 * Seats for holds, each all or none, one after the other: each finds what the ones before have left. Of several events, with the keys of all.
 * ARGV: number of packed stretches, those, the rules, then for each event the number of its holds, and for each of them: event version, numbering, hold, buyer, time to live ms,
 *       hard maximum ms, seats a buyer may hold, least time to live ms, networks, seats of the event, when the sale ends or '', then `seats`, how many, their
 *       numbers; or `chosen`, the same of seats that the buyer has not named; or `section`, 1 + twice how many ranges, quantity, the first and the last seat of
 *       each range: the lowest free ones; or `best`, 1 + how many follow, quantity, which packed stretches to choose from, and which when those have too
 *       few, 0 for none; and the terms, and the key.
 * Replies for each hold, in this order, {ok, expires, latest, extensions, terms, seats…}, {taken, seats…, /, the buyer's own holds of others…}, {error, why},
 * or one of {capacity} {limit} {stale} {unready} {again} {crowded}, {paused, for how many ms}; `again` means that more holds have expired
 * than one call may free. What the buyer keeps already: {same, hold, expires, latest, extensions, terms, seats…} under the same key or
 * with exactly those named seats, {reused} under the same key for something else, {ended} under the same key of a hold that has ended, {mine, holds…, /, seats…} for named seats of which
 * some are on holds of his and the others free.
 * A hold that is there already (the same order is being placed twice) is answered as it is, and both have a part in it.
 */
export const makeHolds = script<(string | number)[][]>(
  luaFiles(
    import.meta,
    [
      '../../shared/seats/lua/prelude.lua',
      'lua/best/seats-in-pieces.lua',
      'lua/best/best-seats.lua',
      'lua/hold-time.lua',
      'lua/hold-ledger.lua',
      'lua/hold-limits.lua',
      'lua/own-holds.lua',
      'lua/hold-choices.lua',
      'lua/redis-errors.lua',
      'lua/make-holds.lua',
    ],
    { ...SEAT_CONSTANTS, ...HOLD_PLACES, ...RULE_PLACES, GROUP_SIZE, RUNS_LOOKED_AT, KEYS_OF_HOLD, SHARERS_CHARS },
  ),
);
