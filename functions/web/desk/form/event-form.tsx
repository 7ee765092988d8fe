/** The form with what is around it: what does not fit, what was found in the browser, saving. */
import type { ComponentChildren, JSX } from 'preact';
import { useState } from 'preact/hooks';
import { FaultSummary } from '../../parts/form-fields.tsx';
import * as t from '../../texts/of-desk.ts';
import type { DeskProblem } from '../desk-api.ts';
import { ProblemNotice } from '../parts-of-desk.tsx';
import { type DraftFault, type EventBody, eventBodyOf } from './draft-body.ts';
import { EventFields } from './event-fields.tsx';
import { faultWords, inputId } from './field-words.ts';
import { faultsOfProblem, type WrittenDraft } from './use-draft.ts';

export interface EventFormProps {
  written: WrittenDraft;
  /** The fields that cannot be changed any more. */
  locked?: ReadonlySet<string>;
  save: string;
  /** @returns why it was not done; undefined when it was */
  onDraw?: (() => void) | undefined;
  onSave: (body: EventBody) => Promise<DeskProblem | undefined>;
  /** What else can be done. */
  children?: ComponentChildren;
}

const NOTHING: ReadonlySet<string> = new Set();

export function EventForm({ written, locked = NOTHING, save, onDraw, onSave, children }: EventFormProps): JSX.Element {
  const [faults, setFaults] = useState<readonly DraftFault[]>([]);
  const [problem, setProblem] = useState<DeskProblem>();
  const [isBusy, setBusy] = useState(false);
  const submit = async (): Promise<void> => {
    const { body, faults: found } = eventBodyOf(written.draft);
    setFaults(found);
    setProblem(undefined);
    if (!body) return;
    setBusy(true);
    const refused = await onSave(body);
    setBusy(false);
    const wrong = refused && faultsOfProblem(refused);
    if (wrong) setFaults(wrong);
    else setProblem(refused);
  };
  return (
    <form
      class="desk-form"
      noValidate
      onSubmit={(event) => {
        event.preventDefault();
        if (!isBusy) void submit();
      }}
    >
      <FaultSummary
        faults={faults.map((fault) => ({ id: inputId(fault.field), text: faultWords(fault, written.draft.prices) }))}
      />
      <EventFields form={{ draft: written.draft, faults, change: written.change, locked, onDraw }} />
      <div class="desk-save">
        <ProblemNotice problem={problem} />
        {!written.isKept && <p class="notice warm">{t.deskNotKept}</p>}
        <p class="actions">
          <button type="submit" class="button" aria-busy={isBusy}>
            {save}
          </button>
          {children}
        </p>
      </div>
    </form>
  );
}

export interface FoundAgainProps {
  written: WrittenDraft;
  /** What was found is forgotten by then. */
  onStartOver: () => void;
}

/** Says that what is there was written before, where it was, and offers to begin anew. */
export function FoundAgain({ written, onStartOver }: FoundAgainProps): JSX.Element | null {
  const [isSaid, setSaid] = useState(written.isRestored);
  if (!isSaid) return null;
  return (
    <div class="notice desk-restored" role="status">
      <p>{t.deskRestored}</p>
      <button
        type="button"
        class="button quiet"
        onClick={() => {
          setSaid(false);
          written.forget();
          onStartOver();
        }}
      >
        {t.deskStartOver}
      </button>
    </div>
  );
}
