/** The orders of an event, and who comes: searched, page by page, and all of them as a file. */
import type { JSX } from 'preact';
import { useEffect, useRef, useState } from 'preact/hooks';
import type { OrderOfEventView } from '../../asking/views.ts';
import { dateText, moneyText } from '../../texts/formats.ts';
import * as t from '../../texts/of-desk.ts';
import { askDesk, type DeskProblem } from '../desk-api.ts';
import type { OwnEvent } from '../own-sale.ts';
import { DeskHeading, DeskLink } from '../navigation.tsx';
import { deskLanguage, ProblemNotice } from '../parts-of-desk.tsx';
import { downloadOrders } from './order-file.ts';
import { seatOfOrder, liveItems } from './seats-of-order.ts';

interface Search {
  q: string;
  status: '' | 'confirmed' | 'cancelled';
}

/** So soon after the last key is asked. */
const TYPED_MS = 250;

/** As the address says, so that a reload and Back find it again. */
function searchHere(): Search {
  const query = new URLSearchParams(location.search);
  const status = query.get('status');
  return { q: query.get('q') ?? '', status: status === 'confirmed' || status === 'cancelled' ? status : '' };
}

function queryOf({ q, status }: Search): URLSearchParams {
  return new URLSearchParams({ ...(q.trim() !== '' && { q: q.trim() }), ...(status !== '' && { status }) });
}

interface Orders {
  items: readonly OrderOfEventView[];
  next: string | null;
}

function useOrders(eventId: string, search: Search) {
  const [orders, setOrders] = useState<Orders>();
  const [problem, setProblem] = useState<DeskProblem>();
  const [isBusy, setBusy] = useState(true);
  const latest = useRef(0);
  const load = async (cursor?: string): Promise<void> => {
    const own = ++latest.current;
    setBusy(true);
    const query = queryOf(search);
    query.set('limit', '50');
    if (cursor !== undefined) query.set('cursor', cursor);
    const answer = await askDesk<Orders>(`/v1/events/${eventId}/orders?${query}`);
    // What was asked for before must not come in the place of what was asked for since.
    if (own !== latest.current) return;
    setBusy(false);
    setProblem(answer.ok ? undefined : answer.problem);
    if (!answer.ok) return;
    const { items, next } = answer.body;
    setOrders((before) => ({ items: cursor === undefined ? items : [...(before?.items ?? []), ...items], next }));
  };
  useEffect(() => {
    const timer = setTimeout(() => void load(), orders ? TYPED_MS : 0);
    return () => clearTimeout(timer);
  }, [eventId, search.q, search.status]);
  return { orders, problem, isBusy, load };
}

export function OrderList({ own: { event } }: { own: OwnEvent }): JSX.Element {
  const [search, setSearch] = useState(searchHere);
  const { orders, problem, isBusy, load } = useOrders(event.id, search);
  const look = (changes: Partial<Search>): void => {
    const next = { ...search, ...changes };
    setSearch(next);
    const query = queryOf(next).toString();
    history.replaceState({}, '', query === '' ? location.pathname : `?${query}`);
  };
  const isSearched = search.q.trim() !== '' || search.status !== '';
  return (
    <>
      <DeskHeading text={t.deskOrders} />
      <SearchForm eventId={event.id} search={search} onLook={look} />
      <ProblemNotice problem={problem} />
      {!orders && isBusy && (
        <p class="loading" role="status">
          {t.loading}
        </p>
      )}
      {orders && (
        <p class="visually-hidden" role="status">
          {isBusy ? '' : t.deskOrdersShown({ count: orders.items.length })}
        </p>
      )}
      {orders && orders.items.length === 0 && !isBusy && (
        <div class="empty">
          <p>{isSearched ? t.deskNoOrdersFound : t.deskNoOrders}</p>
        </div>
      )}
      {orders && orders.items.length > 0 && <OrderTable event={event} orders={orders.items} />}
      {orders?.next != null && (
        <p>
          <button type="button" class="button quiet" aria-busy={isBusy} onClick={() => void load(orders.next ?? '')}>
            {t.ordersMore}
          </button>
        </p>
      )}
    </>
  );
}

