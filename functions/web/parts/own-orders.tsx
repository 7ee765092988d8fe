/** The orders of who is signed in. */
import { useEffect, useState } from 'preact/hooks';
import type { KeptOrderView } from '../asking/views.ts';
import { askApi, type SignedIn } from '../islands/session.ts';
import { dateText, moneyText } from '../texts/formats.ts';
import * as t from '../texts/of-page.ts';
import { FIRST_LANGUAGE_CODE, pagePath } from './page-paths.ts';

interface OrderPage {
  items: readonly KeptOrderView[];
  next: string | null;
}

const language = typeof document === 'undefined' ? FIRST_LANGUAGE_CODE : document.documentElement.lang;

export function OwnOrders({ user }: { user: SignedIn }) {
  const [orders, setOrders] = useState<readonly KeptOrderView[]>([]);
  const [next, setNext] = useState<string | null>('');
  const [isFailed, setFailed] = useState(false);
  const [isBusy, setBusy] = useState(false);

  const load = async (cursor: string): Promise<void> => {
    setBusy(true);
    const more = cursor === '' ? '' : `&cursor=${encodeURIComponent(cursor)}`;
    const page = await readJson<OrderPage>(`/v1/users/${user.id}/orders?limit=20${more}`);
    setBusy(false);
    setFailed(page === undefined);
    if (!page) return;
    setOrders((known) => (cursor === '' ? page.items : [...known, ...page.items]));
    setNext(page.next);
  };
  useEffect(() => void load(''), [user.id]);

  if (isFailed && orders.length === 0)
    return (
      <>
        <p class="notice bad" role="alert">
          {t.somethingWrong}
        </p>
        <p>
          <button type="button" class="button quiet" onClick={() => void load('')}>
            {t.tryAgain}
          </button>
        </p>
      </>
    );
  if (orders.length === 0) return isBusy || next === '' ? <p class="loading">{t.loading}</p> : <NoOrders />;
  return (
    <>
      <ul class="orders">
        {orders.map((order) => (
          <li key={order.id}>
            <Order user={user} order={order} />
          </li>
        ))}
      </ul>
      {next !== null && next !== '' && (
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

function Order({ user, order }: { user: SignedIn; order: KeptOrderView }) {
  const { event, items, status, totalCents, currency, createdAt, id } = order;
  const zone = event.timeZone;
  return (
    <article class="order">
      <div class="order-head">
        <h2>
          <a href={pagePath(`/e/${event.id}`)}>{event.title}</a>
        </h2>
        <p class={`badge ${status === 'cancelled' ? 'bad' : 'good'}`}>
          {status === 'cancelled' ? t.orderCancelled : t.orderConfirmed}
        </p>
      </div>
      <p>
        <time dateTime={event.startsAt}>{dateText(language, event.startsAt, 'full', zone)}</time>
        {event.venue && ` · ${event.venue.name}, ${event.venue.city}`}
      </p>
      <ul class="seats-of-order" aria-label={t.orderSeats({ count: items.length })}>
        {items.map(({ seat, status: own }) => (
          <li key={seat}>{own === 'cancelled' ? <s>{seat}</s> : seat}</li>
        ))}
      </ul>
      <p class="order-foot">
        <span>
          {t.orderTotal}: <strong>{moneyText(language, totalCents, currency)}</strong>
        </span>
        <span class="small">{t.orderOf({ when: dateText(language, createdAt, 'short') })}</span>
        {status === 'confirmed' && (
          <button
            type="button"
            class="link"
            onClick={() => void download(`/v1/users/${user.id}/orders/${id}/order.ics`, `${id}.ics`)}
          >
            {t.addToCalendar}
          </button>
        )}
      </p>
    </article>
  );
}

/** Undefined when it was not answered with what was asked for. */
export async function readJson<T>(path: string): Promise<T | undefined> {
  try {
    const response = await askApi(path);
    return response.ok ? ((await response.json()) as T) : undefined;
  } catch {
    return undefined;
  }
}

/** A file that only its owner may have: a link alone would bring no token. @returns whether it was got */
export async function download(path: string, name: string): Promise<boolean> {
  try {
    const response = await askApi(path);
    if (!response.ok) return false;
    const url = URL.createObjectURL(await response.blob());
    const link = Object.assign(document.createElement('a'), { href: url, download: name });
    link.click();
    setTimeout(() => URL.revokeObjectURL(url), 10_000);
    return true;
  } catch {
    return false;
  }
}
