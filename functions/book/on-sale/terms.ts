/**
 * What a buyer was shown is what is sold. A hold keeps its terms until it ends: the event's version, what each seat costs,
 * and when and where the event is. Pure.
 */
import { type Condition, isMeant } from '../../shared/http/condition.ts';
import { eventTag } from '../../shared/http/etag.ts';
import type { StoredEvent } from '../../shared/event/row.ts';
import { Problem } from '../../shared/problem.ts';
import type { EventOnSale } from './event-on-sale.ts';
import type { Wanted, WantedInSection } from './seat-choice.ts';

/** Until when a buyer may cancel: undefined until the event ends, null never. */
export type CancelUntil = StoredEvent['cancelUntil'];

/** The terms of some seats. */
export interface Terms {
  eventVersion: number;
  currency: string;
  /** Stands for when and where the event is, as `placeAndTime` has it. */
  where: string;
  /** Of each seat, in minor units, in the order of the seats. */
  prices: readonly number[];
  totalCents: number;
  /** Until when an order of them may be cancelled by its buyer. */
  cancelUntil: CancelUntil;
}

/** What an order says of the terms that its buyer knows. */
export interface ExpectedTerms {
  expectedTotalCents?: number | undefined;
  /** If-Match names the event's version. */
  condition: Condition;
}

/**
 * Holds made before holds kept their terms lived no longer than this, whatever was configured: what an event has not changed for
 * so long, the buyer was shown as it is.
 */
const LONGEST_HOLD_MS = 14_400_000;

/** The terms of seats by the event as it is. */
export function termsNow({ event, where, priceOf }: EventOnSale, seats: readonly number[]): Terms {
  const prices = seats.map((seat) => priceOf(seat));
  const { version: eventVersion, currency, cancelUntil } = event;
  return { eventVersion, currency, where, prices, totalCents: sum(prices), cancelUntil };
}

/** What seats cost by the event as it is; undefined while they are yet to be chosen among some that do not all cost the same. */
export function totalNow(onSale: EventOnSale, wanted: Wanted): number | undefined {
  if ('seats' in wanted) return sum(wanted.seats.map((seat) => onSale.priceOf(seat)));
  const [price, ...others] = pricesIn(onSale, wanted);
  return others.length > 0 ? undefined : (price?.cents ?? 0) * wanted.quantity;
}

interface PricedNumbers {
  from: number;
  to: number;
  cents: number;
}

/** From which number to which seats of a section cost what; one where all cost the same. */
function pricesIn({ priceIn }: EventOnSale, { section, category }: WantedInSection): PricedNumbers[] {
  const all = section.prices
    .filter((one) => category === undefined || one.category === category)
    .map(({ from, to, category: own }) => ({ from, to, cents: priceIn(own) }));
  return all.every(({ cents }) => cents === all[0]?.cents) ? all.slice(0, 1) : all;
}

/**
 * Terms as a hold's record keeps them: `total version currency where prices cancelUntil`, one price where all seats have the same. Of digits,
 * letters, `-`, `_` and commas alone, so that it stands in JSON as it is. Of seats that are yet to be chosen among some that do not all cost the same
 * it is `@ version currency where from:to:price,… cancelUntil`: whoever chooses them fills that in (`hold-choices.lua`).
 */
export function termsText(onSale: EventOnSale, wanted: Wanted): string {
  const { event, where } = onSale;
  const total = totalNow(onSale, wanted) ?? '@';
  return `${total} ${event.version} ${event.currency} ${where} ${pricesText(onSale, wanted)} ${untilText(event.cancelUntil)}`;
}

function pricesText(onSale: EventOnSale, wanted: Wanted): string {
  if ('seats' in wanted) {
    const prices = wanted.seats.map((seat) => onSale.priceOf(seat));
    return new Set(prices).size === 1 ? String(prices[0]) : prices.join(',');
  }
  const [price, ...others] = pricesIn(onSale, wanted);
  if (others.length === 0) return String(price?.cents ?? 0);
  return [price, ...others].map((one) => one && `${one.from}:${one.to}:${one.cents}`).join(',');
}

/** What `termsText` wrote for so many seats; undefined for a hold that was made before terms were kept. */
export function termsOf(text: string, seats: number): Terms | undefined {
  const [total = '', version, currency = '', where = '', prices = '', until = NEVER] = text.split(' ');
  if (total === '') return undefined;
  const each = prices.split(',').map(Number);
  return {
    eventVersion: Number(version),
    currency,
    where,
    prices: each.length === seats ? each : Array.from({ length: seats }, () => each[0] ?? 0),
    totalCents: Number(total),
    cancelUntil: untilIn(until),
  };
}

