/** An event at a glance: of a draft what is still to be done, of what is on sale how it goes; and what cannot be undone, apart. */
import type { JSX } from 'preact';
import { useState } from 'preact/hooks';
import type { EventSalesView } from '../../asking/views.ts';
import { pagePath } from '../../parts/page-paths.ts';
import * as t from '../../texts/of-desk.ts';
import { askDesk, type Awaited, type DeskProblem } from '../desk-api.ts';
import { faultWords } from '../form/field-words.ts';
import { faultsOfProblem } from '../form/use-draft.ts';
import { DeskHeading, DeskLink } from '../navigation.tsx';
import { ProblemNotice } from '../parts-of-desk.tsx';
import { DangerZone } from './danger-zone.tsx';
import { LiveSale } from './live-sale.tsx';
import type { OwnEvent } from '../own-sale.ts';

export interface OverviewProps {
  own: OwnEvent;
  sales: Awaited<EventSalesView>;
  /** Why something was not done: the event was another by then. */
  refused: DeskProblem | undefined;
  /** The event is another by now. */
  onChanged: (refused?: DeskProblem) => void;
}

export function Overview({ own, sales, refused, onChanged }: OverviewProps): JSX.Element {
  const { event } = own;
  return (
    <>
      <DeskHeading text={event.status === 'draft' ? t.deskDraftTitle : t.deskOverview} />
      <ProblemNotice problem={refused} />
      {event.status === 'cancelled' && (
        <p class="notice bad" role="status">
          {t.deskIsCancelled}
        </p>
      )}
      {event.status === 'draft' ? (
        <Publishing own={own} onChanged={onChanged} />
      ) : (
        <>
          <PublicPage own={own} />
          <LiveSale own={own} sales={sales} />
        </>
      )}
      <DangerZone own={own} onChanged={onChanged} />
    </>
  );
}

/** What is left to be done until it is on sale. */
function Publishing({ own: { event, etag }, onChanged }: Pick<OverviewProps, 'own' | 'onChanged'>): JSX.Element {
  const [problem, setProblem] = useState<DeskProblem>();
  const [isBusy, setBusy] = useState(false);
  const eventId = event.id;
  const publish = async (): Promise<void> => {
    setBusy(true);
    setProblem(undefined);
    const answer = await askDesk(`/v1/events/${eventId}/publish`, { method: 'POST', ifMatch: etag });
    setBusy(false);
    if (answer.ok) {
      // The button goes with the draft; the heading hands the focus on.
      document.querySelector<HTMLElement>('[data-heading]')?.focus();
      return onChanged();
    }
    // What is looked at is not what would be published.
    if (answer.problem.code === 'precondition_failed') onChanged(answer.problem);
    else setProblem(answer.problem);
  };
  const faults = problem && faultsOfProblem(problem);
  return (
    <section class="desk-first">
      <h2>{t.deskToDo}</h2>
      <ol class="desk-steps">
        <li>
          {t.deskDoneWritten} <DeskLink to={{ page: 'edit', eventId }}>{t.deskEdit}</DeskLink>
        </li>
        <li>
          {t.deskDoSeats} <DeskLink to={{ page: 'seats', eventId }}>{t.deskBlockSeats}</DeskLink>
        </li>
        <li>
          {t.deskDoLook} <DeskLink to={{ page: 'preview', eventId }}>{t.deskPreview}</DeskLink>
        </li>
        <li>{t.deskDoPublish}</li>
      </ol>
      {faults ? (
        <div class="notice bad" role="alert">
          <p>{t.deskCannotPublish}</p>
          <ul class="desk-list">
            {faults.map((fault) => (
              <li key={fault.field}>{faultWords(fault)}</li>
            ))}
          </ul>
        </div>
      ) : (
        <ProblemNotice problem={problem} />
      )}
      <button type="button" class="button" aria-busy={isBusy} onClick={() => void (isBusy || publish())}>
        {t.deskPublish}
      </button>
    </section>
  );
}

/** Where it is for everybody. */
function PublicPage({ own: { event } }: { own: OwnEvent }): JSX.Element {
  const [isCopied, setCopied] = useState(false);
  const path = pagePath(`/e/${event.id}`);
  return (
    <p class="actions">
      <a class="button quiet" href={path}>
        {t.deskPublicPage}
      </a>
      <button
        type="button"
        class="button quiet"
        onClick={() => {
          navigator.clipboard.writeText(new URL(path, location.href).href).then(
            () => setCopied(true),
            () => setCopied(false),
          );
        }}
      >
        {isCopied ? t.shareCopied : t.deskCopyLink}
      </button>
    </p>
  );
}
