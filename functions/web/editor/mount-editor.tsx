/** Puts the editor into a page: on a chart and its plan, with what becomes of it when it is saved. */
import { type JSX, render } from 'preact';
import { useEffect, useState } from 'preact/hooks';
import type { Chart, PriceCategory } from '../../shared/event/chart.ts';
import type { Plan } from '../../shared/plan/plan.ts';
import { dateText } from '../texts/formats.ts';
import * as texts from '../texts/of-editor.ts';
import { EditorStore } from './editor-store.ts';
import { editorWords } from './editor-words.ts';
import { documentOf, type HallDocument } from './model/hall-document.ts';
import { isSameValue } from './model/edit-history.ts';
import { mergedHall } from './model/merge-halls.ts';
import { EditorView } from './panels/editor-view.tsx';
import { MergeNotice } from './panels/merge-notice.tsx';
import { HallKeeper, type KeptHall } from './kept-hall.ts';

/** What became of saving. */
export type SaveAnswer =
  | { kind: 'saved'; sold?: Chart | undefined }
  /** Somebody else has saved meanwhile. */
  | { kind: 'changed'; theirs: HallDocument; sold?: Chart | undefined }
  | { kind: 'refused'; text: string };

export interface EditorOptions {
  chart: Chart;
  plan?: Plan | null | undefined;
  prices: readonly PriceCategory[];
  currency: string;
  /** Seats are sold: the chart can be added to, and no more. */
  isSold?: boolean;
  /** By what the hall is kept in this browser until it is saved; without it nothing is kept. */
  keepAs?: string;
  /** It stands in a page that saves what it edits with something else. */
  within?: EditorWithin;
  onSave?: (document: HallDocument) => Promise<SaveAnswer>;
}

/** What edits are a part of. */
export interface EditorWithin {
  /** What going back to it is called. */
  done: string;
  onEdited: (document: HallDocument) => void;
  onDone: () => void;
}

export interface MountedEditor {
  destroy(): void;
  /** Whether there is anything that is not saved. */
  isDirty(): boolean;
}

export function mountEditor(root: HTMLElement, options: EditorOptions): MountedEditor {
  const { chart, plan, prices, currency, isSold = false, keepAs } = options;
  const base = documentOf(chart, plan, prices);
  const store = new EditorStore({ document: base, sold: isSold ? chart : undefined, words: editorWords, currency });
  const shown = document.createElement('div');
  root.replaceChildren(shown);
  const keeper = keepAs === undefined ? undefined : new HallKeeper(keepAs);
  render(<Editing store={store} options={options} keeper={keeper} />, shown);
  return {
    destroy: () => {
      render(null, shown);
      keeper?.destroy();
    },
    isDirty: () => store.isDirty,
  };
}

interface EditingProps {
  store: EditorStore;
  options: EditorOptions;
  keeper: HallKeeper | undefined;
}

function Editing({ store, options, keeper }: EditingProps): JSX.Element {
  const [other, setOther] = useState<{ base: HallDocument; theirs: HallDocument }>();
  const [[found, ...others], setFound] = useState<readonly KeptHall[]>([]);
  useKeeping(store, keeper);
  useEffect(() => void keeper?.left().then(setFound), [keeper]);
  const { within } = options;
  useEffect(
    () =>
      within &&
      store.onChange((change) => {
        // What a hand is only just pulling is not done yet.
        if (change === 'document' && store.document === store.settled && store.isDirty) {
          within.onEdited(store.settled);
          store.markSaved(store.settled);
        }
      }),
    [store, within],
  );
  const save = within ? within.onDone : (): void => void saved(store, { options, keeper, onChanged: setOther });
  const decided = ({ name }: KeptHall): void => {
    keeper?.forget(name);
    setFound(others);
    // The button is gone with its notice.
    document.querySelector<HTMLElement>('.editor [role="application"]')?.focus();
  };
  const notice = found ? (
    <KeptNotice
      kept={found}
      onTake={() => {
        // Somebody may have saved since, or something was done here before that was decided: that stays.
        const mine = isSameValue(found.base, store.settled)
          ? found.document
          : mergedHall(found.base, found.document, store.settled, 'mine');
        store.do({ kind: 'replace', document: mine });
        keepNow(store, keeper);
        decided(found);
      }}
      onLeave={() => decided(found)}
    />
  ) : other ? (
    <MergeNotice
      {...other}
      mine={store.settled}
      onChosen={(document) => {
        setOther(undefined);
        store.do({ kind: 'replace', document });
        store.setSaving('idle');
        store.say(texts.editorMerged);
      }}
    />
  ) : null;
  return <EditorView store={store} onSave={save} done={within?.done} notice={notice} />;
}

interface Saving {
  options: EditorOptions;
  keeper: HallKeeper | undefined;
  onChanged: (other: { base: HallDocument; theirs: HallDocument }) => void;
}

async function saved(store: EditorStore, { options: { onSave }, keeper, onChanged }: Saving): Promise<void> {
  if (store.saving === 'busy' || !onSave) return;
  if (!store.isDirty) return store.say(texts.editorSaved);
  const sent = store.settled;
  store.setSaving('busy');
  const answer = await onSave(sent);
  if (answer.kind === 'saved') {
    store.markSaved(sent, answer.sold ?? store.sold);
    keepNow(store, keeper);
    return store.say(texts.editorSaved);
  }
  if (answer.kind === 'refused') {
    store.setSaving('failed');
    return store.say(answer.text, true);
  }
  // From now on what differs is what differs from theirs.
  const base = store.saved;
  store.markSaved(answer.theirs, answer.sold ?? store.sold);
  store.setSaving('failed');
  onChanged({ base, theirs: answer.theirs });
}

/** What is not saved is kept, and what is saved need not be. */
function keepNow(store: EditorStore, keeper: HallKeeper | undefined): void {
  if (!keeper) return;
  if (!store.isDirty) return keeper.forget();
  const isKept = keeper.keep({ base: store.saved, document: store.settled });
  if (!isKept && store.isKept) store.say(texts.editorNotKept, true);
  store.setKept(isKept);
}

/** Kept in this browser at every step, so that neither a reload nor a crash loses any. */
function useKeeping(store: EditorStore, keeper: HallKeeper | undefined): void {
  useEffect(() => {
    if (!keeper) return undefined;
    let timer = 0;
    const keep = (): void => {
      clearTimeout(timer);
      keepNow(store, keeper);
    };
    const unlisten = store.onChange((change) => {
      if (change !== 'document') return;
      clearTimeout(timer);
      timer = window.setTimeout(keep, KEEP_MS);
    });
    addEventListener('pagehide', keep);
    return () => {
      keep();
      unlisten();
      removeEventListener('pagehide', keep);
    };
  }, [store, keeper]);
}

/** A pull at a handle tells many times a second. */
const KEEP_MS = 400;

interface KeptProps {
  kept: KeptHall;
  onTake: () => void;
  onLeave: () => void;
}

function KeptNotice({ kept, onTake, onLeave }: KeptProps): JSX.Element {
  return (
    <div class="notice warm" role="alert">
      <p>{texts.editorKept({ when: dateText(document.documentElement.lang, kept.at, 'full') })}</p>
      <p class="actions">
        <button type="button" class="button" onClick={onTake}>
          {texts.editorKeptTake}
        </button>
        <button type="button" class="button quiet" onClick={onLeave}>
          {texts.editorKeptLeave}
        </button>
      </p>
    </div>
  );
}
