/** What pages of the desk have in common: what is loading, what failed, what is asked before it is done. */
import type { ComponentChildren, FunctionComponent, JSX } from 'preact';
import { useEffect, useId, useRef, useState } from 'preact/hooks';
import * as t from '../texts/of-desk.ts';
import type { Awaited, DeskProblem } from './desk-api.ts';
import { problemWords } from './problem-words.ts';

export const deskLanguage = typeof document === 'undefined' ? 'en' : document.documentElement.lang || 'en';

/** What was asked for, or why it is not there. */
export function Loaded<Body>({
  awaited: { answer, again },
  children,
}: {
  awaited: Awaited<Body>;
  children: (body: Body, etag: string | undefined) => ComponentChildren;
}) {
  if (!answer)
    return (
      <p class="loading" role="status">
        {t.loading}
      </p>
    );
  if (answer.ok) return <>{children(answer.body, answer.etag)}</>;
  return (
    <div class="empty">
      <ProblemNotice problem={answer.problem} />
      <button type="button" class="button quiet" onClick={again}>
        {t.tryAgain}
      </button>
    </div>
  );
}

/** Why something was not done. */
export function ProblemNotice({ problem }: { problem: DeskProblem | undefined }) {
  if (!problem) return null;
  return (
    <p class="notice bad" role="alert">
      {problemWords(problem)}
    </p>
  );
}

export interface AskFirstProps {
  title: string;
  /** What it means. */
  children: ComponentChildren;
  /** What doing it is called. */
  action: string;
  /** Not yet possible: something is still to be written. */
  isReady?: boolean;
  isBusy?: boolean;
  onDo: () => void;
  onLeave: () => void;
}

/** Asks before something that cannot be undone. Leaving it is what a key that is pressed in haste does. */
export function AskFirst({ title, children, action, isReady = true, isBusy = false, onDo, onLeave }: AskFirstProps) {
  const dialog = useRef<HTMLDialogElement>(null);
  const id = useId();
  useEffect(() => {
    const [own, before] = [dialog.current, document.activeElement];
    own?.showModal();
    return () => {
      // While it is open, all around it is inert, and takes no focus.
      own?.close();
      if (before instanceof HTMLElement && before.isConnected) before.focus();
    };
  }, []);
  return (
    <dialog class="desk-dialog" ref={dialog} aria-labelledby={id} onCancel={onLeave}>
      <h2 id={id}>{title}</h2>
      <div class="desk-dialog-text">{children}</div>
      <p class="actions">
        <button type="button" class="button quiet" onClick={onLeave}>
          {t.deskLeaveIt}
        </button>
        <button
          type="button"
          class="button bad"
          aria-disabled={isReady ? undefined : 'true'}
          aria-busy={isBusy}
          onClick={() => {
            if (isReady && !isBusy) onDo();
          }}
        >
          {action}
        </button>
      </p>
    </dialog>
  );
}

/** A figure with what it counts. */
export function Figure({ name, children }: { name: string; children: ComponentChildren }): JSX.Element {
  return (
    <div class="desk-figure">
      <dt>{name}</dt>
      <dd>{children}</dd>
    </div>
  );
}

/** A part that is loaded when somebody looks at it: few do, and all others need not wait for it. */
export function loadedLater<Props extends object>(
  load: () => Promise<FunctionComponent<Props>>,
): FunctionComponent<Props> {
  let known: FunctionComponent<Props> | undefined;
  return function Later(props: Props): JSX.Element {
    const [Part, setPart] = useState(() => known);
    const [isFailed, setFailed] = useState(false);
    const [round, setRound] = useState(0);
    useEffect(() => {
      if (known) return;
      load().then(
        (part) => {
          known = part;
          setPart(() => part);
        },
        () => setFailed(true),
      );
    }, [round]);
    if (Part) return <Part {...props} />;
    if (!isFailed)
      return (
        <p class="loading" role="status">
          {t.loading}
        </p>
      );
    return (
      <div class="empty">
        <p class="notice bad" role="alert">
          {t.offline}
        </p>
        <button
          type="button"
          class="button quiet"
          onClick={() => {
            setFailed(false);
            setRound(round + 1);
          }}
        >
          {t.tryAgain}
        </button>
      </div>
    );
  };
}
