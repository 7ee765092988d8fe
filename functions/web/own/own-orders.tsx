/** The orders of who is signed in. */
import { useEffect, useState } from 'preact/hooks';
import type { KeptOrderView } from '../asking/views.ts';
import type { SignedIn } from '../islands/session.ts';
import { pagePath } from '../parts/page-paths.ts';
import { dateText, moneyText } from '../texts/formats.ts';
import * as t from '../texts/of-page.ts';
import { NotNow } from './not-now.tsx';
import { askOwn, type OwnRefusal } from './own-requests.ts';
import { seatLines } from './seat-lines.ts';
import { VenueName } from '../texts/venue-name.tsx';

interface OrderPage {
  items: readonly KeptOrderView[];
  next: string | null;
}

export function OwnOrders({ user }: { user: SignedIn }) {
  const [orders, setOrders] = useState<readonly KeptOrderView[]>([]);
  const [next, setNext] = useState<string | null>('');
  const [refusal, setRefusal] = useState<OwnRefusal>();
  const [isBusy, setBusy] = useState(false);

  const load = async (cursor: string): Promise<void> => {
    setBusy(true);
    const more = cursor === '' ? '' : `&cursor=${encodeURIComponent(cursor)}`;
    const answer = await askOwn<OrderPage>(`/v1/users/${user.id}/orders?limit=20${more}`);
    setBusy(false);
    setRefusal('refusal' in answer ? answer.refusal : undefined);
    if ('refusal' in answer) return;
    const { items, next: later } = answer.value;
    setOrders((known) => (cursor === '' ? items : [...known, ...items]));
    setNext(later);
  };
  useEffect(() => void load(''), [user.id]);

  if (refusal && orders.length === 0) return <NotNow refusal={refusal} onAgain={() => void load('')} />;
  if (orders.length === 0) return isBusy || next === '' ? <p class="loading">{t.loading}</p> : <NoOrders />;
  return (
    <>
      <ul class="orders">
        {orders.map((order) => (
          <li key={order.id}>
            <OrderCard order={order} />
          </li>
        ))}
      </ul>
      {refusal && <NotNow refusal={refusal} onAgain={() => void load(next ?? '')} />}
      {!refusal && next !== null && next !== '' && (
        <p>
          <button type="button" class="button quiet" aria-busy={isBusy} onClick={() => void load(next)}>
            {t.ordersMore}
          </button>
        </p>
      )}
    </>
  );
}

function NoOrders() {
  return (
    <div class="empty">
      <p>{t.ordersNone}</p>
      <a class="button" href={pagePath('/')}>
        {t.ordersFind}
      </a>
    </div>
  );
}

function OrderCard({ order }: { order: KeptOrderView }) {
  const { event, items, totalCents, currency, createdAt, id } = order;
  const language = t.languageCode;
  return (
    <article class="order">
      <div class="order-head">
        <h2>
          <a href={pagePath(`/account/orders/${id}`)}>
            <bdi>{event.title}</bdi>
          </a>
        </h2>
        <OrderBadge order={order} now={new Date()} />
      </div>
      <p>
        <time dateTime={event.startsAt}>{dateText(language, event.startsAt, 'full', event.timeZone)}</time>
        {event.venue && ' · '}
        {event.venue && <VenueName names={[event.venue.name, event.venue.city]} />}
      </p>
      <ul class="seats-of-order" aria-label={t.orderSeats({ count: items.length })}>
        {seatLines(items).map(({ key, text, isCancelled }) => (
          <li key={key}>{isCancelled ? <s>{text}</s> : text}</li>
        ))}
      </ul>
      <p class="order-foot">
        <span>
          {t.orderTotal}: <strong>{moneyText(language, totalCents, currency)}</strong>
        </span>
        <span class="small">{t.orderOf({ when: dateText(language, createdAt, 'date') })}</span>
      </p>
    </article>
  );
}

/** How it stands with an order: what is over needs no praise. */
export function OrderBadge({ order: { status, event }, now }: { order: KeptOrderView; now: Date }) {
  if (status === 'cancelled') return <p class="badge bad">{t.orderCancelled}</p>;
  if (Date.parse(event.endsAt ?? event.startsAt) <= now.getTime()) return <p class="badge">{t.past}</p>;
  return <p class="badge good">{t.orderConfirmed}</p>;
}
