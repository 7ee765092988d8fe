/** A new event: written here, kept in the browser, saved as a draft under an id of its own, so that a repeat makes no second one. */
import type { JSX } from 'preact';
import { useState } from 'preact/hooks';
import type { EventViewOfPage } from '../../asking/views.ts';
import type { SignedIn } from '../../islands/session.ts';
import { nameOfToday } from '../../../shared/event/time-zones.ts';
import * as t from '../../texts/of-desk.ts';
import { askDesk, type DeskProblem } from '../desk-api.ts';
import { DeskHeading, DeskLink, goToDesk } from '../navigation.tsx';
import type { EventBody } from './draft-body.ts';
import { type EventDraft, newDraft } from './event-draft.ts';
import { EventForm, FoundAgain } from './event-form.tsx';
import { DrawHall } from './hall/draw-hall.tsx';
import { readyHall } from './hall-choices.ts';
import { ownEventId } from './own-event-id.ts';
import type { DraftPlace } from './kept-draft.ts';
import { useDraft, useDraftPlace } from './use-draft.ts';

function begun(): EventDraft {
  const { hall, prices } = readyHall('theatre');
  return newDraft(nameOfToday(Intl.DateTimeFormat().resolvedOptions().timeZone || 'UTC'), hall, prices);
}

/** @param isDrawing the hall of it is in the editor: what is written stays */
export function NewEventPage({ user, isDrawing }: { user: SignedIn; isDrawing: boolean }): JSX.Element {
  const [round, setRound] = useState(0);
  return (
    <>
      {!isDrawing && (
        <>
          <p>
            <DeskLink to={{ page: 'events' }}>{t.deskTitle}</DeskLink>
          </p>
          <DeskHeading text={t.deskNewEvent} />
          <p class="lead">{t.deskNewLead}</p>
        </>
      )}
      <NewForm key={round} user={user} isDrawing={isDrawing} onStartOver={() => setRound(round + 1)} />
    </>
  );
}

interface NewFormProps {
  user: SignedIn;
  isDrawing: boolean;
  onStartOver: () => void;
}

function NewForm(props: NewFormProps): JSX.Element | null {
  const place = useDraftPlace(props.user.id, 'new');
  return place ? <NewFormAt {...props} place={place} /> : null;
}

function NewFormAt({ user, isDrawing, onStartOver, place }: NewFormProps & { place: DraftPlace }): JSX.Element {
  const [begins] = useState(() => ({ draft: begun(), version: 0 }));
  const written = useDraft(place, begins);
  const save = async (body: EventBody): Promise<DeskProblem | undefined> => {
    const saved = await savedDraft(user.id, written.key, body);
    if (typeof saved !== 'string') return saved;
    written.forget();
    goToDesk({ page: 'event', eventId: saved }, true);
    return undefined;
  };
  if (isDrawing)
    return <DrawHall draft={written.draft} change={written.change} onDone={() => goToDesk({ page: 'new' })} />;
  return (
    <>
      <FoundAgain written={written} onStartOver={onStartOver} />
      <EventForm written={written} save={t.deskSaveDraft} onDraw={() => goToDesk({ page: 'new-hall' })} onSave={save} />
    </>
  );
}

/** @returns its id, or why it is not saved */
async function savedDraft(userId: string, key: string, body: EventBody): Promise<string | DeskProblem> {
  const id = await ownEventId(userId, key);
  const sent = { status: 'draft', ...body };
  const answer = await (id === undefined
    ? askDesk<EventViewOfPage>('/v1/events', { method: 'POST', body: sent })
    : askDesk<EventViewOfPage>(`/v1/events/${id}`, { method: 'PUT', body: sent }));
  if (answer.ok) return answer.body.id;
  if (answer.problem.code !== 'event_exists' || id === undefined) return answer.problem;
  // An answer was lost, and something has been written since: what is there is this draft as it was.
  const changed = await askDesk<EventViewOfPage>(`/v1/events/${id}`, { method: 'PATCH', body });
  return changed.ok ? changed.body.id : changed.problem;
}
