/** What is wrong, and what may be: each leads to its place. Looked for a moment after the last edit, not while a hand pulls. */
import type { JSX } from 'preact';
import { useEffect, useState } from 'preact/hooks';
import * as texts from '../../texts/of-editor.ts';
import type { EditorStore } from '../editor-store.ts';
import { findingWords } from '../editor-words.ts';
import { findingsOf } from '../model/checks/hall-checks.ts';
import { type Finding, isError } from '../model/checks/finding.ts';

const QUIET_MS = 250;

export function useFindings(store: EditorStore): readonly Finding[] {
  const [found, setFound] = useState<readonly Finding[]>(() => findingsOf(store.settled, store.sold));
  useEffect(() => {
    let [timer, of] = [0, store.settled];
    const unlisten = store.onChange((change) => {
      if (change !== 'document' && change !== 'saved') return;
      if (store.settled === of) return;
      clearTimeout(timer);
      timer = window.setTimeout(() => {
        of = store.settled;
        setFound(findingsOf(of, store.sold));
      }, QUIET_MS);
    });
    return () => {
      clearTimeout(timer);
      unlisten();
    };
  }, [store]);
  return found;
}

export interface ChecksProps {
  store: EditorStore;
  findings: readonly Finding[];
  onGo: (finding: Finding) => void;
}

export function ChecksPanel({ store, findings, onGo }: ChecksProps): JSX.Element {
  const errors = findings.filter(isError).length;
  return (
    <section class="editor-checks" aria-labelledby="editor-checks-heading">
      <h2 id="editor-checks-heading">{texts.editorChecks}</h2>
      <p class="small">{texts.editorChecksCount({ errors, hints: findings.length - errors })}</p>
      <ul>
        {findings.map((finding, index) => (
          // oxlint-disable-next-line react/no-array-index-key -- findings have no names of their own
          <li key={index} class={isError(finding) ? 'bad' : 'warm'}>
            <span>
              <b>{isError(finding) ? texts.editorMustBe : texts.editorMayBe}</b> {findingWords(store.document, finding)}
            </span>
            {(finding.part !== undefined || finding.at) && (
              <button type="button" class="editor-go" onClick={() => onGo(finding)}>
                {texts.editorGo}
                <span class="visually-hidden">: {findingWords(store.document, finding)}</span>
              </button>
            )}
          </li>
        ))}
      </ul>
    </section>
  );
}
