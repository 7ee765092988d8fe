/** Every refusal in words, and what can be done next. */
import { dateText } from '../../texts/formats.ts';
import * as texts from '../../texts/of-page.ts';
import type { Wish } from '../hall/chosen-seats.ts';
import { type HallSection, RESTRICTED, seatLabelled } from '../hall/seat-hall.ts';
import { seatText } from '../list/seat-words.ts';
import { pageLanguage } from '../list/spoken-money.ts';
import type { SeatSale } from '../seat-sale.ts';
import type { BookingRefusal } from './booking-api.ts';

/**
 * `others`: leave out what is lost; `nearest`: the best of the same section in its place; `again`: the same once more; `back`: choose; `restricted`: with
 * seats of a restricted view; `events`: what else is on.
 */
export type WayOut = 'others' | 'nearest' | 'again' | 'back' | 'restricted' | 'events';

export interface RefusalWords {
  text: string;
  ways: readonly WayOut[];
}

/** Codes whose words need nothing of the request. */
const PLAIN: Readonly<Record<string, readonly [text: string, ...ways: WayOut[]]>> = {
  account_too_new: [texts.refusedAccountNew, 'again', 'events'],
  event_not_on_sale: [texts.refusedNotYet, 'again'],
  event_draft: [texts.refusedDraft, 'again', 'events'],
  sale_ended: [texts.refusedSaleEnded, 'events'],
  event_cancelled: [texts.refusedCancelled, 'events'],
  event_ended: [texts.refusedOver, 'events'],
  event_not_found: [texts.refusedGone, 'events'],
  seats_unknown: [texts.refusedUnknownSeats, 'back'],
  hold_not_found: [texts.refusedHoldGone, 'again', 'back'],
  hold_expired: [texts.refusedHoldGone, 'again', 'back'],
  already_held: [texts.refusedHoldGone, 'again', 'back'],
  event_changed: [texts.refusedEventChanged, 'again', 'back'],
  terms_changed: [texts.checkoutTermsTime, 'again'],
  idempotency_key_reused: [texts.refusedAway, 'again'],
  unavailable: [texts.refusedAway, 'again'],
  outcome_unknown: [texts.checkoutUnsure, 'again'],
  order_in_progress: [texts.checkoutUnsure, 'again'],
  internal: [texts.refusedAway, 'again'],
  offline: [texts.offline, 'again'],
};

export function refusalWords(sale: SeatSale, refusal: BookingRefusal): RefusalWords {
  const { code, seats = [] } = refusal;
  if (code === 'seats_unavailable') {
    const names = seats.map((label) => {
      const seat = seatLabelled(sale.hall, label);
      return seat ? seatText(seat, true) : label;
    });
    const text = texts.refusedSeats({ count: names.length, seats: names.join('; ') });
    const isAll = sale.choice.chosen.seats.every((label) => seats.includes(label));
    return { text, ways: ['nearest', ...(isAll ? [] : (['others'] as const)), 'back'] };
  }
  if (code === 'capacity_exceeded') {
    const [wish] = sale.choice.chosen.wishes;
    const section = sale.hall.byId.get(wish?.section ?? '');
    const words = { section: section?.name ?? wish?.section ?? '' };
    return wish && section && wouldFitRestricted(sale, section, wish)
      ? { text: texts.refusedCapacityClear(words), ways: ['restricted', 'back'] }
      : { text: texts.refusedCapacity(words), ways: ['back'] };
  }
  if (code === 'event_not_on_sale' && Date.parse(sale.event.onSaleAt ?? '') > sale.now())
    return { text: notYetText(sale), ways: ['again'] };
  if (code === 'limit_exceeded') return { text: limitText(sale), ways: ['back'] };
  if (code === 'too_many_requests')
    return { text: texts.refusedTooMany({ seconds: Math.max(1, refusal.retryAfterSeconds ?? 1) }), ways: ['again'] };
  const [text = texts.refusedOther({ code }), ...ways] = PLAIN[code] ?? [undefined, 'again', 'back'];
  return { text, ways: ways as WayOut[] };
}

/** Whether those that are free would do, were one content not to see all from some of them. */
function wouldFitRestricted({ states }: SeatSale, section: HallSection, wish: Wish): boolean {
  const isRestricted = section.facts.some((facts) => (facts & RESTRICTED) !== 0);
  return wish.restricted !== true && isRestricted && (states.sections.get(section.id)?.free ?? 0) >= wish.quantity;
}

/** Takes those, too. */
export function takeRestricted(sale: SeatSale, key: string): void {
  const [wish] = sale.choice.chosen.wishes;
  if (wish) sale.choice.wish({ ...wish, restricted: true, key });
}

function notYetText({ event: { onSaleAt, venue } }: SeatSale): string {
  return texts.statusSoon({ when: dateText(pageLanguage(), onSaleAt ?? '', 'full', venue.timeZone) });
}

/** Which limit it was, as far as the page can know: that of an order, that of a buyer, or that of holds. */
function limitText({ event, choice, holds }: SeatSale): string {
  if (choice.size > event.limitPerOrder) return texts.refusedLimitOrder({ count: event.limitPerOrder });
  if (holds.length > 0 && event.limitPerBuyer === null) return texts.refusedLimitHolds;
  return event.limitPerBuyer === null
    ? texts.refusedLimitOrder({ count: event.limitPerOrder })
    : texts.refusedLimitBuyer;
}

/** The best of the section of what is lost, so many as were lost, in place of these. */
export function takeNearest(
  sale: SeatSale,
  lost: readonly string[],
  key: string,
): { section: string; count: number } | undefined {
  const found = lost.map((label) => seatLabelled(sale.hall, label)?.section).filter((section) => section !== undefined);
  const [section] = found;
  if (!section) return undefined;
  const count = found.filter((one) => one.id === section.id).length;
  sale.choice.remove(lost);
  sale.choice.wish({ section: section.id, quantity: count + sale.choice.wished(section.id), key });
  return { section: section.name, count };
}
