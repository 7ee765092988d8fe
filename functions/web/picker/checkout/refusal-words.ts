/** Every refusal in words, and what can be done next. */
import { dateText } from '../../texts/formats.ts';
import * as texts from '../../texts/of-page.ts';
import type { Wish } from '../hall/chosen-seats.ts';
import { RESTRICTED, seatLabelled, WHEELCHAIR } from '../hall/seat-hall.ts';
import { FREE } from '../hall/seat-states.ts';
import { seatText } from '../list/seat-words.ts';
import { nameBeside, pageLanguage } from '../list/price.ts';
import type { SeatSale } from '../seat-sale.ts';
import type { BookingRefusal } from './booking-api.ts';

/**
 * `others`: leave out what is lost; `nearest`: the best of the same section in its place; `left`: so many as it has left; `again`: the same once more;
 * `back`: choose; `restricted`: with seats of a restricted view; `events`: what else is on.
 */
export type WayOut = 'others' | 'nearest' | 'left' | 'again' | 'back' | 'restricted' | 'events';

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
  if (code === 'capacity_exceeded') return capacityWords(sale, refusal.wish);
  if (code === 'event_not_on_sale' && Date.parse(sale.event.onSaleAt ?? '') > sale.now())
    return { text: notYetText(sale), ways: ['again'] };
  if (code === 'limit_exceeded') return { text: limitText(sale), ways: ['back'] };
  if (code === 'too_many_requests')
    return { text: texts.refusedTooMany({ seconds: Math.max(1, refusal.retryAfterSeconds ?? 1) }), ways: ['again'] };
  const [text = texts.refusedOther({ code }), ...ways] = PLAIN[code] ?? [undefined, 'again', 'back'];
  return { text, ways: ways as WayOut[] };
}

/** So many are not left: how many are, and what of these would do. */
function capacityWords(sale: SeatSale, wish: Wish | undefined): RefusalWords {
  const section = nameBeside(sale.hall.byId.get(wish?.section ?? '')?.name ?? wish?.section ?? '');
  if (!wish) return { text: texts.refusedCapacity({ section }), ways: ['back'] };
  const wouldFit = wish.restricted !== true && leftFor(sale, { ...wish, restricted: true }) >= wish.quantity;
  const count = leftFor(sale, wish);
  // Where there seem to be enough, they were gone for a moment, or what is known of them is of before.
  const isSome = count > 0 && count < wish.quantity;
  const left = isSome ? texts.refusedCapacityLeft({ count, section }) : texts.refusedCapacity({ section });
  const text = wouldFit && count < wish.quantity ? texts.refusedCapacityClear({ section }) : left;
  return {
    text,
    ways: [
      ...(wouldFit && count < wish.quantity ? (['restricted'] as const) : []),
      ...(isSome ? (['left'] as const) : []),
      'back',
    ],
  };
}

/** How many of a section would do for a wish, as far as the page knows: none less than what it asks for besides their number. */
export function leftFor({ hall, states }: Pick<SeatSale, 'hall' | 'states'>, wish: Wish): number {
  const section = hall.byId.get(wish.section);
  if (!section) return 0;
  const category = hall.categories.findIndex(({ id }) => id === wish.priceCategory);
  let left = 0;
  let wheelchairs = 0;
  for (let place = 0; place < section.places; place++) {
    const facts = section.facts[place] ?? 0;
    if (states.of[section.numbers[place] ?? -1] !== FREE) continue;
    if (category >= 0 && section.categories[place] !== category) continue;
    if (wish.restricted !== true && (facts & RESTRICTED) !== 0) continue;
    left++;
    if ((facts & WHEELCHAIR) !== 0) wheelchairs++;
  }
  return wheelchairs < (wish.accessible ?? 0) ? 0 : left;
}

/** Takes a wish anew, with other terms. */
export function wishOtherwise({ choice }: SeatSale, wish: Wish, terms: Partial<Wish>, key: string): void {
  choice.wish({ ...wish, ...terms, key });
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
    : texts.refusedLimitBuyer({ count: event.limitPerBuyer });
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
