/**
 * How big the sale is and how people behave in it. Every share is an option of its own. Where no study or log could be
 * found that is open to all, the default is an assumption, and says so.
 */

/** A number that can be set on the command line. */
interface Setting {
  /** When nothing is said. */
  usual: number;
  least: number;
  most: number;
  whole?: true;
  /** For the help and the report. */
  what: string;
}

const share = { least: 0, most: 1 };
const seconds = { least: 0, most: 86_400 };

/** All settings by name; times are those of real people, before they are compressed. */
export const SETTINGS = {
  // A club. What two cores can feed: 10,000 people make 50,000 requests within a minute, beside the servers and the gateway.
  seats: { usual: 200, least: 10, most: 50_000, whole: true, what: 'seats for sale' },
  // The brief of this simulation: demand for a sought-after show, fifty people for each ticket.
  'people-per-ticket': { usual: 50, least: 0.1, most: 1_000, what: 'people who come, for each seat' },
  // People think in seconds, machines need not wait for it. What is compressed: thinking, tail, polling, holds.
  compress: { usual: 10, least: 1, most: 1_000, what: 'times shorter than life are all pauses but the reaction at T0' },

  // Assumption: one in four has the page open when the sale begins; ticket shops tell people to come early.
  waiting: { ...share, usual: 0.25, what: 'of the people wait on the page at T0' },
  'early-seconds': { ...seconds, usual: 120, what: 's before T0 the first of those open the page, evenly until T0' },
  // Assumption: clocks of phones and laptops differ by a second or two, so a few press before the server's T0.
  eager: { ...share, usual: 0.02, what: 'of those press up to 2 s too early' },
  // Human reaction to a page that changes, with the time to move and press: around a second, with a long tail. It is not
  // compressed: a crowd that presses within a tenth of the time would be another crowd.
  'reaction-seconds': { ...seconds, usual: 1.2, what: 's from T0 to the first press, in the middle (log-normal)' },
  // Assumption: interest decays within minutes.
  'tail-seconds': { ...seconds, usual: 300, what: 's after T0 the others arrive, on average (exponential)' },

  // The brief of this simulation: 4 to 45 s from one step to the next (reading, choosing, typing a card number).
  'think-least': { ...seconds, usual: 4, what: 's a step takes at least' },
  'think-most': { ...seconds, usual: 45, what: 's a step takes at most (log-uniform between the two)' },
  // Assumption: who just lost seats on a map takes the next ones within a few seconds.
  'sweep-seconds': {
    ...seconds,
    usual: 3,
    what: 's from a refusal to the next try, on average (0.5 to 1.5 times that)',
  },

  // The brief of this simulation: 12 % one seat, 50 % two, the rest three to six, evenly.
  'party-of-one': { ...share, usual: 0.12, what: 'of the buyers want one seat' },
  'party-of-two': { ...share, usual: 0.5, what: 'want two; the rest three to six' },
  // Assumption: some keep a laptop and a phone ready, few more than that.
  'two-devices': { ...share, usual: 0.1, what: 'of the buyers come with two devices, on one account' },
  'three-devices': { ...share, usual: 0.02, what: 'come with three' },

  // Assumption: most want to see where they sit.
  named: { ...share, usual: 0.6, what: 'name their seats; the rest ask for the best available' },
  // Assumption: shops with a basket hold first, few sell at once.
  direct: { ...share, usual: 0.25, what: 'order at once; the rest hold first and order then' },
  // Zipf's law with an exponent near one is the usual model of popularity; 0 spreads evenly.
  hot: { least: 0, most: 3, usual: 0.9, what: "exponent of Zipf's law by which the first seats are wanted" },
  // The brief of this simulation: the sweep over the seats people try next. How many look first is an assumption.
  looks: { ...share, usual: 0.7, what: 'look at the map again before each further try' },
  // Assumption: after each refusal seven in ten try once more, up to eight times.
  persistence: { ...share, usual: 0.7, what: 'try once more after a refusal' },

  // The brief of this simulation: 43 % of holds are abandoned; how many of those are given back is an assumption.
  abandoned: { ...share, usual: 0.43, what: 'of those who hold do not buy' },
  released: { ...share, usual: 0.4, what: 'of those give the seats back; the rest walk away, and the hold expires' },
  // Shops give five to ten minutes; two minutes let five rounds of expiry pass within the default sale.
  'hold-seconds': { least: 1, most: 3_600, usual: 120, what: 's a hold lasts (of a system of its own only)' },

  // Assumption: one in twenty of the refused stays for what comes back, for half an hour, and looks every half minute.
  staying: { ...share, usual: 0.05, what: 'of the refused stay and try again when holds come back' },
  'takes-fewer': { ...share, usual: 0.5, what: 'of those take fewer seats than they wanted' },
  'poll-seconds': { ...seconds, least: 1, usual: 30, what: 's between two looks of those who stay' },
  'patience-seconds': { ...seconds, usual: 1_800, what: 's they stay, counted from T0' },
  following: { ...share, usual: 0.2, what: 'of those follow the stream of changes instead of polling' },
} as const satisfies Record<string, Setting>;

export type SettingName = keyof typeof SETTINGS;

/** The settings of one sale. */
export type SaleSettings = Readonly<Record<SettingName, number>>;

/** Those that nobody changed. */
export const USUAL = Object.fromEntries(
  Object.entries(SETTINGS).map(([name, { usual }]) => [name, usual]),
) as SaleSettings;

/** Real milliseconds of a time that people take. */
export function compressedMs(settings: SaleSettings, name: SettingName): number {
  return (settings[name] * 1_000) / settings.compress;
}
