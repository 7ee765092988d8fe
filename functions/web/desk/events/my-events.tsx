/** The events of an organizer: what is to be done, what is on sale, what is over. */
import { useCallback, useEffect, useState } from 'preact/hooks';
import type { ListedEvent, ListedEvents } from '../../asking/views.ts';
import type { SignedIn } from '../../islands/session.ts';
import { dateText } from '../../texts/formats.ts';
import * as t from '../../texts/of-desk.ts';
import { askDesk, type DeskProblem } from '../desk-api.ts';
import { DeskHeading, DeskLink } from '../navigation.tsx';
import { deskLanguage, ProblemNotice } from '../parts-of-desk.tsx';
import { type EventGroup, groupOf, groupsOf } from './event-groups.ts';
import { SaleBar, SaleNumbers, useFigures } from './event-figures.tsx';

const GROUPS: Readonly<Record<EventGroup, string>> = {
  drafts: t.deskDrafts,
  onSale: t.onSale,
  soon: t.deskSoon,
  ended: t.saleEnded,
  cancelled: t.cancelled,
  past: t.deskPast,
};

interface Found {
  events: readonly ListedEvent[];
  /** What asks for more of what is to come, and of what was. */
  next: { coming: string | null; past: string | null };
}

const PAGE = 50;

function useMyEvents(userId: string) {
  const [found, setFound] = useState<Found>();
  const [problem, setProblem] = useState<DeskProblem>();
  const [isBusy, setBusy] = useState(false);
  const load = useCallback(
    async (kind: 'coming' | 'past', cursor = ''): Promise<void> => {
      setBusy(true);
      setProblem(undefined);
      const now = new Date().toISOString();
      const span = kind === 'coming' ? { from: now } : { from: '1970-01-01', to: now };
      const query = new URLSearchParams({ organizerId: userId, limit: String(PAGE), ...span });
      if (cursor !== '') query.set('cursor', cursor);
      const answer = await askDesk<ListedEvents>(`/v1/events?${query}`);
      setBusy(false);
      if (!answer.ok) return setProblem(answer.problem);
      const { items, next } = answer.body;
      setFound((before) => ({
        events: [...(before?.events ?? []), ...items],
        next: { coming: null, past: null, ...before?.next, [kind]: next },
      }));
    },
    [userId],
  );
  useEffect(() => {
    // What was is often little, and somebody who has only that should see it.
    void load('coming').then(() => load('past'));
  }, [load]);
  return { found, problem, isBusy, load };
}

export function MyEvents({ user }: { user: SignedIn }) {
  const { found, problem, isBusy, load } = useMyEvents(user.id);
  const groups = groupsOf(found?.events ?? [], Date.now());
  return (
    <>
      <div class="desk-head">
        <DeskHeading text={t.deskTitle} />
        <DeskLink to={{ page: 'new' }} class="button">
          {t.deskNewEvent}
        </DeskLink>
      </div>
      <ProblemNotice problem={problem} />
      {problem && !isBusy && (
        <p>
          <button type="button" class="button quiet" onClick={() => void load('coming')}>
            {t.tryAgain}
          </button>
        </p>
      )}
      {!found && !problem && (
        <p class="loading" role="status">
          {t.loading}
        </p>
      )}
      {found && found.events.length === 0 && !isBusy && !problem && <FirstSteps />}
      {groups.map(({ group, events }) => (
        <section key={group} class="desk-group">
          <h2>{GROUPS[group]}</h2>
          <ul class="desk-events">
            {events.map((event) => (
              <li key={event.id}>
                <EventCard event={event} />
              </li>
            ))}
          </ul>
        </section>
      ))}
      {(['coming', 'past'] as const).map((kind) => {
        const cursor = found?.next[kind];
        return cursor === null || cursor === undefined ? null : (
          <p key={kind}>
            <button type="button" class="button quiet" aria-busy={isBusy} onClick={() => void load(kind, cursor)}>
              {kind === 'coming' ? t.laterEvents : t.deskMorePast}
            </button>
          </p>
        );
      })}
    </>
  );
}

/** What to do first, for who has nothing yet. */
function FirstSteps() {
  const steps = [t.deskStepHall, t.deskStepPublish, t.deskStepShare];
  return (
    <section class="desk-first">
      <h2>{t.deskFirstTitle}</h2>
      <ol class="desk-steps">
        {steps.map((step) => (
          <li key={step}>{step}</li>
        ))}
      </ol>
      <DeskLink to={{ page: 'new' }} class="button">
        {t.deskFirstEvent}
      </DeskLink>
    </section>
  );
}

function EventCard({ event }: { event: ListedEvent }) {
  const zone = event.venue?.timeZone ?? event.timeZone;
  return (
    <article class="desk-event">
      <div class="desk-event-about">
        <h3>
          <DeskLink to={{ page: 'event', eventId: event.id }}>
            <bdi>{event.title}</bdi>
          </DeskLink>
        </h3>
        <p class="small">
          <time dateTime={event.startsAt}>{dateText(deskLanguage, event.startsAt, 'full', zone)}</time>
          {' · '}
          <bdi>{event.venue?.name ?? event.city}</bdi>
        </p>
      </div>
      {groupOf(event, Date.now()) === 'drafts' ? (
        <p class="small">{t.deskDraftSeats({ count: event.seatsTotal })}</p>
      ) : (
        <CardFigures event={event} />
      )}
    </article>
  );
}

function CardFigures({ event }: { event: ListedEvent }) {
  const figures = useFigures(event.id);
  if (!figures) return <p class="loading small">{t.loading}</p>;
  const { sales, held } = figures;
  // What the index knows will do where the figures cannot be had.
  if (!sales)
    return (
      <p class="small">
        {t.deskSold}: {t.deskOfTotal({ count: event.seatsTotal - event.seatsLeft, total: event.seatsTotal })}
      </p>
    );
  return (
    <div class="desk-event-sale">
      <SaleBar total={sales.seatsTotal} sold={sales.seatsSold} blocked={sales.seatsBlocked} held={held ?? 0} />
      <SaleNumbers sales={sales} held={held} />
    </div>
  );
}