/** The terms of a hold: those it was made under. */
export function termsOfHold(onSale: EventOnSale, seats: readonly number[], text: string): Terms {
  return termsOf(text, seats.length) ?? termsNow(onSale, seats);
}

/**
 * The terms of seats of which the buyer has some on hold: those cost what their holds say, the rest what they cost now.
 * @param seats in ascending order
 * @returns also the names of the rest; a date or place that one of the holds does not know is one that the buyer has not seen
 */
export function termsWithHolds(
  onSale: EventOnSale,
  holds: readonly { seats: readonly number[]; terms: string }[],
  seats: readonly number[],
): { terms: Terms; rest: string[] } {
  const shown = holds.map((hold) => ({ seats: hold.seats, terms: termsOf(hold.terms, hold.seats.length) }));
  const held = new Map(shown.flatMap((hold) => hold.seats.map((seat, at) => [seat, hold.terms?.prices[at]] as const)));
  const prices = seats.map((seat) => held.get(seat) ?? onSale.priceOf(seat));
  const elsewhere = shown.find(({ terms }) => terms?.where !== onSale.where);
  return {
    terms: {
      eventVersion: onSale.event.version,
      currency: onSale.event.currency,
      where: elsewhere ? (elsewhere.terms?.where ?? '') : onSale.where,
      prices,
      totalCents: sum(prices),
      cancelUntil: shown.reduce<CancelUntil>(
        (until, { terms }) => (terms ? laterUntil(until, terms.cancelUntil) : until),
        onSale.event.cancelUntil,
      ),
    },
    rest: seats.filter((seat) => !held.has(seat)).map((seat) => onSale.seating.labelOf(seat)),
  };
}

/**
 * The event is as the buyer says, and the order costs what he says, if he does.
 * @param shownCents what he was shown, where that is known without his saying so
 * @throws Problem `terms_changed`
 */
export function requireExpectedTerms(
  { event }: EventOnSale,
  totalCents: number,
  expected: ExpectedTerms,
  shownCents?: number,
): void {
  const { expectedTotalCents = shownCents ?? null, condition } = expected;
  const isSame = expectedTotalCents === null || expectedTotalCents === totalCents;
  if (!isSame || !isMeant(condition, eventTag(event))) throw termsChanged(event, totalCents, expectedTotalCents);
}

/**
 * As `requireExpectedTerms`, of an order from a hold, which costs what the hold says. Where date or place have changed since it was
 * made, the buyer has to say that he has seen it, by naming the event's version.
 * @throws Problem `terms_changed`
 */
export function requireHoldTerms(
  onSale: EventOnSale,
  terms: Terms | undefined,
  seats: readonly number[],
  expected: ExpectedTerms,
): Terms {
  const { totalCents } = terms ?? termsNow(onSale, seats);
  requireExpectedTerms(onSale, totalCents, expected, terms?.totalCents);
  const isKnown = terms ? terms.where === onSale.where : isOldNews(onSale.event);
  if (!isKnown && !namesVersion(expected.condition))
    throw termsChanged(onSale.event, totalCents, expected.expectedTotalCents ?? terms?.totalCents ?? null);
  return terms ?? termsNow(onSale, seats);
}

/** Whether a buyer says which version of the event he has seen; `*` names none. */
export function namesVersion({ ifMatch }: Condition): boolean {
  return ifMatch !== undefined && ifMatch !== '*';
}

function isOldNews({ version, updatedAt }: StoredEvent): boolean {
  return version === 1 || Date.now() - Date.parse(updatedAt) > LONGEST_HOLD_MS;
}

function termsChanged(event: StoredEvent, totalCents: number, expectedTotalCents: number | null): Problem {
  return new Problem(
    'terms_changed',
    `it costs ${totalCents} by version ${event.version} of the event, which may be at another time or place; to accept, say so by expectedTotalCents and If-Match: ${eventTag(event)}`,
    { expectedTotalCents, totalCents, eventVersion: event.version },
  );
}

/** Of two promises until when an order may be cancelled, the one that is better for its buyer. Until the end is the best there is. */
export function laterUntil(one: CancelUntil, other: CancelUntil): CancelUntil {
  if (one === undefined || other === undefined) return undefined;
  return (one ?? '') > (other ?? '') ? one : other;
}

/** A hold that says nothing of it promises nothing: the event as it is counts. */
const NEVER = 'never';
const TO_THE_END = 'end';

function untilText(until: CancelUntil): string {
  if (until === undefined) return TO_THE_END;
  return until === null ? NEVER : String(Date.parse(until));
}

function untilIn(text: string): CancelUntil {
  if (text === TO_THE_END) return undefined;
  return text === NEVER ? null : new Date(Number(text)).toISOString();
}

function sum(prices: readonly number[]): number {
  return prices.reduce((total, price) => total + price, 0);
}
