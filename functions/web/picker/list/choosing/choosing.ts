/** Choosing and letting go of a seat, with the words that say what became of it. */
import * as texts from '../../../texts/of-page.ts';
import { newKey } from '../../hall/new-key.ts';
import { shownSeats, shownWishes, type Wish } from '../../hall/chosen-seats.ts';
import { type Hall, type HallSection, labelOf, type PlaceOf, seatLabelled } from '../../hall/seat-hall.ts';
import { HELD } from '../../hall/seat-states.ts';
import type { SeatSale } from '../../seat-sale.ts';
import { nameBeside, price } from '../price.ts';
import { seatText } from '../seat-words.ts';

/** What the chosen seats cost; `isLeast` where the system is yet to allot some of several prices. */
export function totalOf(
  hall: Hall,
  sale: Pick<SeatSale, 'choice'>,
): { count: number; cents: number; isLeast: boolean } {
  const seats = shownSeats(hall, sale.choice.chosen.seats);
  const wishes = shownWishes(hall, sale.choice.chosen.wishes);
  return {
    count: seats.length + wishes.reduce((sum, { quantity }) => sum + quantity, 0),
    cents:
      seats.reduce((sum, { priceCents }) => sum + priceCents, 0) +
      wishes.reduce((sum, { quantity, fromCents }) => sum + quantity * fromCents, 0),
    isLeast: wishes.some(({ fromCents, toCents }) => fromCents !== toCents),
  };
}

/** How many seats are chosen, and what they cost. */
export function totalText(sale: SeatSale): string {
  const { count, cents, isLeast } = totalOf(sale.hall, sale);
  return (isLeast ? texts.basketTotalFrom : texts.basketTotal)({ count, total: price(sale.hall, cents) });
}

/** Chooses a seat, or lets it go; says why where it cannot. */
export function toggleSeat(sale: SeatSale, seat: PlaceOf): void {
  if (sale.instead) return sale.instead(seat);
  const { hall, choice, event } = sale;
  const label = labelOf(seat.section, seat.place);
  const number = seat.section.numbers[seat.place] ?? -1;
  const words = seatText(seat);
  if (sale.ownOf(label) === 'yours') return sale.say(`${words}: ${texts.seatYours}`);
  if (choice.has(label)) {
    choice.remove([label]);
    return sale.say(texts.seatLetGo({ seat: words, count: choice.size }));
  }
  if (!sale.isFree(number))
    return sale.say((sale.states.of[number] === HELD ? texts.seatHeldWhy : texts.seatTakenWhy)({ seat: words }));
  if (sale.seats >= event.limitPerOrder) return sale.say(texts.seatLimit({ count: event.limitPerOrder }));
  choice.add(label);
  const { count, cents } = totalOf(hall, sale);
  sale.say(texts.seatChosenNow({ seat: words, count, total: price(hall, cents) }));
}

/** What else is said of the seats that the system allots. */
type WishTerms = Pick<Wish, 'accessible' | 'priceCategory' | 'restricted'>;

/** So many of a section more, if what is wished of it already is of the same terms; else in place of that. */
export function addBest(sale: SeatSale, section: string, quantity: number, terms: WishTerms): void {
  const before = sale.choice.chosen.wishes.find((wish) => wish.section === section);
  const isSame = before?.priceCategory === terms.priceCategory && (before?.restricted ?? false) === !!terms.restricted;
  const more: Partial<Wish> = before && isSame ? before : {};
  const accessible = (terms.accessible ?? 0) + (more.accessible ?? 0);
  const of = wished(sale, section, quantity + (more.quantity ?? 0), { ...terms, accessible });
  if (of) sale.say(`${texts.wishAdded({ what: wishText(of, quantity, terms.accessible) })} ${totalText(sale)}.`);
}

/** So many of a section, which the system allots. */
export function wishSeats(sale: SeatSale, section: string, quantity: number): void {
  const of = wished(sale, section, quantity, {});
  if (!of) return;
  const what = wishText(of, quantity);
  sale.say(quantity > 0 ? texts.wishAdded({ what }) : what);
}

/** @returns the section; undefined where it is none, or where not so many may be had, which is said */
function wished(sale: SeatSale, section: string, quantity: number, terms: WishTerms): HallSection | undefined {
  const { accessible = 0, priceCategory, restricted } = terms;
  const { choice, event, hall } = sale;
  const of = hall.byId.get(section);
  if (!of) return undefined;
  const others = sale.seats - choice.wished(section);
  const most = Math.max(0, event.limitPerOrder - others);
  choice.wish({
    section,
    quantity: Math.min(quantity, most),
    key: newKey(),
    ...(accessible > 0 && { accessible: Math.min(accessible, quantity, most) }),
    ...(priceCategory !== undefined && { priceCategory }),
    ...(restricted === true && { restricted }),
  });
  if (quantity <= most) return of;
  sale.say(texts.seatLimit({ count: event.limitPerOrder }));
  return undefined;
}

/** @param accessible how many of them are places for wheelchairs */
export function wishText(of: { kind: 'seated' | 'general'; name: string }, count: number, accessible = 0): string {
  const section = nameBeside(of.name);
  const what = of.kind === 'general' ? texts.wishGeneral({ count, section }) : texts.wishBest({ count, section });
  return accessible === 0 ? what : `${what} (${texts.wishWheelchairs({ count: accessible })})`;
}

/** Takes out of the choice what somebody else has by now, and says so. */
export function dropLost(sale: SeatSale): void {
  const lost = sale.lostSeats();
  if (lost.length === 0) return;
  sale.choice.remove(lost);
  const words = lost.map((label) => {
    const seat = seatLabelled(sale.hall, label);
    return seat ? seatText(seat) : label;
  });
  sale.alarm(
    words.length === 1
      ? texts.seatLost({ seat: words[0] ?? '' })
      : texts.seatsLost({ count: words.length, seats: words.join('; ') }),
  );
}
