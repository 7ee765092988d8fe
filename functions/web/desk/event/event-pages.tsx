/** The pages of one event: what it is, and where its parts are. */
import type { JSX } from 'preact';
import { useEffect, useState } from 'preact/hooks';
import type { EventSalesView } from '../../asking/views.ts';
import type { SignedIn } from '../../islands/session.ts';
import { type DeskRoute, hallPath } from '../../pages/organize-paths.ts';
import { pagePath } from '../../parts/page-paths.ts';
import { dateText } from '../../texts/formats.ts';
import * as t from '../../texts/of-desk.ts';
import { type DeskProblem, useAnswer } from '../desk-api.ts';
import { groupOf } from '../events/event-groups.ts';
import { EditEvent } from '../form/edit-event.tsx';
import { loadEvent } from '../form/load-event.ts';
import { DeskHeading, DeskLink } from '../navigation.tsx';
import { OneOrder } from '../orders/one-order.tsx';
import { OrderList } from '../orders/order-list.tsx';
import { deskLanguage, loadedLater, ProblemNotice } from '../parts-of-desk.tsx';
import { Overview } from './overview.tsx';
import type { OwnEvent } from '../own-sale.ts';
import { VenueName } from '../../texts/venue-name.tsx';

export type EventRoute = Extract<DeskRoute, { eventId: string }>;

export function EventPages({ route, user }: { route: EventRoute; user: SignedIn }): JSX.Element {
  const { eventId } = route;
  const [loaded, setLoaded] = useState<OwnEvent | { problem: DeskProblem }>();
  const [round, setRound] = useState(0);
  const [refused, setRefused] = useState<DeskProblem>();
  const sales = useAnswer<EventSalesView>(`/v1/events/${eventId}/sales`);
  const again = (problem?: DeskProblem): void => {
    setRefused(problem);
    setRound((before) => before + 1);
  };
  useEffect(() => setRefused(undefined), [route.page]);
  useEffect(() => {
    let isGone = false;
    void loadEvent(eventId).then((found) => {
      if (!isGone) setLoaded('code' in found ? { problem: found } : (found as OwnEvent));
    });
    return () => {
      isGone = true;
    };
    // Another page of the event: it may be another one by now.
  }, [eventId, round, route.page]);
  if (!loaded)
    return (
      <>
        <DeskHeading text={t.deskTitle} />
        <p class="loading" role="status">
          {t.loading}
        </p>
      </>
    );
  const problem = 'problem' in loaded ? loaded.problem : loaded.event.organizerId === user.id ? undefined : NOT_YOURS;
  if (problem || 'problem' in loaded)
    return (
      <>
        <DeskHeading text={t.deskTitle} />
        <ProblemNotice problem={problem} />
        <p class="actions">
          <button type="button" class="button quiet" onClick={() => again()}>
            {t.tryAgain}
          </button>
          <DeskLink to={{ page: 'events' }} class="button quiet">
            {t.deskTitle}
          </DeskLink>
        </p>
      </>
    );
  const known = sales.answer?.ok ? sales.answer.body : undefined;
  return (
    <>
      <EventHead own={loaded} route={route} />
      {route.page === 'event' && (
        <Overview key={loaded.event.version} own={loaded} sales={sales} refused={refused} onChanged={again} />
      )}
      {route.page === 'edit' &&
        (sales.answer ? (
          <EditEvent user={user} loaded={loaded} sales={known} onSaved={again} />
        ) : (
          <p class="loading">{t.loading}</p>
        ))}
      {route.page === 'orders' && <OrderList own={loaded} />}
      {route.page === 'order' && <OneOrder own={loaded} orderId={route.orderId} />}
      {route.page === 'seats' && <BlockedSeats own={loaded} onChanged={sales.again} />}
      {route.page === 'preview' && <Preview own={loaded} />}
    </>
  );
}

/** It brings the page of buyers along. */
const Preview = loadedLater(async () => (await import('./event-preview.tsx')).EventPreview);
/** It brings their list and map along. */
const BlockedSeats = loadedLater(async () => (await import('../blocks/blocked-seats.tsx')).BlockedSeats);

const NOT_YOURS: DeskProblem = { code: 'not_organizer' };

/** Which event it is, and its pages. */
function EventHead({ own: { event }, route }: { own: OwnEvent; route: EventRoute }): JSX.Element {
  const { eventId } = route;
  const pages = [
    ['event', t.deskOverview],
    ['edit', t.deskEdit],
    ['orders', t.deskOrders],
    ['seats', t.deskBlockSeats],
    ['preview', t.deskPreview],
  ] as const;
  return (
    <div class="desk-event-head">
      <p class="small">
        <DeskLink to={{ page: 'events' }}>{t.deskTitle}</DeskLink>
      </p>
      <p class="desk-event-title">
        <bdi class="strong">{event.title}</bdi>
        <span class={`badge ${BADGES[groupOf(event, Date.now())]}`}>{standingText(event)}</span>
      </p>
      <p class="small">
        <time dateTime={event.startsAt}>{dateText(deskLanguage, event.startsAt, 'full', event.venue.timeZone)}</time>
        {' · '}
        <VenueName names={[event.venue.name, event.venue.city]} />
      </p>
      <nav aria-label={event.title} class="desk-tabs">
        <ul>
          {pages.map(([page, text]) => (
            <li key={page}>
              <DeskLink
                to={{ page, eventId }}
                isCurrent={route.page === page || (page === 'orders' && route.page === 'order')}
              >
                {text}
              </DeskLink>
            </li>
          ))}
          <li>
            <a href={pagePath(hallPath(eventId))}>{t.deskHall}</a>
          </li>
        </ul>
      </nav>
    </div>
  );
}

const BADGES = { drafts: 'warm', onSale: 'good', soon: '', ended: '', cancelled: 'bad', past: '' } as const;

function standingText(event: OwnEvent['event']): string {
  const texts = {
    drafts: t.deskDraft,
    onSale: t.onSale,
    soon: t.deskSoon,
    ended: t.saleEnded,
    cancelled: t.cancelled,
    past: t.past,
  };
  return texts[event.status === 'cancelled' ? 'cancelled' : groupOf(event, Date.now())];
}
