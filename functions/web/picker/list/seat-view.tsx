/** What is seen from a seat, where the plan of the hall has a picture of it. */
import type { JSX } from 'preact';
import * as texts from '../../texts/of-page.ts';
import { labelOf, type PlaceOf, placeOf, rowIndexOf, viewFrom } from '../hall/seat-hall.ts';
import type { SeatSale } from '../seat-sale.ts';
import { rowText, seatName, standingOf } from './seat-words.ts';
import { useSale } from './use-sale.ts';

/** @param isHidden from screen readers: what a mouse is over is nothing to them */
export function SeatView({
  sale,
  seat,
  isHidden = false,
}: {
  sale: SeatSale;
  seat: PlaceOf;
  isHidden?: boolean;
}): JSX.Element | null {
  const view = viewFrom(sale.hall, seat);
  if (!view) return null;
  const row = view.row === undefined ? undefined : seat.section.rows[rowIndexOf(seat.section, seat.place)];
  const place = row ? `${seat.section.name}, ${rowText(row)}` : seat.section.name;
  return (
    <figure class="seats-view" aria-hidden={isHidden ? 'true' : undefined}>
      <img
        key={view.image}
        src={view.image}
        alt={view.alt}
        loading="lazy"
        decoding="async"
        referrerPolicy="no-referrer"
      />
      <figcaption>{texts.viewFrom({ place })}</figcaption>
    </figure>
  );
}

/** Of the seat that the keyboard is at, in the section that is open. */
export function ViewFromFocus({ sale, sectionId }: { sale: SeatSale; sectionId: string }): JSX.Element | null {
  useSale(sale, 'focus', 'event');
  const section = sale.hall.byId.get(sectionId);
  if (!section || sale.hall.views.length === 0) return null;
  const focused = sale.focused === undefined ? undefined : placeOf(sale.hall, sale.focused);
  const seat = focused?.section === section ? focused : { section, place: 0 };
  return <SeatView sale={sale} seat={seat} />;
}

/** What a seat is that a mouse is over, in words. */
export function hoveredText(sale: SeatSale, seat: PlaceOf): string {
  const own = sale.ownOf(labelOf(seat.section, seat.place));
  const standing = standingOf(sale.states.of[seat.section.numbers[seat.place] ?? -1], own);
  return seatName(sale.hall, seat, standing, sale.keptWord);
}