interface SearchFormProps {
  eventId: string;
  search: Search;
  onLook: (changes: Partial<Search>) => void;
}

function SearchForm({ eventId, search, onLook }: SearchFormProps): JSX.Element {
  return (
    <form class="desk-search" role="search" onSubmit={(submit) => submit.preventDefault()}>
      <div class="field">
        <label for="orders-q">{t.searchWords}</label>
        <input
          id="orders-q"
          type="search"
          maxLength={100}
          autocomplete="off"
          aria-describedby="orders-q-hint"
          value={search.q}
          onInput={({ currentTarget }) => onLook({ q: currentTarget.value })}
        />
        <p class="small" id="orders-q-hint">
          {t.deskSearchHint}
        </p>
      </div>
      <div class="field">
        <label for="orders-status">{t.deskStatus}</label>
        <select
          id="orders-status"
          onChange={({ currentTarget }) => onLook({ status: currentTarget.value as Search['status'] })}
        >
          <option value="" selected={search.status === ''}>
            {t.deskAnyStatus}
          </option>
          <option value="confirmed" selected={search.status === 'confirmed'}>
            {t.orderConfirmed}
          </option>
          <option value="cancelled" selected={search.status === 'cancelled'}>
            {t.orderCancelled}
          </option>
        </select>
      </div>
      <Download eventId={eventId} />
    </form>
  );
}

function Download({ eventId }: { eventId: string }): JSX.Element {
  const [said, setSaid] = useState<{ text: string; isBad: boolean }>();
  const [isBusy, setBusy] = useState(false);
  const go = async (): Promise<void> => {
    setBusy(true);
    setSaid(undefined);
    const outcome = await downloadOrders(eventId);
    setBusy(false);
    if (outcome === 'cut off') setSaid({ text: t.deskFileCut, isBad: true });
    if (outcome === 'refused') setSaid({ text: t.somethingWrong, isBad: true });
  };
  return (
    <div class="desk-download">
      <button type="button" class="button quiet" aria-busy={isBusy} onClick={() => void (isBusy || go())}>
        {t.deskDownload}
      </button>
      {said && (
        <p class={`notice ${said.isBad ? 'bad' : 'good'}`} role="alert">
          {said.text}
        </p>
      )}
    </div>
  );
}

function OrderTable({ event, orders }: { event: OwnEvent['event']; orders: readonly OrderOfEventView[] }): JSX.Element {
  return (
    <ul class="desk-orders">
      {orders.map((order) => {
        const seats = liveItems(order.items);
        return (
          <li key={order.id}>
            <article class="desk-order">
              <h2>
                <DeskLink to={{ page: 'order', eventId: event.id, orderId: order.id }}>
                  <bdi>{order.buyer?.name ?? t.deskNoName}</bdi>
                </DeskLink>
              </h2>
              <p class="small">
                <bdi>{order.buyer?.email ?? '–'}</bdi>
              </p>
              <p>
                {t.orderSeats({ count: seats.length })}
                {seats.length > 0 &&
                  `: ${seats.slice(0, 4).map(seatOfOrder).join('; ')}${seats.length > 4 ? ' …' : ''}`}
              </p>
              <p class="desk-order-foot">
                <span class={`badge ${order.status === 'cancelled' ? 'bad' : 'good'}`}>
                  {order.status === 'cancelled' ? t.orderCancelled : t.orderConfirmed}
                </span>
                <strong>{moneyText(deskLanguage, order.totalCents, order.currency)}</strong>
                <time class="small" dateTime={order.createdAt}>
                  {dateText(deskLanguage, order.createdAt, 'short')}
                </time>
              </p>
            </article>
          </li>
        );
      })}
    </ul>
  );
}
