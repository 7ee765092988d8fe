/** What cannot be undone: throwing a draft away, cancelling an event. */
import type { JSX } from 'preact';
import { useId, useState } from 'preact/hooks';
import * as t from '../../texts/of-desk.ts';
import { askDesk, type DeskProblem } from '../desk-api.ts';
import { goToDesk } from '../navigation.tsx';
import { AskFirst, ProblemNotice } from '../parts-of-desk.tsx';
import type { OwnEvent } from '../own-sale.ts';

export function DangerZone({
  own,
  onChanged,
}: {
  own: OwnEvent;
  onChanged: (refused?: DeskProblem) => void;
}): JSX.Element | null {
  const { event, etag } = own;
  const [isAsked, setAsked] = useState(false);
  const [typed, setTyped] = useState('');
  const [problem, setProblem] = useState<DeskProblem>();
  const [isBusy, setBusy] = useState(false);
  const id = useId();
  const isDraft = event.status === 'draft';
  if (event.status === 'cancelled') return null;
  const action = isDraft ? t.deskDiscard : t.deskCancelEvent;
  const go = async (): Promise<void> => {
    setBusy(true);
    const path = `/v1/events/${event.id}`;
    const answer = await (isDraft
      ? askDesk(path, { method: 'DELETE', ifMatch: etag })
      : askDesk(`${path}/cancel`, { method: 'POST', ifMatch: etag }));
    setBusy(false);
    setAsked(false);
    if (answer.ok) return isDraft ? goToDesk({ page: 'events' }, true) : onChanged();
    // What is looked at is not what would be cancelled.
    if (answer.problem.code === 'precondition_failed') onChanged(answer.problem);
    else setProblem(answer.problem);
  };
  return (
    <section class="desk-part desk-danger" aria-labelledby={`${id}-title`}>
      <h2 id={`${id}-title`}>{t.deskDanger}</h2>
      <p>{isDraft ? t.deskDiscardText : t.deskCancelEventText}</p>
      <ProblemNotice problem={problem} />
      <button type="button" class="button quiet" onClick={() => setAsked(true)}>
        {action}
      </button>
      {isAsked && (
        <AskFirst
          title={action}
          action={action}
          isReady={isDraft || typed.trim() === event.title.trim()}
          isBusy={isBusy}
          onDo={() => void go()}
          onLeave={() => setAsked(false)}
        >
          <p>{isDraft ? t.deskDiscardText : t.deskCancelEventText}</p>
          {!isDraft && (
            <div class="field">
              <label for={`${id}-typed`}>{t.deskTypeTitle({ title: event.title })}</label>
              <input
                id={`${id}-typed`}
                type="text"
                autocomplete="off"
                value={typed}
                onInput={({ currentTarget }) => setTyped(currentTarget.value)}
              />
            </div>
          )}
        </AskFirst>
      )}
    </section>
  );
}
