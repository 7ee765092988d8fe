/** What is chosen, beside the question who buys it: it is not on hold yet. */
import type { JSX } from 'preact';
import * as texts from '../../texts/of-page.ts';
import { shownSeats, shownWishes } from '../hall/chosen-seats.ts';
import { totalText, wishText } from '../list/choosing/choosing.ts';
import { price } from '../list/price.ts';
import { seatText } from '../list/seat-words.ts';
import type { SeatSale } from '../seat-sale.ts';

export function Wanted({ sale }: { sale: SeatSale }): JSX.Element | null {
  const { hall, choice } = sale;
  if (choice.size === 0) return null;
  const lines = [
    ...shownSeats(hall, choice.chosen.seats).map((seat) => [seatText(seat, true), seat.priceCents] as const),
    ...shownWishes(hall, choice.chosen.wishes).map(
      ({ of, quantity, accessible, fromCents }) => [wishText(of, quantity, accessible), fromCents * quantity] as const,
    ),
  ];
  return (
    <section class="checkout-wanted" aria-label={texts.basketHeading}>
      <ul>
        {lines.map(([what, asked]) => (
          <li key={what}>
            <span class="seats-what">{what}</span> <span class="amount">{price(hall, asked)}</span>
          </li>
        ))}
      </ul>
      <p class="seats-total">{totalText(sale)}</p>
    </section>
  );
}
