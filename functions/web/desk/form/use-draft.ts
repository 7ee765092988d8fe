/** An event that is being written: what is kept in the browser, and what does not fit. */
import { useEffect, useRef, useState } from 'preact/hooks';
import { type DraftFault, fieldAtPath } from './draft-body.ts';
import { areSame, type EventDraft, type Meanwhile, mergedDraft } from './event-draft.ts';
import { whyOfMessage } from './field-words.ts';
import { type DraftBase, type DraftPlace, draftPlace, forgetDraft, keepDraft, type KeptDraft } from './kept-draft.ts';
import { newKey } from '../../picker/hall/new-key.ts';
import type { DeskProblem } from '../desk-api.ts';

export interface WrittenDraft {
  draft: EventDraft;
  change: (changes: Partial<EventDraft>) => void;
  /** Another draft altogether, on what is there now. */
  rebase: (draft: EventDraft, base: DraftBase) => void;
  /** Whether something was found in the browser when the page was opened. */
  isRestored: boolean;
  /** What had been saved since that was written. */
  meanwhile: Meanwhile | undefined;
  /** Whether there was room to keep what is written. */
  isKept: boolean;
  key: string;
  /** It is with the API by now, or nobody wants it. */
  forget: () => void;
}

/** So soon after the last key it is kept. */
const KEEP_MS = 300;

/** Where what is written is kept; undefined until it is known. @param eventId `new` of one that is not there yet */
export function useDraftPlace(userId: string, eventId: string): DraftPlace | undefined {
  const [place, setPlace] = useState<DraftPlace>();
  useEffect(() => {
    let isHere = true;
    void draftPlace(userId, eventId).then((known) => isHere && setPlace(known));
    return () => {
      isHere = false;
    };
  }, []);
  return place;
}

/** @param begins what is there, on which is written */
export function useDraft(place: DraftPlace, begins: DraftBase): WrittenDraft {
  const [found] = useState(() => begunWith(place.found, begins));
  const [draft, setDraft] = useState(found.draft);
  const [isKept, setKept] = useState(true);
  const base = useRef(begins);
  const isForgotten = useRef(false);
  const latest = useRef(draft);
  latest.current = draft;
  const { isRestored, key } = found;
  const keep = useRef((): void => {});
  keep.current = (): void => {
    if (isForgotten.current || (!isRestored && areSame(latest.current, begins.draft))) return;
    setKept(keepDraft(place.name, { draft: latest.current, base: base.current, key }));
  };
  useEffect(() => {
    const timer = setTimeout(() => keep.current(), KEEP_MS);
    return () => clearTimeout(timer);
  }, [draft]);
  useEffect(() => {
    const leave = (): void => keep.current();
    addEventListener('pagehide', leave);
    return () => {
      removeEventListener('pagehide', leave);
      // Left by a link: what is written last is kept, too.
      leave();
    };
  }, []);
  return {
    draft,
    change: (changes) => {
      isForgotten.current = false;
      setDraft((before) => ({ ...before, ...changes }));
    },
    rebase: (next, on) => {
      base.current = on;
      setDraft(next);
    },
    isRestored,
    meanwhile: found.meanwhile,
    isKept,
    key,
    forget: () => {
      isForgotten.current = true;
      forgetDraft(place.name);
    },
  };
}

/** What was kept, on what is there by now. */
function begunWith(kept: KeptDraft | undefined, { draft, version }: DraftBase) {
  if (!kept) return { draft, isRestored: false, meanwhile: undefined, key: newKey() };
  const { key } = kept;
  if (kept.base.version === version) return { draft: kept.draft, isRestored: true, meanwhile: undefined, key };
  return { ...mergedDraft(kept.base.draft, kept.draft, draft), isRestored: true, key };
}

/** What the API does not take, by the fields of the form; undefined where it is no field's fault. */
export function faultsOfProblem({ code, errors = [] }: DeskProblem): DraftFault[] | undefined {
  if (code !== 'invalid' || errors.length === 0) return undefined;
  const faults = errors.map(({ path, message }) => ({ field: fieldAtPath(path), why: whyOfMessage(message) }));
  return faults.filter(({ field }, index) => faults.findIndex((one) => one.field === field) === index);
}
