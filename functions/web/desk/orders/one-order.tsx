/** An order: who bought what, and cancelling it, or seats of it, after asking. */
import type { JSX } from 'preact';
import { useState } from 'preact/hooks';
import type { OrderOfEventView } from '../../asking/views.ts';
import { dateText, moneyText } from '../../texts/formats.ts';
import * as t from '../../texts/of-desk.ts';
import { askDesk, type DeskProblem, useAnswer } from '../desk-api.ts';
import type { OwnEvent } from '../own-sale.ts';
import { DeskHeading, DeskLink } from '../navigation.tsx';
import { AskFirst, deskLanguage, Loaded, ProblemNotice } from '../parts-of-desk.tsx';
import { mailLink } from './mail-link.ts';
import { seatOfOrder, liveItems } from './seats-of-order.ts';

export function OneOrder({ own: { event }, orderId }: { own: OwnEvent; orderId: string }): JSX.Element {
  const order = useAnswer<OrderOfEventView>(`/v1/events/${event.id}/orders/${orderId}`);
  const [cancelled, setCancelled] = useState(0);
  /** Why it was not done; it stays while the order is shown as it is by now. */
  const [problem, setProblem] = useState<DeskProblem>();
  return (
    <>
      <DeskHeading text={t.deskOrder} />
      <p>
        <DeskLink to={{ page: 'orders', eventId: event.id }}>{t.deskAllOrders}</DeskLink>
      </p>
      <p class={cancelled > 0 ? 'notice good' : ''} role="status">
        {cancelled > 0 && t.deskSeatsCancelled({ count: cancelled })}
      </p>
      <ProblemNotice problem={problem} />
      <Loaded awaited={order}>
        {(found, etag) => (
          <Order
            key={etag}
            order={found}
            etag={etag}
            onAnswer={(seats, refused) => {
              setCancelled(seats);
              setProblem(refused);
              // Also where it was refused, as when it was changed meanwhile: what is there now is shown.
              if (!refused || refused.code === 'precondition_failed') order.again();
            }}
          />
        )}
      </Loaded>
    </>
  );
}

interface OrderProps {
  order: OrderOfEventView;
  etag: string | undefined;
  /** @param cancelled how many seats were cancelled just now */
  onAnswer: (cancelled: number, refused?: DeskProblem) => void;
}

function Order({ order, etag, onAnswer }: OrderProps): JSX.Element {
  const [chosen, setChosen] = useState<ReadonlySet<string>>(new Set());
  const [asked, setAsked] = useState<'all' | 'some'>();
  const [isBusy, setBusy] = useState(false);
  const live = liveItems(order.items);
  const cancel = async (seats: readonly string[] | undefined): Promise<void> => {
    setBusy(true);
    const path = `/v1/events/${order.eventId}/orders/${order.id}/cancel`;
    const answer = await askDesk(path, { method: 'POST', ifMatch: etag, ...(seats && { body: { seats } }) });
    setBusy(false);
    setAsked(undefined);
    if (answer.ok) onAnswer((seats ?? live).length);
    else onAnswer(0, answer.problem);
  };
  const toggle = (seat: string): void => {
    const next = new Set(chosen);
    if (!next.delete(seat)) next.add(seat);
    setChosen(next);
  };
  const gone = live.filter(({ seat }) => asked === 'all' || chosen.has(seat));
  const cents = gone.reduce((sum, { priceCents }) => sum + priceCents, 0);
  return (
    <>
      <OrderFacts order={order} />
      <OrderItems order={order} chosen={chosen} onToggle={toggle} />
      {live.length > 0 && (
        <p class="actions">
          <button
            type="button"
            class="button quiet"
            aria-disabled={chosen.size === 0 ? 'true' : undefined}
            onClick={() => chosen.size > 0 && setAsked('some')}
          >
            {t.deskCancelChosen({ count: chosen.size })}
          </button>
          <button type="button" class="button quiet" onClick={() => setAsked('all')}>
            {t.deskCancelOrder}
          </button>
        </p>
      )}
      {asked && (
        <AskFirst
          title={asked === 'all' ? t.deskCancelOrder : t.deskCancelChosen({ count: gone.length })}
          action={t.deskCancelNow}
          isBusy={isBusy}
          onDo={() => void cancel(asked === 'all' ? undefined : gone.map(({ seat }) => seat))}
          onLeave={() => setAsked(undefined)}
        >
          <p>{t.deskCancelText({ total: moneyText(deskLanguage, cents, order.currency) })}</p>
          <ul class="desk-list">
            {gone.map((item) => (
              <li key={item.seat}>{seatOfOrder(item)}</li>
            ))}
          </ul>
        </AskFirst>
      )}
    </>
  );
}

function OrderFacts({ order }: { order: OrderOfEventView }): JSX.Element {
  const { buyer, status, createdAt, cancelledAt, totalCents, currency, id } = order;
  return (
    <dl class="facts in-columns">
      <div>
        <dt>{t.checkoutBuyer}</dt>
        <dd>
          <bdi class="strong">{buyer?.name ?? t.deskNoName}</bdi>
          {buyer?.email != null && (
            <a href={mailLink(buyer.email)}>
              <bdi>{buyer.email}</bdi>
            </a>
          )}
        </dd>
      </div>
      <div>
        <dt>{t.deskStatus}</dt>
        <dd>
          <span>
            <span class={`badge ${status === 'cancelled' ? 'bad' : 'good'}`}>
              {status === 'cancelled' ? t.orderCancelled : t.orderConfirmed}
            </span>
          </span>
          <span>{t.orderOf({ when: dateText(deskLanguage, createdAt, 'full') })}</span>
          {cancelledAt !== null && (
            <span>{t.deskCancelledAt({ when: dateText(deskLanguage, cancelledAt, 'full') })}</span>
          )}
        </dd>
      </div>
      <div>
        <dt>{t.orderTotal}</dt>
        <dd>
          <span class="strong">{moneyText(deskLanguage, totalCents, currency)}</span>
          <span class="small">
            <bdi>{id}</bdi>
          </span>
        </dd>
      </div>
    </dl>
  );
}

interface OrderItemsProps {
  order: OrderOfEventView;
  chosen: ReadonlySet<string>;
  onToggle: (seat: string) => void;
}

/** Its seats, to be chosen for cancelling. */
function OrderItems({ order, chosen, onToggle }: OrderItemsProps): JSX.Element {
  return (
    <fieldset class="desk-fields">
      <legend>
        <h2>{t.orderSeats({ count: liveItems(order.items).length })}</h2>
      </legend>
      <ul class="desk-items">
        {order.items.map((item) => (
          <li key={item.seat}>
            {item.status === 'confirmed' ? (
              <label class="tick">
                <input type="checkbox" checked={chosen.has(item.seat)} onChange={() => onToggle(item.seat)} />
                <span>{seatOfOrder(item)}</span>
              </label>
            ) : (
              <span>
                <s>{seatOfOrder(item)}</s> {t.orderCancelled}
              </span>
            )}
            <span class="amount">{moneyText(deskLanguage, item.priceCents, order.currency)}</span>
          </li>
        ))}
      </ul>
    </fieldset>
  );
}
