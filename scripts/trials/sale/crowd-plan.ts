/**
 * What everybody will do, drawn from the seed before the sale: who comes when, wants what, thinks how long, gives up when.
 * What they meet decides which parts of it come to pass, but never what the parts are: a buyer's plan depends on the
 * seed, the settings and the buyer's number alone.
 */
import { createHash } from 'node:crypto';
import { SeededRandom } from '../seeded-random.ts';
import { compressedMs, type SaleSettings } from './sale-settings.ts';

/** A buyer: one account, a party, one to three devices. */
export interface BuyerPlan {
  buyer: number;
  /** Seats wanted. */
  party: number;
  devices: DevicePlan[];
}

/** What is done on one device. Times are real ms. */
export interface DevicePlan {
  device: number;
  /** Opens the page, counted from T0. */
  arrivesMs: number;
  /** For who is there before T0: the first press, counted from T0. */
  pressesMs: number | undefined;
  way: 'named' | 'best';
  /** Orders at once instead of holding first. */
  direct: boolean;
  /** Where the eye falls first: 0 is the most wanted seat. */
  startRank: number;
  /** Sections as they would be asked for. */
  sections: string[];
  looks: boolean;
  /** How many refusals it takes to give up. */
  tries: number;
  /** Of each step: choosing, then from hold to order. */
  thinkMs: number[];
  /** From a refusal to the next try. */
  sweepMs: number[];
  /** Of each repetition of a request that got no answer: the share of the longest pause. */
  jitter: number[];
  decision: 'buys' | 'walks away' | 'releases';
  /** What happens after the last refusal. */
  stays: boolean;
  takesFewer: boolean;
  follows: boolean;
  /** The first look of who stays, as a share of the time between two. */
  pollPhase: number;
}

/** Nobody tries more often, however stubborn. */
const MOST_TRIES = 8;
const EAGER_MS = 2_000;
/** Of the logarithm of reactions: two thirds within a factor of 1.8. */
const REACTION_DEVIATION = 0.6;
const MOST_REPEATS = 6;
const LARGEST_PARTY = 6;

/** How many buyers come. */
export function buyerCount(settings: SaleSettings): number {
  return Math.max(1, Math.round(settings.seats * settings['people-per-ticket']));
}

/**
 * Draws the plans of all buyers.
 * @param ranks how many seats can be named
 * @param sections the most wanted first
 */
export function drawPlans(
  seed: number,
  settings: SaleSettings,
  ranks: number,
  sections: readonly string[],
): BuyerPlan[] {
  const hot = zipf(ranks, settings.hot);
  return Array.from({ length: buyerCount(settings) }, (_, buyer) => {
    const random = new SeededRandom(`${seed}/buyer/${buyer}`);
    const size = random.next();
    const party =
      size < settings['party-of-one']
        ? 1
        : size < settings['party-of-one'] + settings['party-of-two']
          ? 2
          : random.whole(3, LARGEST_PARTY);
    const many = random.next();
    const devices =
      many < settings['three-devices'] ? 3 : many < settings['three-devices'] + settings['two-devices'] ? 2 : 1;
    const isWaiting = random.chance(settings.waiting);
    return {
      buyer,
      party,
      devices: Array.from({ length: devices }, (__, device) =>
        drawDevice(new SeededRandom(`${seed}/buyer/${buyer}/${device}`), device, isWaiting, settings, hot, sections),
      ),
    };
  });
}

function drawDevice(
  random: SeededRandom,
  device: number,
  isWaiting: boolean,
  settings: SaleSettings,
  hot: (random: number) => number,
  sections: readonly string[],
): DevicePlan {
  const think = () => {
    const [least, most] = [compressedMs(settings, 'think-least'), compressedMs(settings, 'think-most')];
    return least > 0 && most > least ? least * (most / least) ** random.next() : Math.max(least, most);
  };
  const sweepMs = compressedMs(settings, 'sweep-seconds');
  const isAbandoned = random.chance(settings.abandoned);
  const givesBack = random.chance(settings.released);
  return {
    device,
    ...drawArrival(random, isWaiting, settings),
    way: random.chance(settings.named) ? 'named' : 'best',
    direct: random.chance(settings.direct),
    startRank: hot(random.next()),
    // Each section half as wanted as the one before.
    sections: sections
      .map((section, rank) => ({ section, order: random.exponential(2 ** rank) }))
      .toSorted((one, other) => one.order - other.order)
      .map(({ section }) => section),
    looks: random.chance(settings.looks),
    tries: drawTries(random, settings.persistence),
    thinkMs: Array.from({ length: MOST_TRIES + 1 }, think),
    sweepMs: Array.from({ length: MOST_TRIES }, () => sweepMs * random.between(0.5, 1.5)),
    jitter: Array.from({ length: MOST_REPEATS }, () => random.next()),
    decision: isAbandoned ? (givesBack ? 'releases' : 'walks away') : 'buys',
    stays: random.chance(settings.staying),
    takesFewer: random.chance(settings['takes-fewer']),
    follows: random.chance(settings.following),
    pollPhase: random.next(),
  };
}

function drawArrival(
  random: SeededRandom,
  isWaiting: boolean,
  settings: SaleSettings,
): Pick<DevicePlan, 'arrivesMs' | 'pressesMs'> {
  const tailMs = random.exponential(compressedMs(settings, 'tail-seconds'));
  const earlyMs = -random.next() * compressedMs(settings, 'early-seconds');
  const reactionMs = random.logNormal(settings['reaction-seconds'] * 1_000, REACTION_DEVIATION);
  const eagerMs = random.chance(settings.eager) ? -random.next() * EAGER_MS : undefined;
  if (!isWaiting) return { arrivesMs: tailMs, pressesMs: undefined };
  return { arrivesMs: earlyMs, pressesMs: eagerMs ?? reactionMs };
}

function drawTries(random: SeededRandom, persistence: number): number {
  let tries = 1;
  while (tries < MOST_TRIES && random.chance(persistence)) tries++;
  return tries;
}

/** From a number in [0, 1) to a rank, so that rank r is drawn as 1 / (r + 1) to the power of the exponent. */
export function zipf(ranks: number, exponent: number): (random: number) => number {
  const upTo: number[] = [];
  let sum = 0;
  for (let rank = 0; rank < ranks; rank++) upTo.push((sum += 1 / (rank + 1) ** exponent));
  return (random) => {
    let low = 0;
    let high = Math.max(0, ranks - 1);
    while (low < high) {
      const middle = (low + high) >> 1;
      if ((upTo[middle] as number) > random * sum) high = middle;
      else low = middle + 1;
    }
    return low;
  };
}

/** Shows whether two runs had the same plans. */
export function fingerprintOf(plans: readonly BuyerPlan[]): string {
  const hash = createHash('sha256');
  for (const plan of plans) hash.update(JSON.stringify(plan));
  return hash.digest('hex').slice(0, 16);
}
