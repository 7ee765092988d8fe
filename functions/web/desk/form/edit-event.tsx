/** Changing an event: only what was changed is sent, and only on what was looked at; what somebody else saved meanwhile is shown, and nothing lost. */
import type { JSX } from 'preact';
import { useState } from 'preact/hooks';
import type { SignedIn } from '../../islands/session.ts';
import type { EventSalesView } from '../../asking/views.ts';
import * as t from '../../texts/of-desk.ts';
import { askDesk, type DeskProblem } from '../desk-api.ts';
import { DeskHeading, DeskLink, goToDesk } from '../navigation.tsx';
import { deskLanguage } from '../parts-of-desk.tsx';
import { hallPath } from '../../pages/organize-paths.ts';
import { pagePath } from '../../parts/page-paths.ts';
import { changeOf, type EventBody } from './draft-body.ts';
import { changedFields, type DraftField, draftOf, type EventWithHall, mergedDraft } from './event-draft.ts';
import { ChangedMeanwhile } from './changed-meanwhile.tsx';
import { EventForm, FoundAgain } from './event-form.tsx';
import type { DraftBase, DraftPlace } from './kept-draft.ts';
import { loadEvent } from './load-event.ts';
import { useDraft, useDraftPlace } from './use-draft.ts';

export interface EditEventProps {
  user: SignedIn;
  loaded: EventWithHall & { etag: string | undefined };
  sales: EventSalesView | undefined;
  /** It was saved. */
  onSaved: () => void;
}

/** What is there, as a draft, and what If-Match names it by. */
interface Base extends DraftBase {
  etag: string | undefined;
}

const baseOf = ({ event, chart, etag }: EditEventProps['loaded']): Base => ({
  draft: draftOf({ event, chart }, deskLanguage),
  version: event.version,
  etag,
});

export function EditEvent({ user, loaded, sales, onSaved }: EditEventProps): JSX.Element {
  const { event } = loaded;
  const [round, setRound] = useState(0);
  const isSold = (sales?.seatsSold ?? 0) + (sales?.seatsBlocked ?? 0) > 0;
  const locked = new Set([...(event.status === 'draft' ? [] : ['currency']), ...(isSold ? ['hall'] : [])]);
  return (
    <>
      <DeskHeading text={t.deskEditTitle({ title: event.title })} />
      {event.status === 'published' && <p class="notice">{isSold ? t.deskEditSold : t.deskEditPublished}</p>}
      <p>
        <a href={pagePath(hallPath(event.id))}>{t.deskEditHall}</a>
      </p>
      <EditForm
        key={round}
        user={user}
        loaded={loaded}
        locked={locked}
        onSaved={onSaved}
        onStartOver={() => setRound(round + 1)}
      />
    </>
  );
}

type EditFormProps = Omit<EditEventProps, 'sales'> & { locked: ReadonlySet<string>; onStartOver: () => void };

function EditForm(props: EditFormProps): JSX.Element | null {
  const place = useDraftPlace(props.user.id, props.loaded.event.id);
  return place ? <EditFormAt {...props} place={place} /> : null;
}

type EditFormAtProps = Omit<EditFormProps, 'user'> & { place: DraftPlace };

function EditFormAt({ loaded, locked, onSaved, onStartOver, place }: EditFormAtProps): JSX.Element {
  const eventId = loaded.event.id;
  const [base, setBase] = useState(() => baseOf(loaded));
  const written = useDraft(place, base);
  const [meanwhile, setMeanwhile] = useState(written.meanwhile);
  const save = async (body: EventBody): Promise<DeskProblem | undefined> => {
    const fields = changedFields(base.draft, written.draft);
    if (fields.length === 0) return leave();
    const path = `/v1/events/${eventId}`;
    const answer = await askDesk(path, { method: 'PATCH', body: changeOf(body, fields), ifMatch: base.etag });
    if (answer.ok) return leave();
    if (answer.problem.code !== 'precondition_failed') return answer.problem;
    const theirs = await loadEvent(eventId);
    if ('code' in theirs) return theirs;
    const now = baseOf(theirs);
    const merged = mergedDraft(base.draft, written.draft, now.draft);
    setMeanwhile(merged.meanwhile);
    written.rebase(merged.draft, now);
    setBase(now);
    return undefined;
  };
  const leave = (): undefined => {
    written.forget();
    onSaved();
    goToDesk({ page: 'event', eventId });
    return undefined;
  };
  return (
    <>
      <FoundAgain written={written} onStartOver={onStartOver} />
      {meanwhile && (
        <ChangedMeanwhile
          meanwhile={meanwhile}
          onTake={(field: DraftField) => {
            const conflict = meanwhile.conflicts.find((one) => one.field === field);
            if (conflict) written.change({ [field]: conflict.theirs });
            setMeanwhile({ ...meanwhile, conflicts: meanwhile.conflicts.filter((one) => one.field !== field) });
          }}
        />
      )}
      <EventForm written={written} locked={locked} save={t.deskSaveChanges} onSave={save}>
        <DeskLink to={{ page: 'event', eventId }} class="button quiet">
          {t.deskLeaveIt}
        </DeskLink>
      </EventForm>
    </>
  );
}
