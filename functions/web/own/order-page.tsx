/** One order of who is signed in: what, when, where, which seats; its calendar file; and cancelling. */
import { useEffect, useRef, useState } from 'preact/hooks';
import type { EventViewOfPage, KeptOrderView } from '../asking/views.ts';
import type { SignedIn } from '../islands/session.ts';
import { pagePath } from '../parts/page-paths.ts';
import { dateText, moneyText } from '../texts/formats.ts';
import * as t from '../texts/of-page.ts';
import { cancelPolicy, type CancelPolicy } from './cancel-policy.ts';
import { CancelSeats } from './cancel-seats.tsx';
import { NotNow } from './not-now.tsx';
import { OrderBadge } from './own-orders.tsx';
import { ownRefusalText } from './own-refusals.ts';
import { askOwn, downloadOwn, type OwnAnswer, type OwnRefusal } from './own-requests.ts';
import { itemText } from './seat-lines.ts';
import { VenueName } from '../texts/venue-name.tsx';

/** The record of an order is written a moment after the order: so long it is asked for again. */
const WAITS_MS = [500, 1_000, 2_000, 4_000];

async function findOrder(userId: string, orderId: string): Promise<OwnAnswer<KeptOrderView>> {
  const path = `/v1/users/${userId}/orders/${orderId}`;
  let answer = await askOwn<KeptOrderView>(path);
  for (const wait of WAITS_MS) {
    if (!('refusal' in answer && answer.refusal.code === 'order_not_found')) break;
    await new Promise((resolve) => setTimeout(resolve, wait));
    answer = await askOwn<KeptOrderView>(path);
  }
  return answer;
}

export function OwnOrder({ user }: { user: SignedIn }) {
  const [order, setOrder] = useState<KeptOrderView>();
  const [event, setEvent] = useState<EventViewOfPage>();
  const [refusal, setRefusal] = useState<OwnRefusal>();
  const orderId = /ord_\w{1,40}$/.exec(location.pathname)?.[0] ?? '';

  const load = async (): Promise<void> => {
    setRefusal(undefined);
    const answer = await findOrder(user.id, orderId);
    if ('refusal' in answer) return setRefusal(answer.refusal);
    setOrder(answer.value);
    // Its terms, which the record has not. Without them the order is shown all the same.
    const found = await askOwn<EventViewOfPage>(`/v1/events/${answer.value.eventId}`);
    if ('value' in found) setEvent(found.value);
  };
  useEffect(() => void load(), [user.id]);

  if (refusal?.code === 'order_not_found')
    return (
      <div class="empty">
        <p>{t.orderNotFound}</p>
        <a class="button" href={pagePath('/account/orders')}>
          {t.orderAll}
        </a>
      </div>
    );
  if (refusal) return <NotNow refusal={refusal} onAgain={() => void load()} />;
  if (!order) return <p class="loading">{t.loading}</p>;
  return <Order user={user} order={order} event={event} onOrder={setOrder} />;
}

interface OrderProps {
  user: SignedIn;
  order: KeptOrderView;
  event: EventViewOfPage | undefined;
  onOrder: (order: KeptOrderView) => void;
}

function Order({ user, order, event: terms, onOrder }: OrderProps) {
  const { event, status, id, createdAt, cancelledAt } = order;
  const [said, setSaid] = useState<{ text: string; isBad: boolean }>();
  const sayPlace = useRef<HTMLParagraphElement>(null);
  const language = t.languageCode;
  const when = (instant: string): string => dateText(language, instant, 'full', event.timeZone);
  const calendar = async (): Promise<void> => {
    const answer = await downloadOwn(`/v1/users/${user.id}/orders/${id}/order.ics`, `${id}.ics`);
    if ('refusal' in answer) setSaid({ text: ownRefusalText(answer.refusal), isBad: true });
  };
  const policy = cancelPolicy({ endsAt: event.endsAt ?? terms?.endsAt, cancelUntil: terms?.cancelUntil }, new Date());
  return (
    <>
      <p ref={sayPlace} role="status" tabIndex={-1} class={said ? `notice ${said.isBad ? 'bad' : 'good'}` : ''}>
        {said?.text}
      </p>
      {terms?.status === 'cancelled' && <p class="notice bad">{t.orderEventCancelled}</p>}
      <div class="order">
        <div class="order-head">
          <h2>
            <a href={pagePath(`/e/${event.id}`)}>
              <bdi>{event.title}</bdi>
            </a>
          </h2>
          <OrderBadge order={order} now={new Date()} />
        </div>
        <p>
          <time dateTime={event.startsAt}>{when(event.startsAt)}</time>
          {event.venue && ' · '}
          {event.venue && <VenueName names={[event.venue.name, event.venue.city]} />}
        </p>
        <SeatTable order={order} />
        <p class="small">
          {t.checkoutOrderNumber({ id })} · {t.orderOf({ when: dateText(language, createdAt, 'short') })}
          {cancelledAt !== null && ` · ${t.orderCancelledOn({ when: dateText(language, cancelledAt, 'short') })}`}
        </p>
        <p class="actions">
          {status === 'confirmed' && (
            <button type="button" class="button" onClick={() => void calendar()}>
              {t.addToCalendar}
            </button>
          )}
          <a class="button quiet" href={pagePath('/account/orders')}>
            {t.orderAll}
          </a>
        </p>
      </div>
      {status === 'confirmed' && (
        <section class="card">
          <h2>{t.orderCancelling}</h2>
          <p class="small">{policyText(policy, when)}</p>
          {policy.kind !== 'over' && (
            <CancelSeats
              order={order}
              onDone={(now, count) => {
                onOrder({ ...now, event });
                setSaid({ text: t.orderCancelDone({ count }), isBad: false });
                sayPlace.current?.focus();
              }}
            />
          )}
        </section>
      )}
    </>
  );
}

function SeatTable({ order: { items, totalCents, currency } }: { order: KeptOrderView }) {
  const language = t.languageCode;
  return (
    <table class="sections">
      <caption class="visually-hidden">{t.orderSeats({ count: items.length })}</caption>
      <tbody>
        {items.map((item) => (
          <tr key={item.seat}>
            <th scope="row">{item.status === 'cancelled' ? <s>{itemText(item)}</s> : itemText(item)}</th>
            <td class="amount">
              {item.status === 'cancelled' ? t.orderCancelled : moneyText(language, item.priceCents, currency)}
            </td>
          </tr>
        ))}
      </tbody>
      <tfoot>
        <tr>
          <th scope="row">{t.orderTotal}</th>
          <td class="amount strong">{moneyText(language, totalCents, currency)}</td>
        </tr>
      </tfoot>
    </table>
  );
}

function policyText(policy: CancelPolicy, when: (instant: string) => string): string {
  switch (policy.kind) {
    case 'over':
      return t.orderCancelOver;
    case 'until':
      return t.cancelUntil({ when: when(policy.when) });
    case 'was':
      return t.orderCancelWasUntil({ when: when(policy.when) });
    case 'never':
      return t.orderCancelNotNow;
    default:
      return t.orderCancelUntilEnd;
  }
}
