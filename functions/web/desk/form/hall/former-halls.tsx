/** The hall of an event that one has had: its sections, its plan, and its prices to begin with. */
import type { JSX } from 'preact';
import { useEffect, useState } from 'preact/hooks';
import type { ListedEvent, ListedEvents } from '../../../asking/views.ts';
import { currentUser } from '../../../islands/session.ts';
import { dateText } from '../../../texts/formats.ts';
import * as t from '../../../texts/of-desk.ts';
import { askDesk, type DeskProblem } from '../../desk-api.ts';
import { deskLanguage, ProblemNotice } from '../../parts-of-desk.tsx';
import { draftOf, type EventDraft } from '../event-draft.ts';
import { inputId } from '../field-words.ts';
import { loadEvent } from '../load-event.ts';

/** As many as can be looked through; the latest first. */
const MOST = 100;

export function FormerHalls({ onTake }: { onTake: (hall: Pick<EventDraft, 'hall' | 'prices'>) => void }): JSX.Element {
  const [events, setEvents] = useState<readonly ListedEvent[]>();
  const [problem, setProblem] = useState<DeskProblem>();
  const [isBusy, setBusy] = useState(false);
  const [taken, setTaken] = useState('');
  useEffect(() => {
    void formerEvents().then((found) => ('code' in found ? setProblem(found) : setEvents(found)));
  }, []);
  const take = async (eventId: string): Promise<void> => {
    const event = events?.find(({ id }) => id === eventId);
    if (!event) return;
    setBusy(true);
    setProblem(undefined);
    const found = await loadEvent(eventId);
    setBusy(false);
    if ('code' in found) return setProblem(found);
    const { hall, prices } = draftOf(found, deskLanguage);
    onTake({ hall: { ...hall, source: 'former' }, prices });
    setTaken(t.deskFormerTaken({ title: event.title }));
  };
  return (
    <div class="field" aria-busy={isBusy}>
      <label for={inputId('former')}>{t.deskFormerWhich}</label>
      <select
        id={inputId('former')}
        disabled={!events || events.length === 0}
        onChange={({ currentTarget }) => void take(currentTarget.value)}
      >
        <option value="">{!events && !problem ? t.loading : events?.length === 0 ? t.deskFormerNone : '–'}</option>
        {events?.map((event) => (
          <option key={event.id} value={event.id}>
            {nameOf(event)}
          </option>
        ))}
      </select>
      <ProblemNotice problem={problem} />
      <p class="small" role="status">
        {taken}
      </p>
    </div>
  );
}

function nameOf(event: ListedEvent): string {
  const zone = event.venue?.timeZone ?? event.timeZone;
  const when = dateText(deskLanguage, event.startsAt, 'day', zone);
  return [event.title, event.venue?.name ?? event.city, when].join(' · ');
}

async function formerEvents(): Promise<readonly ListedEvent[] | DeskProblem> {
  const organizerId = currentUser()?.id ?? '';
  const query = new URLSearchParams({ organizerId, limit: String(MOST), from: '1970-01-01' });
  const answer = await askDesk<ListedEvents>(`/v1/events?${query}`);
  if (!answer.ok) return answer.problem;
  return answer.body.items.toSorted((one, other) => other.startsAt.localeCompare(one.startsAt));
}
