/** The checkout of an event: signing in, holds, review, order. */
import type { JSX } from 'preact';
import { useEffect, useReducer, useRef, useState } from 'preact/hooks';
import * as texts from '../../texts/of-page.ts';
import { keepOrderInAddress, orderInAddress } from '../checkout-address.ts';
import { newKey } from '../hall/new-key.ts';
import { seatLabelled } from '../hall/seat-hall.ts';
import { firstEnd } from '../hall/seats-on-hold.ts';
import { type SeatSale, seatSaleOf } from '../seat-sale.ts';
import { useLoadingSale } from '../list/loading-sale.tsx';
import { nameBeside } from '../list/price.ts';
import { useSale } from '../list/use-sale.ts';
import { BookingApi, type BuyerOnPage } from './booking-api.ts';
import { CheckoutFlow } from './flow.ts';
import { keptAttempt } from './order-attempt.ts';
import { leftFor, refusalWords, takeNearest, type WayOut, wishOtherwise } from './refusal-words.ts';
import { Done, Review } from './review.tsx';
import { useTitle } from './use-title.ts';
import { Wanted } from './wanted.tsx';

/** Who buys, as the page's session knows him. */
export interface CheckoutSession {
  /** Signing in, or opening an account, without leaving what one was doing. */
  signInForm: (onDone: () => void) => JSX.Element;
  ask: ConstructorParameters<typeof BookingApi>[1];
  /** `unknown`: it was asked, and not answered. */
  findBuyer: () => Promise<BuyerOnPage | 'unknown' | undefined>;
  orderPath: (orderId: string) => string;
  ordersPath: string;
  /** What else is on. */
  eventsPath: string;
  /** Tells who is signed in: now, and whenever that changes. @returns what ends it */
  onChange: (listener: (userId: string | undefined) => void) => () => void;
}

/**
 * What is on hold is shown in the basket, too: after a reload, in a second tab.
 * @returns whether there is an order of before whose answer never came: what became of it is asked first
 */
export async function findHolds(eventId: string, session: CheckoutSession): Promise<boolean> {
  const buyer = await session.findBuyer();
  if (!buyer || buyer === 'unknown') return false;
  if (keptAttempt(ownStorage(), eventId, buyer.id)) return true;
  const sale = await seatSaleOf(eventId);
  const answer = await new BookingApi(`/v1/events/${eventId}`, session.ask, sale).holds();
  // What the page knows of already, it knows better than an answer that was on its way meanwhile; unless the time of that is over.
  if ('value' in answer && (sale.holds.length === 0 || firstEnd(sale.holds) <= sale.now())) sale.setHolds(answer.value);
  return false;
}

/** The checkout, with the sale that the page has. */
export function CheckoutOfEvent({ eventId, session }: { eventId: string; session: CheckoutSession }): JSX.Element {
  const { sale, waiting } = useLoadingSale(eventId, texts.checkoutStarting);
  return sale ? <Checkout sale={sale} session={session} /> : waiting;
}

function Checkout({ sale, session }: { sale: SeatSale; session: CheckoutSession }): JSX.Element {
  useSale(sale, 'chosen', 'said', 'event');
  const [, changed] = useReducer((count: number) => count + 1, 0);
  const [api] = useState(() => new BookingApi(`/v1/events/${sale.eventId}`, session.ask, sale));
  const [flow] = useState(
    () =>
      new CheckoutFlow({
        sale,
        api,
        findBuyer: session.findBuyer,
        store: ownStorage(),
        bought: orderInAddress(),
        changed: () => changed(undefined),
      }),
  );
  const heading = useRef<HTMLHeadingElement>(null);
  useEffect(() => {
    heading.current?.focus();
    void flow.advance();
    return session.onChange((userId) => {
      const isOther = userId !== undefined && userId !== flow.buyer?.id;
      const hasLeft = userId === undefined && flow.buyer !== undefined;
      // An order under way is asked for to its end.
      if ((isOther || hasLeft) && !['starting', 'ordering', 'unsure', 'done'].includes(flow.step)) void flow.advance();
    });
  }, [flow, session]);
  useEffect(() => flow.hearOfEvent(), [sale.event]);
  const isReview = ['review', 'ordering', 'unsure'].includes(flow.step);
  const isDone = flow.step === 'done';
  const title = isDone ? texts.checkoutDone : isReview ? texts.checkoutReview : texts.checkoutTitle;
  useTitle(title);
  useEffect(() => {
    if (isDone && flow.order) keepOrderInAddress(flow.order.id);
    // What had the focus may have gone with the step before.
    if (isDone || !document.activeElement || document.activeElement === document.body) heading.current?.focus();
  }, [flow.step]);
  return (
    <section aria-labelledby="checkout-heading">
      {!isDone && (
        <p>
          <a href="#" class="checkout-back">
            {texts.checkoutBack}
          </a>
        </p>
      )}
      <h2 id="checkout-heading" tabIndex={-1} ref={heading}>
        {title}
      </h2>
      <p role="status" class="checkout-status">
        {statusOf(flow)}
      </p>
      <Step sale={sale} flow={flow} session={session} />
    </section>
  );
}

