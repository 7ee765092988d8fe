/** What is chosen: line by line, with what it costs and the way on; in the place that `basket-place.tsx` keeps for it. */
import type { JSX } from 'preact';
import { useEffect, useState } from 'preact/hooks';
import { dateText } from '../../../texts/formats.ts';
import * as texts from '../../../texts/of-page.ts';
import { shownSeats, shownWishes } from '../../hall/chosen-seats.ts';
import { firstEnd } from '../../hall/seats-on-hold.ts';
import type { SeatSale } from '../../seat-sale.ts';
import { toggleSeat, totalOf, totalText, wishSeats, wishText } from './choosing.ts';
import { pageLanguage, price } from '../price.ts';
import { seatText } from '../seat-words.ts';
import { useSale } from '../use-sale.ts';

/** @param onContinue what follows: sign-in, hold, review */
export function BasketLines({ sale, onContinue }: { sale: SeatSale; onContinue: () => void }): JSX.Element {
  useSale(sale, 'chosen', 'event');
  const { hall, choice } = sale;
  const seats = shownSeats(hall, choice.chosen.seats);
  const wishes = shownWishes(hall, choice.chosen.wishes);
  const { count } = totalOf(hall, sale);
  const kept = shownSeats(
    hall,
    sale.holds.flatMap((hold) => hold.seats),
  );
  return (
    <>
      {kept.length > 0 && (
        <>
          <p>
            {texts.basketKept({
              count: kept.length,
              time: dateText(pageLanguage(), new Date(firstEnd(sale.holds) - sale.aheadMs), 'time'),
              seats: kept.map((seat) => seatText(seat, true)).join('; '),
            })}
          </p>
          {count === 0 && (
            <button type="button" class="button" onClick={onContinue}>
              {texts.basketToCheckout}
            </button>
          )}
        </>
      )}
      {sale.ended.length > 0 && <Ended sale={sale} onContinue={onContinue} />}
      {count === 0 && kept.length === 0 && <p>{texts.basketNone}</p>}
      {count > 0 && (
        <>
          <ul>
            {seats.map((seat) => (
              <Line
                key={seat.label}
                what={seatText(seat, true)}
                cost={price(hall, seat.priceCents)}
                onRemove={() => toggleSeat(sale, seat)}
              />
            ))}
            {wishes.map((wish) => (
              <Line
                key={`wish ${wish.section}`}
                what={wishText(wish.of, wish.quantity, wish.accessible)}
                cost={price(hall, wish.fromCents * wish.quantity)}
                onRemove={() => wishSeats(sale, wish.section, 0)}
              />
            ))}
          </ul>
          <p class="seats-total">{totalText(sale)}</p>
          <button type="button" class="button" onClick={onContinue}>
            {texts.basketContinue}
          </button>
          <p class="seats-hint">{texts.basketNotKept}</p>
        </>
      )}
    </>
  );
}

/** What was on hold until its time was over. */
function Ended({ sale, onContinue }: { sale: SeatSale; onContinue: () => void }): JSX.Element {
  const again = (): void => {
    const { chosen } = sale.choice;
    sale.choice.set({ ...chosen, seats: [...new Set([...chosen.seats, ...sale.ended])] });
    sale.ended = [];
    onContinue();
  };
  return (
    <>
      <p>{texts.checkoutExpired}</p>
      <button type="button" class="button quiet" onClick={again}>
        {texts.checkoutAgain}
      </button>
    </>
  );
}

function Line({ what, cost, onRemove }: { what: string; cost: string; onRemove: () => void }): JSX.Element {
  return (
    <li>
      <span class="seats-what">{what}</span> <span class="seats-cost">{cost}</span>
      <button
        type="button"
        class="seats-remove"
        aria-label={texts.basketRemove({ what })}
        onClick={({ currentTarget }) => {
          // The button is gone with its line.
          currentTarget.closest<HTMLElement>('section')?.focus();
          onRemove();
        }}
      >
        ×
      </button>
    </li>
  );
}

/** What is chosen, in sight wherever one is while the basket is not: on a phone it is a long way down. Leads to it. */
export function FullBasketBar({ sale }: { sale: SeatSale }): JSX.Element | null {
  useSale(sale, 'chosen', 'event');
  const [isBasketSeen, setBasketSeen] = useState(true);
  useEffect(() => {
    const basket = document.getElementById('basket');
    if (!basket) return undefined;
    const sight = new IntersectionObserver((entries) => setBasketSeen(entries.at(-1)?.isIntersecting ?? true));
    sight.observe(basket);
    return () => sight.disconnect();
  }, []);
  if (sale.choice.size === 0 || isBasketSeen) return null;
  return (
    <a
      class="seats-bar"
      href="#basket"
      onClick={(event) => {
        event.preventDefault();
        document.getElementById('basket')?.focus();
      }}
    >
      <span>{totalText(sale)}</span>
      <span class="visually-hidden">: </span>
      <span class="seats-bar-way">{texts.basketHeading}</span>
    </a>
  );
}
