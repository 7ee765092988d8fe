/** Somebody else has saved meanwhile: what is otherwise there, and how to go on. Nothing is overwritten unasked. */
import type { JSX } from 'preact';
import { useEffect, useRef } from 'preact/hooks';
import * as texts from '../../texts/of-editor.ts';
import type { HallDocument } from '../model/hall-document.ts';
import { conflictsOf, differencesOf, type HallDifference, mergedHall } from '../model/merge-halls.ts';

export interface MergeProps {
  base: HallDocument;
  mine: HallDocument;
  theirs: HallDocument;
  onChosen: (document: HallDocument) => void;
}

const MOST_LISTED = 12;

export function MergeNotice({ base, mine, theirs, onChosen }: MergeProps): JSX.Element {
  const place = useRef<HTMLDivElement>(null);
  useEffect(() => place.current?.focus(), []);
  const conflicts = conflictsOf(base, mine, theirs);
  return (
    <div class="notice warm editor-merge" role="alert" tabIndex={-1} ref={place}>
      <p class="strong">{texts.editorMergeHeading}</p>
      <Differences heading={texts.editorMergeTheirs} list={differencesOf(base, theirs)} />
      <Differences heading={texts.editorMergeMine} list={differencesOf(base, mine)} />
      {conflicts.length > 0 && <Differences heading={texts.editorMergeBoth} list={conflicts} />}
      <p class="actions">
        <button type="button" class="button" onClick={() => onChosen(mergedHall(base, mine, theirs, 'mine'))}>
          {conflicts.length > 0 ? texts.editorMergePreferMine : texts.editorMergeTogether}
        </button>
        {conflicts.length > 0 && (
          <button type="button" class="button quiet" onClick={() => onChosen(mergedHall(base, mine, theirs, 'theirs'))}>
            {texts.editorMergePreferTheirs}
          </button>
        )}
        <button type="button" class="button quiet" onClick={() => onChosen(theirs)}>
          {texts.editorMergeTake}
        </button>
      </p>
      <p class="small">{texts.editorMergeHint}</p>
    </div>
  );
}

function Differences({ heading, list }: { heading: string; list: readonly HallDifference[] }): JSX.Element {
  return (
    <div>
      <p>{heading}</p>
      <ul>
        {list.slice(0, MOST_LISTED).map(({ kind, what, name }) => (
          <li key={`${kind}${name}`}>{texts.editorDifference({ kind, what, name })}</li>
        ))}
        {list.length > MOST_LISTED && <li>{texts.editorMore({ count: list.length - MOST_LISTED })}</li>}
      </ul>
    </div>
  );
}
