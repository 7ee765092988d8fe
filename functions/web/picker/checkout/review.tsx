/** What is bought, by whom, for how much: seen whole before it is. And the order, once it is placed. */
import type { JSX } from 'preact';
import { useState } from 'preact/hooks';
import { dateText } from '../../texts/formats.ts';
import * as texts from '../../texts/of-page.ts';
import { type SeatInHall, shownSeats } from '../hall/chosen-seats.ts';
import { pageLanguage, price } from '../list/price.ts';
import { seatText } from '../list/seat-words.ts';
import type { SeatSale } from '../seat-sale.ts';
import type { PlacedOrder } from './booking-api.ts';
import type { CheckoutFlow } from './flow.ts';
import { HoldTimer } from './hold-timer.tsx';
import { VenueName } from '../../texts/venue-name.tsx';

interface ReviewProps {
  sale: SeatSale;
  flow: CheckoutFlow;
}

export function Review({ sale, flow }: ReviewProps): JSX.Element {
  const [before] = useState(sale.said.status);
  const shown = sale.holds.reduce((sum, { totalCents }) => sum + totalCents, 0);
  const seats = sale.holds.flatMap((hold) => hold.seats);
  // What a hold costs, it was made at; what each of its seats did is not known any more.
  const isFormer =
    flow.newTotalCents === undefined &&
    shown !== shownSeats(sale.hall, seats).reduce((sum, { priceCents }) => sum + priceCents, 0);
  const total = flow.newTotalCents ?? shown;
  const isOther = flow.newTotalCents !== undefined && flow.newTotalCents !== shown;
  const isBusy = flow.step === 'ordering' || flow.step === 'unsure';
  return (
    <div class="checkout-review">
      {flow.refusal?.code === 'terms_changed' && (
        <p class="notice warm" role="alert">
          {isOther
            ? texts.checkoutTermsPrice({ now: price(sale.hall, total), before: price(sale.hall, shown) })
            : texts.checkoutTermsTime}
        </p>
      )}
      <HoldTimer sale={sale} flow={flow} />
      <p role="status" class="visually-hidden">
        {sale.said.status === before ? '' : sale.said.status}
      </p>
      {isFormer && <p class="notice">{texts.checkoutPriceKept}</p>}
      <Facts
        sale={sale}
        seats={seats}
        costOf={isFormer ? () => undefined : undefined}
        total={total}
        buyer={flow.buyer?.name}
        onLetGo={isBusy ? undefined : (label, words) => void letGo(sale, flow, label, words)}
      />
      <div class="actions">
        <button type="button" class="button" aria-busy={isBusy} disabled={isBusy} onClick={() => void flow.buy()}>
          {total === 0 ? texts.checkoutBuyFree : texts.checkoutBuy({ total: price(sale.hall, total) })}
        </button>
        <button type="button" class="button quiet" disabled={isBusy} onClick={() => void flow.release()}>
          {texts.checkoutLetGo}
        </button>
      </div>
    </div>
  );
}

interface DoneProps {
  sale: SeatSale;
  order: PlacedOrder;
  /** The page of an order. */
  orderPath: (orderId: string) => string;
}

async function letGo(sale: SeatSale, flow: CheckoutFlow, label: string, seat: string): Promise<void> {
  // The button is gone with its seat.
  document.querySelector<HTMLElement>('#checkout-heading')?.focus();
  sale.say((await flow.letGo(label)) ? texts.checkoutSeatLetGo({ seat }) : texts.checkoutSeatKept({ seat }));
}

export function Done({ sale, order, orderPath }: DoneProps): JSX.Element {
  const paid = new Map(order.items.map(({ seat, priceCents }) => [seat, priceCents]));
  return (
    <div class="checkout-done">
      <p class="notice good">{texts.checkoutOrderNumber({ id: order.id })}</p>
      <Facts
        sale={sale}
        seats={[...paid.keys()]}
        costOf={({ label }) => paid.get(label)}
        total={order.totalCents}
        buyer={undefined}
      />
      <div class="actions">
        <a class="button" href={orderPath(order.id)}>
          {texts.checkoutShowOrder}
        </a>
        <a class="button quiet" href={`${sale.url}/event.ics`}>
          {texts.checkoutCalendar}
        </a>
        <a class="button quiet" href="#">
          {texts.checkoutMore}
        </a>
      </div>
    </div>
  );
}

interface FactsProps {
  sale: SeatSale;
  seats: readonly string[];
  /** What one of them costs, where that is not what it costs now; undefined: it cannot be said. */
  costOf?: ((seat: SeatInHall) => number | undefined) | undefined;
  total: number;
  buyer: string | undefined;
  /** Where single ones may be given back. */
  onLetGo?: ((label: string, words: string) => void) | undefined;
}

function Facts({ sale, seats, costOf, total, buyer, onLetGo }: FactsProps): JSX.Element {
  const { event, hall } = sale;
  const cost = (seat: SeatInHall): string => {
    const cents = costOf ? costOf(seat) : seat.priceCents;
    return cents === undefined ? '' : price(hall, cents);
  };
  return (
    <dl class="checkout-facts">
      <dt>{texts.checkoutWhat}</dt>
      <dd>
        <bdi>{event.title}</bdi>
      </dd>
      <dt>{texts.checkoutWhen}</dt>
      <dd>
        <time dateTime={event.startsAt}>{dateText(pageLanguage(), event.startsAt, 'full', event.venue.timeZone)}</time>
      </dd>
      <dt>{texts.checkoutWhere}</dt>
      <dd>
        <VenueName names={[event.venue.name, event.venue.city]} />
      </dd>
      {buyer !== undefined && (
        <>
          <dt>{texts.checkoutBuyer}</dt>
          <dd>
            <bdi>{buyer}</bdi>
          </dd>
        </>
      )}
      <dt>{texts.checkoutSeats}</dt>
      <dd>
        <ul>
          {shownSeats(hall, seats).map((seat) => (
            <li key={seat.label}>
              <span class="seats-what">{seatText(seat, true)}</span> <span class="amount">{cost(seat)}</span>
              {onLetGo && seats.length > 1 && (
                <button
                  type="button"
                  class="seats-remove"
                  aria-label={texts.basketRemove({ what: seatText(seat, true) })}
                  onClick={() => onLetGo(seat.label, seatText(seat, true))}
                >
                  ×
                </button>
              )}
            </li>
          ))}
        </ul>
      </dd>
      <dt>{texts.checkoutTotal}</dt>
      <dd class="strong">{price(hall, total)}</dd>
    </dl>
  );
}