function statusOf({ step, hasLetGo }: CheckoutFlow): string {
  const words: Partial<Record<CheckoutFlow['step'], string>> = {
    starting: texts.checkoutStarting,
    holding: texts.checkoutHolding,
    ordering: texts.checkoutOrdering,
    unsure: texts.checkoutUnsure,
    empty: hasLetGo ? texts.checkoutReleased : texts.checkoutEmpty,
  };
  return words[step] ?? '';
}

interface StepProps {
  sale: SeatSale;
  flow: CheckoutFlow;
  session: CheckoutSession;
}

function Step({ sale, flow, session }: StepProps): JSX.Element | null {
  switch (flow.step) {
    case 'signing-in':
      return (
        <>
          <Wanted sale={sale} />
          {session.signInForm(() => void flow.advance())}
        </>
      );
    case 'unsure':
      return flow.refusal ? (
        <button type="button" class="button" onClick={() => void flow.advance()}>
          {texts.checkoutAsk}
        </button>
      ) : null;
    case 'review':
    case 'ordering':
      // After a reload it is known what was ordered once that is answered.
      if (sale.holds.length === 0) return null;
      return <Review sale={sale} flow={flow} />;
    case 'done':
      return flow.order ? <Done sale={sale} order={flow.order} orderPath={session.orderPath} /> : null;
    case 'expired':
      return (
        <div class="checkout-refused" role="alert">
          <p>{texts.checkoutExpired}</p>
          <div class="actions">
            <button type="button" class="button" onClick={() => void flow.tryAgain()}>
              {texts.checkoutAgain}
            </button>
            <a class="button quiet" href="#">
              {texts.checkoutChooseOthers}
            </a>
          </div>
        </div>
      );
    case 'refused':
      return <Refused sale={sale} flow={flow} eventsPath={session.eventsPath} />;
    case 'empty':
      // Also where somebody who has bought comes back to, by a reload.
      return (
        <div class="actions">
          <a class="button" href="#">
            {texts.chooseSeats}
          </a>
          {flow.buyer && (
            <a class="button quiet" href={session.ordersPath}>
              {texts.navOrders}
            </a>
          )}
        </div>
      );
    default:
      return null;
  }
}

function Refused({
  sale,
  flow,
  eventsPath,
}: Pick<StepProps, 'sale' | 'flow'> & { eventsPath: string }): JSX.Element | null {
  const { refusal } = flow;
  if (!refusal) return null;
  const { text, ways } = refusalWords(sale, refusal);
  const lost = refusal.seats ?? [];
  const take: Record<WayOut, () => JSX.Element | null> = {
    others: () => (
      <button
        type="button"
        class="button quiet"
        onClick={() => {
          sale.choice.remove(lost);
          void flow.advance();
        }}
      >
        {texts.checkoutTheOthers}
      </button>
    ),
    nearest: () => {
      const section = lost.map((label) => seatLabelled(sale.hall, label)?.section).find((one) => one !== undefined);
      if (!section) return null;
      return (
        <button
          type="button"
          class="button"
          onClick={() => {
            takeNearest(sale, lost, newKey());
            void flow.advance();
          }}
        >
          {texts.checkoutNearest({ count: lost.length, section: nameBeside(section.name) })}
        </button>
      );
    },
    restricted: () => <Otherwise sale={sale} flow={flow} />,
    left: () => <Otherwise sale={sale} flow={flow} isLeft />,
    again: () => (
      <button type="button" class="button" onClick={() => void flow.tryAgain()}>
        {texts.checkoutTryAgain}
      </button>
    ),
    back: () => (
      <a class="button quiet" href="#">
        {texts.checkoutChooseOthers}
      </a>
    ),
    events: () => (
      <a class="button quiet" href={eventsPath}>
        {texts.refusedOtherEvents}
      </a>
    ),
  };
  return (
    <div class="checkout-refused">
      <p class="notice bad" role="alert">
        {text}
      </p>
      <div class="actions">
        {ways.map((way) => (
          <span key={way}>{take[way]()}</span>
        ))}
      </div>
      {sale.holds.length > 0 && ways.some((way) => way !== 'events') && <Review sale={sale} flow={flow} />}
    </div>
  );
}

/** What was refused, asked for with other terms. */
function Otherwise({
  sale,
  flow,
  isLeft,
}: Pick<StepProps, 'sale' | 'flow'> & { isLeft?: boolean }): JSX.Element | null {
  const wish = flow.refusal?.wish;
  if (!wish) return null;
  const count = leftFor(sale, wish);
  const take = (): void => {
    const terms = isLeft ? { quantity: count } : { restricted: true };
    wishOtherwise(sale, wish, terms, newKey());
    void flow.advance();
  };
  return (
    <button type="button" class="button" onClick={take}>
      {isLeft ? texts.checkoutTakeLeft({ count }) : texts.checkoutRestricted}
    </button>
  );
}

function ownStorage(): Storage | undefined {
  try {
    return localStorage;
  } catch {
    return undefined;
  }
}
